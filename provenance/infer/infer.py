"""From passages to what they say of where each text came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.agency import ballots, claims_of, opinions_of
from provenance.infer.bigrams import shared_bigrams
from provenance.infer.classes import classes_of, codes_of
from provenance.infer.classifier import answers
from provenance.infer.components import components
from provenance.infer.context import Context
from provenance.infer.degree import reworded
from provenance.infer.described import direction_of, pair_verdicts, unseen_dispatches
from provenance.infer.direction import COMMON, LEFT, RIGHT, Facts, judge
from provenance.infer.findings import Findings
from provenance.infer.houses import naming
from provenance.infer.parts import dispatch_spans, divide, kinds_of_witnesses, names_of, reused
from provenance.infer.prose import read_prose
from provenance.infer.relations import relate
from provenance.infer.report import derivations
from provenance.infer.revisions import Versions, joined, read_items
from provenance.infer.settings import standard_settings
from provenance.infer.times import Times
from provenance.infer.unseen import explained, find_clusters, rank_of
from provenance.infer.versions import families, used_sources
from provenance.infer.wires import find_wires
from provenance.model.direction import VERDICTS
from provenance.model.inference import Inference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.infer.agency import Opinion
    from provenance.infer.credits import Grammar
    from provenance.infer.direction import Judgement
    from provenance.infer.relations import Relations
    from provenance.infer.settings import Settings
    from provenance.infer.unseen import Clusters
    from provenance.infer.versions import Sources
    from provenance.model.components import EvidenceSource
    from provenance.model.documents import Documents
    from provenance.model.passages import PassageTable
    from provenance.model.words import WordTable

__all__ = ["find_origins", "infer"]

#: How much of what two articles share counts as a dispatch's when both used it, though passages do not say so.
_SAME_SOURCE = 0.75
_USED = 0.1


def infer(
    documents: Documents,
    table: PassageTable,
    words: WordTable,
    grammar: Grammar,
    settings: Settings | None = None,
    asked: Sequence[tuple[int, int]] | None = None,
    evidence: Sequence[EvidenceSource] = (),
    *,
    idf: NDArray[np.float32],
) -> Inference:
    """Infer degrees, sources, directions and unseen dispatches.

    Parameters
    ----------
    documents : Documents
        The documents.
    table : PassageTable
        The passages they share.
    words : WordTable
        Their words.
    grammar : Grammar
        Which agencies may be credited.
    settings : Settings, optional
        The numbers; without them those that come with the package.
    asked : sequence of (int, int), optional
        The pairs that were asked for, by position; None where the whole collection was.
    evidence : sequence of EvidenceSource
        Further evidence of directions.
    idf : numpy.ndarray, shape=(2**k,), float32
        How rare stems are, 0 to 1, by their lowest bits.
    """
    found = find_origins(documents, table, words, grammar, settings or standard_settings(), asked, evidence, idf=idf)
    return Inference(
        derivations(found),
        found.prose.credits,
        unseen_dispatches(found),
        classes_of(found),
        np.where(found.relations.is_prose, found.verdicts[found.relations.of], -1).astype(np.int8),
        lambda one, other: direction_of(found, one, other),
        pair_verdicts(found),
    )


def find_origins(
    documents: Documents,
    table: PassageTable,
    words: WordTable,
    grammar: Grammar,
    settings: Settings,
    asked: Sequence[tuple[int, int]] | None = None,
    evidence: Sequence[EvidenceSource] = (),
    *,
    idf: NDArray[np.float32],
) -> Findings:
    """Do the work of `infer`, all in columns."""
    rank = rank_of(documents.ids)
    publisher = codes_of(documents.houses)
    prose = read_prose(documents, words, grammar)
    times = Times(documents.column("published"))
    wires = find_wires(documents, prose, grammar)
    wire = wires.is_wire
    context = Context(documents, words, prose, wires, publisher, rank, settings)
    relations = relate(table, words, prose, settings, wires.crediting)
    items = read_items(documents, wires)
    family = families(relations, wire, wires.agency, prose.words(), joined(items, wires, times))
    versions = Versions.of(items, wires, family, times, rank)
    sources = used_sources(context, relations, versions, idf)
    sides, left, right, used = relations.sides, relations.left, relations.right, sources.used
    link = relations.link >= settings.levels["link"]
    linked = link[sides.pair]
    order = versions.order(sides.partner, sides.document)
    from_dispatch = linked & wire[sides.partner] & ~wire[sides.document] & (order <= 0)
    by_passage = _by_passage(explained(sides, from_dispatch, len(documents)), sides.passage, len(table))
    same = (used[left] >= 0) & (used[right] >= 0)
    same &= family[used[left]] == family[used[right]]
    same &= np.minimum(sources.contained[left], sources.contained[right]) >= _USED
    outlets = ~wire[left] & ~wire[right]
    unexplained = relations.is_prose & ~relations.is_condensed & (by_passage < 0.5) & (outlets & ~same)[relations.of]
    clusters = find_clusters(relations, unexplained, rank, publisher, words, prose, settings)
    ballot = ballots(documents, words, prose, wires, relations, rank, settings)
    opinions = opinions_of(clusters, ballot, documents, words, prose, rank, settings)
    facts = _facts(context, relations, versions, sources, clusters, opinions, by_passage, same)
    judgement = judge(facts, settings.direction)
    details = _of_versions(relations, facts, documents)
    details |= _further(evidence, documents, relations, judgement, settings)
    verdicts, sureness = judgement.verdict(settings.levels["verdict"])
    verdicts = np.where(link, verdicts, -1).astype(np.int8)
    copied_from, copies = _copied(relations, outlets & link, verdicts, sureness, judgement.probability, rank, settings)
    # What a short side condenses is from the long one; of the long side most is not.
    counts = sides.counts
    own_version = wire[sides.partner] & wire[sides.document] & (family[sides.partner] == family[sides.document])
    dispatch = counts & linked & (from_dispatch | (own_version & (order < 0)))
    beside = counts & linked & outlets[sides.pair]
    beside &= same[sides.pair] | (by_passage[sides.passage] >= 0.5)
    kind, source = kinds_of_witnesses(
        clusters,
        publisher,
        np.array([bool(said) for said in ballot.own], bool),
        copies,
        {document: partner for document, (partner, _) in copied_from.items()},
        times,
        rank,
    )
    spans = dispatch_spans(relations, dispatch, beside, sources, words, rank)
    more = reworded(spans, used, words, prose, idf, settings)
    parts = divide(clusters, (kind, source), spans, more, used, words, prose, settings.stretches["headline"])
    claims = claims_of(context, relations, counts & linked, clusters, opinions, ballot)
    return Findings(
        documents, table, words, prose, relations, versions, settings, wires, sources, clusters, opinions, facts,
        judgement, judgement.probability, verdicts, sureness, copied_from, copies, parts, reused(parts, prose), claims,
        answers(asked, documents, words, wires.crediting, settings), details, names_of(clusters, kind),
    )  # fmt: skip


def _copied(
    relations: Relations,
    outlets: NDArray[np.bool_],
    verdicts: NDArray[np.int8],
    sureness: NDArray[np.float64],
    probability: NDArray[np.float64],
    rank: NDArray[np.int64],
    settings: Settings,
) -> tuple[dict[int, tuple[int, float]], NDArray[np.int64]]:
    """Return the article that each likely copied and how likely; and a number for those who copied, whichever way."""
    best: dict[int, tuple[int, float]] = {}
    rows = np.flatnonzero(outlets & ((verdicts == LEFT) | (verdicts == RIGHT)))
    sources = np.where(verdicts == LEFT, relations.left, relations.right)
    for row in rows[np.lexsort((rank[sources[rows]], -sureness[rows]))].tolist():
        left, right = int(relations.left[row]), int(relations.right[row])
        source, target = (left, right) if verdicts[row] == LEFT else (right, left)
        best.setdefault(target, (source, float(sureness[row])))
    rows = np.flatnonzero(outlets & (probability[:, COMMON] <= 1 - settings.levels["verdict"]))
    root = components(len(rank), relations.left[rows], relations.right[rows])
    copied = np.zeros(len(rank), bool)
    copied[relations.left[rows]] = copied[relations.right[rows]] = True
    return best, np.where(copied, root, -1)


def _further(
    evidence: Sequence[EvidenceSource],
    documents: Documents,
    relations: Relations,
    judgement: Judgement,
    settings: Settings,
) -> dict[tuple[int, str], str]:
    """Add what further evidence says; return it in words, by pair and kind."""
    details: dict[tuple[int, str], str] = {}
    if not evidence:
        return details
    for row in np.flatnonzero(relations.link >= settings.levels["link"]).tolist():
        left, right = documents[int(relations.left[row])], documents[int(relations.right[row])]
        for source in evidence:
            for term in source.terms(left, right):
                table = judgement.terms.setdefault(term.kind, np.zeros((judgement.pairs, 3)))
                table[row, VERDICTS.index(term.toward)] += term.weight
                details[row, term.kind] = term.detail
    return details


def _of_versions(relations: Relations, facts: Facts, documents: Documents) -> dict[tuple[int, str], str]:
    """Return in words which of two versions is the earlier one, where their format says it."""
    ids, details = documents.ids, {}
    for row in np.flatnonzero(facts.said).tolist():
        pair = ids[int(relations.left[row])], ids[int(relations.right[row])]
        earlier, later = pair if facts.order[row] < 0 else pair[::-1]
        details[row, "version"] = f"{earlier} is an earlier version of {later}, as their format says."
    return details


def _by_passage(values: NDArray[np.float64], passage: NDArray[np.int64], passages: int) -> NDArray[np.float64]:
    """Return the smaller value of both sides of each passage; 0 for those that are no prose."""
    least = np.full(passages, np.inf)
    np.minimum.at(least, passage, values)
    return np.where(np.isfinite(least), least, 0.0)


def _facts(
    context: Context,
    relations: Relations,
    versions: Versions,
    sources: Sources,
    clusters: Clusters,
    opinions: Sequence[Opinion],
    by_passage: NDArray[np.float64],
    same: NDArray[np.bool_],
) -> Facts:
    """Return what is known of each pair.

    Parameters
    ----------
    context, relations, versions, sources, clusters, opinions
        What was read and found so far.
    by_passage : numpy.ndarray, shape=(passages,), float64
        How much of each passage stands in a dispatch at hand.
    same : numpy.ndarray, shape=(pairs,), bool
        Both used the same dispatch.
    """
    left, right, pairs = relations.left, relations.right, len(relations)
    wire, house = context.wires.is_wire, context.house
    used, family = sources.used, versions.family
    weight = np.bincount(relations.sides.pair, relations.sides.prose_stop - relations.sides.prose_start, pairs)
    shared = (relations.sides.prose_stop - relations.sides.prose_start) * by_passage[relations.sides.passage]
    explained_share = np.bincount(relations.sides.pair, shared, pairs) / np.maximum(weight, 1)
    explained_share = np.where(same, np.maximum(explained_share, _SAME_SOURCE), explained_share)
    own_pairs, own_share = shared_bigrams(relations, same, wire, sources, clusters, context.words, context.prose)
    named = np.array([opinion.agency is not None for opinion in opinions] + [False])
    witnesses = np.concatenate([np.bincount(clusters.cluster, minlength=clusters.number), [0]])
    totals = np.maximum(context.prose.words(), 1)
    version = wire[left] & wire[right] & (family[left] == family[right])
    named_left, named_right = _named(context, relations)

    def later(side: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
        """Whether a side is another version than the one that the other used: 1 where later, half where unordered."""
        its = used[other]
        another = wire[side] & ~wire[other] & (its >= 0) & (its != side) & (family[side] == family[its])
        result: NDArray[np.float64] = another * (versions.order(side, its) + 1) / 2
        return result

    return Facts(
        wire[left],
        wire[right],
        versions.order(left, right),
        versions.is_said(left, right),
        version,
        later(left, right),
        later(right, left),
        explained_share,
        own_pairs,
        own_share,
        named[clusters.pair_cluster],
        witnesses[clusters.pair_cluster],
        np.maximum(relations.words_left / totals[left], relations.words_right / totals[right]),
        (house[left] == house[right]) & (house[left] >= 0),
        named_left,
        named_right,
    )


def _named(context: Context, relations: Relations) -> NDArray[np.bool_]:
    """Return whether the left one of each pair of outlets is named by the other as the source, and the right one.

    Returns
    -------
    numpy.ndarray, shape=(2, pairs), bool
    """
    sides, wire = relations.sides, context.wires.is_wire
    linked = relations.link >= context.settings.levels["link"]
    outlets = linked & ~wire[relations.left] & ~wire[relations.right]
    names = naming(sides, outlets[sides.pair], context.house, context.documents, context.words)
    pair = sides.pair[names]
    found = np.zeros((2, len(relations)), bool)
    found[(sides.document[names] == relations.left[pair]).astype(np.int64), pair] = True
    return found
