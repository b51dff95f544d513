"""The keeping of the shop's store: backups, and whatever else is done to it as a whole."""
