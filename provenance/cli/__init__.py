"""The command line: one file for each command."""

from __future__ import annotations

from provenance.cli.app import main

__all__ = ["main"]
