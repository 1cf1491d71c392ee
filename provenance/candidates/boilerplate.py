"""Boilerplate: text that documents have which otherwise have nothing in common. It belongs to their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.runs import mark_runs, ngrams_of
from provenance.model.words import BOILERPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["find_boilerplate", "mark_boilerplate", "source_numbers"]

# The fewest documents that have an n-gram of boilerplate, and the least part of all, and of those of a source: what is
# seldomer in a large collection is a phrase of the language as often as not.
_FEWEST, _PART, _SITE_PART = 3, 1 / 2000, 1 / 200
# Two documents are related when one has this share of its words from the other, where up to 64 sources have the text.
# The more have it, the more of each it has to be to be a story that all print and not a piece of their pages. Within
# a source a story may stand in two editions, and a footer is most of a short page.
_SHARE, _SOURCES, _MOST_SHARE, _SITE_SHARE = 0.2, 64, 0.9, 0.85
# Or when what else they have is of one topic: a cosine that 1 in 100 pairs of articles about different things reaches,
# and three of four about one event.
_TOPIC = 0.1
# Documents of an n-gram that are looked at; rounds, each without the boilerplate of those before.
_LOOKED_AT, _ROUNDS = 16, 3
# Tells the n-grams of one source from those of another; even, since n-grams are odd.
_SALT = np.uint64(0x9E3779B97F4A7C14)
# A run of so many words in fewer documents than this, of several sources, is a paragraph; words of an n-gram, and how
# near two stand in one run.
_LONG, _MANY, _WIDTH, _NEAR = 25, 10, 6, 16
# Bits of the table that counts n-grams, at most; and of pairs that are remembered.
_MOST_BITS, _CACHE_BITS = 24, 18


class _Collection(NamedTuple):
    """The distinct documents of a collection, by a hash of their words: the order of the input does not matter.

    ``chosen`` [documents]: positions; ``rank`` [all documents]: the number of one that was chosen, else -1;
    ``sources`` [documents]: numbers from 0 on, a number of its own where there is none or copies differ.
    """

    chosen: NDArray[np.int64]
    rank: NDArray[np.int32]
    sources: NDArray[np.int32]


class _Postings(NamedTuple):
    """N-grams that enough documents have, with these documents.

    ``ngrams`` [n-grams], and where the documents of each begin in ``ranks``: ``starts`` [n-grams + 1]. The same by
    document: ``rows`` [documents + 1] says where the places of each begin in ``tokens``, rising, and ``lists``, the
    numbers of the n-grams that begin there.
    """

    ngrams: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ranks: NDArray[np.int32]
    rows: NDArray[np.int64]
    tokens: NDArray[np.int64]
    lists: NDArray[np.int32]


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


def find_boilerplate(
    words: WordTable, weights: NDArray[np.float32], sources: Sequence[str | None]
) -> NDArray[np.uint64]:
    """Find the n-grams of boilerplate of a collection.

    An n-gram of six words, numerals left open, is boilerplate when three documents have it that are not related, and
    1 in 2,000 of all documents at least, or 1 in 200 of one source. Two documents are related when a fifth of the words
    of one stands in n-grams that the other has (more, up to 0.9, for what more than 64 sources have, and within a
    source), or when their other words are of one topic: then it is one story. What has been found is left out, and the
    rest looked at once more, since a page may be mostly boilerplate.

    Parameters
    ----------
    words : WordTable
        The words of all documents. Quoted ones are never boilerplate.
    weights : numpy.ndarray, shape=(2**k,), float32
        How rare stems are, 0 to 1, by their lowest bits.
    sources : sequence of str or None
        Who published each document.

    Returns
    -------
    numpy.ndarray, shape=(n-grams,), uint64
        Sorted; empty for fewer than three documents. It does not depend on the order of the documents.
    """
    none = np.zeros(0, np.uint64)
    if len(words.document_tokens) - 1 < _FEWEST:
        return none
    collection = _distinct(words, source_numbers(sources))
    documents = len(collection.chosen)
    least = max(_FEWEST, int(np.ceil(_PART * documents)))
    found = none
    if least > _FEWEST:
        # So few that a site has among so many are seen among its own only.
        sizes = np.bincount(collection.sources)[collection.sources]
        needed = np.where(sizes < _FEWEST, 0, np.maximum(_FEWEST, np.ceil(_SITE_PART * sizes)))
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
        The words of documents, of the collection in which it was found or of others.
    boilerplate : numpy.ndarray, shape=(n-grams,), uint64
        As `find_boilerplate` gives it.

    Returns
    -------
    words : WordTable
        The same words with new flags: BOILERPLATE is set on runs of eight words or more, slots of three words included.
    marked : int
        How many words were marked.
    """
    return mark_runs(words, boilerplate, BOILERPLATE)


