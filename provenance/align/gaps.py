"""Splits passages at gaps: stretches where the two sides have no link."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable
from provenance.model.word_flags import QUOTED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["oriented", "spans_of", "split_at_gaps"]

_VERBATIM = KINDS.index("verbatim")


def spans_of(table: PassageTable, words: WordTable) -> NDArray[np.int64]:
    """Return the sides of passages as tokens of the collection: left start and stop, right start and stop."""
    left, right = words.document_tokens[table.left], words.document_tokens[table.right]
    return np.column_stack(
        [
            left + table.left_token_start,
            left + table.left_token_stop,
            right + table.right_token_start,
            right + table.right_token_stop,
        ]
    )


def oriented(spans: NDArray[np.int64], words: WordTable) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Put the shorter side of each passage first; of equally long ones, the side with the lower word numbers.

    So nothing depends on which document is the left one. Returns the spans, and which of them were swapped.
    """
    from provenance.kernels.measures import find_turned

    turned = np.zeros(len(spans), bool)
    find_turned(words.numbers, spans, turned)
    return np.where(turned[:, None], spans[:, [2, 3, 0, 1]], spans), turned


def split_at_gaps(table: PassageTable, words: WordTable, weights: NDArray[np.float32], min_words: int) -> PassageTable:
    """Split passages where both sides have 15 words, or a sentence, without a link.

    Parameters
    ----------
    table : PassageTable
        Passages.
    words : WordTable
        The words of all documents.
    weights : numpy.ndarray, shape=(2**k,), float32
        The weight of each stem, by its lowest bits.
    min_words : int
        The fewest linked words of a part.

    Returns
    -------
    PassageTable
        Passages without such a gap are unchanged. The others are replaced by those parts that are passages by
        themselves. A part is ``verbatim`` if its words are equal; otherwise it has the kind of the whole. Each part
        has a similarity of its own.
    """
    from provenance.kernels.gaps import PIECE, split_passages

    spans = spans_of(table, words)
    # A summary naturally has gaps.
    looked_at = np.flatnonzero((table.kind != _VERBATIM) & ~table.is_condensed)
    if not len(looked_at):
        return table
    some, turned = oriented(spans[looked_at], words)
    lengths = np.diff(some)[:, [0, 2]]
    matched = table.similarity[looked_at] * lengths.sum(axis=1) / 2
    found, passage = [], 0
    while passage < len(some):
        rows = np.empty((4 * len(some) + int(lengths.min(axis=1).max()) + 1, len(PIECE)), np.int64)
        filled, passage = split_passages(words.stems, words.flags, weights, some, matched, min_words, passage, rows)
        found.append(rows[:filled])
    pieces = np.concatenate(found)
    back = turned[pieces[:, 0]]
    pieces[:, 1:5] = np.where(back[:, None], pieces[:, [3, 4, 1, 2]], pieces[:, 1:5])
    linked = pieces[:, PIECE.index("linked")]
    parts = pieces[linked >= 0]
    if len(parts) == 0 and len(pieces) == len(some):
        return table
    keep = np.ones(len(table), bool)
    keep[looked_at] = False
    keep[looked_at[pieces[linked < 0, 0]]] = True
    whole = np.flatnonzero(keep)
    of = looked_at[parts[:, 0]]
    columns = {field.name: getattr(table, field.name) for field in fields(PassageTable)}
    new = {name: column[of] for name, column in columns.items()}
    for number, side in enumerate(("left", "right")):
        start, stop = parts[:, 2 * number + 1], parts[:, 2 * number + 2]
        begin = words.document_tokens[new[side]]
        new[f"{side}_token_start"], new[f"{side}_token_stop"] = start - begin, stop - begin
        new[f"{side}_start"] = words.cp_start[start].astype(np.int64)
        new[f"{side}_stop"] = words.cp_stop[stop - 1].astype(np.int64)
    size = parts[:, 2] - parts[:, 1] + parts[:, 4] - parts[:, 3]
    new["similarity"] = 2 * parts[:, 5] / np.maximum(size, 1)
    for row, (start, stop, other_start, other_stop) in enumerate(parts[:, 1:5].tolist()):
        left, right = slice(start, stop), slice(other_start, other_stop)
        if np.array_equal(words.numbers[left], words.numbers[right]):
            new["kind"][row] = _VERBATIM
        new["quoted"][row] = bool((words.flags[left] & QUOTED).all() and (words.flags[right] & QUOTED).all())
    return PassageTable(**{name: np.concatenate([column[whole], new[name]]) for name, column in columns.items()})
