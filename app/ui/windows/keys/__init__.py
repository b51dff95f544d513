"""Keys: what is pressed for what at this desk."""
