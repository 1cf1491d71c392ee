"""Headlines are written where an article is printed, whatever stands below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.lines import is_sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["headline_stop", "own_headlines"]

#: Characters of a headline, at most.
_LONGEST = 200
#: Pairs of words are looked up by so many bits first, in parts of so many tokens.
_BITS, _PART = 20, 1 << 20


def headline_stop(text: str) -> int:
    r"""Return where the headline of a text ends, in code points: its first line, where more follows; 0 without one.

    Examples
    --------
    >>> headline_stop("Bridge shut\n\nIt was shut on Monday."), headline_stop("The bridge was shut.\nIt rained.")
    (11, 0)
    """
    begin = len(text) - len(text.lstrip())
    stop = text.find("\n", begin, begin + _LONGEST)
    line = text[begin:stop].rstrip() if stop >= 0 else ""
    return begin + len(line) if line and not is_sentence(line) and text[stop:].strip() else 0


def own_headlines(
    headlines: NDArray[np.int64],
    text: NDArray[np.int64],
    source: NDArray[np.int64],
    owner: NDArray[np.int64],
    words: WordTable,
    share: float,
) -> NDArray[np.bool_]:
    """Return which words are of headlines that the texts below them do not have elsewhere, shape=(tokens,).

    Parameters
    ----------
    headlines : numpy.ndarray, shape=(documents,), int64
        How many words the headline of each document has.
    text : numpy.ndarray, shape=(tokens,), int64
        The text that is not at hand from which each word is said to be; -1 for none.
    source : numpy.ndarray, shape=(tokens,), int64
        The document from which it is said to be; -1 for none.
    owner : numpy.ndarray, shape=(tokens,), int64
        The document in which it stands.
    words : WordTable
        The words.
    share : float
        A headline is from elsewhere where so much of its pairs of words in a row stands in that document, or in what
        others have of that text, 0 to 1.
    """
    starts = words.document_tokens[:-1]
    counts = np.where(headlines >= 2, headlines - 1, 0)
    first = np.repeat(starts, counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    first = first[(text[first] >= 0) | (source[first] >= 0)]
    own = np.zeros(len(owner), bool)
    if not len(first):
        return own
    pair = _pairs(words.stems, first)
    sought = np.zeros(1 << _BITS, bool)
    sought[pair >> np.uint64(64 - _BITS)] = True
    elsewhere = []
    for begin in range(0, len(owner) - 1, _PART):
        part = np.arange(begin, min(begin + _PART, len(owner) - 1))
        codes = _pairs(words.stems, part)
        hit = sought[codes >> np.uint64(64 - _BITS)]
        # Of a text that is not at hand, only what stands in the article and not above it counts.
        below = part[hit] - starts[owner[part[hit]]] >= headlines[owner[part[hit]]]
        for labels, here in ((owner, np.ones(len(below), bool)), (~text, below & (text[part[hit]] >= 0))):
            elsewhere.append(_keys(codes[hit][here], labels[part[hit][here]]))
    known = np.unique(np.concatenate(elsewhere))
    found = np.isin(_keys(pair, np.where(source[first] >= 0, source[first], ~text[first])), known)
    document = owner[first]
    held = np.bincount(document, found, len(starts)) >= share * np.bincount(document, minlength=len(starts))
    place = np.arange(len(owner)) - starts[owner]
    own[:] = (place < headlines[owner]) & ~held[owner] & ((text >= 0) | (source >= 0))
    return own


def _pairs(stems: NDArray[np.uint32], first: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a number for each word and the one behind it."""
    left, right = stems[first].astype(np.uint64), stems[first + 1].astype(np.uint64)
    mixed: NDArray[np.uint64] = (left * np.uint64(0x9E3779B97F4A7C15)) ^ (right * np.uint64(0xC2B2AE3D27D4EB4F))
    return mixed * np.uint64(0xFF51AFD7ED558CCD)


def _keys(pairs: NDArray[np.uint64], labels: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a number for each pair of words of a text."""
    keys: NDArray[np.uint64] = pairs + labels.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    return keys
