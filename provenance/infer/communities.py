"""Communities of a weighted graph, by the constant Potts model.

The quality of a partition is the weight of the edges inside its communities, less a resolution times the product of
the sizes of each two nodes that are in one (Traag, Van Dooren and Nesterov 2011). Two communities are apart where the
mean weight between them is below the resolution, whatever else is in the graph: unlike modularity it has no resolution
limit, so that an event is taken apart alike whether or not others are in the collection. It is found level by level, as
by Blondel et al. 2008, with nodes in their order: the same graph has the same communities always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["communities"]


def communities(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weights: NDArray[np.float64],
    sizes: NDArray[np.float64],
    resolution: float,
) -> NDArray[np.int64]:
    """Return the community of each node, shape=(nodes,), int64: numbered by their least node.

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(edges,), int64
        The nodes of each edge, left < right; no edge twice.
    weights : numpy.ndarray, shape=(edges,), float64
        How strongly nodes of size 1 belong together, 0 to 1.
    sizes : numpy.ndarray, shape=(nodes,), float64
        The sizes of the nodes.
    resolution : float
        The least mean weight inside a community.

    Examples
    --------
    >>> edges = np.array([[0, 1], [0, 2], [1, 2], [2, 3], [3, 4]]).T.copy()
    >>> communities(*edges, np.array([0.9, 0.9, 0.9, 0.2, 0.8]), np.ones(5), 0.4).tolist()
    [0, 0, 0, 1, 1]
    """
    from provenance.kernels.communities import move_nodes

    nodes = len(sizes)
    of = np.arange(nodes, dtype=np.int64)
    total = weights * sizes[left] * sizes[right]
    while True:
        count = len(sizes)
        ends = np.concatenate([left, right])
        order = np.lexsort((np.concatenate([right, left]), ends))
        offsets = np.searchsorted(ends[order], np.arange(count + 1)).astype(np.int64)
        neighbours = np.concatenate([right, left])[order]
        label = np.arange(count, dtype=np.int64)
        moves = move_nodes(offsets, neighbours, np.concatenate([total, total])[order], sizes, resolution, label)
        label = _by_least(label)
        of = label[of]
        if not moves or not len(left):
            return _by_least(of)
        # Each community becomes a node.
        sizes = np.bincount(label, sizes).astype(np.float64)
        left, right = label[left], label[right]
        apart = left != right
        low, high = np.minimum(left, right)[apart], np.maximum(left, right)[apart]
        keys, inverse = np.unique(low * len(sizes) + high, return_inverse=True)
        total = np.bincount(inverse, total[apart], len(keys)).astype(np.float64)
        left, right = np.divmod(keys, max(1, len(sizes)))


def _by_least(label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return communities numbered by their least node."""
    _, begin, inverse = np.unique(label, return_index=True, return_inverse=True)
    renamed: NDArray[np.int64] = np.argsort(np.argsort(begin))[inverse]
    return renamed
