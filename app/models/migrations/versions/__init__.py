"""The steps; a step that has been shipped never changes."""
