"""Stock Order: typing it, and how it goes out."""
