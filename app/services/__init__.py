"""The use cases: each opens one unit of work, asks the rules, and writes everything or nothing."""
