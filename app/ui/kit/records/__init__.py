"""Lists of records: to look at, to pick from, to tick; they must not know what the records are."""
