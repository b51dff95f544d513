"""The rules of the trade as pure functions; they must not know Qt, SQLAlchemy, files or the clock."""
