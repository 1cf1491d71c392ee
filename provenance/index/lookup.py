"""Which documents of an index are worth aligning with some others: what the whole collection would say, by look-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.candidates.characters import SampledShingles, sample_characters, sharing_pairs
from provenance.candidates.copies import Copies
from provenance.candidates.exact import WIDTH, canonical_pairs, needed_fingerprints
from provenance.candidates.pairs import is_affordable
from provenance.index.postings import NGRAM, SHINGLE, STEM_PAIR, find_rows
from provenance.index.writing import rotated
from provenance.model.arrow import column_of, numbers_of
from provenance.stages import candidates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.align.settings import PairSettings
    from provenance.index.scope import Scope
    from provenance.model.options import ReuseOptions
    from provenance.text.pipeline import Pipeline

__all__ = ["HOW_EVERY", "HOW_EXACT", "candidate_pairs", "is_small"]

#: How pairs are chosen, in words.
HOW_EVERY = "the article, and all it is connected with, with every document of the index"
HOW_EXACT = "what shares n-grams, or pairs of rare words, with the article or with what it is connected with"
# Of the slots of shingles those that stand more often in all are too common to be looked at.
_COMMON = 64
_SLOT_BITS = 24


def is_small(scope: Scope, options: ReuseOptions) -> bool:
    """Whether every pair would be aligned by `find_reuse`."""
    if options.candidates == "auto":
        return is_affordable(len(scope.members), scope.tokens)
    return options.candidates == "every-pair"


def candidate_pairs(
    scope: Scope, nodes: NDArray[np.int64], settings: PairSettings, options: ReuseOptions, pipeline: Pipeline
) -> NDArray[np.int64]:
    """Return the candidate pairs of some nodes with all others.

    Parameters
    ----------
    scope : Scope
        What takes part.
    nodes : numpy.ndarray, int64
        The nodes.
    settings : PairSettings
        What the statistics say.
    options : ReuseOptions
        How to look.
    pipeline : Pipeline
        What makes words of texts.

    Returns
    -------
    numpy.ndarray, shape=(pairs, 2), int64
        Nodes, the lesser one first; each pair once, sorted.
    """
    members = scope.members
    if is_small(scope, options):
        found = np.column_stack([np.repeat(nodes, len(members)), np.tile(members, len(nodes))])
    else:
        firsts = np.unique([scope.copies(int(node), options.min_words)[0] for node in nodes])
        linked = [_sharing(scope, firsts, kind, settings, options) for kind in (NGRAM, STEM_PAIR)]
        found = np.concatenate(
            [
                _with_copies(scope, nodes, np.concatenate(linked), options),
                _noisy_pairs(scope, nodes, pipeline),
            ]
        )
    found = np.sort(found[(found[:, 0] != found[:, 1]) & np.isin(found, nodes).any(axis=1)], axis=1)
    return np.unique(found, axis=0)


def _sharing(
    scope: Scope, firsts: NDArray[np.int64], kind: int, settings: PairSettings, options: ReuseOptions
) -> NDArray[np.int64]:
    """Return the pairs of nodes of which one is among ``firsts`` and that share enough fingerprints of a kind."""
    width = min(WIDTH, options.min_words)
    needed = needed_fingerprints(scope.statistics.documents)
    how: dict[str, Any] = {"width": width} if kind == NGRAM else {"idf": settings.idf}
    least = min(needed.ngrams, options.min_words - width + 1) if kind == NGRAM else needed.stem_pairs
    own = candidates.fingerprints(scope.words(firsts).to_batch(firsts), np.zeros(len(firsts), bool), **how)
    values = np.unique(numbers_of(own, "fingerprint"))
    fingerprints, nodes, tokens = _rows_within(scope, kind, values)
    if scope.node == len(scope.catalogue):
        # The article is in no posting list of the index.
        mine = scope.words(np.array([scope.node])).to_batch(np.array([scope.node]))
        made = candidates.fingerprints(mine, np.zeros(1, bool), **how)
        shared = np.isin(numbers_of(made, "fingerprint"), values)
        fingerprints = np.concatenate([fingerprints, numbers_of(made, "fingerprint")[shared]])
        nodes = np.concatenate([nodes, numbers_of(made, "position")[shared]])
        tokens = np.concatenate([tokens, numbers_of(made, "token")[shared]])
    distinct, inverse = np.unique(nodes, return_inverse=True)
    keep = scope.first_of_copies(distinct, options.min_words)[inverse]
    rows = pa.RecordBatch.from_arrays(
        [column_of(fingerprints[keep]), column_of(scope.places[nodes[keep]]), column_of(tokens[keep])],
        names=["fingerprint", "position", "token"],
    )
    lists = candidates.postings(rows)
    found = candidates.pairs(lists, scope.places[distinct], most=options.max_bucket, needed=least)
    pairs = np.column_stack([scope.node_at(numbers_of(found, side)) for side in ("left", "right")])
    return pairs[np.isin(pairs, firsts).any(axis=1)]


def _rows_within(
    scope: Scope, kind: int, values: NDArray[np.uint64], bits: int = 64
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Look up rows, and keep those of documents that take part, by node."""
    fingerprints, numbers, tokens = find_rows(scope.connection, kind, values, bits)
    rows = scope.catalogue.row_of_numbers(numbers)
    keep = rows >= 0
    keep[keep] = scope.within[rows[keep]]
    return fingerprints[keep], rows[keep], tokens[keep]


