"""From the facts of a document to pages of placed text and lines; it must not know Qt or the database."""
