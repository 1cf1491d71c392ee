"""The public functions, one file for each; `provenance` exports them."""
