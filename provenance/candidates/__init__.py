"""Candidates: which pairs of documents are worth aligning."""
