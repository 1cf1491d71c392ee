"""The formats in which news agencies send their dispatches."""
