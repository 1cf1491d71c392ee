"""Which words of a collection are prose: neither quoted nor boilerplate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.boilerplate import boilerplate_spans
from provenance.model.coverage import WordCounts
from provenance.model.words import BOILERPLATE, QUOTED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.credits import Grammar
    from provenance.model.credit import Credit
    from provenance.model.documents import Documents
    from provenance.model.words import WordTable

__all__ = ["Prose", "read_prose"]


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """What the texts say of themselves, before anything is compared.

    Parameters
    ----------
    credits : tuple of tuple of Credit
        Those of each document.
    mask : numpy.ndarray, shape=(tokens,), uint8
        1 for a word that is prose.
    boilerplate : numpy.ndarray, shape=(tokens,), bool
        Words of boilerplate.
    counts : WordCounts
        Made so that ``"exclude"`` leaves out quotations and boilerplate.
    """

    credits: tuple[tuple[Credit, ...], ...]
    mask: NDArray[np.uint8]
    boilerplate: NDArray[np.bool_]
    counts: WordCounts

    def words(self) -> NDArray[np.int64]:
        """Return the words of prose of each document, shape=(documents,)."""
        return self.counts.total("exclude")

    def rank(self, document: NDArray[np.integer], token: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many words of prose a document has before a token."""
        return self.counts.rank(document, token, "exclude")

    def share_of_boilerplate(
        self, document: NDArray[np.integer], first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return the share of boilerplate among the words of spans, shape=(spans,)."""
        sums = np.concatenate([[0], np.cumsum(self.boilerplate)])
        base = self.counts.offsets[document]
        share: NDArray[np.float64] = (sums[base + last] - sums[base + first]) / np.maximum(last - first, 1)
        return share


def read_prose(documents: Documents, words: WordTable, grammar: Grammar) -> Prose:
    """Read the credits and find the boilerplate of documents.

    Parameters
    ----------
    documents : Documents
        The documents; credits are read in their original texts.
    words : WordTable
        Their words; those with the bit BOILERPLATE are boilerplate, whatever their texts say.
    grammar : Grammar
        Which agencies there are.
    """
    offsets = words.document_tokens
    boilerplate = (words.flags & BOILERPLATE).astype(bool)
    credits_ = []
    for position in range(len(documents)):
        text = documents.text(position)
        found = tuple(grammar.read(text))
        credits_.append(found)
        spans = boilerplate_spans(text, found)
        if spans:
            base = offsets[position]
            starts = words.cp_start[base : offsets[position + 1]]
            for start, stop in spans:
                first, last = np.searchsorted(starts, (start, stop))
                boilerplate[base + first : base + last] = True
    out = boilerplate | (words.flags & QUOTED).astype(bool)
    padded = np.concatenate([[False], out, [False]])
    change = np.flatnonzero(padded[1:] != padded[:-1]).astype(np.int64)
    counts = WordCounts(offsets, change[::2], change[1::2])
    return Prose(tuple(credits_), (~out).astype(np.uint8), boilerplate, counts)
