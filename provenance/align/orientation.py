"""Which document of a pair is compared as the first one: the shorter, whatever their order in the input.

The alignment treats its two sides differently here and there (sentences of the first are cut before those of the
second, of equally good stretches the one that stands earlier in the first wins), so that it needs an order that stays.
Borders of summaries come out best where the shorter document is the first.
"""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["orient", "orientation", "restore"]


def orientation(words: WordTable, ids: Sequence[str]) -> NDArray[np.int64]:
    """Rank documents by their length, then by what they say.

    Parameters
    ----------
    words : WordTable
        The words of the documents.
    ids : sequence of str
        Their ids, in the same order; they decide between documents of the same words.

    Returns
    -------
    numpy.ndarray, shape=(documents,), int64
        The rank of each document: by how many words it has, then by a digest of them, then by the words, then by its
        id. How two documents compare depends on these two alone.
    """
    begins = words.document_tokens.tolist()
    digests = np.fromiter(
        (xxhash.xxh3_64_intdigest(words.numbers[first:last].data) for first, last in pairwise(begins)),
        np.uint64,
        len(begins) - 1,
    )
    sizes = np.diff(words.document_tokens)
    order = np.lexsort((digests, sizes))
    before, behind = order[:-1], order[1:]
    same = np.concatenate([[False], (digests[before] == digests[behind]) & (sizes[before] == sizes[behind]), [False]])
    change = np.diff(same.astype(np.int8))
    for first, last in zip(np.flatnonzero(change > 0), np.flatnonzero(change < 0) + 1, strict=True):
        tied = order[first:last].tolist()
        texts = [words.numbers[begins[document] : begins[document + 1]] for document in tied]
        # Documents of one digest have the same words, or else all of them have to be compared.
        if all(np.array_equal(text, texts[0]) for text in texts[1:]):
            order[first:last] = sorted(tied, key=lambda document: ids[document])
        else:
            keys = {document: (text.tolist(), ids[document]) for document, text in zip(tied, texts, strict=True)}
            order[first:last] = sorted(tied, key=keys.__getitem__)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def orient(
    left: NDArray[np.int32], right: NDArray[np.int32], ranks: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Put the document of the lower rank of each pair first.

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(pairs,), int32
        Positions of documents.
    ranks : numpy.ndarray, shape=(documents,), int64
        As `orientation` gives them.

    Returns
    -------
    numpy.ndarray, numpy.ndarray, shape=(pairs,), int32
        The same pairs, those of one first document together.
    """
    turned = ranks[left] > ranks[right]
    first, second = np.where(turned, right, left), np.where(turned, left, right)
    order = np.lexsort((second, first))
    return first[order], second[order]


def restore(table: PassageTable) -> PassageTable:
    """Give passages of oriented pairs their sides back: the document that comes first in the input is the left one."""
    turned = table.left > table.right
    columns = {field.name: getattr(table, field.name) for field in fields(PassageTable)}
    for name in [name for name in columns if name.startswith("left")]:
        other = name.replace("left", "right")
        columns[name], columns[other] = (
            np.where(turned, columns[other], columns[name]),
            np.where(turned, columns[name], columns[other]),
        )
    return PassageTable(**columns)
