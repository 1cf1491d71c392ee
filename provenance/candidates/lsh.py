"""Candidates by LSH: what `provenance.candidates.propose` does by joining all n-grams, from far fewer rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.copies import find_copies
from provenance.candidates.frequent import find_frequent
from provenance.candidates.furniture import FEWEST, find_furniture, source_numbers
from provenance.candidates.pairs import listed_pairs
from provenance.candidates.propose import WIDTH, Proposal
from provenance.candidates.repeats import block_starts
from provenance.candidates.windows import join_windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from provenance.candidates.copies import Copies
    from provenance.candidates.pairs import Candidates
    from provenance.candidates.scratch import Scratch
    from provenance.candidates.windows import Banded
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["propose_lsh"]


def propose_lsh(
    words: WordTable,
    weights: NDArray[np.float32],
    sources: Sequence[str | None],
    options: ReuseOptions,
    scratch: Scratch,
    threads: int,
    *,
    pairs: bool = True,
    tell: Callable[[int, int], None] | None = None,
) -> Proposal:
    """Propose pairs to align by MinHash over windows of the text; parameters as for `propose`.

    Of each window of 12 words the two least stems, by a MinHash in which rare ones come first, are a band of two rows.
    Two places with an equal band are compared, sixteen words to each side, and a pair of documents that has enough rare
    stems in common there is a candidate. Boilerplate is the same as by `propose`: of the n-grams those are joined that
    may stand in a hundred documents.
    """
    from provenance.kernels.furniture import mark_furniture
    from provenance.kernels.prints import shingle_prints

    def say(done: int) -> None:
        if tell is not None:
            tell(done, 2)

    tokens = words.document_tokens
    copies = find_copies(words.numbers, tokens, options.min_words)
    width = min(WIDTH, options.min_words)
    say(0)
    note, rows = None, 0
    if len(sources) >= FEWEST:

        def shingles(first: int, last: int, prints: NDArray[np.uint64]) -> None:
            shingle_prints(words.numbers, tokens, copies.silent, first, last, width, prints)

        repeats = find_frequent(shingles, tokens, FEWEST, scratch, threads)
        boilerplate = find_furniture(repeats, tokens, block_starts(tokens), source_numbers(sources), width)
        if boilerplate.any():
            marked = mark_furniture(repeats.numbers, boilerplate, width, words.flags)
            note = (
                f"{_said(marked, 'word')} of furniture, which stands in {FEWEST} articles or more that otherwise "
                "differ: it makes no passage"
            )
        rows = repeats.rows
        del repeats
    say(1)
    if not pairs:
        return Proposal(None, note)
    found = join_windows(words, weights, copies.silent, options.max_bucket, scratch, threads)
    say(2)
    return Proposal(_together(found, rows, copies, options), note)


def _together(found: Banded, rows: int, copies: Copies, options: ReuseOptions) -> Candidates:
    documents = max(1, len(copies.first))
    pairs = np.column_stack(np.divmod(found.pairs, documents))
    if copies.groups:
        pairs = np.concatenate([copies.spread(pairs, options.max_bucket), copies.pairs(options.max_bucket)])
        pairs = np.column_stack(np.divmod(np.unique(pairs[:, 0] * documents + pairs[:, 1]), documents))
    left_out = []
    if found.crowded:
        left_out.append(
            f"{_said(found.crowded, 'band')} of windows in more than {options.max_bucket} places each: there, each "
            f"place was compared with the {options.max_bucket} next in the order of what stands around them only"
        )
    large = [len(group) for group in copies.groups.values() if len(group) > options.max_bucket]
    if large:
        left_out.append(
            f"{sum(large):,} articles that are word for word like {options.max_bucket} others or more: of these, "
            "further ones were compared with the first and the one before only"
        )
    how = "pairs that share windows of words (LSH: MinHash of rare words, banded)"
    left, right = pairs.T.astype(np.int32)
    return listed_pairs(left.copy(), right.copy(), how, tuple(left_out), rows + found.rows)


def _said(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
