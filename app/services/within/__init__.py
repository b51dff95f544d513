"""What services share inside a unit of work: these functions take the open session, so only services may call them."""
