"""Refines passages after alignment: splits them at gaps, gives each a confidence, and keeps the likely ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from provenance.align.confidence import confidence
from provenance.align.gaps import split_at_gaps
from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.align.settings import PairSettings
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["refined"]

#: The least confidence of an exact passage within an unlikely one; it may be just a formula of that text.
_BESIDE_CHANCE = 0.8


def refined(
    table: PassageTable,
    chains: Callable[[], PassageTable],
    words: WordTable,
    settings: PairSettings,
    options: ReuseOptions,
) -> PassageTable:
    """Split passages at gaps, give each its confidence, and drop those that are more likely no reuse of one text.

    Parameters
    ----------
    table : PassageTable
        Passages.
    chains : callable
        Returns the exact and edited passages alone. Those within a dropped passage are judged by themselves, and kept
        if they are very likely. So a shared paragraph is not lost with the similar, but not copied, text around it.
    words : WordTable
        The words of all documents.
    settings : PairSettings
        The IDF of stems, and the number of sentences it was counted over.
    options : ReuseOptions
        Only ``min_words`` and ``min_confidence`` are used. Quotations are always kept, since they are counted apart.
    """
    idf, sentences = settings.idf, settings.sentences
    table = split_at_gaps(table, words, idf, options.min_words)
    table = replace(table, confidence=confidence(table, words, idf, sentences))
    kept = table.quoted | (table.confidence >= options.min_confidence)
    likely = table.take(np.flatnonzero(kept))
    if kept.all():
        return likely
    inside = _inside(chains(), table.take(np.flatnonzero(~kept)))
    inside = replace(inside, confidence=confidence(inside, words, idf, sentences))
    least = max(options.min_confidence, _BESIDE_CHANCE)
    return PassageTable.concatenate([likely, inside.take(np.flatnonzero(inside.confidence >= least))])


def _inside(table: PassageTable, others: PassageTable) -> PassageTable:
    """Return the passages that lie within one of the others, on both sides."""
    found = np.zeros(len(table), bool)
    keys = table.left.astype(np.int64) << 32 | table.right
    order = np.argsort(keys, kind="stable")
    wanted = others.left.astype(np.int64) << 32 | others.right
    first, last = np.searchsorted(keys[order], wanted, "left"), np.searchsorted(keys[order], wanted, "right")
    for at in range(len(others)):
        rows = order[first[at] : last[at]]
        within = (table.left_token_start[rows] >= others.left_token_start[at]) & (
            table.left_token_stop[rows] <= others.left_token_stop[at]
        )
        within &= (table.right_token_start[rows] >= others.right_token_start[at]) & (
            table.right_token_stop[rows] <= others.right_token_stop[at]
        )
        smaller = (
            table.left_token_stop[rows] - table.left_token_start[rows]
            < others.left_token_stop[at] - others.left_token_start[at]
        )
        found[rows[within & smaller]] = True
    return table.take(np.flatnonzero(found))
