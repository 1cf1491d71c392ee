"""How much of a document is reused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.settings import standard_settings
from provenance.model.coverage import grouped_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.prose import Prose
    from provenance.infer.relations import Relations
    from provenance.infer.settings import Settings
    from provenance.model.derivation import Degree
    from provenance.model.words import WordTable

__all__ = ["degree_of", "reused_shares"]

#: Partners whose words explain the stretches between passages: those who share most.
_PARTNERS = 3


def degree_of(share: float, settings: Settings | None = None) -> Degree:
    """Return the degree that a share of reused words means.

    Examples
    --------
    >>> [degree_of(share) for share in (0.05, 0.5, 0.95)]
    ['non', 'partially', 'wholly']
    """
    levels = (settings or standard_settings()).degree
    return "wholly" if share >= levels["wholly"] else "partially" if share >= levels["partially"] else "non"


def reused_shares(
    relations: Relations,
    allowed: NDArray[np.bool_],
    explained: NDArray[np.bool_],
    words: WordTable,
    prose: Prose,
    rarity: NDArray[np.float32],
    settings: Settings,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of each document's prose that is reused.

    Words count that stand in passages. Where these make the document partially derived, and the source is at hand, so
    do stretches between them that say the same: windows of so many words in which so much of the weight stands in the
    three documents that share most with it, and more of it in one place of these than anywhere. With one other witness
    that is not asked: two reports of one event have that much in common by themselves.

    Parameters
    ----------
    relations : Relations
        What the documents share.
    allowed : numpy.ndarray, shape=(sides,), bool
        Passages that can be reuse of the partner by the document.
    explained : numpy.ndarray, shape=(documents,), bool
        The dispatch that the document used is at hand, or several witnesses who stand for it.
    words, prose, rarity, settings
        The words, which of them are prose, how rare they are, and the numbers.

    Returns
    -------
    in_passages, in_all : numpy.ndarray, shape=(documents,), float64
        0 to 1: by passages alone, and with stretches.
    """
    from provenance.kernels.overlap import reused_stretches

    offsets, sides = words.document_tokens, relations.sides.take(np.flatnonzero(allowed))
    documents = len(offsets) - 1
    whole = sides.take(np.flatnonzero(sides.shared == 1.0))
    steps = np.zeros(len(words.stems) + 1, np.int64)
    base = offsets[whole.document]
    np.add.at(steps, base + whole.first, 1)
    np.add.at(steps, base + whole.last, -1)
    taken = (np.cumsum(steps)[:-1] > 0).astype(np.uint8)
    # What a summary condenses is reused in part: so much of each of its words.
    partly = np.zeros(len(words.stems), np.float32)
    condensed = sides.take(np.flatnonzero(sides.shared < 1.0))
    for at in range(len(condensed.document)):
        start = offsets[condensed.document[at]]
        span = slice(start + condensed.first[at], start + condensed.last[at])
        partly[span] = np.maximum(partly[span], condensed.shared[at])
    owner = np.repeat(np.arange(documents), np.diff(offsets))
    totals = np.maximum(prose.words(), 1)
    prose_words = prose.mask.astype(bool)

    def shares() -> NDArray[np.float64]:
        reused = np.where(taken > 0, np.float32(1.0), partly) * prose_words
        return np.bincount(owner, reused, documents) / totals

    in_passages = shares()
    keys, inverse = np.unique(sides.document * documents + sides.partner, return_inverse=True)
    shared = grouped_sum(inverse, sides.prose_last - sides.prose_first, len(keys))
    document, partner = np.divmod(keys, max(1, documents))
    derived = (in_passages[document] >= settings.degree["partially"]) & explained[document]
    document, partner, shared = document[derived], partner[derived], shared[derived]
    order = np.lexsort((partner, -shared, document))
    document, partner = document[order], partner[order]
    begins = np.searchsorted(document, document, "left")
    first = np.arange(len(document)) - begins < _PARTNERS
    document, partner = document[first], partner[first]
    some, counts = np.unique(document, return_counts=True)
    reused_stretches(
        words.stems,
        prose.mask,
        offsets,
        some,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        partner,
        rarity,
        int(settings.degree["window"]),
        settings.degree["stretch"],
        settings.degree["beyond"],
        taken,
    )
    return in_passages, shares()
