"""Credits: what was invoiced and is taken back."""
