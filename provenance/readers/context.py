"""The context of a reader: the options it gets, and the notes and errors it reports."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.readers.place import Place

if TYPE_CHECKING:
    from provenance.errors import InputError
    from provenance.model.components import ReadContext
    from provenance.model.options import ReadOptions

__all__ = ["Context", "allows_blank", "at", "file_name", "left_out"]


class Context:
    """The `provenance.model.components.ReadContext` of a collection.

    Parameters
    ----------
    options : ReadOptions
        How files become documents.
    lenient : bool
        Whether texts may be empty and ids occur twice.
    """

    def __init__(self, options: ReadOptions, *, lenient: bool = False) -> None:
        self.options = options
        self.lenient = lenient
        self.skipped: list[InputError] = []
        #: The file that is being read, or the article in it that was last read.
        self.place: Place | None = None
        #: Which code of plugins read files.
        self.plugins: set[str] = set()
        #: The id of a file that is one article.
        self.name = ""
        self._notes: dict[str, None] = {}
        #: Values other than texts that were not understood, by file: the first error, and their number.
        self._left_out: dict[Path, tuple[InputError, int]] = {}

    def begin(self, path: Path, name: str | None = None) -> None:
        """Start a file."""
        self.place = Place(path)
        self.name = file_name(path.stem) if name is None else name

    def bad(self, error: InputError) -> None:
        """Raise an error, or count it if errors are skipped."""
        if error.path is None and self.place is not None:
            error = Place(self.place.path, error.line).error(error.message, hint=error.hint)
        if self.options.on_error == "raise":
            raise error
        # The frames would keep the text of every bad article alive.
        error.__traceback__ = error.__context__ = error.__cause__ = None
        self.skipped.append(error)

    def left_out(self, error: InputError) -> None:
        """Count a value of an article that was dropped because it was not understood."""
        path = Path(str(error.path))
        first, count = self._left_out.get(path, (error, 0))
        self._left_out[path] = first, count + 1

    def note(self, message: str) -> None:
        """Keep a message for the user, once."""
        self._notes[message] = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes, in the order they came."""
        said = (
            f"{path}: {count:,} times or sources were not understood and left out, the first: "
            f"{first.message.removeprefix(f'{path}:')}"
            for path, (first, count) in self._left_out.items()
        )
        return (*self._notes, *said)


def at(context: ReadContext, place: Place) -> None:
    """Set the place of the next document, for messages; contexts of other classes ignore it."""
    if isinstance(context, Context):
        context.place = place


def allows_blank(context: ReadContext) -> bool:
    """Return whether a text may be empty."""
    return isinstance(context, Context) and context.lenient


def left_out(context: ReadContext, error: InputError) -> None:
    """Count a value that is left out of an article; contexts of other classes ignore it."""
    if isinstance(context, Context):
        context.left_out(error)


def file_name(name: str) -> str:
    """Return the name of a file as valid text, also if it is in an older encoding."""
    return os.fsencode(name).decode("utf-8", "replace")
