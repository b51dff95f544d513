"""Setup: the shop's settings and this desk's."""
