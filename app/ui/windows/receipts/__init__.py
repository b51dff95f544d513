"""Debtor Receipts: its window and the lines in it."""
