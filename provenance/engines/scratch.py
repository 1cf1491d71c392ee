"""Space for large arrays: in memory up to a limit, beyond it in temporary files without a name."""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from provenance.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import DTypeLike, NDArray

__all__ = ["Scratch", "Spool"]

# Smaller arrays always stay in memory.
_SMALL = 1 << 16


class Scratch:
    """Allocates arrays: in memory until the limit is reached, then in temporary files.

    The files have no names, so none is left behind: a file is gone with its array, or with the process, however that
    ends. Results do not depend on where an array is.

    Parameters
    ----------
    limit : int
        Bytes of memory that the arrays in use may take together.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.spilled = 0
        """Bytes written to files, for all arrays."""
        self._used = 0
        self._lock = threading.Lock()

    def empty(self, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """Return a one-dimensional array with undefined content.

        Raises
        ------
        OutputError
            If the folder for temporary files has no space.
        """
        room = size * np.dtype(dtype).itemsize
        with self._lock:
            fits = room < _SMALL or self._used + room <= self.limit
            if fits:
                self._used += room
            else:
                self.spilled += room
        if not fits:
            return _on_disk(size, np.dtype(dtype))
        array = np.empty(size, dtype)
        weakref.finalize(array, self._give_back, room)
        return array

    def fits(self, room: int) -> bool:
        """Return whether so many bytes fit into memory now."""
        with self._lock:
            return self._used + room <= self.limit

    def zeros(self, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """Return an array of zeros."""
        array = self.empty(size, dtype)
        array[:] = 0
        return array

    def join(self, parts: list[NDArray[Any]], dtype: DTypeLike) -> NDArray[Any]:
        """Concatenate arrays; the list is emptied on the way, so that nothing is held twice."""
        whole = self.empty(sum(map(len, parts)), dtype)
        at = len(whole)
        while parts:
            part = parts.pop()
            whole[at - len(part) : at] = part
            at -= len(part)
        return whole

    def _give_back(self, room: int) -> None:
        with self._lock:
            self._used -= room


class Spool:
    """Keeps rows of arrays and numbers in a temporary file without a name, to be read once more in the same order."""

    def __init__(self) -> None:
        try:
            self._file: IO[bytes] = tempfile.TemporaryFile(prefix="provenance-")  # noqa: SIM115 - it is gone with this
        except OSError as error:
            raise _no_room(error) from error
        weakref.finalize(self, self._file.close)
        self._rows: list[int] = []

    def put(self, *row: int | NDArray[Any]) -> None:
        """Append a row.

        Raises
        ------
        OutputError
            If the folder for temporary files has no space.
        """
        try:
            for value in row:
                np.save(self._file, value)
        except OSError as error:
            raise _no_room(error) from error
        self._rows.append(len(row))

    def __iter__(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        for size in self._rows:
            row = [np.load(self._file) for _ in range(size)]
            yield [value if value.ndim else value.item() for value in row]


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"{tempfile.gettempdir()} has no room for temporary data: {error.strerror or error}.",
        hint="choose another folder with TMPDIR.",
    )


def _on_disk(size: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    room = size * dtype.itemsize
    try:
        with tempfile.TemporaryFile(prefix="provenance-") as file:
            # Reserve the space now, so that a full disk is an error and not a crash when a page is written.
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, room)
            return np.memmap(file, dtype, "r+" if hasattr(os, "posix_fallocate") else "w+", shape=(size,))
    except OSError as error:
        raise OutputError(
            f"{tempfile.gettempdir()} has no room for {room:,} bytes of temporary data: {error.strerror or error}.",
            hint="choose another folder with TMPDIR, or write less to it with more --memory.",
        ) from error
