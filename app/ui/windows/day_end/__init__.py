"""The window in which the till is counted and the day is closed."""
