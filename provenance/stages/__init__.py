"""Stages: pure functions from record batches to record batches, which every engine and the index call."""
