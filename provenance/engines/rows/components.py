"""Connected components of edges that are in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.engines.rows.transport import integers, long_of
from provenance.model.arrow import batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

__all__ = ["contracted", "least_connected", "stars"]

#: Edges that are joined at a time.
_AT_A_TIME = 1 << 22


def contracted(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Replace the edges that one task has by stars with the same components.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
        The columns node and parent.

    Yields
    ------
    pyarrow.RecordBatch
        The same columns: each node with the least node that it is connected with, where that is another.
    """
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        if count >= _AT_A_TIME:
            yield stars(held)
            held, count = [], 0
    if count:
        yield stars(held)


def stars(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Do what `contracted` does, for edges that are all at hand."""
    ends = [np.concatenate([integers(batch, name) for batch in batches]) for name in ("node", "parent")]
    nodes, numbers = np.unique(np.concatenate(ends), return_inverse=True)
    roots = least_connected(len(nodes), *np.split(numbers, 2))
    linked = np.flatnonzero(roots != np.arange(len(nodes)))
    return batch_of(node=long_of(nodes[linked]), parent=long_of(nodes[roots[linked]]))


def least_connected(count: int, left: Any, right: Any) -> Any:
    """Return the least node that each node is connected with.

    Parameters
    ----------
    count : int
        The number of nodes, which are numbered from 0.
    left, right : numpy.ndarray, shape=(edges,), int64
        The two nodes of each edge.

    Returns
    -------
    numpy.ndarray, shape=(count,), int64
    """
    roots = np.arange(count)
    while True:
        least = np.minimum(roots[left], roots[right])
        before = roots.copy()
        # Hook the roots of both ends, and both ends, to the least of them; then halve all ways to a root.
        for ends in (roots[left], roots[right], left, right):
            np.minimum.at(roots, ends, least)
        roots = roots[roots]
        if np.array_equal(roots, before):
            return roots
