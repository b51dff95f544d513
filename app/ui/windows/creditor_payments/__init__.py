"""Creditor Payments: the window in which a supplier is paid."""
