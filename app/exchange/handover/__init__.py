"""Posted documents as files for accounting systems and for buyers: records in, names and bytes out."""
