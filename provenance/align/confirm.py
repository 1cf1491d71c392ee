"""Confirms verbatim passages: equal word numbers propose them, the text decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.documents import text_array
from provenance.model.passage import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.model.passages import PassageTable
    from provenance.text.pipeline import Pipeline

__all__ = ["confirm_verbatim"]

_VERBATIM, _EDITED = KINDS.index("verbatim"), KINDS.index("edited")


def confirm_verbatim(
    table: PassageTable,
    text: Callable[[int], str],
    pipeline: Pipeline,
    min_words: int,
    language: Callable[[int], str | None] = lambda _: None,
) -> PassageTable:
    """Check that both sides of verbatim passages have the same words.

    The alignment compares words by 32-bit numbers. If the characters of the two sides differ, their normalised words
    are compared; a passage with different words of equal number becomes ``edited``. Like any edited passage, it is
    dropped if fewer than half of its words are equal, or fewer than ``min_words``.

    Parameters
    ----------
    table : PassageTable
        Passages.
    text : callable
        Returns the text of a document, given its number in the table.
    pipeline : Pipeline
        The pipeline that made their words.
    min_words : int
        The fewest equal words of a passage.
    language : callable, optional
        Returns the language of a document, as ``text`` its text; by default none is known.
    """
    rows = np.flatnonzero(table.kind == _VERBATIM)
    texts: dict[int, str] = {}

    def side(document: int, start: int, stop: int) -> str:
        if document not in texts:
            texts[document] = text(document)
        return texts[document][start:stop]

    kind = table.kind.copy()
    similarity = table.similarity.copy()
    kept = np.ones(len(table), bool)

    def words(document: int, part: str) -> list[str]:
        return pipeline.tokens(text_array([part]), languages=text_array([language(document)])).words(0)

    for row in rows.tolist():
        left = side(int(table.left[row]), int(table.left_start[row]), int(table.left_stop[row]))
        right = side(int(table.right[row]), int(table.right_start[row]), int(table.right_stop[row]))
        if left == right:
            continue
        one, other = words(int(table.left[row]), left), words(int(table.right[row]), right)
        if one == other:
            continue
        # A normaliser may use text outside the passage, so the words of the whole texts decide.
        one, other = _whole(table, row, lambda document: words(document, texts[document]))
        if one != other:
            equal = sum(first == second for first, second in zip(one, other, strict=False))
            kind[row], similarity[row] = _EDITED, 2 * equal / max(1, len(one) + len(other))
            kept[row] = equal >= min_words and 2 * equal >= max(len(one), len(other))
    if (kind == table.kind).all():
        return table
    return table.replaced(kind=kind, similarity=similarity).take(np.flatnonzero(kept))


def _whole(table: PassageTable, row: int, words: Callable[[int], list[str]]) -> tuple[list[str], list[str]]:
    return (
        words(int(table.left[row]))[int(table.left_token_start[row]) : int(table.left_token_stop[row])],
        words(int(table.right[row]))[int(table.right_token_start[row]) : int(table.right_token_stop[row])],
    )
