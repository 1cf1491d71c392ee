"""Communities of a weighted graph by the constant Potts model (Traag et al. 2011): one level of Louvain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import kernel

if TYPE_CHECKING:
    from provenance.kernels.types import F64, I64, Out

__all__ = ["move_nodes"]

#: What is gained must be more than what adding in another order may make of it.
_EPSILON = 1e-9


@kernel
def move_nodes(offsets: I64, neighbours: I64, weights: F64, sizes: F64, resolution: float, label: Out[I64]) -> int:
    """Move each node to the community where it adds most to the quality, until none moves.

    The quality is the weight of the edges inside communities, less ``resolution`` times the product of the sizes of
    each two nodes that are in one.

    Parameters
    ----------
    offsets : int64 [nodes + 1]
        Node n has the edges ``offsets[n]`` to ``offsets[n + 1]``; each edge stands at both of its nodes.
    neighbours : int64 [edges]
        The other node of each edge.
    weights : float64 [edges]
        Their weights.
    sizes : float64 [nodes]
        The sizes of the nodes.
    resolution : float
        Two nodes of size 1 belong together where their edge weighs more.
    label : int64 [nodes]
        In and out: the community of each node, 0 to nodes - 1.

    Returns
    -------
    int
        How many moves there were.
    """
    nodes = len(sizes)
    total = np.zeros(nodes)
    toward = np.zeros(nodes)
    touched = np.empty(nodes, np.int64)
    for node in range(nodes):
        total[label[node]] += sizes[node]
    moves, moved, rounds = 0, True, 0
    while moved and rounds < 100:
        moved = False
        rounds += 1
        for node in range(nodes):
            count = 0
            for edge in range(offsets[node], offsets[node + 1]):
                community = label[neighbours[edge]]
                if toward[community] == 0.0:
                    touched[count] = community
                    count += 1
                toward[community] += weights[edge]
            own = label[node]
            total[own] -= sizes[node]
            best, gain = own, toward[own] - resolution * sizes[node] * total[own]
            for place in range(count):
                community = touched[place]
                value = toward[community] - resolution * sizes[node] * total[community]
                if value > gain + _EPSILON or (
                    best != own and value > gain - _EPSILON and community < best and community != own
                ):
                    best, gain = community, value
            for place in range(count):
                toward[touched[place]] = 0.0
            total[best] += sizes[node]
            if best != own:
                label[node] = best
                moved = True
                moves += 1
    return moves
