"""Stock that is corrected and counted: adjustments with their reason, and stocktakes."""
