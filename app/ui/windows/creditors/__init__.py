"""The Creditor Master File and its lists."""
