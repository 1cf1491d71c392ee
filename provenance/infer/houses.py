"""Who names the outlet that a text is from: "GADSBY (KBX News) -", "the Courier has learned"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.relations import Sides
    from provenance.model.documents import Documents
    from provenance.model.words import WordTable

__all__ = ["naming"]

#: Characters before a passage that may hold its dateline.
_BEFORE = 60
#: The fewest characters of a name that is looked for wherever it stands.
_SHORTEST = 5
#: What papers say that they did, where their name is cut to its last word.
_DID = r"(?:(?:has|have|had) )?(?:learned|learnt|reported|revealed|obtained|understands)\b"


def naming(
    sides: Sides, asked: NDArray[np.bool_], house: NDArray[np.int64], documents: Documents, words: WordTable
) -> NDArray[np.bool_]:
    """Return which sides of passages name the source of the other document as where the text is from.

    Parameters
    ----------
    sides : Sides
        What documents share.
    asked : numpy.ndarray, shape=(sides,), bool
        Which of them to look at.
    house : numpy.ndarray, shape=(documents,), int64
        A number for the house of each document; -1 where it is not known. Nobody needs to name their own.
    documents : Documents
        Their texts and sources.
    words : WordTable
        Their words.

    Returns
    -------
    numpy.ndarray, shape=(sides,), bool
    """
    found = np.zeros(len(sides.document), bool)
    mine, theirs = house[sides.document], house[sides.partner]
    rows = np.flatnonzero(asked & (theirs >= 0) & (mine != theirs))
    sources = documents.column("source") if len(rows) else []
    at, text = -1, ""
    for row in rows[np.argsort(sides.document[rows], kind="stable")].tolist():
        document, source = int(sides.document[row]), sources[sides.partner[row]]
        if source is None:
            continue
        if document != at:
            at, text = document, documents.text(document)
        base = int(words.document_tokens[document])
        start = int(words.cp_start[base + sides.first[row]])
        stop = int(words.cp_stop[base + sides.last[row] - 1])
        last = source.rpartition(" ")[2]
        if last in text and _pattern(source).search(text, max(0, start - _BEFORE), stop):
            found[row] = True
    return found


@lru_cache(maxsize=4096)
def _pattern(source: str) -> re.Pattern[str]:
    """Return what finds a source in a text.

    Examples
    --------
    >>> bool(_pattern("Tarnmouth Courier").search("from August, the Courier has learned")), bool(
    ...     _pattern("Tarnmouth Courier").search("a courier has learned to ride")
    ... )
    (True, False)
    """
    full = rf"\b{re.escape(source)}\b" if len(source) >= _SHORTEST else r"(?!)"
    last = re.escape(source.rpartition(" ")[2])
    return re.compile(rf"{full}|\b[Tt]he {last} {_DID}|\btold the {last}\b" if " " in source else full)
