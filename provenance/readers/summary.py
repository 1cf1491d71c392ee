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
        The number of articles read.
    files : int
        The number of files they came from.
    skipped : tuple of InputError
        The errors for input that was left out, with file and line; empty unless ``on_error="skip"``.
    notes : tuple of str
        Messages about the input, such as an encoding that was guessed.
    """

    articles: int
    files: int
    skipped: tuple[InputError, ...] = ()
    notes: tuple[str, ...] = ()
