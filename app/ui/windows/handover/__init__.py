"""The hand-over to accounting."""
