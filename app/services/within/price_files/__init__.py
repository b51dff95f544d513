"""What bringing a price file in consists of: rows staged in temporary tables, compared, looked at, written, proved."""
