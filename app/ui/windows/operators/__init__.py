"""Operators: who works here, their PINs, what each role may do."""
