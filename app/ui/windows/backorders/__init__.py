"""The Backorders window and what can be done to a backorder."""
