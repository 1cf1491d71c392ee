"""The stretches of a document that are also in another one, in code points of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.text.tokens import Tokens

__all__ = ["shared_spans"]


def shared_spans(
    words: NDArray[np.uint64], others: NDArray[np.uint64], tokens: Tokens, document: int, shingle: int
) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a document whose shingles are also in another one.

    Parameters
    ----------
    words, others : numpy.ndarray, shape=(any,), uint64
        The hashes of the words of the document, and of the other.
    tokens : Tokens
        The words of a batch with their offsets.
    document : int
        The number of the document in the batch.
    shingle : int
        Words in a shingle.

    Returns
    -------
    tuple of (int, int)
        Half-open, in code points, ascending; they do not touch each other.
    """
    width = min(shingle, len(words), len(others))
    if width == 0:
        return ()
    theirs = {shingle.tobytes() for shingle in np.lib.stride_tricks.sliding_window_view(others, width)}
    mine = np.lib.stride_tricks.sliding_window_view(words, width)
    begins = np.array([at for at in range(len(mine)) if mine[at].tobytes() in theirs], np.int64)
    covered = np.zeros(len(words) + 1, np.int64)
    np.add.at(covered, begins, 1)
    np.add.at(covered, begins + width, -1)
    edges = np.flatnonzero(np.diff(np.cumsum(covered[:-1]) > 0, prepend=False, append=False))
    first = int(tokens.document_tokens[document])
    starts = tokens.cp_start[first + edges[::2]].tolist()
    stops = tokens.cp_stop[first + edges[1::2] - 1].tolist()
    return tuple(zip(starts, stops, strict=True))
