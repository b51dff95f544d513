"""The Import window and its matching of columns."""
