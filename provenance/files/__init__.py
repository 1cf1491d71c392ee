"""Writing of files: atomically, and never over an input."""
