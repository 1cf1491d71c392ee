"""Reporters: a result in, text out, for people and for programs."""
