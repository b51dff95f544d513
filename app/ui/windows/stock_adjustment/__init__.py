"""The Stock Adjustment window: what was found or lost, with its reason."""
