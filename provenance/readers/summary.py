"""What happened while files were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.errors import InputError

__all__ = ["ReadSummary"]


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """What happened while files were read.

    Parameters
    ----------
    articles : int
        How many articles were read.
    files : int
        How many files they came from.
    skipped : tuple of InputError
        What was left out, each with its file and line; empty unless ``on_error="skip"``.
    notes : tuple of str
        What the user should know of the input, as an encoding that had to be guessed.
    """

    articles: int
    files: int
    skipped: tuple[InputError, ...] = ()
    notes: tuple[str, ...] = ()
