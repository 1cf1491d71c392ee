"""Reporters: they write results as text, for people and for programs."""
