"""Connected and biconnected components of a graph that is given as two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["blocks", "components"]


def components(nodes: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each node the least node that it is connected with, shape=(nodes,), int64.

    Examples
    --------
    >>> components(5, np.array([0, 3]), np.array([2, 4])).tolist()
    [0, 1, 0, 3, 3]
    """
    root = np.arange(nodes, dtype=np.int64)
    while True:
        one, other = root[left], root[right]
        apart = one != other
        if not apart.any():
            return root
        one, other = one[apart], other[apart]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while (root != root[root]).any():
            root = root[root]


def blocks(nodes: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the biconnected component of each edge, shape=(edges,), int64: 0 and up, by their first edge.

    Two components have one node in common at most; to cut that one parts them. The method is that of Hopcroft and
    Tarjan (1973), without recursion: one walk in depth, linear in nodes and edges.

    Examples
    --------
    >>> blocks(5, np.array([0, 0, 1, 2, 3]), np.array([1, 2, 2, 3, 4])).tolist()
    [0, 0, 0, 1, 2]
    """
    edges = len(left)
    ends = np.concatenate([left, right])
    order = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[order], np.arange(nodes + 1)).tolist()
    goes_to = np.concatenate([right, left])[order].tolist()
    along = (order % max(1, edges)).tolist()
    found = [-1] * nodes
    low = [0] * nodes
    block = np.full(edges, -1, np.int64)
    clock = number = 0
    trail: list[int] = []
    for start in np.unique(left).tolist():
        if found[start] >= 0:
            continue
        found[start] = low[start] = clock
        clock += 1
        # A node, the edge it was reached by, and the next of its edges to look at.
        walk = [(start, -1)]
        at = {start: first[start]}
        while walk:
            node, by = walk[-1]
            place = at[node]
            if place < first[node + 1]:
                at[node] = place + 1
                edge, other = along[place], goes_to[place]
                if edge == by:
                    continue
                if found[other] < 0:
                    trail.append(edge)
                    found[other] = low[other] = clock
                    clock += 1
                    walk.append((other, edge))
                    at[other] = first[other]
                elif found[other] < found[node]:
                    trail.append(edge)
                    low[node] = min(low[node], found[other])
                continue
            walk.pop()
            if walk:
                parent = walk[-1][0]
                low[parent] = min(low[parent], low[node])
                if low[node] >= found[parent]:
                    while True:
                        edge = trail.pop()
                        block[edge] = number
                        if edge == by:
                            break
                    number += 1
    _, begin, inverse = np.unique(block, return_index=True, return_inverse=True)
    renamed: NDArray[np.int64] = np.argsort(np.argsort(begin))[inverse]
    return renamed
