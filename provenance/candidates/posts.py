"""Social posts: found where an article attributes them, and marked where another article does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.runs import mark_runs, ngrams_of
from provenance.model.word_flags import POST, QUOTED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["find_posts", "mark_posts"]

# The most words in an n-gram; in scripts without spaces it has more.
_WIDTH = 6


def find_posts(words: WordTable) -> NDArray[np.uint64]:
    """Find the n-grams of posts that are attributed to an author.

    Parameters
    ----------
    words : WordTable
        The words of all documents; those of posts have the flag POST.

    Returns
    -------
    numpy.ndarray, shape=(n-grams,), uint64
        Sorted.
    """
    is_post = (words.flags & POST).astype(bool)
    if not is_post.any():
        return np.zeros(0, np.uint64)
    within = is_post.copy()
    for step in range(1, _WIDTH):
        within[:-step] &= is_post[step:]
    found = [
        ngrams[within[words.document_tokens[first] : words.document_tokens[last]]]
        for first, last, ngrams in ngrams_of(words, with_quoted=True)
    ]
    chosen = np.unique(np.concatenate(found))
    return chosen[chosen > 0]


def mark_posts(words: WordTable, posts: NDArray[np.uint64]) -> WordTable:
    """Mark as quoted the runs of eight words or more that documents have in common with posts.

    Parameters
    ----------
    words : WordTable
        The words of documents, from the same collection or from others.
    posts : numpy.ndarray, shape=(n-grams,), uint64
        As `find_posts` gives it.

    Returns
    -------
    WordTable
        The same words, with QUOTED set on posts.
    """
    return mark_runs(words, posts, QUOTED, with_quoted=True)[0]
