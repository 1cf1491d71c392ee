"""Trims boilerplate from passages."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from provenance.model.words import WordTable

__all__ = ["without_boilerplate"]

_PARAPHRASE = KINDS.index("paraphrase")


def without_boilerplate(table: PassageTable, words: WordTable, min_words: int) -> PassageTable:
    """Trim boilerplate at the ends of passages, and drop passages that have too little other text.

    Parameters
    ----------
    table : PassageTable
        Passages.
    words : WordTable
        The words of all documents, with the flag BOILERPLATE.
    min_words : int
        The fewest words of a passage.

    Returns
    -------
    PassageTable
        In the order of the table. A passage is trimmed at ends that are boilerplate on both sides; each trimmed word
        counts as a matched word lost on both sides, and the similarity is adjusted. A passage that is half boilerplate
        on either side is dropped.
    """
    from provenance.kernels.boilerplate import trim_ends

    if not len(table):
        return table
    left_at, right_at = words.document_tokens[table.left], words.document_tokens[table.right]
    spans = np.column_stack(
        [
            left_at + table.left_token_start,
            left_at + table.left_token_stop,
            right_at + table.right_token_start,
            right_at + table.right_token_stop,
        ]
    )
    own = np.zeros((len(table), 2), np.int64)
    trim_ends(spans, words.flags, own)
    before_left, before_right = (
        table.left_token_stop - table.left_token_start,
        table.right_token_stop - table.right_token_start,
    )
    columns = {field.name: getattr(table, field.name) for field in fields(PassageTable)}
    left, right = spans[:, 1] - spans[:, 0], spans[:, 3] - spans[:, 2]
    trimmed = (left != before_left) | (right != before_right)
    clean = (own[:, 0] == before_left) & (own[:, 1] == before_right)
    enough = clean | ((own.min(axis=1) >= min_words) & (2 * own[:, 0] > left) & (2 * own[:, 1] > right))
    lost = np.minimum(before_left - left, before_right - right)
    matched = np.minimum(table.similarity * (before_left + before_right) / 2 - lost, np.minimum(left, right))
    similarity = np.where(trimmed, 2 * np.maximum(matched, 0) / np.maximum(left + right, 1), table.similarity)
    # An edited passage must be half matched without its boilerplate, like any chain.
    enough &= ~trimmed | (table.kind == _PARAPHRASE) | (2 * matched >= np.maximum(left, right))
    columns["left_token_start"], columns["left_token_stop"] = spans[:, 0] - left_at, spans[:, 1] - left_at
    columns["right_token_start"], columns["right_token_stop"] = spans[:, 2] - right_at, spans[:, 3] - right_at
    columns["similarity"] = similarity
    keep = np.flatnonzero(enough)
    columns = {name: column[keep] for name, column in columns.items()}
    spans = spans[keep]
    for number, side in enumerate(("left", "right")):
        columns[f"{side}_start"] = words.cp_start[spans[:, 2 * number]].astype(np.int64)
        columns[f"{side}_stop"] = words.cp_stop[spans[:, 2 * number + 1] - 1].astype(np.int64)
    return PassageTable(**columns)
