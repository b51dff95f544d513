"""The tests: rules, services, windows, stories, and the laws of the house."""
