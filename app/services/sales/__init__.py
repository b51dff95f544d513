"""Use cases of selling: invoices, quotes, their sheets, sales that were lost."""
