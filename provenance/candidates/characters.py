"""Candidate pairs by shared characters: noise breaks all n-grams of words, but leaves some runs of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = [
    "COMMON",
    "HOW",
    "SampledShingles",
    "SharedSlots",
    "close_pairs",
    "sample_characters",
    "shared_shingles",
    "sharing_pairs",
    "useful_slots",
]

_WIDTH, _EVERY, _LEAST, _NEAR, _MOST, COMMON = load_model().characters
# Slots of the table of shingles of noisy documents.
_SLOTS = 1 << 24
# Characters that are sampled at a time, about.
_AT_ONCE = 1 << 20
#: How these pairs are chosen, in words.
HOW = f"pairs with noisy articles that share {_WIDTH} characters in a row several times"


class SampledShingles(NamedTuple):
    """Shingles of characters, the document of each, and the number of characters before it."""

    hashes: NDArray[np.uint64]
    documents: NDArray[np.int32]
    starts: NDArray[np.int32]

    def take(self, which: NDArray[Any] | slice) -> SampledShingles:
        """Return some of them."""
        return SampledShingles(self.hashes[which], self.documents[which], self.starts[which])

    def slots(self) -> NDArray[np.uint64]:
        """Return the slot of each shingle in the table of `SharedSlots`."""
        return self.hashes & np.uint64(_SLOTS - 1)


def sample_characters(words: WordTable, first: int) -> SampledShingles:
    """Sample the shingles of eight characters of some documents.

    Parameters
    ----------
    words : WordTable
        Their words, with characters.
    first : int
        The number of the first document.
    """
    from provenance.kernels.characters import sample_shingles

    if words.characters is None:
        raise TypeError("the characters of the words were not kept")
    codes, token_starts = words.characters
    begins = token_starts[words.document_tokens]
    found = [_room(0)]
    start = 0
    while start < len(words):
        # Some documents at a time, since the room must do for a shingle of each character, and few are sampled.
        stop = max(start + 1, int(np.searchsorted(begins, begins[start] + _AT_ONCE, "right")) - 1)
        room = _room(int(begins[stop] - begins[start]))
        count = sample_shingles(codes, begins[start : stop + 1], _WIDTH, _EVERY, first + start, *room)
        found.append(room.take(np.arange(count)))
        start = stop
    return SampledShingles(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _room(size: int) -> SampledShingles:
    return SampledShingles(np.empty(size, np.uint64), np.empty(size, np.int32), np.empty(size, np.int32))


class SharedSlots:
    """A table of the shingles of noisy documents, with their counts; it is filled document by document."""

    def __init__(self) -> None:
        self._noisy = np.zeros(_SLOTS, bool)
        self._times = np.zeros(_SLOTS, np.int32)

    def add_noisy(self, shingles: SampledShingles) -> None:
        """Add the shingles of noisy documents."""
        self._noisy[shingles.slots()] = True

    def kept(self, shingles: SampledShingles) -> SampledShingles:
        """Return the shingles that a noisy document has."""
        return shingles.take(self._noisy[shingles.slots()])

    def count(self, shingles: SampledShingles) -> None:
        """Count the occurrences of shingles."""
        np.add.at(self._times, shingles.slots(), 1)

    def rare(self, parts: Iterable[SampledShingles]) -> SampledShingles:
        """Return the shingles that occur more than once and are not too common."""
        useful = (self._times > 1) & (self._times <= COMMON)
        kept: Sequence[SampledShingles] = [part.take(useful[part.slots()]) for part in parts]
        return SampledShingles(*(np.concatenate(column) for column in zip(*kept, strict=True)))


def useful_slots(slots: NDArray[np.uint64], noisy: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which shingles are in a slot of a noisy document that occurs more than once and is not too common.

    Parameters
    ----------
    slots : numpy.ndarray, shape=(shingles,), uint64
        The slots of shingles: all of each slot.
    noisy : numpy.ndarray, shape=(shingles,), bool
        Whether the document of each shingle is noisy.
    """
    _, numbers, times = np.unique(slots, return_inverse=True, return_counts=True)
    has_noisy = np.zeros(len(times), bool)
    has_noisy[numbers[noisy]] = True
    useful: NDArray[np.bool_] = (has_noisy & (times > 1) & (times <= COMMON))[numbers]
    return useful


def sharing_pairs(shingles: SampledShingles, noisy: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the pairs with a noisy document that share enough shingles in the same order.

    Enough are four, at about the same distances in both documents.

    Parameters
    ----------
    shingles : SampledShingles
        The shingles of all documents, documents ascending.
    noisy : numpy.ndarray, shape=(documents,), bool
        Which documents are noisy.

    Returns
    -------
    numpy.ndarray, shape=(pairs,), int64
        ``left * documents + right``, left < right, sorted.
    """
    pairs, offsets = shared_shingles(shingles, noisy)
    return close_pairs(pairs, offsets)


def shared_shingles(shingles: SampledShingles, noisy: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the shingles that pairs with a noisy document share; parameters as for `sharing_pairs`.

    Returns
    -------
    pairs : numpy.ndarray, shape=(shared shingles,), int64
        ``left * documents + right``, left < right.
    offsets : numpy.ndarray, shape=(shared shingles,), int64
        How many characters further on the shingle is in the right document.
    """
    from provenance.kernels.characters import DIAGONAL, join_shingles

    known, owners = np.unique(shingles.documents, return_inverse=True)
    documents = max(1, len(known))
    # Numbered anew, because the kernel packs the numbers of two documents and an offset into one number.
    shingles = shingles._replace(documents=owners.astype(np.int32))
    # Stable, so that documents rise within a bucket.
    shingles = shingles.take(np.argsort(shingles.hashes, kind="stable"))
    keys = np.empty(0, np.int64)
    while (size := join_shingles(*shingles, _MOST, documents, keys)) > len(keys):
        keys = np.empty(size, np.int64)
    pairs, offsets = keys >> DIAGONAL, keys & ((1 << DIAGONAL) - 1)
    left, right = (known[side] for side in np.divmod(pairs, documents))
    kept = np.flatnonzero(noisy[left] | noisy[right])
    # The kernel keeps the lowest bits of an offset, which may be negative.
    offsets = np.where(offsets >> (DIAGONAL - 1), offsets - (1 << DIAGONAL), offsets)
    return left[kept] * np.int64(len(noisy)) + right[kept], offsets[kept]


def close_pairs(pairs: NDArray[np.int64], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs with enough shared shingles at about the same offset, sorted; `shared_shingles` lists these."""
    order = np.lexsort((offsets, pairs))
    pairs, offsets = pairs[order], offsets[order]
    first, last = slice(0, max(0, len(pairs) - _LEAST + 1)), slice(_LEAST - 1, None)
    close = (pairs[first] == pairs[last]) & (offsets[last] - offsets[first] <= _NEAR)
    return np.unique(pairs[last][close])
