"""Article files to documents: a reader for each format, and `collect.collect`, the entry point to all of them."""
