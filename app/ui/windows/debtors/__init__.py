"""The Debtor Master File and the grids on its pages."""
