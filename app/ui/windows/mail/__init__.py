"""Outgoing e-mail: the list of what has to go, and who sends it by itself."""
