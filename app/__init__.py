"""Parts Counter: debtors, parts, stock, invoices and backorders for the people behind a parts counter."""

__version__ = "0.1.0"
