"""Use cases of buying: stock orders and creditors' invoices."""
