"""Alignment: candidate pairs to passages."""
