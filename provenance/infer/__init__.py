"""Inference: what the passages say about where a text came from."""
