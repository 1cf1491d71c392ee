"""Boilerplate: text that is shared by documents with nothing else in common. It belongs to their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.model import load_model
from provenance.candidates.runs import mark_runs, ngrams_of
from provenance.model.word_flags import BOILERPLATE, SENTENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["find_boilerplate", "mark_boilerplate", "source_numbers"]

_NUMBERS = load_model().boilerplate
# Makes equal n-grams of different sources different; even, since n-grams are odd.
_SALT = np.uint64(0x9E3779B97F4A7C14)
# Most bits of the table that counts n-grams; bits of the cache of pairs.
_MOST_BITS, _CACHE_BITS = 24, 18


class _Collection(NamedTuple):
    """The distinct documents of a collection, ordered by a hash of their words, not by the order of the input.

    ``chosen`` [documents]: positions; ``rank`` [all documents]: the number of a chosen document, else -1;
    ``sources`` [documents]: numbers from 0 on; a document without a source, or whose copies have several, has its own.
    """

    chosen: NDArray[np.int64]
    rank: NDArray[np.int32]
    sources: NDArray[np.int32]


class _Postings(NamedTuple):
    """The n-grams that enough documents have, by n-gram and by document.

    By n-gram: the documents of ``ngrams[i]`` are ``ranks[starts[i]:starts[i + 1]]``. By document: those of document d
    begin at ``tokens[rows[d]:rows[d + 1]]``, ascending, and ``lists`` has the number of the n-gram at each token.
    """

    ngrams: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ranks: NDArray[np.int32]
    rows: NDArray[np.int64]
    tokens: NDArray[np.int64]
    lists: NDArray[np.int32]


def source_numbers(sources: Sequence[str | None]) -> NDArray[np.int32]:
    """Give each source a number; each document without a source gets a number of its own.

    Examples
    --------
    >>> source_numbers(["AFP", None, "AFP", None]).tolist()
    [0, 1, 0, 2]
    """
    known: dict[object, int] = {}
    return np.array(
        [known.setdefault((at,) if name is None else name, len(known)) for at, name in enumerate(sources)], np.int32
    )


def find_boilerplate(
    words: WordTable, weights: NDArray[np.float32], sources: Sequence[str | None]
) -> NDArray[np.uint64]:
    """Find the n-grams of boilerplate of a collection.

    An n-gram of six words, in which all numerals are equal, is boilerplate if three unrelated documents have it, and if
    at least 1 in 2,000 of all documents, or 1 in 200 of one source, have it. Two documents are related if n-grams that
    they share cover a fifth of the words of one (up to 0.9 for n-grams of more than 64 sources, and within a source),
    or if their other words are of one topic: then they tell one story. Since a page may be mostly boilerplate, a second
    round leaves out what the first one found.

    Parameters
    ----------
    words : WordTable
        The words of all documents. Quoted words are never boilerplate.
    weights : numpy.ndarray, shape=(2**k,), float32
        The IDF of stems, 0 to 1, by their lowest bits.
    sources : sequence of str or None
        The publisher of each document.

    Returns
    -------
    numpy.ndarray, shape=(n-grams,), uint64
        Sorted; empty for fewer than three documents. It does not depend on the order of the documents.
    """
    none = np.zeros(0, np.uint64)
    if len(words.document_tokens) - 1 < _NUMBERS.fewest:
        return none
    collection = _distinct(words, source_numbers(sources))
    documents = len(collection.chosen)
    least = max(_NUMBERS.fewest, int(np.ceil(_NUMBERS.part * documents)))
    found = none
    if least > _NUMBERS.fewest:
        # N-grams that few documents have are looked for within each source only.
        sizes = np.bincount(collection.sources)[collection.sources]
        needed = np.where(sizes < _NUMBERS.fewest, 0, np.maximum(_NUMBERS.fewest, np.ceil(_NUMBERS.site_part * sizes)))
        salts = (collection.sources.astype(np.uint64) + np.uint64(1)) * _SALT
        if needed.any():
            found = _unrelated(_postings(words, collection, needed, salts), words, weights, collection, found)
    needed, salts = np.full(documents, least, np.float64), np.zeros(documents, np.uint64)
    return _unrelated(_postings(words, collection, needed, salts), words, weights, collection, found)


def mark_boilerplate(words: WordTable, boilerplate: NDArray[np.uint64]) -> tuple[WordTable, int]:
    """Mark the words that are boilerplate.

    Parameters
    ----------
    words : WordTable
        The words of documents, from the same collection or from others.
    boilerplate : numpy.ndarray, shape=(n-grams,), uint64
        As `find_boilerplate` gives it.

    Returns
    -------
    words : WordTable
        The same words with new flags: BOILERPLATE is set on runs of eight words or more, slots of three words included.
    marked : int
        The number of words marked.
    """
    return mark_runs(words, boilerplate, BOILERPLATE)


def _distinct(words: WordTable, sources: NDArray[np.int32]) -> _Collection:
    from provenance.kernels.fingerprints import document_fingerprints

    hashes = np.empty(len(sources), np.uint64)
    document_fingerprints(words.numbers, words.document_tokens, hashes)
    _, chosen, copies = np.unique(hashes, return_index=True, return_inverse=True)
    rank = np.full(len(sources), -1, np.int32)
    rank[chosen] = np.arange(len(chosen), dtype=np.int32)
    # Copies that several sources print belong to no source.
    low, high = np.full(len(chosen), len(sources), np.int64), np.full(len(chosen), -1, np.int64)
    np.minimum.at(low, copies, sources)
    np.maximum.at(high, copies, sources)
    of = np.where(low == high, low, len(sources) + np.arange(len(chosen)))
    _, numbered = np.unique(of, return_inverse=True)
    return _Collection(chosen, rank, numbered.astype(np.int32))


def _postings(
    words: WordTable, collection: _Collection, needed: NDArray[np.float64], salts: NDArray[np.uint64]
) -> _Postings:
    """Collect the n-grams that enough documents have.

    ``needed`` and ``salts`` are by rank. ``needed``: how many documents must have an n-gram of this document, 0 to
    ignore the document. ``salts``: a number that keeps its n-grams apart from equal ones of other sources.
    """
    from provenance.kernels.frequent import count_ngrams, frequent_ngrams

    tokens = words.document_tokens
    all_needed, all_salts = np.zeros(len(tokens) - 1), np.zeros(len(tokens) - 1, np.uint64)
    all_needed[collection.chosen], all_salts[collection.chosen] = needed, salts
    bits = int(np.clip(np.ceil(np.log2(2 * max(1, len(words.numbers)))), 10, _MOST_BITS))
    counts = np.zeros(1 << bits, np.uint8)
    for first, last, ngrams in ngrams_of(words):
        count_ngrams(ngrams, tokens, first, last, all_needed, all_salts, counts)
    # Collisions in the table, and repetitions within a document, let some n-grams through; these are removed below.
    keys, places = [], []
    for first, last, ngrams in ngrams_of(words):
        room = np.empty(len(ngrams), np.uint64), np.empty(len(ngrams), np.int64)
        found = frequent_ngrams(ngrams, tokens, first, last, all_needed, all_salts, counts, *room)
        keys.append(room[0][:found].copy())
        places.append(room[1][:found].copy())
    return _joined(np.concatenate(keys), np.concatenate(places), words, collection, needed, salts)


def _joined(
    keys: NDArray[np.uint64],
    places: NDArray[np.int64],
    words: WordTable,
    collection: _Collection,
    needed: NDArray[np.float64],
    salts: NDArray[np.uint64],
) -> _Postings:
    ranks = collection.rank[np.searchsorted(words.document_tokens, places, "right") - 1]
    order = np.lexsort((places, ranks, keys))
    keys, places, ranks = keys[order], places[order], ranks[order]
    new_key, new_rank = np.ones(len(keys), bool), np.ones(len(keys), bool)
    new_key[1:] = keys[1:] != keys[:-1]
    new_rank[1:] = new_key[1:] | (ranks[1:] != ranks[:-1])
    begins = np.flatnonzero(new_key)
    of = np.cumsum(new_key) - 1
    sizes = np.bincount(of[new_rank], minlength=len(begins))
    enough = sizes >= needed[ranks[begins]]
    kept = enough[of]
    number = (np.cumsum(enough) - 1).astype(np.int32)[of[kept]]
    by_document = np.lexsort((places[kept], ranks[kept]))
    return _Postings(
        keys[begins[enough]] ^ salts[ranks[begins[enough]]],
        _offsets(sizes[enough]),
        ranks[kept & new_rank],
        _offsets(np.bincount(ranks[kept], minlength=len(needed))),
        places[kept][by_document],
        number[by_document],
    )


def _unrelated(
    postings: _Postings,
    words: WordTable,
    weights: NDArray[np.float32],
    collection: _Collection,
    found: NDArray[np.uint64],
) -> NDArray[np.uint64]:
    """Return the n-grams that unrelated documents share, with those found before; sorted."""
    from provenance.kernels.boilerplate import find_unrelated

    spans = np.column_stack([words.document_tokens[collection.chosen], words.document_tokens[collection.chosen + 1]])
    starts, ranks = _looked_at(postings, spans[:, 1] - spans[:, 0])
    limits = _limits(postings, collection.sources)
    known = np.isin(postings.ngrams, found).astype(np.uint8)
    for _ in range(_NUMBERS.rounds):
        cache, cached = np.full(1 << _CACHE_BITS, -1, np.int64), np.zeros((1 << _CACHE_BITS, 2), np.float32)
        now = np.zeros(len(known), np.uint8)
        new = find_unrelated(
            starts, ranks, limits, collection.sources, _NUMBERS.site_share, _NUMBERS.topic, spans, postings.rows,
            postings.tokens, postings.lists, words.stems, words.flags, weights, known, cache, cached, now,
        )  # fmt: skip
        known = now
        if not new:
            break
    prose = _prose(postings, known, collection.sources, words.flags)
    return np.union1d(found, postings.ngrams[known.astype(bool) & ~prose])


def _prose(
    postings: _Postings, known: NDArray[np.uint8], sources: NDArray[np.int32], flags: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Return which n-grams belong to a reused paragraph of prose, not to boilerplate.

    These are in a run of 25 words or more, in fewer than ten documents of several sources, and in sentences as long as
    those of prose; boilerplate consists of buttons and short lines.
    """
    from provenance.kernels.boilerplate import WIDTH

    counts = np.diff(postings.starts)
    of = np.repeat(np.arange(len(counts)), counts)
    own = sources[postings.ranks]
    several = np.zeros(len(counts), bool)
    several[of[own != own[postings.starts[:-1]][of]]] = True
    few = several & (counts < _NUMBERS.many)
    hit = np.flatnonzero(known[postings.lists])
    tokens = postings.tokens[hit]
    documents = np.repeat(np.arange(len(postings.rows) - 1), np.diff(postings.rows))[hit]
    begins = np.ones(len(hit), bool)
    begins[1:] = (tokens[1:] - tokens[:-1] > _NUMBERS.near) | (documents[1:] != documents[:-1])
    run = np.cumsum(begins) - 1
    first = tokens[begins]
    last = np.zeros(len(first), np.int64)
    np.maximum.at(last, run, tokens)
    size = last - first + WIDTH
    sentences = np.flatnonzero(flags & SENTENCE)
    # The sentence in which a run begins, and the sentences that begin in the run.
    within = 1 + np.searchsorted(sentences, first + size) - np.searchsorted(sentences, first + 1)
    long = ((size >= _NUMBERS.long) & (size >= _NUMBERS.sentence * within))[run]
    prose = np.zeros(len(counts), bool)
    prose[postings.lists[hit[long]]] = True
    return prose & few


def _looked_at(postings: _Postings, sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Choose some documents of each n-gram by hash, long ones first, since a short page may be all boilerplate."""
    counts = np.diff(postings.starts)
    of = np.repeat(np.arange(len(counts)), counts)
    near = np.arange(len(of)) - postings.starts[:-1][of] < _NUMBERS.looked_at
    of, ranks = of[near], postings.ranks[near]
    ranks = ranks[np.lexsort((ranks, -sizes[ranks], of))]
    return _offsets(np.minimum(counts, _NUMBERS.looked_at)), ranks


def _limits(postings: _Postings, sources: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return, for each n-gram, the share of words from which on documents are related, by the number of its sources."""
    of = np.repeat(np.arange(len(postings.ngrams)), np.diff(postings.starts))
    distinct = np.unique(of * np.int64(len(sources) + 1) + sources[postings.ranks]) // (len(sources) + 1)
    printed = np.bincount(distinct, minlength=len(postings.ngrams))
    limits: NDArray[np.float32] = np.clip(
        _NUMBERS.share * (printed / _NUMBERS.sources) ** 2, _NUMBERS.share, _NUMBERS.most_share
    ).astype(np.float32)
    return limits


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets
