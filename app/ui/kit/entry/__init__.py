"""The fields that single values are typed into; they must not know a window."""
