"""The Stocktake window: bins are counted, and what differs is posted."""
