"""Connected components of a graph as a data frame of edges."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from provenance.engines.rows.components import contracted
from provenance.engines.spark.session import translated
from provenance.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from provenance.engines.spark.work import Work

__all__ = ["connected_components"]

_EDGES = "node long, parent long"
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
