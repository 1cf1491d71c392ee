"""From one article to all it is connected with, and to the passages that these share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.pairs import listed_pairs
from provenance.engines.collection import Collection
from provenance.engines.local import Found, Search, cut_short_note
from provenance.engines.memory import memory_limit
from provenance.engines.scratch import Scratch
from provenance.index.lookup import HOW_EVERY, HOW_EXACT, candidate_pairs, is_small
from provenance.model.passages import PassageTable
from provenance.stages.documents import canonical_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.align.settings import PairSettings
    from provenance.index.scope import Scope
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions

    Progress = Callable[[str, int, int], None]

__all__ = ["trace_in"]

#: Documents that are looked at; what an article is connected with beyond so many, nearest first, is left out.
MOST = 4096


def trace_in(
    scope: Scope, settings: PairSettings, options: ReuseOptions, progress: Progress | None = None
) -> tuple[Documents, Found]:
    """Find the passages of an article, of those it shares them with, of those these share any with, and so on.

    That is what says where an article is from: the connected component of "shares a passage" in which it stands.

    Parameters
    ----------
    scope : Scope
        The article and what takes part.
    settings : PairSettings
        What the statistics say, by `provenance.align.settings.pair_settings`.
    options : ReuseOptions
        How to look.
    progress : callable, optional
        Called with a stage, what is done and how much there is, as far as that is known.

    Returns
    -------
    documents : Documents
        The component, in the order of the index, an article that is not in it at the end.
    found : Found
        All passages that these share.
    """
    component = np.array([scope.node], np.int64)
    done = np.zeros((0, 2), np.int64)
    tables: list[tuple[NDArray[np.int64], PassageTable]] = []
    frontier, cut_short, left_out = component, 0, 0
    while len(frontier):
        pairs = candidate_pairs(scope, frontier, settings, options)
        new = _without(pairs, done, len(scope.places))
        done = np.concatenate([done, new])
        if not len(new):
            break
        nodes, table, short = _aligned(scope, new, settings, options)
        cut_short += short
        tables.append((nodes, table))
        reached = np.unique(nodes[np.concatenate([table.left, table.right])])
        frontier = np.setdiff1d(reached, component)
        room = MOST - len(component)
        left_out += max(0, len(frontier) - room)
        frontier = frontier[:room]
        component = np.union1d(component, frontier)
        if progress is not None:
            progress("tracing", len(component), len(component) + len(frontier))
    documents = scope.documents(component)
    passages = PassageTable.concatenate([_placed(nodes, table, component) for nodes, table in tables])
    notes = cut_short_note(cut_short)
    if left_out:
        notes = (f"the article is connected with more than {MOST:,} documents: {left_out:,} were left out", *notes)
    words = replace(scope.words(component), characters=None)
    how = HOW_EVERY if is_small(scope, options) else HOW_EXACT
    return documents, Found(passages, words.counts(), how, notes, words, settings, scope.statistics)


def _aligned(
    scope: Scope, pairs: NDArray[np.int64], settings: PairSettings, options: ReuseOptions
) -> tuple[NDArray[np.int64], PassageTable, int]:
    """Align pairs of nodes; the passages are numbered by the nodes that are returned with them."""
    nodes = np.unique(pairs)
    documents = scope.documents(nodes)
    order = canonical_order(documents)
    collection = Collection(documents, order, scope.words(nodes[order.positions]), scope.pipeline)
    numbered = np.searchsorted(nodes, pairs).astype(np.int32)
    candidates = listed_pairs(numbered[:, 0].copy(), numbered[:, 1].copy(), "")
    scratch = Scratch(memory_limit(options.memory))
    search = Search(collection, scope.statistics, settings, candidates, (), options, scratch)
    parts = list(search.parts())
    return nodes, PassageTable.concatenate([part.table for part in parts]), sum(part.cut_short for part in parts)


def _without(pairs: NDArray[np.int64], done: NDArray[np.int64], nodes: int) -> NDArray[np.int64]:
    return pairs[~np.isin(pairs[:, 0] * nodes + pairs[:, 1], done[:, 0] * nodes + done[:, 1])]


def _placed(nodes: NDArray[np.int64], table: PassageTable, component: NDArray[np.int64]) -> PassageTable:
    """Return passages numbered by the documents of a component, without those of what was left out."""
    inside = np.isin(nodes, component)
    kept = table.take(np.flatnonzero(inside[table.left] & inside[table.right]))
    return kept.renumbered(np.searchsorted(component, nodes))
