"""Furniture and formulas: words that very many documents have which otherwise differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.candidates.postings import Blocks, Postings

__all__ = ["FEWEST", "find_furniture", "mark_furniture", "source_numbers"]

#: The fewest voices that make furniture: a dispatch that thirty papers print is none.
FEWEST = 100
# The least part of all voices; and the part of a document's words from which on it is a print of the story and not an
# article with furniture: the more print it, the more it has to be.
_PART, _STORY, _STEEPER, _MOST = 0.02, 0.5, 2.0, 0.9


def source_numbers(sources: Sequence[str | None]) -> NDArray[np.int32]:
    """Give the sources of documents numbers; one without a source has a number of its own.

    Examples
    --------
    >>> source_numbers(["AFP", None, "AFP", None]).tolist()
    [0, 1, 0, 2]
    """
    known: dict[object, int] = {}
    return np.array(
        [known.setdefault((at,) if name is None else name, len(known)) for at, name in enumerate(sources)], np.int32
    )


def find_furniture(
    postings: Postings,
    document_tokens: NDArray[np.int64],
    blocks: Blocks,
    sources: NDArray[np.int32],
    width: int,
) -> NDArray[np.uint8]:
    """Tell which repeated shingles are furniture.

    A shingle is common when at least 100 sources and 2 % of them have it, or as many documents of one source and 2 % of
    those: a formula is said by many, a subscribe line by one on every page. Documents without a source are voices of
    their own. A common shingle is furniture where the documents that have it otherwise differ: where common shingles
    make up less than half of their words, on average, and up to 0.9 for what a fifth of all voices says or more. A
    story that hundreds print is common, but it is most of each print.

    Parameters
    ----------
    postings : Postings
        The shingles that stand in more than one document.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    blocks : Blocks
        Of the collection.
    sources : numpy.ndarray, shape=(documents,), int32
        As `source_numbers` gives them.
    width : int
        Words in a shingle.

    Returns
    -------
    numpy.ndarray, shape=(shingles,), uint8
        1 for furniture.
    """
    from provenance.kernels.furniture import common_shares, count_voices, mean_shares

    owners = blocks.documents
    source_documents = np.bincount(sources).astype(np.int64)
    voices = np.zeros((len(postings), 4), np.float32)
    count_voices(postings.starts, postings.blocks, owners, sources, source_documents, voices)
    _, said, printed, of = voices.T
    many = len(source_documents)
    common = (said >= max(FEWEST, _PART * many)) | ((printed >= FEWEST) & (printed >= _PART * of))
    if not common.any():
        return np.zeros(len(common), np.uint8)
    flags = common.astype(np.uint8)
    shares = np.zeros(len(sources), np.float32)
    common_shares(postings.lists, flags, document_tokens, width, shares)
    means = np.zeros(len(common), np.float32)
    mean_shares(postings.starts, postings.blocks, owners, flags, shares, means)
    part = np.maximum(said / many, np.where(printed >= FEWEST, printed / np.maximum(of, 1), 0))
    furniture = common & (means < np.minimum(_MOST, _STORY + _STEEPER * part))
    return furniture.astype(np.uint8)


def mark_furniture(
    lists: NDArray[np.uint32], furniture: NDArray[np.uint8], width: int, flags: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], int]:
    """Return the flags of words with the bit FURNITURE set, and on how many words it is."""
    from provenance.kernels.furniture import mark_furniture as kernel

    if not furniture.any():
        return flags, 0
    marked = flags.copy()
    return marked, int(kernel(lists, furniture, width, marked))
