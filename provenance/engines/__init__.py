"""Engines: what runs the stages. They move data; the work is in the folders below."""
