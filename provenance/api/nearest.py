"""The two articles with the longest common run of words, shown to the user when no passage is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.api.components import pipeline_for
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.plugins.manager import Plugins

__all__ = ["Nearest", "nearest_pair"]

#: The most characters in a collection; with more the search would take too long.
_LIMIT = 5_000_000
#: The longest run looked for, in words.
_LONGEST = 64
_PRIME = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The longest run of words that two articles have in common.

    Parameters
    ----------
    left, right : str
        Ids of the articles.
    words : int
        Words of the run; two characters of a script without spaces count as one word.
    text : str
        The run, as written in the left article.
    """

    left: str
    right: str
    words: int
    text: str


def nearest_pair(documents: Documents, options: ReuseOptions, plugins: Plugins | None = None) -> Nearest | None:
    """Find the longest run of words, up to 64, that any two articles have in common.

    All runs of one length are hashed and sorted to find a common one; a binary search finds the greatest length.
    Memory and time grow with the number of words, not of pairs.

    Parameters
    ----------
    documents : Documents
        The articles.
    options : ReuseOptions
        Only the normalisers and the tokeniser are used.
    plugins : Plugins, optional
        The plugins to use; by default all that are installed.

    Returns
    -------
    Nearest or None
        None if no word is common, or the collection is larger than 5 million characters.
    """
    from provenance.model.documents import text_array

    texts = [document.text for document in documents]
    if sum(map(len, texts)) > _LIMIT:
        return None
    pipeline = pipeline_for(options.normalisers, options.tokeniser, plugins if plugins is not None else load_plugins())
    tokens = pipeline.tokens(text_array(texts), languages=documents.languages)
    owner = np.repeat(np.arange(tokens.documents), np.diff(tokens.document_tokens))
    known: dict[bytes, int] = {}
    numbers = np.array([known.setdefault(word, len(known) + 1) for word in tokens.raw_words()], np.uint64)
    # Spread over 64 bits, so that sums of neighbouring words do not collide.
    words = numbers * _PRIME
    words ^= words >> np.uint64(29)
    found: tuple[int, int] | None = None
    length, low, high = 0, 1, min(_LONGEST, len(words))
    while low <= high:
        middle = (low + high) // 2
        pair = _common_run(words, owner, middle)
        if pair is None:
            high = middle - 1
        else:
            found, length, low = pair, middle, middle + 1
    if found is None:
        return None
    first, second = found
    solo = int(tokens.solo[first : first + length].sum())
    left = int(owner[first])
    start, stop = int(tokens.cp_start[first]), int(tokens.cp_stop[first + length - 1])
    return Nearest(documents.ids[left], documents.ids[int(owner[second])], length - solo // 2, texts[left][start:stop])


def _common_run(words: NDArray[np.uint64], owner: NDArray[np.int64], length: int) -> tuple[int, int] | None:
    """Return where a run of ``length`` words begins in two documents, or None."""
    starts = np.flatnonzero(owner[: len(owner) - length + 1] == owner[length - 1 :])
    if not len(starts):
        return None
    hashes = np.zeros(len(starts), np.uint64)
    for offset in range(length):
        hashes = hashes * _PRIME + words[starts + offset]
    order = np.argsort(hashes, kind="stable")
    ordered, owners = hashes[order], owner[starts[order]]
    same = np.flatnonzero((ordered[1:] == ordered[:-1]) & (owners[1:] != owners[:-1]))
    if not len(same):
        return None
    # Take the first run in the order of the articles, so that the answer does not depend on the hashes.
    best = same[np.argmin(starts[order[same]])]
    return int(starts[order[best]]), int(starts[order[best + 1]])
