"""Who did what: the list of it, and what each row changed."""
