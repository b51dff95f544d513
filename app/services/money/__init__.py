"""Use cases about money that debtors owe and pay, and what is told of it; it must not know any window."""
