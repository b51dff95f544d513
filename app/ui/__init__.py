"""Everything that is seen and pressed; the only room that knows Qt."""
