"""Parts Invoicing, and the dialogs and columns that belong to it."""
