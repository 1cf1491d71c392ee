"""Sketches: MinHash signatures of documents."""
