"""What a process keeps of an index from one question to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provenance.align.settings import pair_settings
from provenance.index.catalogue import read_catalogue, read_statistics
from provenance.index.sources import MemorySource, bytes_in_memory

if TYPE_CHECKING:
    from provenance.align.settings import PairSettings
    from provenance.index.catalogue import Catalogue
    from provenance.index.store import Store
    from provenance.model.options import ReuseOptions
    from provenance.model.statistics import Statistics

__all__ = ["Snapshot"]


@dataclass(slots=True, eq=False)
class Snapshot:
    """An index as it was when it was read.

    Parameters
    ----------
    stamp : tuple of int
        The stamp of the file, by which a change is seen without opening it.
    version : tuple of str
        Which index it is, and how often it was written.
    catalogue : Catalogue
        Its documents.
    statistics : Statistics or None
        Its statistics; None where it never had a document.
    held : MemorySource, optional
        Its posting lists and texts, once they were read into memory.
    """

    stamp: tuple[int, ...]
    version: tuple[str, str]
    catalogue: Catalogue
    statistics: Statistics | None
    held: MemorySource | None = None
    _pair_settings: PairSettings | None = None

    @classmethod
    def read(cls, store: Store, connection: Any, before: Snapshot | None, most: int) -> Snapshot:
        """Read an index, or what changed of it since before; ``most`` as for `hold`.

        Parameters
        ----------
        store : Store
            The file.
        connection : duckdb.DuckDBPyConnection
            Open for reading, so that nobody writes meanwhile.
        before : Snapshot, optional
            What was read before.
        most : int
            Where the posting lists and texts were in memory before, those of now are, unless they take more bytes.
        """
        settings, stamp = store.settings(connection), store.stamp()
        version = settings["born"], settings["generation"]
        if before is not None and before.version == version:
            before.stamp = stamp
            return before
        made = cls(stamp, version, read_catalogue(connection), read_statistics(connection))
        if before is not None and before.held is not None:
            made.hold(connection, most, before.held if before.version[0] == version[0] else None)
        return made

    def hold(self, connection: Any, most: int, before: MemorySource | None = None) -> None:
        """Read posting lists and texts into memory, unless they take more than so many bytes."""
        if bytes_in_memory(connection, self.catalogue) <= most:
            self.held = MemorySource.read(connection, self.catalogue, before)

    def pair_settings(self, options: ReuseOptions) -> PairSettings:
        """Return what the statistics say of a pair."""
        if self._pair_settings is None:
            if self.statistics is None:
                raise AssertionError
            self._pair_settings = pair_settings(self.statistics, options.sensitivity)
        return self._pair_settings
