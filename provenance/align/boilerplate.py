"""Passages without boilerplate."""

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
    """Trim boilerplate at the ends of passages, and leave out those that hold too little besides.

    Parameters
    ----------
    table : PassageTable
        Passages.
    words : WordTable
        The words of all documents, with the bit BOILERPLATE.
    min_words : int
        The fewest words of a passage.

    Returns
    -------
    PassageTable
        In the order of the table. A passage is trimmed where its ends are boilerplate on both sides. Its matched words
        are taken to be lost one by one on both sides, so that its similarity says the same of what remains. One that is
        boilerplate by half on either side goes.
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
    # What was edited beside boilerplate must be half matched without it, as a chain is.
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
