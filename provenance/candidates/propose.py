"""Candidates at scale: the pairs of documents that share enough prints close together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.copies import find_copies
from provenance.candidates.pairs import listed_pairs
from provenance.candidates.repeats import Repeats, block_starts, find_repeats
from provenance.candidates.threads import in_order
from provenance.model.words import FURNITURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.candidates.copies import Copies
    from provenance.candidates.pairs import Candidates
    from provenance.candidates.scratch import Scratch
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["propose"]

#: Words in a shingle; and within how many words two documents share enough of them.
WIDTH, SPAN = 4, 64
#: The weight of a rare stem; and how many words further on the one may stand that it is paired with.
RARE, REACH = 0.45, 12


def needed_prints(documents: int) -> tuple[int, int]:
    """Return how many shingles, or pairs of rare stems, two of so many documents must share.

    The more documents there are, the more agree by chance.

    Examples
    --------
    >>> [needed_prints(documents) for documents in (10, 1_000, 10_000, 100_000, 10_000_000)]
    [(3, 2), (3, 2), (4, 3), (5, 4), (5, 4)]
    """
    needed = int(np.clip(round(np.log10(max(1, documents))) - 1, 2, 4))
    return needed + 1, needed


def propose(
    words: WordTable,
    weights: NDArray[np.float32],
    options: ReuseOptions,
    scratch: Scratch,
    threads: int,
    tell: Callable[[int, int], None] | None = None,
) -> Candidates:
    """Propose pairs to align.

    Every shingle of four words is a print of its text (MinHash over windows of one shingle; with longer windows it
    would be winnowing, Schleimer, Wilkerson and Aiken 2003, and miss more of what is edited), and so is every rare stem
    together with the rarest of the next twelve words, in either order: that is what stays of a sentence which is
    reworded. Equal prints are joined. Two documents that share enough of one kind within 64 words are a candidate pair:
    three shingles or two pairs of stems up to three thousand documents, one more up to thirty thousand, and two more
    above. So two that share ``min_words`` words in a row always are one.

    Parameters
    ----------
    words : WordTable
        The words of all documents; of the flags FURNITURE counts.
    weights : numpy.ndarray, shape=(2**k,), float32
        How rare stems are, 0 to 1, by their lowest bits.
    options : ReuseOptions
        ``min_words`` and ``max_bucket`` count.
    scratch : Scratch
        Room for the prints.
    threads : int
        Threads to use.
    tell : callable, optional
        Called with what is done and how much there is to do.

    Returns
    -------
    Candidates
        The pairs.
    """
    from provenance.kernels.prints import pair_prints, shingle_prints
    from provenance.kernels.repeats import count_crowded

    def say(done: int) -> None:
        if tell is not None:
            tell(done, 4)

    tokens = words.document_tokens
    copies = find_copies(words.numbers, tokens, options.min_words)
    silent = copies.silent
    width = min(WIDTH, options.min_words)

    def shingles(first: int, last: int, prints: NDArray[np.uint64]) -> None:
        shingle_prints(words.numbers, tokens, silent, first, last, width, prints)
        inside = _boilerplate(words, first, last)
        for step in range(1, width):
            inside[:-step] &= inside[step:]
        prints[inside] = 0

    def rare_pairs(first: int, last: int, prints: NDArray[np.uint64]) -> None:
        pair_prints(words.stems, weights, RARE, REACH, tokens, silent, first, last, prints)
        prints[_boilerplate(words, first, last)] = 0

    say(0)
    repeats = find_repeats(shingles, tokens, scratch, threads)
    say(1)
    needed, needed_pairs = needed_prints(len(tokens) - 1)
    by_shingles = _linked(repeats, tokens, options.max_bucket, min(needed, options.min_words - width + 1), threads)
    crowded = count_crowded(repeats.starts, repeats.blocks, _owners(tokens), options.max_bucket)
    del repeats
    say(2)
    repeats = find_repeats(rare_pairs, tokens, scratch, threads)
    say(3)
    by_pairs = _linked(repeats, tokens, options.max_bucket, needed_pairs, threads)
    say(4)
    return _together(np.concatenate([by_shingles, by_pairs]), copies, crowded, options)


def _boilerplate(words: WordTable, first: int, last: int) -> NDArray[np.bool_]:
    """Return which words of these documents are boilerplate."""
    begin, end = words.document_tokens[first], words.document_tokens[last]
    marked: NDArray[np.bool_] = (words.flags[begin:end] & FURNITURE).astype(bool)
    return marked


def _linked(
    repeats: Repeats,
    document_tokens: NDArray[np.int64],
    most: int,
    needed: int,
    threads: int,
) -> NDArray[np.int64]:
    """Return the pairs that share enough repeated prints, as left * documents + right, sorted."""
    from provenance.kernels.repeats import MOST_NEEDED, link_documents

    documents = len(document_tokens) - 1
    starts, owners = block_starts(document_tokens), _owners(document_tokens)
    step = max(1, -(-documents // (8 * threads)))
    skipped = np.zeros(len(repeats.starts) - 1, np.uint8)

    def link(first: int) -> NDArray[np.int64]:
        recent = np.zeros((len(owners), MOST_NEEDED - 1), np.uint32)
        linked = np.full(len(owners), -1, np.int32)
        room = np.empty(max(1 << 16, len(owners)), np.int64)
        found = []
        last = min(first + step, documents)
        while first < last:
            count, first = link_documents(
                repeats.numbers, repeats.starts, repeats.blocks, skipped, document_tokens, starts, owners, most, needed,
                SPAN, first, last, recent, linked, room,
            )  # fmt: skip
            found.append(room[:count].copy())
        return np.concatenate(found)

    pairs = list(in_order(link, range(0, documents, step), threads))
    return np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)


def _owners(document_tokens: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the document of each block."""
    blocks = np.diff(block_starts(document_tokens))
    return np.repeat(np.arange(len(blocks), dtype=np.int32), blocks)


def _together(keys: NDArray[np.int64], copies: Copies, crowded: int, options: ReuseOptions) -> Candidates:
    documents = max(1, len(copies.first))
    pairs = np.column_stack(np.divmod(np.unique(keys), documents))
    if copies.groups:
        pairs = np.concatenate([copies.spread(pairs, options.max_bucket), copies.pairs(options.max_bucket)])
        pairs = np.column_stack(np.divmod(np.unique(pairs[:, 0] * documents + pairs[:, 1]), documents))
    left_out = []
    if crowded:
        left_out.append(
            f"{_said(crowded, 'run')} of words in more than {options.max_bucket} articles each: of these, further "
            "articles were compared with the first and the one before only"
        )
    large = [len(group) for group in copies.groups.values() if len(group) > options.max_bucket]
    if large:
        left_out.append(
            f"{sum(large):,} articles that are word for word like {options.max_bucket} others or more: of these, "
            "further ones were compared with the first and the one before only"
        )
    how = "pairs that share shingles, or pairs of rare words, close together (MinHash and LSH)"
    left, right = pairs.T.astype(np.int32)
    return listed_pairs(left.copy(), right.copy(), how, tuple(left_out))


def _said(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
