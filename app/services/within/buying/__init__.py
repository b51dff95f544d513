"""What the use cases of buying share inside a unit of work."""
