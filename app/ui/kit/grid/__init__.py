"""The grid that documents are typed into; it must not know a window."""
