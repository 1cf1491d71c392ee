"""Which pairs of a collection are compared, found on the threads of one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.characters import HOW as BY_CHARACTERS
from provenance.candidates.characters import SharedSlots, sample_characters, sharing_pairs
from provenance.candidates.copies import find_copies
from provenance.candidates.exact import HOW, WIDTH, canonical_pairs, needed_fingerprints, ngrams, stem_pairs
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

__all__ = ["add_noisy_pairs", "by_position", "copies_left_out", "propose", "said"]

# Documents whose characters are read at a time.
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

    Every n-gram of four words is a fingerprint, and so is every rare stem together with the rarest of the next twelve
    words, in either order. Equal fingerprints are joined. Two documents that share enough of one kind within 64 words
    are a candidate pair: three n-grams or two pairs of stems up to three thousand documents, one more up to thirty
    thousand, and two more above. So two that share ``min_words`` words in a row always are one.

    Parameters
    ----------
    collection : Collection
        The words of all documents; what is boilerplate links nothing.
    idf : numpy.ndarray, shape=(2**k,), float32
        How rare stems are, 0 to 1, by their lowest bits.
    documents : int
        Of how many documents the statistics are: the more, the more fingerprints two must share.
    options : ReuseOptions
        ``min_words`` and ``max_bucket`` count.
    scratch : Scratch
        Room for fingerprints.
    threads : int
        Threads to use; the result does not depend on it.
    tell : callable, optional
        Called with what is done and how much there is to do.
    """
    words, most = collection.words, options.max_bucket

    def say(done: int) -> None:
        if tell is not None:
            tell(done, 4)

    blocks = Blocks(words.document_tokens)
    copies = find_copies(words.numbers, words.document_tokens, options.min_words)
    width = min(WIDTH, options.min_words)
    needed = needed_fingerprints(documents)
    say(0)
    postings = find_postings(ngrams(words, copies.represented, width), blocks, scratch, threads)
    say(1)
    by_ngrams = link(postings, blocks, most, min(needed.ngrams, options.min_words - width + 1), threads)
    capped, rows = postings.capped(blocks, most), postings.rows
    del postings
    say(2)
    postings = find_postings(stem_pairs(words, copies.represented, idf), blocks, scratch, threads)
    say(3)
    by_stems = link(postings, blocks, most, needed.stem_pairs, threads)
    say(4)
    left_out = copies_left_out(copies, most)
    if capped:
        left_out = (
            (
                f"{said(capped, 'run')} of words in more than {most} articles each: of these, further articles were "
                "compared with two others only"
            ),
            *left_out,
        )
    found = canonical_pairs(np.concatenate([by_ngrams, by_stems]), copies, most)
    return by_position(found, collection, HOW, left_out, rows + postings.rows)


def add_noisy_pairs(
    candidates: Candidates, collection: Collection, noisy: NDArray[np.bool_], threads: int
) -> Candidates:
    """Add the pairs of which a document is noisy and that share characters in a row.

    Parameters
    ----------
    candidates : Candidates
        The pairs that share words, by position.
    collection : Collection
        The documents.
    noisy : numpy.ndarray, shape=(documents,), bool
        Which are noisy, in canonical order.
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

    # Noisy documents first, and then all, so that only what they may share is ever held: and of that not what stands in
    # so many documents that it tells none from another.
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


def copies_left_out(copies: Copies, most: int) -> tuple[str, ...]:
    """Say how many documents have the same words as so many others that not all were compared."""
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
    """Return a number of things in words."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