def _distinct(words: WordTable, sources: NDArray[np.int32]) -> _Collection:
    from provenance.kernels.fingerprints import document_fingerprints

    hashes = np.empty(len(sources), np.uint64)
    document_fingerprints(words.numbers, words.document_tokens, hashes)
    _, chosen, copies = np.unique(hashes, return_index=True, return_inverse=True)
    rank = np.full(len(sources), -1, np.int32)
    rank[chosen] = np.arange(len(chosen), dtype=np.int32)
    # Copies that several sources print are no one's.
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

    ``needed`` and ``salts`` are by rank: how many documents have to have an n-gram for this one's sake, 0 for a
    document that does not count; and what tells its n-grams from equal ones of others.
    """
    from provenance.kernels.boilerplate import count_documents

    tokens = words.document_tokens
    all_needed, all_salts = np.zeros(len(tokens) - 1), np.zeros(len(tokens) - 1, np.uint64)
    all_needed[collection.chosen], all_salts[collection.chosen] = needed, salts
    bits = int(np.clip(np.ceil(np.log2(2 * max(1, len(words.numbers)))), 10, _MOST_BITS))
    mask = np.uint64((1 << bits) - 1)
    counts, recent = np.zeros(1 << bits, np.uint16), np.zeros(1 << bits, np.int32)

    uniform = bool((needed == needed[0]).all()) and not salts.any()

    def passes() -> Iterator[tuple[int, int, NDArray[np.uint64], NDArray[np.float64] | float]]:
        for first, last, ngrams in ngrams_of(words):
            for document in first + np.flatnonzero(all_needed[first:last] == 0):
                ngrams[tokens[document] - tokens[first] : tokens[document + 1] - tokens[first]] = 0
            if uniform:
                yield first, last, ngrams, float(needed[0])
                continue
            sizes = np.diff(tokens[first : last + 1])
            salted = ngrams ^ np.repeat(all_salts[first:last], sizes)
            yield first, last, np.where(ngrams == 0, 0, salted), np.repeat(all_needed[first:last], sizes)

    for first, last, ngrams, _ in passes():
        count_documents(ngrams, tokens, first, last, recent, counts)
    del recent
    # Equal lowest bits make some n-grams too many; these go below.
    keys, places = [], []
    for first, _, ngrams, least in passes():
        hit = np.flatnonzero((ngrams != 0) & (counts[(ngrams >> np.uint64(1)) & mask] >= least))
        keys.append(ngrams[hit])
        places.append(hit + tokens[first])
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
    """Return those n-grams that documents have which are not related, and those found before; sorted."""
    from provenance.kernels.boilerplate import find_unrelated

    spans = np.column_stack([words.document_tokens[collection.chosen], words.document_tokens[collection.chosen + 1]])
    starts, ranks = _looked_at(postings, spans[:, 1] - spans[:, 0])
    limits = _limits(postings, collection.sources)
    known = np.isin(postings.ngrams, found).astype(np.uint8)
    for _ in range(_ROUNDS):
        cache, cached = np.full(1 << _CACHE_BITS, -1, np.int64), np.zeros((1 << _CACHE_BITS, 2), np.float32)
        now = np.zeros(len(known), np.uint8)
        new = find_unrelated(
            starts, ranks, limits, collection.sources, _SITE_SHARE, _TOPIC, spans, postings.rows, postings.tokens,
            postings.lists, words.stems, words.flags, weights, known, cache, cached, now,
        )  # fmt: skip
        known = now
        if not new:
            break
    return np.union1d(found, postings.ngrams[known.astype(bool) & ~_prose(postings, known, collection.sources)])


def _prose(postings: _Postings, known: NDArray[np.uint8], sources: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which n-grams are a paragraph that a few took from one another, and no piece of their pages.

    Those that stand in a run of 25 words or more, in fewer than ten documents, of several sources.
    """
    counts = np.diff(postings.starts)
    of = np.repeat(np.arange(len(counts)), counts)
    own = sources[postings.ranks]
    several = np.zeros(len(counts), bool)
    several[of[own != own[postings.starts[:-1]][of]]] = True
    few = several & (counts < _MANY)
    hit = np.flatnonzero(known[postings.lists])
    tokens = postings.tokens[hit]
    documents = np.repeat(np.arange(len(postings.rows) - 1), np.diff(postings.rows))[hit]
    begins = np.ones(len(hit), bool)
    begins[1:] = (tokens[1:] - tokens[:-1] > _NEAR) | (documents[1:] != documents[:-1])
    run = np.cumsum(begins) - 1
    first = tokens[begins]
    last = np.zeros(len(first), np.int64)
    np.maximum.at(last, run, tokens)
    long = (last - first + _WIDTH >= _LONG)[run]
    prose = np.zeros(len(counts), bool)
    prose[postings.lists[hit[long]]] = True
    return prose & few


def _looked_at(postings: _Postings, sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Choose some documents of each n-gram by their hashes; long ones first: a short page may be all boilerplate."""
    counts = np.diff(postings.starts)
    of = np.repeat(np.arange(len(counts)), counts)
    near = np.arange(len(of)) - postings.starts[:-1][of] < _LOOKED_AT
    of, ranks = of[near], postings.ranks[near]
    ranks = ranks[np.lexsort((ranks, -sizes[ranks], of))]
    return _offsets(np.minimum(counts, _LOOKED_AT)), ranks


def _limits(postings: _Postings, sources: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return from which share on documents are related, by how many sources have an n-gram."""
    of = np.repeat(np.arange(len(postings.ngrams)), np.diff(postings.starts))
    distinct = np.unique(of * np.int64(len(sources) + 1) + sources[postings.ranks]) // (len(sources) + 1)
    printed = np.bincount(distinct, minlength=len(postings.ngrams))
    limits: NDArray[np.float32] = np.clip(_SHARE * (printed / _SOURCES) ** 2, _SHARE, _MOST_SHARE).astype(np.float32)
    return limits


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets
