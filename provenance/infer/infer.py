"""From passages to what they say of where each text came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.asked import answers
from provenance.infer.classes import classes_of
from provenance.infer.degree import reused_shares
from provenance.infer.direction import Facts, judge
from provenance.infer.prose import read_prose
from provenance.infer.relations import relate
from provenance.infer.settings import standard_settings
from provenance.infer.times import Times
from provenance.infer.unseen import explained, find_clusters
from provenance.infer.versions import families, used_sources
from provenance.infer.votes import Vote, weigh, weight_of
from provenance.infer.wording import shared_wording
from provenance.model.direction import VERDICTS
from provenance.model.inference import Inference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from provenance.infer.asked import Answer
    from provenance.infer.credits import Grammar
    from provenance.infer.direction import Judgement
    from provenance.infer.prose import Prose
    from provenance.infer.relations import Relations
    from provenance.infer.settings import Settings
    from provenance.infer.unseen import Clusters
    from provenance.infer.versions import Sources
    from provenance.model.components import EvidenceSource
    from provenance.model.documents import Documents
    from provenance.model.passages import PassageTable
    from provenance.model.words import WordTable

__all__ = ["Known", "Opinion", "gather", "infer"]

#: How much of what two articles share counts as a dispatch's when both used it, though passages do not say so.
_SAME_SOURCE = 0.75
_USED = 0.1
#: So many witnesses of a dispatch have most of it among them.
_STAND_FOR = 4


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """All that the inference found, before it is put into words."""

    documents: Documents
    table: PassageTable
    words: WordTable
    prose: Prose
    relations: Relations
    times: Times
    settings: Settings
    wire: NDArray[np.bool_]
    agency: NDArray[np.int64]
    agencies: list[str]
    family: NDArray[np.int64]
    sources: Sources
    clusters: Clusters
    opinions: list[Opinion]
    facts: Facts
    judgement: Judgement
    probability: NDArray[np.float64]
    verdicts: NDArray[np.int8]
    sureness: NDArray[np.float64]
    in_passages: NDArray[np.float64]
    shares: NDArray[np.float64]
    answers: dict[int, Answer]
    details: dict[tuple[int, str], str]

    def row(self, one: int, other: int) -> int:
        """Return the pair of two documents, -1 where they share no passage."""
        left, right = min(one, other), max(one, other)
        first, last = np.searchsorted(self.relations.left, (left, left + 1)).tolist()
        at = first + int(np.searchsorted(self.relations.right[first:last], right))
        return at if at < last and self.relations.right[at] == right else -1


@dataclass(frozen=True, slots=True)
class Opinion:
    """Which agency an unseen dispatch is of: the likeliest, how likely, and by which credits."""

    agency: str | None
    confidence: float
    votes: tuple[Vote, ...]


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
    from provenance.infer.report import derivations, direction_of, unseen_dispatches

    known = gather(documents, table, words, grammar, settings or standard_settings(), asked, evidence, idf=idf)
    return Inference(
        derivations(known),
        known.prose.credits,
        unseen_dispatches(known),
        classes_of(known),
        np.where(known.relations.is_prose, known.verdicts[known.relations.of], -1).astype(np.int8),
        lambda one, other: direction_of(known, one, other),
    )


def gather(
    documents: Documents,
    table: PassageTable,
    words: WordTable,
    grammar: Grammar,
    settings: Settings,
    asked: Sequence[tuple[int, int]] | None = None,
    evidence: Sequence[EvidenceSource] = (),
    *,
    idf: NDArray[np.float32],
) -> Known:
    """Do the work of `infer`, all in columns."""
    n = len(documents)
    prose = read_prose(documents, words, grammar)
    rare = idf
    times = Times(documents.column("published"))
    wire, agency, agencies = _dispatches(documents, prose, grammar)
    crediting = _crediting(prose, wire, agency, agencies)
    relations = relate(table, words, prose, settings, crediting)
    totals = prose.words()
    family = families(relations, wire, agency, totals)
    sources = used_sources(relations, wire, family, times, words, prose, rare, settings)
    sides = relations.sides
    linked = relations.link[sides.pair] >= settings.levels["link"]
    order = times.order(sides.partner, sides.document)
    from_dispatch = linked & wire[sides.partner] & ~wire[sides.document] & (order <= 0)
    by_passage = _by_passage(explained(sides, from_dispatch, n), sides.passage, len(table))
    used = sources.used
    both = (used[relations.left] >= 0) & (used[relations.right] >= 0)
    same = both & (family[used[relations.left]] == family[used[relations.right]])
    same &= np.minimum(sources.contained[relations.left], sources.contained[relations.right]) >= _USED
    outlets = ~wire[relations.left] & ~wire[relations.right]
    unexplained = relations.is_prose & (by_passage < 0.5) & (outlets & ~same)[relations.of]
    clusters = find_clusters(relations, unexplained, n, settings)
    opinions = _opinions(clusters, documents, prose, settings)
    facts = _facts(
        relations, by_passage, same, wire, family, sources, times, clusters, opinions, words, prose, settings
    )
    judgement = judge(facts, settings.direction)
    details = _further(evidence, documents, relations, judgement, settings)
    verdicts, sureness = judgement.verdict(settings.levels["verdict"])
    verdicts = np.where(relations.link >= settings.levels["link"], verdicts, -1).astype(np.int8)
    own_version = wire[sides.partner] & (family[sides.partner] == family[sides.document]) & (order < 0)
    allowed = linked & (~wire[sides.document] | own_version)
    at_hand = used >= 0
    witnesses = np.bincount(clusters.cluster, minlength=clusters.number)
    at_hand[clusters.document[witnesses[clusters.cluster] >= _STAND_FOR]] = True
    in_passages, shares = reused_shares(relations, allowed, at_hand, words, prose, rare, settings)
    return Known(
        documents, table, words, prose, relations, times, settings, wire, agency, agencies, family, sources, clusters,
        opinions, facts, judgement, judgement.probability, verdicts, sureness, in_passages, shares,
        answers(asked, documents, words, crediting, settings), details,
    )  # fmt: skip


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


def _dispatches(
    documents: Documents, prose: Prose, grammar: Grammar
) -> tuple[NDArray[np.bool_], NDArray[np.int64], list[str]]:
    """Return which documents are dispatches, and of which agency: a number, -1 where it is not known."""
    roles, sources = documents.column("role"), documents.column("source")
    names: dict[str, int] = {}
    wire, agency = np.zeros(len(documents), bool), np.full(len(documents), -1, np.int64)
    for at, (role, source) in enumerate(zip(roles, sources, strict=True)):
        known = grammar.agency_of(source)
        # Without a role, what an agency is the source of is a dispatch.
        wire[at] = role == "wire" or (role is None and known is not None)
        if wire[at] and known is None:
            sole = [credit.agency for credit in prose.credits[at] if credit.role == "sole" and credit.agency]
            known = sole[0] if sole else source
        if wire[at] and known is not None:
            agency[at] = names.setdefault(known, len(names))
    return wire, agency, list(names)


def _crediting(
    prose: Prose, wire: NDArray[np.bool_], agency: NDArray[np.int64], agencies: list[str]
) -> Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]]:
    """Return what says of pairs whether one is a dispatch whose agency the other credits for its text."""
    number = {name: code for code, name in enumerate(agencies)}
    width = len(agencies) + 1
    said = {
        at * width + number[credit.agency]
        for at, credits_ in enumerate(prose.credits)
        for credit in credits_
        if credit.role in ("sole", "shared") and credit.agency in number
    }
    keys = np.array(sorted(said), np.int64)

    def credited(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
        def one_way(outlet: NDArray[np.int64], dispatch: NDArray[np.int64]) -> NDArray[np.bool_]:
            wanted = outlet * width + agency[dispatch]
            known: NDArray[np.bool_] = np.isin(wanted, keys) & (agency[dispatch] >= 0)
            return known & wire[dispatch] & ~wire[outlet]

        return one_way(left, right) | one_way(right, left)

    return credited


def _by_passage(values: NDArray[np.float64], passage: NDArray[np.int64], passages: int) -> NDArray[np.float64]:
    """Return the smaller value of both sides of each passage; 0 for those that are no prose."""
    least = np.full(passages, np.inf)
    np.minimum.at(least, passage, values)
    return np.where(np.isfinite(least), least, 0.0)


def _opinions(clusters: Clusters, documents: Documents, prose: Prose, settings: Settings) -> list[Opinion]:
    numbers = settings.agency
    votes: list[list[Vote]] = [[] for _ in range(clusters.number)]
    for cluster, document, words in zip(
        clusters.cluster.tolist(), clusters.document.tolist(), clusters.words.tolist(), strict=True
    ):
        part = min(1.0, words / numbers["full"])
        credits_ = [credit for credit in prose.credits[document] if credit.agency]
        text = documents.text(document) if any(credit.role == "fact" for credit in credits_) else ""
        for credit in credits_:
            weight = part * weight_of(credit, text, numbers)
            if weight and credit.agency:
                votes[cluster].append(Vote(credit.agency, weight, document, credit))
    opinions = []
    for cast in votes:
        agency, confidence, _ = weigh(cast, numbers)
        opinions.append(Opinion(agency, confidence, tuple(cast)))
    return opinions


def _facts(
    relations: Relations,
    by_passage: NDArray[np.float64],
    same: NDArray[np.bool_],
    wire: NDArray[np.bool_],
    family: NDArray[np.int64],
    sources: Sources,
    times: Times,
    clusters: Clusters,
    opinions: Sequence[Opinion],
    words: WordTable,
    prose: Prose,
    settings: Settings,
) -> Facts:
    left, right, pairs = relations.left, relations.right, len(relations)
    used = sources.used
    weight = np.bincount(relations.sides.pair, relations.sides.prose_last - relations.sides.prose_first, pairs)
    shared = (relations.sides.prose_last - relations.sides.prose_first) * by_passage[relations.sides.passage]
    explained_share = np.bincount(relations.sides.pair, shared, pairs) / np.maximum(weight, 1)
    explained_share = np.where(same, np.maximum(explained_share, _SAME_SOURCE), explained_share)
    own_pairs, own_share = shared_wording(relations, same, wire, sources, clusters, words, prose)
    named = np.array([opinion.agency is not None for opinion in opinions] + [False])
    witnesses = np.concatenate([np.bincount(clusters.cluster, minlength=clusters.number), [0]])
    totals = np.maximum(prose.words(), 1)
    version = wire[left] & wire[right] & (family[left] == family[right])

    def later(side: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
        """Whether a side is another version than the one that the other used: 1 where later, half where unordered."""
        its = used[other]
        another = wire[side] & ~wire[other] & (its >= 0) & (its != side) & (family[side] == family[its])
        result: NDArray[np.float64] = another * (times.order(side, its) + 1) / 2
        return result

    return Facts(
        wire[left],
        wire[right],
        times.order(left, right),
        version,
        later(left, right),
        later(right, left),
        explained_share,
        own_pairs,
        own_share,
        named[clusters.pair_cluster],
        witnesses[clusters.pair_cluster],
        np.maximum(relations.words_left / totals[left], relations.words_right / totals[right]),
    )
