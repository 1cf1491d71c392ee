"""Candidate pairs to passages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.align.furniture import without_furniture
from provenance.align.rarity import least_evidence
from provenance.align.refine import refined
from provenance.candidates.threads import in_order
from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable
from provenance.model.words import FURNITURE, SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from provenance.align.chance import Chance
    from provenance.align.noisy import NoisyPairs
    from provenance.candidates.pairs import Candidates
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["PART", "Aligned", "align"]

#: Pairs of a part.
PART = 2048
_VERBATIM, _EDITED, _PARAPHRASE = (KINDS.index(kind) for kind in ("verbatim", "edited", "paraphrase"))


class Aligned(NamedTuple):
    """The passages of some pairs; the pair after them; how many of them were not searched to the end."""

    table: PassageTable
    stop: int
    cut_short: int


def align(
    candidates: Candidates,
    words: WordTable,
    rare: NDArray[np.float32],
    options: ReuseOptions,
    threads: int,
    first: int = 0,
    noisy: NoisyPairs | None = None,
    chance: Chance | None = None,
) -> Iterator[Aligned]:
    """Find the passages of candidate pairs, part by part.

    Parameters
    ----------
    candidates : Candidates
        The pairs.
    words : WordTable
        The words of all documents.
    rare : numpy.ndarray, shape=(2**k,), float32
        How rare their stems are.
    options : ReuseOptions
        ``min_words``, ``max_gap``, ``sensitivity`` and ``min_confidence`` count.
    threads : int
        Threads to use; the passages do not depend on it.
    first : int
        The pair to begin with.
    noisy : NoisyPairs, optional
        Looks at letters where words are noisy; without it words alone count.
    chance : Chance, optional
        What is agreement by chance; without it nothing is.

    Yields
    ------
    Aligned
        The passages of the next pairs, sorted; the parts follow one another in the order of the pairs.
    """
    least = least_evidence(words, options.sensitivity)
    furniture = bool((words.flags & FURNITURE).any())
    sentences = int(np.count_nonzero(words.flags & SENTENCE))

    def work(start: int) -> Aligned:
        stop = min(start + PART, candidates.count)
        left, right = candidates.take(start, stop)
        chains, cut_short = _chains(left, right, words, options)
        chains = noisy.join(left, right, chains, options) if noisy else chains
        table = _table(_fused(left, right, words, rare, chains, options, least), left, right, words)
        if furniture:
            table = without_furniture(table, words, options.min_words)
        if chance is not None:
            table = chance.without(table, words)
        exact = partial(_exact, chains, left, right, words)
        table = refined(table, exact, words, rare, sentences, options)
        return Aligned(PassageTable.concatenate([table]), stop, cut_short)

    yield from in_order(work, range(first, candidates.count, PART), threads)


def _chains(
    left: NDArray[np.int32], right: NDArray[np.int32], words: WordTable, options: ReuseOptions
) -> tuple[NDArray[np.int64], int]:
    """Return the chains of exact runs of pairs, and how many pairs were not searched to the end."""
    from provenance.kernels.align import COLUMNS, align_pairs

    room = int(np.diff(words.document_tokens)[left].max()) // 2 + 8 + 4 * PART
    found, cut_short, pair = [], 0, 0
    while pair < len(left):
        rows = np.empty((room, len(COLUMNS)), np.int64)
        filled, pair, short = align_pairs(
            left,
            right,
            words.numbers,
            words.flags,
            words.document_tokens,
            options.min_words,
            options.max_gap,
            pair,
            rows,
        )
        found.append(rows[:filled].copy())
        cut_short += short
    return np.concatenate(found), cut_short


def _exact(
    chains: NDArray[np.int64], left: NDArray[np.int32], right: NDArray[np.int32], words: WordTable
) -> PassageTable:
    """Return the passages that the chains alone are."""
    from provenance.kernels.fuse import CHAIN

    return _table(np.column_stack([chains, np.full(len(chains), CHAIN)]), left, right, words)


def _fused(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    words: WordTable,
    rare: NDArray[np.float32],
    chains: NDArray[np.int64],
    options: ReuseOptions,
    least: float,
) -> NDArray[np.int64]:
    """Return the chains with the reworded stretches of the pairs."""
    from provenance.kernels.fuse import COLUMNS, fuse_pairs

    found, pair, chain = [], 0, 0
    while pair < len(left):
        rows = np.empty((len(chains) + 1024, len(COLUMNS)), np.int64)
        filled, pair, chain = fuse_pairs(
            left,
            right,
            words.stems,
            words.flags,
            words.document_tokens,
            rare,
            chains,
            options.min_words,
            least,
            pair,
            chain,
            rows,
        )
        found.append(rows[:filled].copy())
    return np.concatenate(found)


def _table(
    rows: NDArray[np.int64], lefts: NDArray[np.int32], rights: NDArray[np.int32], words: WordTable
) -> PassageTable:
    from provenance.kernels.fuse import CHAIN, REWORDED

    pair, left_first, left_last, right_first, right_last, matched, quoted, origin = rows.T
    left, right = lefts[pair], rights[pair]
    left_words, right_words = left_last - left_first, right_last - right_first
    # Words in another order match one by one, but not all of them at once.
    matched = np.where(origin == CHAIN, matched, np.minimum(matched, (left_words + right_words - 1) // 2))
    verbatim = (origin == CHAIN) & (matched == left_words) & (matched == right_words)
    left_at, right_at = words.document_tokens[left], words.document_tokens[right]
    return PassageTable(
        left,
        right,
        words.cp_start[left_at + left_first].astype(np.int64),
        words.cp_stop[left_at + left_last - 1].astype(np.int64),
        words.cp_start[right_at + right_first].astype(np.int64),
        words.cp_stop[right_at + right_last - 1].astype(np.int64),
        left_first,
        left_last,
        right_first,
        right_last,
        np.where(origin == REWORDED, _PARAPHRASE, np.where(verbatim, _VERBATIM, _EDITED)).astype(np.int8),
        quoted.astype(bool),
        2 * matched / np.maximum(left_words + right_words, 1),
        np.ones(len(rows), np.float32),
    )
