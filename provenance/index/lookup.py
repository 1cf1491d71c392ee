"""Which documents of an index are worth aligning with some others: what the whole collection would say, by look-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.characters import COMMON, SampledShingles, sample_characters, sharing_pairs, useful_slots
from provenance.candidates.pairs import is_affordable
from provenance.index.postings import PREFIX_BITS, SHINGLE, Rows, prefixes_of
from provenance.index.sources import SLOT_BITS
from provenance.index.writing import posted_kinds, rotated, rows_of_batch
from provenance.model.arrow import batch_of, numbers_of
from provenance.stages import candidates, copies

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.align.settings import PairSettings
    from provenance.candidates.exact import FingerprintKind
    from provenance.index.scope import Scope
    from provenance.model.options import ReuseOptions

__all__ = ["HOW_EVERY", "HOW_EXACT", "candidate_pairs", "is_small"]

#: How pairs are chosen, in words.
HOW_EVERY = "the article, and all it is connected with, with every document of the index"
HOW_EXACT = "what shares n-grams, or pairs of rare words, with the article or with what it is connected with"
_SLOT = ~np.uint64((1 << (PREFIX_BITS - SLOT_BITS)) - 1)


def is_small(scope: Scope, options: ReuseOptions) -> bool:
    """Whether every pair would be aligned by `find_reuse`."""
    if options.candidates == "auto":
        return is_affordable(len(scope.members), scope.tokens)
    return options.candidates == "every-pair"


def candidate_pairs(
    scope: Scope, nodes: NDArray[np.int64], settings: PairSettings, options: ReuseOptions
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

    Returns
    -------
    numpy.ndarray, shape=(pairs, 2), int64
        Nodes, the lesser one first; each pair once, sorted.
    """
    members = scope.members
    if is_small(scope, options):
        found = np.column_stack([np.repeat(nodes, len(members)), np.tile(members, len(nodes))])
    else:
        scope.read_copies(nodes, options.min_words)
        firsts = np.unique([scope.copies(int(node), options.min_words)[0] for node in nodes])
        kinds = posted_kinds(scope.statistics, settings.idf, options)
        posted = _posted(scope, nodes, firsts, kinds)
        linked = [_sharing(scope, firsts, posted[number], kind, options) for number, kind in kinds.items()]
        found = np.concatenate(
            [
                _with_copies(scope, nodes, np.concatenate(linked), options),
                _noisy_pairs(scope, posted[SHINGLE]) if SHINGLE in posted else np.zeros((0, 2), np.int64),
            ]
        )
    found = np.sort(found[(found[:, 0] != found[:, 1]) & np.isin(found, nodes).any(axis=1)], axis=1)
    return np.unique(found, axis=0)


def _posted(
    scope: Scope,
    nodes: NDArray[np.int64],
    firsts: NDArray[np.int64],
    kinds: dict[int, FingerprintKind],
) -> dict[int, Rows]:
    """Look up the posting lists of nodes, all kinds at once: rows whose documents are nodes.

    Of words those of ``firsts``, which stand for their copies; of characters, where there are noisy documents, those
    of the nodes themselves. The article's own rows are in them.
    """
    outside = scope.node if scope.node == len(scope.catalogue) else None
    own: dict[int, Rows] = {}
    wanted: dict[int, tuple[NDArray[np.uint64], int]] = {}
    batch = scope.words(firsts).to_batch(firsts)
    for number, kind in kinds.items():
        made = candidates.fingerprints(batch, kind)
        wanted[number] = np.unique(rows_of_batch(made).prefixes), PREFIX_BITS
        if outside is not None:
            if number not in scope.own:
                alone = scope.words(np.array([outside])).to_batch(np.array([outside]))
                scope.own[number] = rows_of_batch(candidates.fingerprints(alone, kind))
            own[number] = scope.own[number]
    if scope.noisy[scope.members].any():
        mine = None if outside is None else _shingles(scope, np.array([outside]))
        wanted[SHINGLE] = _slots(scope, nodes, mine), SLOT_BITS
        if mine is not None:
            own[SHINGLE] = mine
    # Longer lists of shingles are not looked at; but of what is left out, nothing counts.
    most = {SHINGLE: COMMON} if scope.within.all() else {}
    found = {}
    for number, rows in scope.source.rows(wanted, most).items():
        at = scope.catalogue.row_of_numbers(rows.documents)
        keep = at >= 0
        keep[keep] = scope.within[at[keep]]
        found[number] = Rows(rows.prefixes, at, rows.tokens).take(keep)
        if number in own:
            mask = _SLOT if number == SHINGLE else ~np.uint64(0)
            shared = np.isin(own[number].prefixes & mask, wanted[number][0])
            found[number] = Rows.join([found[number], own[number].take(shared)])
    return found


