"""What the use cases of selling share inside a unit of work."""