def _with_copies(
    scope: Scope, nodes: NDArray[np.int64], pairs: NDArray[np.int64], options: ReuseOptions
) -> NDArray[np.int64]:
    """Add the pairs of copies, as the whole collection would: what one shares its copies share."""
    groups = {}
    for node in np.unique(np.concatenate([nodes, pairs.ravel()])).tolist():
        group = scope.copies(node, options.min_words)
        groups[int(group[0])] = group
    local = np.unique(np.concatenate([np.zeros(0, np.int64), *groups.values()]))
    local = local[np.argsort(scope.places[local])]
    at = np.empty(len(scope.places), np.int64)
    at[local] = np.arange(len(local))
    first = np.arange(len(local), dtype=np.int32)
    numbered = {}
    for group in groups.values():
        if len(group) > 1:
            members = at[group].astype(np.int32)
            first[members] = members[0]
            numbered[int(members[0])] = members
    numbers = np.sort(at[pairs], axis=1)
    keys = numbers[:, 0] * max(1, len(local)) + numbers[:, 1]
    return local[canonical_pairs(keys, Copies(first, numbered), options.max_bucket)]


def _noisy_pairs(scope: Scope, nodes: NDArray[np.int64], pipeline: Pipeline) -> NDArray[np.int64]:
    """Return the pairs of nodes of which a document is noisy and that share characters in a row."""
    none = np.zeros((0, 2), np.int64)
    noisy = scope.noisy
    if not noisy[scope.members].any():
        return none
    from provenance.stages.words import word_table

    documents = scope.documents(np.sort(nodes))
    shingles = sample_characters(word_table(documents.texts, pipeline, characters=True), 0)
    mask = ~np.uint64((1 << (64 - _SLOT_BITS)) - 1)
    slots = np.unique(rotated(shingles.hashes) & mask)
    hashes, found, starts = _rows_within(scope, SHINGLE, slots, _SLOT_BITS)
    if scope.node == len(scope.catalogue):
        own = shingles
        if scope.node not in nodes:
            article = scope.documents(np.array([scope.node]))
            own = sample_characters(word_table(article.texts, pipeline, characters=True), 0)
        else:
            own = own.take(own.documents == len(nodes) - 1)
        mine = rotated(own.hashes)
        mine, own_starts = mine[shared := np.isin(mine & mask, slots)], own.starts[shared]
        hashes = np.concatenate([hashes, mine])
        found = np.concatenate([found, np.full(len(mine), scope.node)])
        starts = np.concatenate([starts, own_starts.astype(np.int64)])
    if not len(hashes):
        return none
    _, inverse = np.unique(hashes & mask, return_inverse=True)
    times = np.bincount(inverse)
    has_noisy = np.zeros(len(times), bool)
    has_noisy[inverse[noisy[found]]] = True
    keep = ((times > 1) & (times <= _COMMON) & has_noisy)[inverse]
    places = scope.places[found[keep]]
    distinct, local = np.unique(places, return_inverse=True)
    order = np.lexsort((starts[keep], local))
    whole = SampledShingles(hashes[keep][order], local[order].astype(np.int32), starts[keep][order].astype(np.int32))
    known = scope.node_at(distinct)
    keys = sharing_pairs(whole, noisy[known])
    left, right = np.divmod(keys, max(1, len(known)))
    return known[np.column_stack([left, right])]
