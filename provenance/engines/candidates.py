"""Chooses the pairs of a collection to compare, on the threads of one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.characters import HOW as BY_CHARACTERS
from provenance.candidates.characters import SharedSlots, sample_characters, sharing_pairs
from provenance.candidates.copies import find_copies
from provenance.candidates.exact import HOW, canonical_pairs, fingerprint_kinds
from provenance.candidates.pairs import listed_pairs
from provenance.candidates.postings import Blocks
from provenance.engines.exact import find_postings, link
from provenance.engines.pool import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from provenance.candidates.characters import SampledShingles
    from provenance.candidates.copies import Copies
    from provenance.candidates.pairs import Candidates
    from provenance.engines.collection import Collection
    from provenance.engines.scratch import Scratch
    from provenance.model.options import ReuseOptions

    Tell = Callable[[int, int], None]

__all__ = ["add_noisy_pairs", "by_position", "copies_left_out", "left_out_of", "propose", "said"]

# Number of documents whose characters are read at a time.
_BATCH = 256


def propose(
    collection: Collection,
    idf: NDArray[np.float32],
    documents: int,
    options: ReuseOptions,
    scratch: Scratch,
    threads: int,
    tell: Tell | None = None,
) -> Candidates:
    """Propose pairs to align.

    There are two kinds of fingerprints: n-grams of four words, and pairs of a rare stem with the rarest of the next
    twelve words, in either order. Two documents are a candidate pair if they share enough fingerprints of one kind
    within 64 words: three n-grams or two pairs of stems in collections of up to three thousand documents, one more up
    to thirty thousand, and two more above. So two documents that share ``min_words`` words in a row always are one.

    Parameters
    ----------
    collection : Collection
        The words of all documents; boilerplate links no pair.
    idf : numpy.ndarray, shape=(2**k,), float32
        The IDF of stems, 0 to 1, by their lowest bits.
    documents : int
        The number of documents in the statistics; with more, two documents must share more fingerprints.
    options : ReuseOptions
        Only ``min_words`` and ``max_bucket`` are used.
    scratch : Scratch
        Space for fingerprints.
    threads : int
        Threads to use; the result does not depend on it.
    tell : callable, optional
        Called with the amount done and the total.
    """
    words, most = collection.words, options.max_bucket

    def say(done: int) -> None:
        if tell is not None:
            tell(done, 4)

    blocks = Blocks(words.document_tokens)
    copies = find_copies(words.numbers, words.document_tokens, options.min_words)
    ngrams, stem_pairs = fingerprint_kinds(documents, idf, options.min_words)
    say(0)
    postings = find_postings(ngrams.fingerprinter(words, copies.represented), blocks, scratch, threads)
    say(1)
    by_ngrams = link(postings, blocks, most, ngrams.needed, threads)
    capped, rows = postings.capped(blocks, most), postings.rows
    del postings
    say(2)
    postings = find_postings(stem_pairs.fingerprinter(words, copies.represented), blocks, scratch, threads)
    say(3)
    by_stems = link(postings, blocks, most, stem_pairs.needed, threads)
    say(4)
    left_out = left_out_of(capped, copies, most)
    found = canonical_pairs(np.concatenate([by_ngrams, by_stems]), copies, most)
    return by_position(found, collection, HOW, left_out, rows + postings.rows)


def add_noisy_pairs(
    candidates: Candidates, collection: Collection, noisy: NDArray[np.bool_], threads: int
) -> Candidates:
    """Add the pairs with a noisy document that share runs of characters.

    Parameters
    ----------
    candidates : Candidates
        The pairs that share words, by position.
    collection : Collection
        The documents.
    noisy : numpy.ndarray, shape=(documents,), bool
        Which documents are noisy, in canonical order.
    threads : int
        Threads to use.
    """
    if not noisy.any():
        return candidates
    slots = SharedSlots()

    def marked(start: int) -> SampledShingles | None:
        which = start + np.flatnonzero(noisy[start : start + _BATCH])
        return sample_characters(collection.with_characters(which), 0) if len(which) else None

    def kept(start: int) -> SampledShingles:
        which = np.arange(start, min(start + _BATCH, len(noisy)))
        return slots.kept(sample_characters(collection.with_characters(which), start))

    # Noisy documents come first, then all, so that only shingles of noisy documents are held; of these, the ones in too
    # many documents are dropped.
    starts = range(0, len(noisy), _BATCH)
    for shingles in in_order(marked, starts, threads):
        if shingles is not None:
            slots.add_noisy(shingles)
    batches = list(_counted(slots, in_order(kept, starts, threads)))
    added = np.column_stack(np.divmod(sharing_pairs(slots.rare(batches), noisy), len(noisy)))
    left, right = (side.astype(np.int64) for side in candidates.take(0, candidates.count))
    positions = collection.order.positions[added]
    known = left * len(noisy) + right
    both = np.union1d(known, positions.min(axis=1) * len(noisy) + positions.max(axis=1))
    if len(both) == candidates.count:
        return candidates
    left, right = np.divmod(both, len(noisy))
    how = f"{candidates.how}, and {BY_CHARACTERS}"
    return listed_pairs(left.astype(np.int32), right.astype(np.int32), how, candidates.left_out, candidates.rows)


def _counted(slots: SharedSlots, batches: Iterator[SampledShingles]) -> Iterator[SampledShingles]:
    for batch in batches:
        slots.count(batch)
        yield batch


def by_position(
    pairs: NDArray[np.int64], collection: Collection, how: str, left_out: tuple[str, ...], rows: int
) -> Candidates:
    """Return pairs of the canonical order as candidates by position."""
    positions = collection.order.positions[pairs]
    left, right = positions.min(axis=1), positions.max(axis=1)
    order = np.lexsort((right, left))
    return listed_pairs(left[order].astype(np.int32), right[order].astype(np.int32), how, left_out, rows)


def left_out_of(capped: int, copies: Copies, most: int) -> tuple[str, ...]:
    """Say what was left out of the pairs: the runs of words in too many documents, and the copies of too many."""
    left_out = copies_left_out(copies, most)
    if not capped:
        return left_out
    runs = (
        f"{said(capped, 'run')} of words in more than {most} articles each: of these, further articles were "
        "compared with two others only"
    )
    return runs, *left_out


def copies_left_out(copies: Copies, most: int) -> tuple[str, ...]:
    """Say how many documents have so many copies that not all of these were compared."""
    large = [len(group) for group in copies.groups.values() if len(group) > most]
    if not large:
        return ()
    return (
        (
            f"{sum(large):,} articles that are word for word like {most} others or more: of these, further ones were "
            "compared with two others only"
        ),
    )


def said(count: int, what: str) -> str:
    """Return a count with its noun, in the plural where needed."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
