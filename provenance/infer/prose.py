"""Which words of a collection are prose: neither quoted nor boilerplate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.boilerplate import boilerplate_spans
from provenance.infer.bylines import may_name_staff
from provenance.infer.fields import FieldReader
from provenance.infer.own_headlines import headline_stop
from provenance.infer.skim import Skim
from provenance.infer.votes import has_style
from provenance.model.coverage import WordCounts
from provenance.model.credit import FIELD_WORDS
from provenance.model.word_flags import BOILERPLATE, QUOTED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.credits import Grammar
    from provenance.model.credit import Credit, FieldCredit
    from provenance.model.documents import Documents
    from provenance.model.words import WordTable

__all__ = ["Prose", "read_prose"]


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """What the texts say of themselves, before anything is compared.

    Parameters
    ----------
    credits : tuple of tuple of Credit
        Those in the text of each document.
    stated : tuple of tuple of FieldCredit
        Those in the metadata of each.
    mask : numpy.ndarray, shape=(tokens,), uint8
        1 for a word that is prose.
    boilerplate : numpy.ndarray, shape=(tokens,), bool
        Words of boilerplate.
    is_styled : numpy.ndarray, shape=(documents,), bool
        Which texts may be signed or headed as an agency does, whether they name it or not.
    is_staffed : numpy.ndarray, shape=(documents,), bool
        Which texts may name their paper's own people.
    headlines : numpy.ndarray, shape=(documents,), int64
        How many words the headline of each document has.
    counts : WordCounts
        Made so that ``"exclude"`` leaves out quotations and boilerplate.
    """

    credits: tuple[tuple[Credit, ...], ...]
    stated: tuple[tuple[FieldCredit, ...], ...]
    mask: NDArray[np.uint8]
    boilerplate: NDArray[np.bool_]
    is_styled: NDArray[np.bool_]
    is_staffed: NDArray[np.bool_]
    headlines: NDArray[np.int64]
    counts: WordCounts

    def words(self) -> NDArray[np.int64]:
        """Return the words of prose of each document, shape=(documents,)."""
        return self.counts.total("exclude")

    def credited(self, document: int) -> tuple[Credit | FieldCredit, ...]:
        """Return the credits of agencies of a document: in its text, then in its metadata."""
        return *self.credits[document], *(some for some in self.stated[document] if some.kind == "agency")

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
        The documents; credits are read in their original texts and in their metadata.
    words : WordTable
        Their words; those with the bit BOILERPLATE are boilerplate, whatever their texts say.
    grammar : Grammar
        Which agencies there are.
    """
    offsets = words.document_tokens
    boilerplate = (words.flags & BOILERPLATE).astype(bool)
    credits_, styled, staffed = [], np.zeros(len(documents), bool), np.zeros(len(documents), bool)
    headlines = np.zeros(len(documents), np.int64)
    for position, text in enumerate(documents.each_text()):
        skim = Skim(text)
        found = tuple(grammar.read(text, skim=skim))
        credits_.append(found)
        styled[position] = has_style(text)
        staffed[position] = may_name_staff(skim)
        stop = headline_stop(text)
        if stop:
            headlines[position] = words.cp_start[offsets[position] : offsets[position + 1]].searchsorted(stop)
        spans = boilerplate_spans(text, found, skim)
        if spans:
            base = offsets[position]
            edges = words.cp_start[base : offsets[position + 1]].searchsorted(np.array(spans, np.int32))
            for first, last in (base + edges).tolist():
                boilerplate[first:last] = True
    out = boilerplate | (words.flags & QUOTED).astype(bool)
    padded = np.concatenate([[False], out, [False]])
    change = np.flatnonzero(padded[1:] != padded[:-1]).astype(np.int64)
    counts = WordCounts(offsets, change[::2], change[1::2])
    stated = tuple(map(FieldReader(grammar).credits, documents.each_metadata(FIELD_WORDS)))
    return Prose(tuple(credits_), stated, (~out).astype(np.uint8), boilerplate, styled, staffed, headlines, counts)