def _slots(scope: Scope, nodes: NDArray[np.int64], article: Rows | None) -> NDArray[np.uint64]:
    """Return the slots of the shingles of nodes; of those that are not noisy, what noisy documents have, if known."""
    known = scope.source.noisy_slots
    if known is None:
        return np.unique(_shingles(scope, nodes).prefixes & _SLOT)
    noisy = scope.noisy[nodes]
    if article is not None and scope.noisy[scope.node]:
        known = np.union1d(known, article.prefixes & _SLOT)
    others = np.unique(_shingles(scope, nodes[~noisy]).prefixes & _SLOT)
    return np.union1d(_shingles(scope, nodes[noisy]).prefixes & _SLOT, others[np.isin(others, known)])


def _shingles(scope: Scope, nodes: NDArray[np.int64]) -> Rows:
    """Return the shingles of the characters of nodes."""
    nodes = np.sort(nodes)
    if not len(nodes):
        return Rows.join([])
    made = sample_characters(scope.words(nodes), 0)
    return Rows(prefixes_of(rotated(made.hashes)), nodes[made.documents], made.starts.astype(np.int64))


def _sharing(
    scope: Scope, firsts: NDArray[np.int64], rows: Rows, kind: FingerprintKind, options: ReuseOptions
) -> NDArray[np.int64]:
    """Return the pairs of nodes of which one is among ``firsts`` and that share enough fingerprints."""
    distinct, inverse = np.unique(rows.documents, return_inverse=True)
    kept = rows.take(scope.first_of_copies(distinct, options.min_words)[inverse])
    batch = batch_of(fingerprint=kept.prefixes, position=scope.places[kept.documents], token=kept.tokens)
    lists = candidates.postings(batch)
    found = candidates.pairs(lists, scope.places[distinct], kind, options)
    pairs = np.column_stack([scope.node_at(numbers_of(found, side)) for side in ("left", "right")])
    return pairs[np.isin(pairs, firsts).any(axis=1)]


def _with_copies(
    scope: Scope, nodes: NDArray[np.int64], pairs: NDArray[np.int64], options: ReuseOptions
) -> NDArray[np.int64]:
    """Add the pairs of copies, as the whole collection would: what one shares its copies share."""
    groups = {}
    asked = np.unique(np.concatenate([nodes, pairs.ravel()]))
    scope.read_copies(asked, options.min_words)
    for node in asked.tolist():
        group = scope.places[scope.copies(node, options.min_words)]
        groups[int(group[0])] = group
    firsts = [np.full(len(group) - 1, first) for first, group in groups.items()]
    others = [group[1:] for group in groups.values()]
    represented = copies.copy_rows(*(np.concatenate([np.zeros(0, np.int64), *each]) for each in (firsts, others)))
    places = np.sort(scope.places[pairs], axis=1)
    batch = candidates.pair_rows(places[:, 0], places[:, 1])
    found = candidates.pairs_of_copies(batch, represented, options)
    return np.column_stack([scope.node_at(numbers_of(found, side)) for side in ("left", "right")])


def _noisy_pairs(scope: Scope, rows: Rows) -> NDArray[np.int64]:
    """Return the pairs of nodes of which a document is noisy and that share characters in a row."""
    if not len(rows.prefixes):
        return np.zeros((0, 2), np.int64)
    noisy = scope.noisy
    kept = rows.take(useful_slots(rows.prefixes & _SLOT, noisy[rows.documents]))
    distinct, local = np.unique(scope.places[kept.documents], return_inverse=True)
    order = np.lexsort((kept.tokens, local))
    ordered = kept.take(order)
    shingles = SampledShingles(ordered.prefixes, local[order].astype(np.int32), ordered.tokens.astype(np.int32))
    known = scope.node_at(distinct)
    keys = sharing_pairs(shingles, noisy[known])
    pairs: NDArray[np.int64] = known[np.column_stack(np.divmod(keys, max(1, len(known))))]
    return pairs
