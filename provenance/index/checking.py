"""Whether what is in an index is what was put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.errors import ProvenanceError
from provenance.index.catalogue import read_statistics
from provenance.index.postings import ROW
from provenance.index.rows import bytes_of, row_digests
from provenance.index.store import query
from provenance.model.arrow import array_of
from provenance.model.documents import DOCUMENT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from provenance.index.store import Store

__all__ = ["check"]

# Rows that are read at a time.
_ROWS = 8192


def check(store: Store) -> list[str]:
    """Read all that is in the file of an index, and return what is wrong with it, in words.

    Parameters
    ----------
    store : Store
        The file.
    """
    found: list[str] = []
    try:
        with store.reading() as connection:
            store.settings(connection)
            for look in (_documents, _postings, _statistics, _agreement):
                try:
                    found += look(connection)
                except ProvenanceError as error:
                    found.append(error.message)
                except Exception as error:  # noqa: BLE001 - whatever damage leads to, it is damage
                    found.append(f"{look.__name__.strip('_')} cannot be read: {_line(error)}")
    except ProvenanceError as error:
        found.append(error.message)
    return list(dict.fromkeys(found))


def _documents(connection: Any) -> list[str]:
    columns = ", ".join(DOCUMENT_SCHEMA.names)
    return [
        f"document {table.column('id')[at].as_py()!r} is not what was added"
        for table in _tables(connection, f"SELECT {columns}, digest FROM documents")  # noqa: S608 - names of ours
        for at in _changed(table.select([*DOCUMENT_SCHEMA.names]), table)
    ]


def _postings(connection: Any) -> list[str]:
    found: list[str] = []
    sizes: dict[tuple[int, int], int] = {}
    chosen = "SELECT segment, kind, part, bucket, data, digest FROM postings"
    for table in _tables(connection, chosen):
        segments, kinds = table.column("segment").to_pylist(), table.column("kind").to_pylist()
        found += [
            f"a bucket of posting lists of segment {segments[at]} is not what was written"
            for at in _changed(table.drop_columns(["digest"]), table)
        ]
        offsets = bytes_of(table.column("data").combine_chunks())[1]
        for segment, kind, size in zip(segments, kinds, np.diff(offsets).tolist(), strict=True):
            sizes[segment, kind] = sizes.get((segment, kind), 0) + size // ROW.itemsize
    for segment, kind, size in connection.execute("SELECT segment, kind, size FROM segments").fetchall():
        if sizes.pop((segment, kind), 0) != size:
            found.append(f"segment {segment} has not the rows that were written")
    found += [f"segment {segment} is not in the list of segments" for segment, _ in sizes]
    return found


def _statistics(connection: Any) -> list[str]:
    if read_statistics(connection) is None and connection.execute("SELECT count(*) FROM documents").fetchall()[0][0]:
        return ["there are documents and no statistics"]
    return []


def _agreement(connection: Any) -> list[str]:
    """Hold the tables against each other."""
    questions = {
        "{} ids stand twice": "SELECT count(*) - count(DISTINCT id) FROM documents",
        "{} numbers stand twice": "SELECT count(*) - count(DISTINCT number) FROM documents",
    }
    counts = {said: connection.execute(question).fetchall()[0][0] for said, question in questions.items()}
    return [said.format(f"{count:,}") for said, count in counts.items() if count]


def _tables(connection: Any, question: str) -> Iterator[Any]:
    """Yield the rows of a query of one table, in the order of the file, so many at a time."""
    name = question.rsplit(" ", 1)[1]
    last = connection.execute(f"SELECT coalesce(max(rowid), -1) FROM {name}").fetchall()[0][0]  # noqa: S608 - a name of ours
    for start in range(0, last + 1, _ROWS):
        # By its rows' own numbers: an offset would sort all rows anew each time.
        part = f"{question} WHERE rowid >= {start} AND rowid < {start + _ROWS} ORDER BY rowid"
        table = query(connection, part).combine_chunks()
        if len(table):
            yield table


def _changed(rows: pa.Table, table: Any) -> list[int]:
    kept = array_of(table.column("digest").chunk(0))
    changed: list[int] = np.flatnonzero(row_digests(rows) != kept).tolist()
    return changed


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
