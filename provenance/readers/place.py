"""The place of an article in the input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Place", "listed", "short"]

_LISTED = 20
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and the line or row in it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    number : int, optional
        The line or row, counted from 1; None if the file is one article.
    unit : {"line", "row"}
        What the number counts.
    """

    path: Path
    number: int | None = None
    unit: Literal["line", "row"] = "line"

    def error(self, message: str, *, hint: str | None = None) -> InputError:
        """Make an error that names this place."""
        if self.number is None or self.unit == "line":
            return InputError(message, path=self.path, line=self.number, hint=hint)
        # "file:7" would be read as a line number, which a binary file does not have.
        error = InputError(f"row {self.number}: {message}", path=self.path, hint=hint)
        error.line = self.number
        return error

    def __str__(self) -> str:
        if self.number is None:
            return str(self.path)
        return f"{self.path}:{self.number}" if self.unit == "line" else f"{self.path}, row {self.number}"


def short(name: str) -> str:
    """Return a name in quotation marks, shortened if it is long."""
    return repr(name if len(name) <= 2 * _LONGEST else name[: 2 * _LONGEST] + "...")


def listed(names: list[str]) -> str:
    """Return a list of names for a message, shortened if it is long."""
    shown = [name if len(name) <= _LONGEST else name[:_LONGEST] + "..." for name in names[:_LISTED]]
    more = len(names) - len(shown)
    return (", ".join(shown) or "none") + (f" and {more} more" if more > 0 else "")
