"""What a reader is given beside the path, and what it leaves there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from provenance.readers.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.errors import InputError
    from provenance.model.components import ReadContext
    from provenance.model.options import ReadOptions

__all__ = ["Context", "at", "file_name"]


class Context:
    """The `provenance.model.components.ReadContext` of a collection.

    Parameters
    ----------
    options : ReadOptions
        How files become documents.
    """

    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.skipped: list[InputError] = []
        #: The file that is being read, or the article in it that was read last.
        self.place: Place | None = None
        #: The id for a file that is one article.
        self.name = ""
        self._notes: dict[str, None] = {}

    def begin(self, path: Path, name: str | None = None) -> None:
        """Turn to a file."""
        self.place = Place(path)
        self.name = file_name(path.stem) if name is None else name

    def bad(self, error: InputError) -> None:
        """Raise an error, or count it where errors are skipped."""
        if error.path is None and self.place is not None:
            error = Place(self.place.path).error(error.message, hint=error.hint)
        if self.options.on_error == "raise":
            raise error
        # The frames would keep the text of every bad article alive.
        error.__traceback__ = error.__context__ = error.__cause__ = None
        self.skipped.append(error)

    def note(self, message: str) -> None:
        """Keep a message for the user, once."""
        self._notes[message] = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes, in the order they came."""
        return tuple(self._notes)


def at(context: ReadContext, place: Place) -> None:
    """Say where the next document comes from, for messages; a context of another kind does not ask."""
    if isinstance(context, Context):
        context.place = place


def file_name(name: str) -> str:
    """Return the name of a file as text, which one in an older encoding is not."""
    return os.fsencode(name).decode("utf-8", "replace")
