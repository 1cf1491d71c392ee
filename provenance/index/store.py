"""The file of an index: its tables, who may open it, and whether what made it is what reads it."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from provenance.errors import InputError, OptionError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

__all__ = ["FORMAT", "Store", "duckdb_module"]

#: The form of the tables; another one is another number.
FORMAT = "provenance/index/3"
# Seconds that an index which another process has open is waited for, and between two tries.
_PATIENCE, _PAUSE = 5.0, 0.05
# What DuckDB may use beside the arrays of this package.
_CONFIG = {"threads": "2", "memory_limit": "512MB"}

# What is looked up here and there is not compressed by DuckDB, which would unpack two thousand rows for one.
_TABLES = """
CREATE TABLE settings (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE documents (
    number BIGINT NOT NULL, id VARCHAR NOT NULL, text VARCHAR NOT NULL, source VARCHAR, published VARCHAR, role VARCHAR,
    language VARCHAR, metadata VARCHAR, tokens INTEGER NOT NULL, text_digest UBIGINT NOT NULL, key UBIGINT NOT NULL,
    words_digest UBIGINT NOT NULL, noisy BOOLEAN NOT NULL, digest UBIGINT NOT NULL
);
CREATE TABLE segments (segment INTEGER NOT NULL, kind UTINYINT NOT NULL, bits UTINYINT NOT NULL, size BIGINT NOT NULL);
CREATE TABLE postings (
    segment INTEGER NOT NULL, kind UTINYINT NOT NULL, part USMALLINT NOT NULL, bucket INTEGER NOT NULL,
    data BLOB NOT NULL USING COMPRESSION uncompressed, digest UBIGINT NOT NULL
);
CREATE TABLE statistics (data BLOB NOT NULL);
"""


def duckdb_module() -> Any:
    """Import DuckDB; where it is missing, say how to get it."""
    try:
        import duckdb
    except ImportError:
        raise OptionError(
            "an index needs DuckDB, which is not installed.", hint="pip install 'wire-provenance[index]'"
        ) from None
    return duckdb


class Store:
    """The file of an index.

    It is opened for each use and closed after it, so that a reader that stays does not keep writers out.

    Parameters
    ----------
    path : Path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._duckdb = duckdb_module()

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.path.exists()

    def stamp(self) -> tuple[int, ...]:
        """Return what changes when anybody writes: the inode, the time and the size of the file and of its log."""
        found: list[int] = []
        for path in (self.path, self.path.with_name(f"{self.path.name}.wal")):
            try:
                said = path.stat()
            except OSError:
                found.append(-1)
            else:
                found += [said.st_ino, said.st_mtime_ns, said.st_size]
        return tuple(found)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Open the index for reading; any number of processes may.

        Raises
        ------
        InputError
            Where there is no such file, it is no index, is damaged, or is written for longer than it is waited for.
        """
        if not self.exists():
            raise InputError(
                f"there is no index {self.path}.", hint=f"provenance index add {self.path} PATH... makes one."
            )
        with self._opened(read_only=True) as connection:
            yield connection

    @contextmanager
    def writing(self, settings: dict[str, str] | None = None) -> Iterator[Any]:
        """Open the index for writing, which nobody else may at that time.

        Parameters
        ----------
        settings : dict of str to str, optional
            With these an index is made where there is none.

        Raises
        ------
        OutputError
            Where somebody else has it open for longer than it is waited for, or it cannot be made.
        """
        if settings is None and not self.exists():
            raise InputError(f"there is no index {self.path}.")
        with self._opened(read_only=False) as connection:
            if settings is not None and not self._is_index(connection, empty=True):
                with self.transaction(connection):
                    connection.execute(_TABLES)
                    rows = {"format": FORMAT, "generation": "0", "born": uuid4().hex} | settings
                    connection.executemany("INSERT INTO settings VALUES (?, ?)", list(rows.items()))
            yield connection

    @contextmanager
    def transaction(self, connection: Any) -> Iterator[None]:
        """Do all that is in the block, or nothing."""
        connection.execute("BEGIN")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # What failed, as on a full disk, may have ended the transaction already.
            with suppress(self._duckdb.Error):
                connection.execute("ROLLBACK")
            raise

    def settings(self, connection: Any) -> dict[str, str]:
        """Return how the index was made."""
        if not self._is_index(connection):
            raise InputError(f"{self.path} is a DuckDB file, and no index.")
        settings: dict[str, str] = dict(connection.execute("SELECT name, value FROM settings").fetchall())
        if settings.get("format") != FORMAT:
            raise InputError(
                f"{self.path} has the form {settings.get('format')!r}; this version reads {FORMAT!r}.",
                hint="make the index anew from the articles.",
            )
        return settings

    def _is_index(self, connection: Any, *, empty: bool = False) -> bool:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if empty and tables and "settings" not in tables:
            raise InputError(f"{self.path} is a DuckDB file with other tables, and no index.")
        return "settings" in tables

    @contextmanager
    def _opened(self, *, read_only: bool) -> Iterator[Any]:
        connection = self._connect(read_only=read_only)
        try:
            yield connection
        except self._duckdb.Error as error:
            raise self._damaged(error) from error
        finally:
            connection.close()

    def _connect(self, *, read_only: bool) -> Any:
        waited = 0.0
        while True:
            try:
                return self._duckdb.connect(str(self.path), read_only=read_only, config=_CONFIG)
            except self._duckdb.Error as error:
                busy = "lock" in str(error).lower() or "different configuration" in str(error)
                if not busy:
                    raise self._damaged(error) from error
                if waited >= _PATIENCE:
                    raise self._busy(error, read_only=read_only) from error
            time.sleep(_PAUSE)
            waited += _PAUSE

    def _busy(self, error: Exception, *, read_only: bool) -> InputError | OutputError:
        import re

        found = re.search(r"PID (\d+)", str(error))
        who = f"process {found[1]}" if found else "another one"
        if read_only:
            return InputError(f"{self.path} is being written by {who}.", hint="try again when that is done.")
        return OutputError(
            f"{self.path} is open in {who}: one writes at a time, and not while others read.",
            hint="try again when that is done.",
        )

    def _damaged(self, error: Exception) -> InputError | OutputError:
        said = str(error).splitlines()[0]
        if "No space" in said:
            return OutputError(f"{self.path} cannot be written: {said}")
        return InputError(
            f"{self.path} cannot be read as an index: {said}", hint="make it anew from the articles, or from a copy."
        )


def query(connection: Any, text: str, **tables: pa.Table) -> Any:
    """Return the rows of a query as an Arrow table; tables it names may be given."""
    for name, table in tables.items():
        connection.register(name, table)
    try:
        found = connection.sql(text).to_arrow_table()
    finally:
        for name in tables:
            connection.unregister(name)
    return found


def options_text(options: dict[str, Any]) -> str:
    """Return options as text that is equal for equal ones."""
    return json.dumps(options, sort_keys=True)
