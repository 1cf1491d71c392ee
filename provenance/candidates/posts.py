"""Posts that one article shows as such, and another has without a word of whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.runs import mark_runs, ngrams_of
from provenance.model.words import POST, QUOTED

if TYPE_CHECKING:
    from provenance.model.words import WordTable

__all__ = ["mark_posts"]

# Words of an n-gram, at most: of a script without spaces it has more characters.
_WIDTH = 6


def mark_posts(words: WordTable) -> WordTable:
    """Mark as quoted what other documents have of posts: runs of eight words or more.

    Parameters
    ----------
    words : WordTable
        The words of all documents; those of posts that say whose they are have the flag POST.

    Returns
    -------
    WordTable
        The same words, with new flags where there are posts.
    """
    is_post = (words.flags & POST).astype(bool)
    if not is_post.any():
        return words
    within = is_post.copy()
    for step in range(1, _WIDTH):
        within[:-step] &= is_post[step:]
    found = [
        ngrams[within[words.document_tokens[first] : words.document_tokens[last]]]
        for first, last, ngrams in ngrams_of(words, with_quoted=True)
    ]
    chosen = np.unique(np.concatenate(found))
    return mark_runs(words, chosen[chosen > 0], QUOTED, with_quoted=True)[0]
