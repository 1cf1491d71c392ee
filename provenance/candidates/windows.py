"""Candidates by LSH: pairs of documents with windows of text that agree in their two least stems (MinHash)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.model import load_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["WindowRows", "WindowScheme", "confirmed_pairs", "stem_ranks", "window_rows"]

_SHARPNESS = load_model().windows.sharpness
# Pairs listed at a time.
_ROOM = 1 << 18


@dataclass(frozen=True, slots=True)
class WindowScheme:
    """How windows of the text are hashed, and how much text around two equal windows must agree.

    Parameters
    ----------
    width : int
        Words in a window. A text has about four keys for every ``width`` words; keys that occur twice or more are rows
        to sort. So narrower windows find more pairs, but need more rows.
    least_rank : float
        The least IDF, 0 to 1, of a stem that can be one of the two least of a window.
    reach : int
        Words compared on each side of two places with equal keys.
    least_shared : float
        The least IDF of a stem that counts in this comparison.
    evidence : float
        The least sum of the IDF of the distinct stems that both sides share. An IDF of 1 is that of a stem in one
        sentence of the collection, so the requirement grows with the collection, as chance agreement does.
    """

    width: int = 12
    least_rank: float = 0.3
    reach: int = 16
    least_shared: float = 0.2
    evidence: float = 2.5


class WindowRows(NamedTuple):
    """The bands of windows, and the token at which each begins."""

    keys: NDArray[np.uint64]
    places: NDArray[np.int64]


def window_rows(
    words: WordTable,
    ranks: NDArray[np.float32],
    skipped: NDArray[np.bool_],
    scheme: WindowScheme,
    first: int,
    last: int,
) -> WindowRows:
    """Return the bands of the windows of the documents from ``first`` to ``last``, half-open."""
    from provenance.kernels.windows import window_keys

    tokens = words.document_tokens
    size = int(tokens[last] - tokens[first])
    made = WindowRows(np.empty(size, np.uint64), np.empty(size, np.int64))
    count = window_keys(words.stems, words.flags, ranks, scheme.width, tokens, skipped, first, last, *made)
    return WindowRows(made.keys[:count], made.places[:count])


def stem_ranks(words: WordTable, weights: NDArray[np.float32], least: float) -> NDArray[np.float32]:
    """Draw the MinHash rank of each stem, by its lowest bits; the higher its IDF, the likelier a stem is the least.

    Stems with an IDF below ``least`` have no rank. Nor have stems of a single document, which can match nothing.
    """
    from provenance.kernels.windows import SEVERAL, mark_single

    owners = np.empty(len(weights), np.int32)
    mark_single(words.stems, words.document_tokens, owners)
    uniform = (_mixed(np.arange(len(weights), dtype=np.uint64)) >> np.uint64(11)) + 0.5
    ranked = (weights >= least) & (owners == SEVERAL)
    ranks = np.full(len(weights), np.inf, np.float32)
    ranks[ranked] = -np.log(uniform[ranked] / 2.0**53) / weights[ranked].astype(np.float64) ** _SHARPNESS
    return ranks


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the bits of numbers (splitmix64: Steele, Lea and Flood 2014)."""
    z = (values + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def confirmed_pairs(
    words: WordTable, weights: NDArray[np.float32], rows: WindowRows, most: int, scheme: WindowScheme
) -> tuple[NDArray[np.int64], int]:
    """Group the rows of a partition by key; return the pairs that the text confirms, and the number of capped keys."""
    from provenance.kernels.windows import confirm_pairs

    tokens = words.document_tokens
    order = np.argsort(rows.keys)
    keys, places = rows.keys[order], rows.places[order]
    # A key that occurs once matches nothing.
    several = np.zeros(len(keys), bool)
    several[1:] = keys[1:] == keys[:-1]
    several[:-1] |= several[1:]
    keys, places = keys[several], places[several]
    if not len(keys):
        return np.zeros(0, np.int64), 0
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1], [True]]))
    documents = (np.searchsorted(tokens, places, "right") - 1).astype(np.int32)
    sizes = np.diff(starts)
    capped = np.repeat(sizes > most + 1, sizes)
    if capped.any():
        which = np.flatnonzero(capped)
        which = which[_by_content(words, weights, keys[which], places[which], documents[which], scheme)]
        places[capped], documents[capped] = places[which], documents[which]
    room = np.empty(max(_ROOM, most), np.int64)
    found, first = [np.zeros(0, np.int64)], 0
    while first < len(places):
        count, first = confirm_pairs(
            words.stems, weights, scheme.least_shared, scheme.reach, scheme.evidence, tokens, starts, places, documents,
            most, first, room,
        )  # fmt: skip
        found.append(np.unique(room[:count]))
    return np.unique(np.concatenate(found)), int(np.count_nonzero(sizes > most + 1))


def _by_content(
    words: WordTable,
    weights: NDArray[np.float32],
    keys: NDArray[np.uint64],
    places: NDArray[np.int64],
    documents: NDArray[np.int32],
    scheme: WindowScheme,
) -> NDArray[np.int64]:
    """Return an order of places, key by key, in which places with similar context are neighbours."""
    from provenance.kernels.fingerprints import document_fingerprints
    from provenance.kernels.windows import context_keys

    contexts = np.empty(len(places), np.uint64)
    context_keys(
        words.stems, weights, scheme.least_shared, scheme.reach, words.document_tokens, places, documents, contexts
    )
    # Places with equal context are ordered by the words of the whole document, and within it by token.
    own, of = np.unique(documents, return_inverse=True)
    digests = np.empty(len(own), np.uint64)
    for number, document in enumerate(own.tolist()):
        begin, end = words.document_tokens[document : document + 2].tolist()
        document_fingerprints(
            words.numbers[begin:end], np.array([0, end - begin], np.int64), digests[number : number + 1]
        )
    within = places - words.document_tokens[documents]
    return np.lexsort((within, digests[of], contexts, keys))
