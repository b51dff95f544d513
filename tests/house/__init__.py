"""The laws of the house, and what keeps it tidy."""
