"""The public verbs, a file for each; `provenance` has their names."""
