"""Text: normalise with offsets kept, cut into words, find quotations."""
