"""Engines run the stages. They move data; the rules are in the folders below."""
