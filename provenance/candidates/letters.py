"""Candidate pairs by their letters: noise breaks every window of words, and leaves some letters in a row."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.pairs import listed_pairs
from provenance.candidates.threads import in_order
from provenance.model.documents import text_array

if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.candidates.pairs import Candidates
    from provenance.text.pipeline import Pipeline

__all__ = ["add_noisy_pairs"]

# Letters in a shingle, and one in how many of them is looked at.
_WIDTH, _EVERY = 8, 8
# How many of these two documents share on diagonals that are so near, in letters.
_LEAST, _NEAR = 4, 48
# Of the documents that share a shingle, each beyond so many is paired with the first and the one before only.
_MOST = 16
# Documents at a time, and what is remembered of the shingles of noisy ones.
_BATCH, _SLOTS = 256, 1 << 24
# Times that a shingle stands in all of them beyond which it is too common to be looked at.
_COMMON = 64


def add_noisy_pairs(
    candidates: Candidates, texts: pa.LargeStringArray, pipeline: Pipeline, noisy: NDArray[np.bool_], threads: int
) -> Candidates:
    """Add the pairs of which a document is noisy and that share letters in a row.

    One in eight of the shingles of eight letters is looked at, by its hash (modulo sampling: Manber 1994), and a pair
    shares at least four of these, about as far from each other in both.

    Parameters
    ----------
    candidates : Candidates
        The pairs that share words.
    texts : pyarrow.LargeStringArray
        The texts of the collection.
    pipeline : Pipeline
        What its words were made with.
    noisy : numpy.ndarray, shape=(documents,), bool
        `provenance.text.letters.noisy_documents`.
    threads : int
        Threads to use.
    """
    if not noisy.any():
        return candidates
    documents = len(texts)
    left, right = candidates.take(0, candidates.count)
    known = left.astype(np.int64) * documents + right
    added = _sharing(_sampled(texts, pipeline, noisy, threads), noisy)
    both = np.union1d(known, added)
    if len(both) == candidates.count:
        return candidates
    left, right = (side.astype(np.int32) for side in np.divmod(both, documents))
    how = f"{candidates.how}, and pairs with noisy articles that share {_WIDTH} letters in a row several times"
    return listed_pairs(left, right, how, candidates.left_out, candidates.rows)


class _Shingles(NamedTuple):
    """Shingles of letters, the document of each, and its place there."""

    hashes: NDArray[np.uint64]
    owners: NDArray[np.int32]
    places: NDArray[np.int32]

    def take(self, which: NDArray[Any] | slice) -> _Shingles:
        return _Shingles(self.hashes[which], self.owners[which], self.places[which])

    def slots(self) -> NDArray[np.uint64]:
        return self.hashes & np.uint64(_SLOTS - 1)


def _sampled(texts: pa.LargeStringArray, pipeline: Pipeline, noisy: NDArray[np.bool_], threads: int) -> _Shingles:
    """Return the sampled shingles that a noisy document may have."""
    from provenance.kernels.letters import sample_shingles
    from provenance.text.words import Room

    seen = np.zeros(_SLOTS, bool)
    times = np.zeros(_SLOTS, np.int32)
    rooms = threading.local()

    def sample(part: pa.LargeStringArray, start: int) -> _Shingles:
        if not hasattr(rooms, "room"):
            rooms.room = Room()
        tokens = pipeline.tokens(part, rooms.room)
        size = len(tokens.norm)
        store = _Shingles(np.empty(size, np.uint64), np.empty(size, np.int32), np.empty(size, np.int32))
        count = sample_shingles(tokens.norm, tokens.token_start, tokens.document_tokens, _WIDTH, _EVERY, start, *store)
        # A copy: of the store most is empty.
        return store.take(np.arange(count))

    def mark(start: int) -> None:
        which = start + np.flatnonzero(noisy[start : start + _BATCH])
        if len(which):
            seen[sample(text_array([texts[at].as_py() for at in which.tolist()]), 0).slots()] = True

    def keep(start: int) -> _Shingles:
        batch = sample(texts.slice(start, _BATCH), start)
        return batch.take(seen[batch.slots()])

    # Noisy documents first, and then all, so that only what they may share is ever held: and of that not what stands in
    # so many documents that it tells none from another.
    starts = range(0, len(texts), _BATCH)
    for _ in in_order(mark, starts, threads):
        pass
    batches = []
    for batch in in_order(keep, starts, threads):
        np.add.at(times, batch.slots(), 1)
        batches.append(batch)
    telling = (times > 1) & (times <= _COMMON)
    batches = [batch.take(telling[batch.slots()]) for batch in batches]
    return _Shingles(*(np.concatenate(column) for column in zip(*batches, strict=True)))


def _sharing(shingles: _Shingles, noisy: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the pairs that share enough shingles in the same order, as left * documents + right, sorted."""
    from provenance.kernels.letters import DIAGONAL, join_shingles

    documents = len(noisy)
    # Stable, so that owners rise within a bucket.
    shingles = shingles.take(np.argsort(shingles.hashes, kind="stable"))
    keys = np.empty(0, np.int64)
    while (size := join_shingles(*shingles, _MOST, documents, keys)) > len(keys):
        keys = np.empty(size, np.int64)
    keys.sort()
    near = keys[_LEAST - 1 :] - keys[: len(keys) - _LEAST + 1] <= _NEAR
    pairs = np.unique(keys[_LEAST - 1 :][near] >> DIAGONAL)
    left, right = np.divmod(pairs, documents)
    return pairs[noisy[left] | noisy[right]]
