"""What stands at the foot of the desk, and what F1 shows; it must not know any window."""
