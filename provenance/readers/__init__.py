"""From article files to documents: a reader for each format, and `collect.collect`, the door to all."""
