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
    from collections.abc import Collection

    from numpy.typing import NDArray

    from provenance.infer.settings import Settings

__all__ = ["join_texts"]

#: So many witnesses that only one of two texts has are looked at.
_SAMPLE = 20


def join_texts(
    text: NDArray[np.int64],
    document: NDArray[np.int64],
    words: NDArray[np.float64],
    linked: Collection[int],
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
    linked : collection of int
        The pairs of documents that share prose: lower times documents plus higher.
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
        witnesses = {each: who[begin[each] : begin[each + 1]].tolist() for each in np.unique([left, right]).tolist()}
        for row, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            mine, theirs = set(witnesses[one]), set(witnesses[other])
            alone = [each for each in witnesses[one] if each not in theirs][:_SAMPLE]
            apart = [each for each in witnesses[other] if each not in mine][:_SAMPLE]
            if alone and apart:
                found = [min(a, b) * documents + max(a, b) in linked for a in alone for b in apart]
                resemblance[row] *= min(1.0, 2 * sum(found) / len(found))
            elif resemblance[row] < settings.stretches["nested"]:
                resemblance[row] = 0.0
        kept = resemblance >= settings.stretches["joined"]
        sizes = np.bincount(of, words, len(words)).astype(np.float64)
        label = communities(left[kept], right[kept], resemblance[kept], sizes, settings.stretches["joined"])
        least = np.full(len(words), len(words), np.int64)
        np.minimum.at(least, label, np.arange(len(words)))
        after = least[label][of]
        if (after == of).all():
            return of
        of = after


def adjoined(
    document: NDArray[np.int64],
    text: NDArray[np.int64],
    words: NDArray[np.float64],
    publisher: NDArray[np.int64],
    settings: Settings,
) -> NDArray[np.int64]:
    """Return for each text the number of the one that it is the end, the beginning or the middle of, shape=(texts,).

    It is where all of its witnesses have it right beside that one and beside no other, and they are of several
    publishers: what one house adds to a dispatch is its own.

    Parameters
    ----------
    document, text : numpy.ndarray, shape=(n,), int64
        The sentences that are of a text, in their order in each document.
    words : numpy.ndarray, shape=(texts,), float64
        The words of each text: a larger one is no part of a smaller one.
    publisher : numpy.ndarray, shape=(documents,), int64
        A number for the source of each document; -1 where it is not known.
    settings : Settings
        How much of the witnesses of the larger one must have both.
    """
    of = np.arange(len(words), dtype=np.int64)
    begins = np.ones(len(text), bool)
    begins[1:] = (np.diff(document) != 0) | (np.diff(text) != 0)
    document, text = document[begins], text[begins]
    beside = np.flatnonzero(document[1:] == document[:-1])
    mine = np.concatenate([text[beside], text[beside + 1]])
    other = np.concatenate([text[beside + 1], text[beside]])
    documents = len(publisher)
    keys = np.unique(mine * len(words) + other)
    neighbours = np.bincount(keys // max(1, len(words)), minlength=len(words))
    sole = np.full(len(words), -1, np.int64)
    sole[keys // max(1, len(words))] = keys % max(1, len(words))
    beside_it = np.unique(mine * documents + np.concatenate([document[beside], document[beside + 1]]))
    witness = np.unique(text * documents + document)
    flanked = np.bincount(beside_it // documents, minlength=len(words))
    witnesses = np.bincount(witness // documents, minlength=len(words))
    source = publisher[witness % documents]
    whose = witness // documents
    least, most = np.full(len(words), documents), np.full(len(words), -1)
    np.minimum.at(least, whose, source)
    np.maximum.at(most, whose, source)
    several = (least != most) | (least < 0)
    part = (neighbours == 1) & (flanked == witnesses) & several & (words[sole] > words)
    part &= witnesses >= settings.stretches["joined"] * witnesses[sole]
    of[part] = sole[part]
    # The part of a part is of the whole.
    while (of[of] != of).any():
        of = of[of]
    return of


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
