"""Puts documents into a canonical order, so that no result depends on the order of the input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from provenance.model.arrow import batch_of, column_of
from provenance.text.buffers import BATCH_BYTES, digests, take, utf8_buffers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.model.documents import Documents

__all__ = ["Canonical", "canonical_order", "document_batches", "publishers"]

_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Canonical:
    """The canonical order of documents: by a digest of the text, then by id.

    Which of two documents comes first depends on these two alone. The alignment is not fully symmetric in its two
    sides, so it needs an order that does not change.

    Parameters
    ----------
    positions : numpy.ndarray, shape=(documents,), int64
        The position in the input of each document, in canonical order.
    ranks : numpy.ndarray, shape=(documents,), int64
        The rank in canonical order of each document, in the order of the input.
    keys : numpy.ndarray, shape=(documents,), uint64
        A hash of id and text of each document, in canonical order.
    """

    positions: NDArray[np.int64]
    ranks: NDArray[np.int64]
    keys: NDArray[np.uint64]


def canonical_order(documents: Documents) -> Canonical:
    """Return the canonical order of documents."""
    texts = digests(documents.texts)
    ids = documents.ids
    positions = np.argsort(texts, kind="stable").astype(np.int64)
    ordered = texts[positions]
    # Sort each group of equal text digests by id, in place; most groups have one document.
    same = np.concatenate([[False], ordered[1:] == ordered[:-1], [False]])
    edges = np.flatnonzero(same[1:] != same[:-1]).tolist()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        group = positions[first : last + 1]
        group[:] = sorted(group.tolist(), key=ids.__getitem__)
    ranks = np.empty(len(positions), np.int64)
    ranks[positions] = np.arange(len(positions))
    keys = (texts ^ (digests(documents.id_array) * _MIX))[positions]
    return Canonical(positions, ranks, keys)


def publishers(documents: Documents, order: Canonical) -> list[str | None]:
    """Return the publisher of each document, in canonical order."""
    houses = documents.houses
    return [houses[position] for position in order.positions.tolist()]


def document_batches(
    documents: Documents, order: Canonical, size: int = BATCH_BYTES, *, languages: bool = False
) -> Iterator[pa.RecordBatch]:
    """Cut documents in canonical order into batches.

    Parameters
    ----------
    documents : Documents
        The documents.
    order : Canonical
        Their canonical order.
    size : int
        Approximate bytes of text in a batch.
    languages : bool
        Whether words depend on the language of a document.

    Yields
    ------
    pyarrow.RecordBatch
        With the columns position (the rank in canonical order), key and text; also language, if it is asked for.
    """
    texts = documents.texts
    _, offsets = utf8_buffers(texts)
    ends = np.cumsum(np.diff(offsets)[order.positions])
    start = 0
    while start < len(order.positions):
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + size, "right")))
        chosen = order.positions[start:stop]
        told = {"language": documents.languages.take(cast("Any", column_of(chosen)))} if languages else {}
        yield batch_of(position=np.arange(start, stop), key=order.keys[start:stop], text=take(texts, chosen), **told)
        start = stop
