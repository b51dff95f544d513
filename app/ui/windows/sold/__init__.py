"""Lines that were sold."""
