"""What the keeping of a store shares inside a service call: copies, dumps, figures."""
