"""Passages after alignment: split where they have no link, judged, and the likely ones kept."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from provenance.align.confidence import confidence
from provenance.align.gaps import split_at_gaps
from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["refined"]


def refined(
    table: PassageTable, words: WordTable, weights: NDArray[np.float32], sentences: int, options: ReuseOptions
) -> PassageTable:
    """Split passages at gaps, give each its confidence, and leave out what is likelier no reuse of one text.

    Parameters
    ----------
    table : PassageTable
        Passages.
    words : WordTable
        The words of all documents.
    weights : numpy.ndarray, shape=(2**k,), float32
        The weight of each stem, by its lowest bits.
    sentences : int
        The sentences of the collection that the weights were learnt from.
    options : ReuseOptions
        ``min_words`` and ``min_confidence`` count. A quotation stays in any case: what was said is no text, and
        quotations are counted apart.
    """
    table = split_at_gaps(table, words, weights, options.min_words)
    table = replace(table, confidence=confidence(table, words, weights, sentences))
    kept = table.quoted | (table.confidence >= options.min_confidence)
    return PassageTable(**{field.name: getattr(table, field.name)[kept] for field in fields(PassageTable)})
