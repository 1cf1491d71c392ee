"""Checks that a file that is read several times has not changed."""

from __future__ import annotations

import contextlib
import stat
from typing import TYPE_CHECKING

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["SameFile"]


class SameFile:
    """Detects that a file was changed, replaced or removed since it was first read, or while it is read.

    It compares size, modification time and inode, not the content.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[int, ...] | None = None

    @contextlib.contextmanager
    def read(self) -> Iterator[None]:
        """Check the file before and after the block that reads it.

        Raises
        ------
        InputError
            If the file has changed since the first check, or cannot be read.
        """
        try:
            self._look()
            yield
            self._look()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}.", path=self.path) from None

    def changed(self) -> InputError:
        """Return the error for a file that was changed."""
        return InputError("was changed while it was read.", path=self.path, hint="run it again.")

    def _look(self) -> None:
        found = self.path.stat()
        # A pipe can be read only once, and its times change whenever it is written to.
        marks = (found.st_ino, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else (found.st_ino,)
        if self._known is None:
            self._known = marks
        elif self._known != marks:
            raise self.changed()
