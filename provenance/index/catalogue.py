"""What is known of all documents of an index at once: a few numbers for each, held in memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.errors import InputError
from provenance.index.store import query
from provenance.model.arrow import array_of
from provenance.model.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Catalogue", "read_catalogue", "read_statistics", "statistics_bytes"]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The documents of an index, by number.

    Parameters
    ----------
    numbers : numpy.ndarray, shape=(documents,), int64
        Their numbers, rising: the order in which they were added.
    ids : list of str
        Their ids.
    published : list of str or None
        When they were published, in ISO 8601.
    tokens : numpy.ndarray, shape=(documents,), int32
        How many tokens each has.
    text_digests, keys, words_digests, digests : numpy.ndarray, shape=(documents,), uint64
        Digests of the text; of id and text; of the words; and of all that is known of a document.
    noisy : numpy.ndarray, shape=(documents,), bool
        Which are noisy, by the statistics.
    """

    numbers: NDArray[np.int64]
    ids: list[str]
    published: list[str | None]
    tokens: NDArray[np.int32]
    text_digests: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    words_digests: NDArray[np.uint64]
    digests: NDArray[np.uint64]
    noisy: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each id."""
        return {name: row for row, name in enumerate(self.ids)}

    def same(self, ids: Sequence[str], digests: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Say of documents, given by id and digest, which are in the index just as they are."""
        rows = np.array([self.rows.get(name, -1) for name in ids], np.int64)
        return (rows >= 0) & (self.digests[rows] == digests) if len(self) else np.zeros(len(rows), bool)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The rows in canonical order: by the digest of the text, then by id."""
        order = np.argsort(self.text_digests, kind="stable").astype(np.int64)
        ordered = self.text_digests[order]
        begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        ends = np.append(begins[1:], len(ordered))
        # Few texts stand twice: no other group is made.
        for group in np.flatnonzero(ends - begins > 1).tolist():
            rows = order[begins[group] : ends[group]]
            rows[:] = sorted(rows.tolist(), key=self.ids.__getitem__)
        return order

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The rank of each row in canonical order."""
        places = np.empty(len(self), np.int64)
        places[self.order] = np.arange(len(self))
        return places

    @cached_property
    def copied(self) -> NDArray[np.uint64]:
        """The digests of words that several documents have, rising."""
        ordered = self._by_words[1]
        return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])

    def rows_of_words(self, digest: int) -> NDArray[np.int64]:
        """Return the rows, rising, whose words have a digest."""
        order, ordered = self._by_words
        low, high = (int(np.searchsorted(ordered, np.uint64(digest), side)) for side in ("left", "right"))
        return order[low:high]

    @cached_property
    def _by_words(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        order = np.argsort(self.words_digests, kind="stable").astype(np.int64)
        return order, self.words_digests[order]

    def row_of_numbers(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each number; -1 for those of documents that are not in the index."""
        if not len(self):
            return np.full(len(numbers), -1, np.int64)
        at = np.minimum(np.searchsorted(self.numbers, numbers), len(self) - 1)
        return np.where(self.numbers[at] == numbers, at, -1).astype(np.int64)


def read_catalogue(connection: Any) -> Catalogue:
    """Read the catalogue of an index."""
    found = query(
        connection,
        "SELECT number, id, published, tokens, text_digest, key, words_digest, digest, noisy::UTINYINT AS noisy "
        "FROM documents ORDER BY number",
    ).combine_chunks()

    def column(name: str) -> NDArray[Any]:
        values = found.column(name)
        return array_of(values.chunk(0)).copy() if len(found) else np.zeros(0, values.type.to_pandas_dtype())

    return Catalogue(
        column("number"),
        found.column("id").to_pylist(),
        found.column("published").to_pylist(),
        column("tokens"),
        column("text_digest"),
        column("key"),
        column("words_digest"),
        column("digest"),
        column("noisy").astype(bool),
    )


def statistics_bytes(statistics: Statistics) -> bytes:
    """Return statistics as they are kept: an Arrow IPC stream, compressed."""
    batch = statistics.to_batch()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def read_statistics(connection: Any) -> Statistics | None:
    """Read the statistics of an index; None for one that never had a document."""
    found = connection.execute("SELECT data FROM statistics").fetchall()
    if not found:
        return None
    try:
        with pa.ipc.open_stream(found[0][0]) as reader:
            return Statistics.from_batch(reader.read_all().combine_chunks().to_batches()[0])
    except (pa.ArrowException, IndexError, OSError) as error:
        raise InputError(f"the statistics of the index were damaged: {error}.") from error
