"""Price Groups and the grids on its pages."""
