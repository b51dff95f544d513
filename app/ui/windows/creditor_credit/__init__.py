"""Creditor Credit: its window and the lines in it."""
