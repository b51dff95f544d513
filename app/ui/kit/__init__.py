"""What every window uses; it must not know any single window."""
