"""Candidate pairs to passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.align.furniture import without_furniture
from provenance.align.model import load_model, vector
from provenance.align.orientation import orient, restore
from provenance.candidates.threads import in_order
from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable
from provenance.model.words import FURNITURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from provenance.align.chance import Chance
    from provenance.align.model import AlignmentModel
    from provenance.align.noisy import NoisyPairs
    from provenance.candidates.pairs import Candidates
    from provenance.kernels.rows import Rows
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["PART", "Aligned", "Background", "align", "align_batch"]

#: Pairs of a part.
PART = 2048
_VERBATIM, _EDITED, _PARAPHRASE = (KINDS.index(kind) for kind in ("verbatim", "edited", "paraphrase"))


class Aligned(NamedTuple):
    """The passages of some pairs; the pair after them; how many of them were not searched to the end."""

    table: PassageTable
    stop: int
    cut_short: int


@dataclass(frozen=True, eq=False)
class Background:
    """The words of all documents, and what else the passages of two of them depend on.

    Parameters
    ----------
    words : WordTable
        The words of all documents.
    weights : numpy.ndarray, shape=(2**k,), float32
        The weight of each stem, by its lowest bits: 0 (in every sentence) to 1 (in one).
    orientation : numpy.ndarray, shape=(documents,), int64
        Of two documents the one of the lower rank is compared as the first; `provenance.align.orientation`.
    least_evidence : float
        The least evidence for a reworded stretch, in nats.
    noisy : NoisyPairs, optional
        Looks at letters where words are noisy; without it words alone count.
    chance : Chance, optional
        What is agreement by chance; without it nothing is.
    model : AlignmentModel
        The fitted numbers.
    """

    words: WordTable
    weights: NDArray[np.float32]
    orientation: NDArray[np.int64]
    least_evidence: float
    noisy: NoisyPairs | None = None
    chance: Chance | None = None
    model: AlignmentModel = field(default_factory=load_model)

    @cached_property
    def has_furniture(self) -> bool:
        """Whether any word is furniture."""
        return bool((self.words.flags & FURNITURE).any())


def align(
    candidates: Candidates, background: Background, options: ReuseOptions, threads: int, first: int = 0
) -> Iterator[Aligned]:
    """Find the passages of candidate pairs, part by part.

    Parameters
    ----------
    candidates : Candidates
        The pairs.
    background : Background
        What their passages depend on.
    options : ReuseOptions
        ``min_words`` and ``max_gap`` count.
    threads : int
        Threads to use; the passages do not depend on it.
    first : int
        The pair to begin with.

    Yields
    ------
    Aligned
        The passages of the next pairs, sorted; the parts follow one another in the order of the pairs.
    """

    def work(start: int) -> Aligned:
        stop = min(start + PART, candidates.count)
        table, cut_short = align_batch(*candidates.take(start, stop), background, options)
        return Aligned(table, stop, cut_short)

    yield from in_order(work, range(first, candidates.count, PART), threads)


def align_batch(
    left: NDArray[np.int32], right: NDArray[np.int32], background: Background, options: ReuseOptions
) -> tuple[PassageTable, int]:
    """Find the passages of some pairs; those of a pair depend neither on the others nor on which side is the left.

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(pairs,), int32
        Positions of documents, left < right; in any order, each pair once.
    background : Background
        What their passages depend on.
    options : ReuseOptions
        ``min_words`` and ``max_gap`` count.

    Returns
    -------
    PassageTable
        The passages, sorted.
    int
        How many pairs were not searched to the end because their common runs were too many.
    """
    words = background.words
    left, right = orient(left, right, background.orientation)
    chains, cut_short = _chains(left, right, background, options)
    if background.noisy is not None:
        chains = background.noisy.join(left, right, chains, options, background.model.letters)
    table = _table(_fused(left, right, background, chains, options.min_words), left, right, words)
    if background.has_furniture:
        table = without_furniture(table, words, options.min_words)
    if background.chance is not None:
        table = background.chance.without(table, words)
    return PassageTable.concatenate([restore(table)]), cut_short


def _chains(
    left: NDArray[np.int32], right: NDArray[np.int32], background: Background, options: ReuseOptions
) -> tuple[NDArray[np.int64], int]:
    """Return the chains of exact runs of pairs, and how many pairs were not searched to the end."""
    from provenance.kernels.align import align_pairs
    from provenance.kernels.rows import Rows

    words = background.words
    room = int(np.diff(words.document_tokens)[left].max()) // 2 + 8 + 4 * PART
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
            background.model.chains.gap_cost,
            pair,
            rows,
        )
        found.append(rows[:filled].copy())
        cut_short += short
    return np.concatenate(found), cut_short


def _fused(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    background: Background,
    chains: NDArray[np.int64],
    min_words: int,
) -> NDArray[np.int64]:
    """Return the chains with the reworded stretches of the pairs."""
    from provenance.kernels.fuse import fuse_pairs

    words, model = background.words, background.model
    found, pair, chain = [], 0, 0
    while pair < len(left):
        rows = np.empty((len(chains) + 1024, chains.shape[1]), np.int64)
        filled, pair, chain = fuse_pairs(
            left,
            right,
            words.stems,
            words.flags,
            words.document_tokens,
            background.weights,
            chains,
            min_words,
            background.least_evidence,
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
    """Make a table of rows."""
    from provenance.kernels.rows import CHAIN, Rows

    rows = Rows(*array.T)
    left, right = lefts[rows.pair], rights[rows.pair]
    left_words, right_words = rows.left_stop - rows.left_start, rows.right_stop - rows.right_start
    # Words in another order match one by one, but not all of them at once.
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
    )


def _kinds(rows: Rows, matched: NDArray[np.int64]) -> NDArray[np.int8]:
    """Say of each row what kind of passage it is: the one place where "verbatim" is decided, by numbers of words.

    Parameters
    ----------
    rows : Rows
        The passages.
    matched : numpy.ndarray, shape=(rows,), int64
        How many words of each match, in order.
    """
    from provenance.kernels.rows import CHAIN, REWORDED

    verbatim = rows.origin == CHAIN
    verbatim &= matched == rows.left_stop - rows.left_start
    verbatim &= matched == rows.right_stop - rows.right_start
    kinds = np.where(verbatim, _VERBATIM, np.where(rows.origin == REWORDED, _PARAPHRASE, _EDITED))
    return kinds.astype(np.int8)
