"""Connected components of a graph as a data frame of edges."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.engines.spark.session import translated
from provenance.engines.spark.transport import integers, long_of
from provenance.errors import EngineError
from provenance.model.arrow import batch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from provenance.engines.spark.work import Work

__all__ = ["connected_components", "contracted", "least_connected"]

_EDGES = "node long, parent long"
#: Edges that one task joins at a time, before any of them travels.
_AT_A_TIME = 1 << 22
#: Turns grow with the logarithm of the longest way through a component: more are a fault, not a large graph.
_MOST_ROUNDS = 200


def connected_components(
    edges: DataFrame, work: Work, how: tuple[object, ...] = (), tell: Callable[[int], None] | None = None
) -> DataFrame:
    """Find the connected components of a graph, by turns of large-star and small-star.

    Each turn brings every node nearer to the least one of its component, until all are linked to it (Kiveris et al.
    2014, "Connected components in MapReduce and beyond"). It ends when the graph is a forest of stars: each node has
    one parent, and no parent has one. After each turn the edges are written to files.

    Parameters
    ----------
    edges : pyspark.sql.DataFrame
        The columns left and right, 64-bit numbers of nodes; an edge may stand there several times, in any direction.
    work : Work
        Where edges are kept between turns.
    how : tuple
        All that the edges depend on, for a later run that goes on from there.
    tell : callable, optional
        Called with the number of each turn.

    Returns
    -------
    pyspark.sql.DataFrame
        A row for each node that has an edge to another: node, and component, which is the least node of its component.

    Raises
    ------
    EngineError
        If there is no end, or files are lost.
    """
    from pyspark.sql import functions as sf

    left, right = sf.col("left"), sf.col("right")
    oriented = edges.filter(left != right).select(
        sf.greatest(left, right).alias("node"), sf.least(left, right).alias("parent")
    )
    now = work.saved("edges-0", (*how, 0), lambda: oriented.distinct().mapInArrow(contracted, _EDGES))
    for turn in range(1, _MOST_ROUNDS):
        if _is_done(now):
            break
        if tell is not None:
            tell(turn)
        now = work.saved(f"edges-{turn}", (*how, turn), partial(_turned, now))
    else:
        raise EngineError(f"the components were not found in {_MOST_ROUNDS} turns.")
    roots = now.select(sf.col("parent").alias("node"), sf.col("parent").alias("component")).distinct()
    return now.select("node", sf.col("parent").alias("component")).union(roots)


def _turned(edges: DataFrame) -> DataFrame:
    return _small_star(_large_star(edges))


def _large_star(edges: DataFrame) -> DataFrame:
    """Link the larger neighbours of each node to the least of itself and its neighbours."""
    from pyspark.sql import functions as sf

    least = edges.groupBy("node").agg(sf.min("parent").alias("least"))
    # A node without a parent is the least of its neighbourhood.
    met = edges.join(least.withColumnRenamed("node", "parent"), "parent", "left")
    return met.select("node", sf.coalesce("least", "parent").alias("parent")).distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """Link each node and its smaller neighbours to the least of these."""
    from pyspark.sql import functions as sf

    least = edges.groupBy("node").agg(sf.min("parent").alias("least"))
    met = edges.join(least, "node")
    parents = met.filter(sf.col("parent") != sf.col("least")).select(
        sf.col("parent").alias("node"), sf.col("least").alias("parent")
    )
    return parents.union(least.select("node", sf.col("least").alias("parent"))).distinct()


def _is_done(edges: DataFrame) -> bool:
    """Return whether each node has one parent, and no parent has one."""
    from pyspark.sql import functions as sf

    parents = edges.select(sf.col("parent").alias("node")).distinct()
    linked = edges.select("node").join(parents, "node", "left_semi")
    several = edges.groupBy("node").agg(sf.count("parent").alias("parents")).filter("parents > 1").select("node")
    with translated():
        return bool(linked.union(several).isEmpty())


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
            yield _stars(held)
            held, count = [], 0
    if count:
        yield _stars(held)


def _stars(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
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
