"""Text: normalise it and keep the offsets, cut it into words, find quotations."""
