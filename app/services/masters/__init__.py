"""Use cases of the master files: debtors, creditors, parts, prices."""
