"""Files in and out: reading price lists and other tables; it must not know Qt or the database."""
