"""Posting lists: the tokens and documents at which each fingerprint occurs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Blocks", "PartPostings", "Postings", "postings_of_part"]

# Rows for which a hash table is made at first; most stand once only, and need no place in it.
_ROWS = 1 << 16


@dataclass(frozen=True, eq=False)
class Blocks:
    """Cuts the documents of a collection into blocks of 1,024 tokens; a document without tokens has one block.

    Parameters
    ----------
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's tokens begin.
    """

    document_tokens: NDArray[np.int64]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where the blocks of each document begin, shape=(documents + 1,)."""
        from provenance.kernels.postings import BLOCK

        starts = np.zeros(len(self.document_tokens), np.int64)
        np.cumsum(np.maximum(1, -(-np.diff(self.document_tokens) // BLOCK)), out=starts[1:])
        return starts

    @cached_property
    def documents(self) -> NDArray[np.int32]:
        """The document of each block, shape=(blocks,)."""
        blocks = np.diff(self.starts)
        return np.repeat(np.arange(len(blocks), dtype=np.int32), blocks)


class PartPostings(NamedTuple):
    """The posting lists of one partition.

    Parameters
    ----------
    starts : numpy.ndarray, shape=(lists + 1,), int64
        Where the places of each list begin.
    places : numpy.ndarray, shape=(places,), uint32
        The tokens of the collection at which the fingerprint occurs, ascending within a list.
    blocks : numpy.ndarray, shape=(places,), int32
        The block of each place.
    """

    starts: NDArray[np.int64]
    places: NDArray[np.uint32]
    blocks: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The posting lists of all fingerprints that occur in more than one document.

    Parameters
    ----------
    lists : numpy.ndarray, shape=(tokens,), uint32
        The posting list of the fingerprint that begins at each token, counted from 1; 0 for none.
    starts : numpy.ndarray, shape=(lists + 1,), int64
        Where the places of each list begin.
    blocks : numpy.ndarray, shape=(places,), int32
        The block of tokens that contains each place, ascending within a list.
    rows : int
        The number of fingerprints joined.
    """

    lists: NDArray[np.uint32]
    starts: NDArray[np.int64]
    blocks: NDArray[np.int32]
    rows: int = 0

    def __len__(self) -> int:
        return len(self.starts) - 1

    def capped(self, blocks: Blocks, most: int) -> int:
        """Return the number of lists with more than ``most`` documents."""
        from provenance.kernels.postings import count_capped

        return int(count_capped(self.starts, self.blocks, blocks.documents, most))


def postings_of_part(fingerprints: NDArray[np.uint64], tokens: NDArray[np.uint32], blocks: Blocks) -> PartPostings:
    """Group the fingerprints of one partition.

    Parameters
    ----------
    fingerprints : numpy.ndarray, shape=(rows,), uint64
        All rows of each fingerprint of the partition.
    tokens : numpy.ndarray, shape=(rows,), uint32
        The token of the collection at which each occurs, ascending.
    blocks : Blocks
        The blocks of the collection.
    """
    from provenance.kernels.postings import find_postings

    starts = np.empty(len(fingerprints) // 2 + 1, np.int64)
    places, place_blocks = np.empty(len(fingerprints), np.uint32), np.empty(len(fingerprints), np.int32)
    room = 1 << 10
    while room < min(len(fingerprints), 2 * _ROWS):
        room *= 2
    met = np.empty(4 * room, np.uint8)
    found, size = -1, 0
    while found < 0:
        table = np.empty(room, np.uint64), np.empty(room, np.int32), np.empty(room, np.int32)
        found, size = find_postings(
            fingerprints, tokens, blocks.document_tokens, blocks.starts, met, *table, starts, places, place_blocks
        )
        room *= 4
    return PartPostings(starts[: found + 1].copy(), places[:size].copy(), place_blocks[:size].copy())
