"""Communities of sentences that are one text after all: each witness of a text reworded other parts of it.

Where five papers each print some half of a dispatch, hardly two sentences have the same witnesses. But their sets
overlap, and those who are a witness of one part only share other parts with each other. Witnesses of two texts that a
live page mixes share nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.communities import communities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.settings import Settings

__all__ = ["join_texts"]

#: So many witnesses that only one of two texts has are looked at.
_SAMPLE = 20


def join_texts(
    text: NDArray[np.int64],
    document: NDArray[np.int64],
    words: NDArray[np.float64],
    linked: NDArray[np.int64],
    documents: int,
    settings: Settings,
) -> NDArray[np.int64]:
    """Return for each text the number of the one that it belongs to, shape=(texts,), int64.

    Parameters
    ----------
    text, document : numpy.ndarray, shape=(n,), int64
        Who has a part of which text; documents by the place of their ids.
    words : numpy.ndarray, shape=(texts,), float64
        The words of each text.
    linked : numpy.ndarray, shape=(m,), int64
        The pairs of documents that share prose, sorted: lower times documents plus higher.
    documents : int
        How many documents there are.
    settings : Settings
        How much of two sets of witnesses is in both.
    """
    of = np.arange(len(words), dtype=np.int64)
    while True:
        keys = np.unique(of[text] * documents + document)
        joined, who = np.divmod(keys, max(1, documents))
        left, right, both = common(joined, who)
        size = np.bincount(joined, minlength=len(words))
        resemblance = both / (size[left] + size[right] - both)
        worth = np.flatnonzero(resemblance >= settings.stretches["joined"])
        left, right, resemblance = left[worth], right[worth], resemblance[worth]
        begin = np.searchsorted(joined, np.arange(len(words) + 1))
        for row, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            mine, theirs = who[begin[one] : begin[one + 1]], who[begin[other] : begin[other + 1]]
            alone, apart = np.setdiff1d(mine, theirs)[:_SAMPLE], np.setdiff1d(theirs, mine)[:_SAMPLE]
            if len(alone) and len(apart):
                low, high = np.minimum.outer(alone, apart), np.maximum.outer(alone, apart)
                resemblance[row] *= min(1.0, 2 * np.isin(low * documents + high, linked).mean())
            elif resemblance[row] < settings.stretches["nested"]:
                resemblance[row] = 0.0
        kept = resemblance >= settings.stretches["joined"]
        label = communities(
            left[kept], right[kept], resemblance[kept], np.bincount(of, words, len(words)), settings.stretches["joined"]
        )
        least = np.full(len(words), len(words), np.int64)
        np.minimum.at(least, label, np.arange(len(words)))
        after = least[label][of]
        if (after == of).all():
            return of
        of = after


def common(
    group: NDArray[np.int64], member: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return which groups have members in common, left < right, and how many.

    Parameters
    ----------
    group, member : numpy.ndarray, shape=(n,), int64
        Who is in which group, each once.

    Examples
    --------
    >>> [each.tolist() for each in common(np.array([0, 0, 1, 2]), np.array([5, 6, 6, 7]))]
    [[0], [1], [1]]
    """
    order = np.lexsort((group, member))
    group, member = group[order], member[order]
    # Each entry is held against those behind it that have its member.
    place = np.arange(len(group))
    behind = np.searchsorted(member, member, "right") - place - 1
    left = np.repeat(group, behind)
    right = group[np.repeat(place + 1 - (np.cumsum(behind) - behind), behind) + np.arange(len(left))]
    groups = int(group.max(initial=0)) + 1
    keys, counts = np.unique(left * groups + right, return_counts=True)
    return *np.divmod(keys, groups), counts
