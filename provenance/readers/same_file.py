"""A file that is read more than once, and has to be the same each time."""

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
    """Notices that a file was changed, replaced or removed since it was first read, or while it is.

    It goes by size, time of the last change, and inode: contents are not compared.

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
        """Look at the file before and after it is read in the block.

        Raises
        ------
        InputError
            Where it is not what it was when it was first looked at, or cannot be read.
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
        # A pipe, which can be read once, has other times whenever something is put into it.
        marks = (found.st_ino, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else (found.st_ino,)
        if self._known is None:
            self._known = marks
        elif self._known != marks:
            raise self.changed()
