"""An archive that stays: documents, their words and their fingerprints in one DuckDB file."""
