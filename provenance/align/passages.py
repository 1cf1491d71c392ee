"""Candidate pairs to passages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.align.boilerplate import without_boilerplate
from provenance.align.model import vector
from provenance.align.refine import refined
from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.align.noisy import NoisyPairs
    from provenance.align.settings import PairSettings
    from provenance.kernels.rows import Rows
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["Aligned", "align"]

_VERBATIM, _EDITED, _PARAPHRASE = (KINDS.index(kind) for kind in ("verbatim", "edited", "paraphrase"))


class Aligned(NamedTuple):
    """The passages of some pairs, and the number of pairs that were not searched to the end."""

    table: PassageTable
    cut_short: int


def align(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    words: WordTable,
    settings: PairSettings,
    options: ReuseOptions,
    noisy: NoisyPairs | None = None,
) -> Aligned:
    """Find the passages of pairs of documents. The passages of a pair depend only on the pair and the settings.

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(pairs,), int32
        Numbers of documents, left < right.
    words : WordTable
        The words of all documents.
    settings : PairSettings
        The settings derived from the statistics of the collection.
    options : ReuseOptions
        Only ``min_words``, ``max_gap`` and ``min_confidence`` are used.
    noisy : NoisyPairs, optional
        Aligns the characters of noisy documents; by default only words are aligned.

    Returns
    -------
    Aligned
        The passages, sorted.
    """
    if not len(left):
        return Aligned(PassageTable.empty(), 0)
    chains, cut_short = _chains(left, right, words, settings, options)
    if noisy is not None:
        chains = noisy.join(left, right, chains, options, settings.model.characters)

    def found(rows: NDArray[np.int64]) -> PassageTable:
        table = without_boilerplate(_table(rows, left, right, words), words, options.min_words)
        return table if settings.chance is None else settings.chance.without(table, words)

    fused = found(_fused(left, right, words, settings, chains, options.min_words))
    table = refined(fused, partial(found, chains), words, settings, options)
    return Aligned(PassageTable.concatenate([table]), cut_short)


def _chains(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    words: WordTable,
    settings: PairSettings,
    options: ReuseOptions,
) -> tuple[NDArray[np.int64], int]:
    """Return the chains of exact runs, and the number of pairs that were not searched to the end."""
    from provenance.kernels.align import align_pairs
    from provenance.kernels.rows import Rows

    room = int(np.diff(words.document_tokens)[left].max()) // 2 + 8 + 4 * len(left)
    found, cut_short, pair = [], 0, 0
    while pair < len(left):
        rows = np.empty((room, len(Rows._fields)), np.int64)
        filled, pair, short = align_pairs(
            left,
            right,
            words.numbers,
            words.flags,
            words.document_tokens,
            options.min_words,
            options.max_gap,
            settings.model.chains.gap_cost,
            pair,
            rows,
        )
        found.append(rows[:filled].copy())
        cut_short += short
    return np.concatenate(found), cut_short


def _fused(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    words: WordTable,
    settings: PairSettings,
    chains: NDArray[np.int64],
    min_words: int,
) -> NDArray[np.int64]:
    """Return the chains together with the reworded stretches of the pairs."""
    from provenance.kernels.fuse import fuse_pairs

    model = settings.model
    found, pair, chain = [], 0, 0
    while pair < len(left):
        rows = np.empty((len(chains) + 1024, chains.shape[1]), np.int64)
        filled, pair, chain = fuse_pairs(
            left,
            right,
            words.stems,
            words.flags,
            words.document_tokens,
            settings.idf,
            chains,
            min_words,
            settings.least_evidence,
            vector(model.evidence),
            vector(model.seeds),
            vector(model.stretches),
            vector(model.summaries),
            vector(model.merge),
            pair,
            chain,
            rows,
        )
        found.append(rows[:filled].copy())
    return np.concatenate(found)


def _table(
    array: NDArray[np.int64], lefts: NDArray[np.int32], rights: NDArray[np.int32], words: WordTable
) -> PassageTable:
    """Make a passage table of rows."""
    from provenance.kernels.rows import CHAIN, Rows

    rows = Rows(*array.T)
    left, right = lefts[rows.pair], rights[rows.pair]
    left_words, right_words = rows.left_stop - rows.left_start, rows.right_stop - rows.right_start
    # Reordered words match one by one, but not all in order.
    in_order = rows.origin == CHAIN
    matched = np.where(in_order, rows.matched, np.minimum(rows.matched, (left_words + right_words - 1) // 2))
    left_at, right_at = words.document_tokens[left], words.document_tokens[right]
    return PassageTable(
        left,
        right,
        words.cp_start[left_at + rows.left_start].astype(np.int64),
        words.cp_stop[left_at + rows.left_stop - 1].astype(np.int64),
        words.cp_start[right_at + rows.right_start].astype(np.int64),
        words.cp_stop[right_at + rows.right_stop - 1].astype(np.int64),
        rows.left_start.copy(),
        rows.left_stop.copy(),
        rows.right_start.copy(),
        rows.right_stop.copy(),
        _kinds(rows, matched),
        rows.quoted.astype(bool),
        2 * matched / np.maximum(left_words + right_words, 1),
        np.ones(len(left), np.float32),
    )


def _kinds(rows: Rows, matched: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the kind of each passage. This is the only place where "verbatim" is decided, by word numbers.

    Parameters
    ----------
    rows : Rows
        The passages.
    matched : numpy.ndarray, shape=(rows,), int64
        The number of words of each passage that match in order.
    """
    from provenance.kernels.rows import CHAIN, REWORDED

    verbatim = rows.origin == CHAIN
    verbatim &= matched == rows.left_stop - rows.left_start
    verbatim &= matched == rows.right_stop - rows.right_start
    kinds = np.where(verbatim, _VERBATIM, np.where(rows.origin == REWORDED, _PARAPHRASE, _EDITED))
    return kinds.astype(np.int8)
