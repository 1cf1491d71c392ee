"""An order of documents in which those that share much are neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["clustered"]


def clustered(number: int, pairs: Iterable[tuple[int, int, float]]) -> list[int]:
    """Return an order in which documents that share much are neighbours.

    The order is that of the leaves of a single-linkage dendrogram: the strongest pairs are joined first, and groups are
    joined at the ends that share the most. Larger groups come first.

    Parameters
    ----------
    number : int
        The number of documents.
    pairs : iterable of (int, int, float)
        The positions of two documents, and how much they share.

    Returns
    -------
    list of int
        Each position once.

    Examples
    --------
    >>> clustered(4, [(0, 2, 0.9), (2, 3, 0.4)])
    [0, 2, 3, 1]
    """
    strength = {(min(i, j), max(i, j)): value for i, j, value in pairs}
    group = list(range(number))
    members = {i: [i] for i in range(number)}
    for i, j in sorted(strength, key=lambda pair: (-strength[pair], pair)):
        first, second = group[i], group[j]
        if first == second:
            continue
        if len(members[first]) < len(members[second]):
            first, second = second, first
        tail = members.pop(second)
        for member in tail:
            group[member] = first
        members[first] = _joined(members[first], tail, strength)
    groups = sorted(members.values(), key=lambda found: (-len(found), min(found)))
    return [member for found in groups for member in found]


def _joined(head: list[int], tail: list[int], strength: dict[tuple[int, int], float]) -> list[int]:
    """Append a group to another, reversed if needed so that the adjoining ends share the most."""

    def between(i: int, j: int) -> float:
        return strength.get((min(i, j), max(i, j)), 0.0)

    ways = [
        (between(head[-1], tail[0]), head, tail),
        (between(head[-1], tail[-1]), head, tail[::-1]),
        (between(head[0], tail[0]), head[::-1], tail),
        (between(head[0], tail[-1]), head[::-1], tail[::-1]),
    ]
    _, first, second = max(ways, key=lambda way: way[0])
    return [*first, *second]
