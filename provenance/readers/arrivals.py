"""Sees which files arrive in a folder, once each has been written to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from provenance.readers.folder import below, is_metadata

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from provenance.readers.context import Context

__all__ = ["Arrivals"]

#: How programs name what they have not received to its end.
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp", "~")


class _Stamp(NamedTuple):
    """What changes when a file is written: which file it is, its size in bytes, and when it was written."""

    inode: int
    size: int
    written: int


class Arrivals:
    """The files of a folder that are new or changed, each told once.

    A file is told when it is the same as at the look before: one that is still being written is not. One that is
    written again later is told again. Hidden files are left out, and those whose name says that they are not complete
    (``.part``, ``.tmp`` and the like).

    Parameters
    ----------
    folder : Path
        The folder; folders below it are looked at too.
    context : Context
        Takes what cannot be listed.
    besides : collection of Path
        Files that are never told, such as an index that lies in the folder.
    """

    def __init__(self, folder: Path, context: Context, besides: Collection[Path] = ()) -> None:
        self.folder = folder
        self._context = context
        self._besides = {path.resolve() for path in besides}
        self._seen: dict[Path, _Stamp] = {}
        self._told: dict[Path, _Stamp] = {}

    def look(self) -> list[Path]:
        """Return the files that have settled since the last look, sorted by path; at the first look there are none."""
        now = {path: stamp for path in below(self.folder, self._context) if (stamp := self._stamp(path)) is not None}
        settled = [
            path for path, stamp in now.items() if self._seen.get(path) == stamp and self._told.get(path) != stamp
        ]
        # What is gone is forgotten, so that a folder that is emptied each day takes no more memory each day.
        self._told = {path: stamp for path, stamp in self._told.items() if path in now}
        self._told |= {path: now[path] for path in settled}
        self._seen = now
        return settled

    def _stamp(self, path: Path) -> _Stamp | None:
        """Return the stamp of a file; None for one that is not looked at."""
        if is_metadata(path) or path.name.lower().endswith(_UNFINISHED) or path.resolve() in self._besides:
            return None
        try:
            said = path.stat()
        except OSError:
            # It went away while the folder was listed.
            return None
        return _Stamp(said.st_ino, said.st_size, said.st_mtime_ns) if said.st_size else None
