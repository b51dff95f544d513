"""One file for each window; a dialog that belongs to one window sits beside it."""
