"""How much of a document is reused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.settings import standard_settings
from provenance.model.coverage import grouped_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.parts import Spans
    from provenance.infer.prose import Prose
    from provenance.infer.settings import Settings
    from provenance.model.derivation import Degree
    from provenance.model.words import WordTable

__all__ = ["degree_of", "reworded"]

#: Dispatches whose words explain the stretches between passages: those that share most.
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


def reworded(
    spans: Spans, used: NDArray[np.int64], words: WordTable, prose: Prose, idf: NDArray[np.float32], settings: Settings
) -> NDArray[np.bool_]:
    """Return which words outside passages say the same as a dispatch at hand that the document used, shape=(tokens,).

    They stand in windows of so many words in which so much of the weight stands in the dispatches that share most with
    the document, and more of it in one place of these than anywhere. Only of documents that passages make partially
    derived that is asked.

    Parameters
    ----------
    spans : Spans
        What documents have from dispatches.
    used : numpy.ndarray, shape=(documents,), int64
        The dispatch that each document used; -1 for none.
    words, prose, idf, settings
        The words, which of them are prose, how rare their stems are, and the numbers.
    """
    from provenance.kernels.overlap import reused_stretches

    offsets = words.document_tokens
    documents = len(offsets) - 1
    owner = np.searchsorted(offsets, spans.start, "right") - 1
    taken = np.zeros(len(words.stems), np.uint8)
    steps = np.zeros(len(words.stems) + 1, np.int64)
    np.add.at(steps, spans.start, 1)
    np.add.at(steps, spans.stop, -1)
    taken[np.cumsum(steps)[:-1] > 0] = 1
    reused = (taken > 0) & (prose.mask > 0)
    sums = np.concatenate([[0], np.cumsum(reused)])
    share = (sums[offsets[1:]] - sums[offsets[:-1]]) / np.maximum(prose.words(), 1)
    keys, inverse = np.unique(owner * documents + spans.source, return_inverse=True)
    shared = grouped_sum(inverse, spans.stop - spans.start, len(keys))
    document, partner = np.divmod(keys, max(1, documents))
    derived = (share[document] >= settings.degree["partially"]) & (used[document] >= 0)
    document, partner, shared = document[derived], partner[derived], shared[derived]
    order = np.lexsort((partner != used[document], -shared, document))
    document, partner = document[order], partner[order]
    first = np.arange(len(document)) - np.searchsorted(document, document, "left") < _PARTNERS
    document, partner = document[first], partner[first]
    some, counts = np.unique(document, return_counts=True)
    if not len(some):
        return np.zeros(len(taken), bool)  # the kernel sets up large tables
    reused_stretches(
        words.stems,
        prose.mask,
        offsets,
        some,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        partner,
        idf,
        int(settings.degree["window"]),
        settings.degree["stretch"],
        settings.degree["beyond"],
        taken,
    )
    outside: NDArray[np.bool_] = taken == 2
    return outside
