"""The Journal: its entries, and the chart of accounts."""
