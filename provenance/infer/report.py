"""What was inferred, put into words: derivations, directions and unseen dispatches with their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.components import components
from provenance.infer.corrections import Corrections
from provenance.infer.degree import degree_of
from provenance.infer.direction import COMMON, LEFT, RIGHT
from provenance.infer.rebuild import rebuild
from provenance.model.credit import CREDIT_ROLES
from provenance.model.derivation import Derivation, Evidence
from provenance.model.direction import VERDICTS, Direction
from provenance.model.origin import Dispatches, UnseenDispatch, Witness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.infer import Known
    from provenance.model.credit import Credit, CreditRole

__all__ = ["derivations", "direction_of", "unseen_dispatches"]

_ROLE_WORDS = {
    "sole": "credits {} for the text",
    "shared": "credits {} beside others",
    "fact": "attributes a fact to {}",
    "photo": "credits {} for a picture",
}
_TERM_WORDS = {
    "role": "{source} is a dispatch, {target} is not.",
    "time": "The times of publication: {left} {left_time}, {right} {right_time}.",
    "version": "They are, or used, different versions of one dispatch.",
    "outlets": "Neither is a dispatch: papers mostly have common prose from a third.",
    "dispatch": "{explained:.0%} of what they share stands in a dispatch that is at hand.",
    "wording": "They share wording that the dispatch has not: {own_pairs} pairs of words.",
    "credit": "An agency is credited for this text by one who carries it.",
    "witnesses": "{witnesses} documents carry this text.",
    "containment": "{contained:.0%} of the prose of the one that shares more of it stands in the other.",
}


def derivations(known: Known) -> tuple[Derivation, ...]:
    """Return what is said of each document."""
    ids, settings = known.documents.ids, known.settings
    order, of_document = _clusters_of(known)
    via = _copied_from(known)
    versions = _versions(known)
    corrections = Corrections(known.documents, known.words)
    existence = _existence(known)
    found = []
    for at, name in enumerate(ids):
        share = float(known.shares[at])
        degree = degree_of(share, settings)
        answer = known.answers.get(at)
        credits_ = known.prose.credits[at]
        evidence = [
            Evidence(
                "share",
                f"{share:.0%} of its words outside quotations and furniture stand in other documents.",
                round(share, 4),
            )
        ]
        if answer is not None:
            degree = answer.degree
            evidence.append(
                Evidence(
                    "words",
                    f"Held against {ids[answer.partner]} alone, word by word: derived from it with a probability "
                    f"of {answer.derived:.0%}.",
                    round(answer.derived, 4),
                )
            )
        source = agency = dispatch = over = None
        confidence: float | None = None
        if degree != "non":
            used = int(known.sources.used[at])
            copied = via.get(at)
            if used >= 0 and known.sources.contained[at] >= settings.degree["partially"]:
                source = ids[used]
                agency = _agency(known, used)
                confidence = _sure(known, used, at) * float(known.sources.certainty[at])
                family = versions[int(known.family[used])]
                evidence += _of_source(known, at, used, len(family))
                evidence += _outdated(known, corrections, at, used, family)
                over = None if copied is None or known.wire[at] else ids[copied[0]]
                if over is not None and copied is not None:
                    evidence.append(
                        Evidence("via", f"It shares wording with {over} that {source} has not.", round(copied[1], 4))
                    )
            elif copied is not None and at not in of_document:  # a copy of what nobody else has
                source, confidence = ids[copied[0]], copied[1]
                evidence.append(
                    Evidence("source", f"Its words stand in {source}, which is the likelier source.", confidence)
                )
            elif at in of_document:
                cluster = of_document[at]
                opinion = known.opinions[cluster]
                confidence = float(existence[cluster])
                dispatch = f"unseen-{order[cluster] + 1}"
                over = None if copied is None else ids[copied[0]]
                evidence += _of_cluster(known, at, cluster, float(existence[cluster]))
                if opinion.agency is not None and opinion.confidence >= settings.levels["agency"]:
                    agency = opinion.agency
                    confidence *= opinion.confidence
                if confidence < settings.levels["agency"] / 2:
                    agency = dispatch = confidence = None
            elif answer is not None and known.wire[answer.partner]:
                source, agency, confidence = ids[answer.partner], _agency(known, answer.partner), answer.derived
        evidence += [_of_credit(credit) for credit in credits_]
        found.append(
            Derivation(
                name,
                degree,
                round(share, 4),
                source,
                agency,
                None if confidence is None else round(confidence, 4),
                tuple(evidence),
                dispatch,
                over,
                _strongest(credits_),
            )
        )
    return tuple(found)


def direction_of(known: Known, one: int, other: int) -> Direction | None:
    """Return what can be said of the direction between two documents; None where they share no prose."""
    row = known.row(one, other)
    if row < 0 or not known.relations.link[row] > 0:
        return None
    ids = known.documents.ids
    left, right = int(known.relations.left[row]), int(known.relations.right[row])
    code = int(known.verdicts[row])
    best = int(known.probability[row].argmax())
    evidence = [
        Evidence(
            "link",
            f"The prose they share has one written origin, and is no coincidence, with a probability of "
            f"{known.relations.link[row]:.0%}.",
            round(float(known.relations.link[row]), 4),
        )
    ]
    published = known.documents.column("published")
    for kind, term in known.judgement.terms.items():
        weights = term[row]
        if not weights.any():
            continue
        # What it adds to the likeliest hypothesis above the better of the two others.
        weight = float(weights[best] - np.delete(weights, best).max())
        source, target = (left, right) if known.wire[left] else (right, left)
        detail = known.details.get((row, kind)) or _TERM_WORDS.get(kind, kind).format(
            source=ids[source],
            target=ids[target],
            left=ids[left],
            right=ids[right],
            left_time=published[left] or "not known",
            right_time=published[right] or "not known",
            explained=known.facts.explained[row],
            own_pairs=known.facts.own_pairs[row],
            witnesses=known.facts.witnesses[row],
            contained=known.facts.contained[row],
        )
        evidence.append(Evidence(kind, detail, round(weight, 4)))
    return Direction(
        ids[left],
        ids[right],
        VERDICTS[code] if code >= 0 else None,
        round(float(known.sureness[row] * known.relations.link[row]), 4),
        tuple(evidence),
    )


def unseen_dispatches(known: Known) -> Dispatches:
    """Return the unseen dispatches, each rebuilt when it is asked for."""
    order, _ = _clusters_of(known)
    places = sorted(order, key=lambda cluster: order[cluster])
    existence = _existence(known)
    hands = _hands(known)

    def make(place: int) -> UnseenDispatch:
        cluster = places[place]
        clusters, ids = known.clusters, known.documents.ids
        mine = np.flatnonzero(clusters.cluster == cluster)
        ranked = mine[np.lexsort((clusters.document[mine], -clusters.words[mine]))]
        witnesses = tuple(Witness(ids[clusters.document[at]], int(clusters.words[at])) for at in ranked.tolist())
        opinion = known.opinions[cluster]
        named = opinion.agency is not None and opinion.confidence >= known.settings.levels["agency"]
        evidence = [Evidence("witnesses", f"{len(witnesses)} documents carry it.", float(len(witnesses)))]
        for vote in opinion.votes:
            said = _ROLE_WORDS[vote.credit.role].format(vote.agency)
            evidence.append(
                Evidence(
                    "credit",
                    f"{ids[vote.document]} {said}.",
                    round(vote.weight, 4),
                    vote.credit.start,
                    vote.credit.stop,
                )
            )
        return UnseenDispatch(
            f"unseen-{place + 1}",
            opinion.agency if named else None,
            round(float(existence[cluster]), 4),
            round(opinion.confidence, 4),
            witnesses,
            rebuild(known.table, _rows_of(known, cluster), known.documents, known.words, known.prose.furniture, hands),
            tuple(evidence),
        )

    return Dispatches([f"unseen-{place + 1}" for place in range(len(places))], make)


def _hands(known: Known) -> dict[int, int]:
    """Return for each outlet one that stands for all it copied or was copied by, whichever way that was."""
    relations, levels = known.relations, known.settings.levels
    rows = np.flatnonzero(
        ~known.wire[relations.left]
        & ~known.wire[relations.right]
        & (known.probability[:, COMMON] <= 1 - levels["verdict"])
        & (relations.link >= levels["link"])
    )
    root = components(len(known.documents), relations.left[rows], relations.right[rows])
    return {at: int(root[at]) for at in np.flatnonzero(root != np.arange(len(root))).tolist()}


def _rows_of(known: Known, cluster: int) -> NDArray[np.int64]:
    """Return the passages of an unseen dispatch: its prose, and what the same pairs quote."""
    of, pairs = known.clusters.of, known.clusters.pair_cluster
    quoted = known.table.quoted & (pairs[known.relations.of] == cluster)
    return np.flatnonzero((of == cluster) | quoted)


def _clusters_of(known: Known) -> tuple[dict[int, int], dict[int, int]]:
    """Return the rank of each cluster by words, and the cluster that holds most of each document."""
    clusters = known.clusters
    totals = np.bincount(clusters.cluster, clusters.words, clusters.number)
    order = {int(cluster): rank for rank, cluster in enumerate(np.argsort(-totals, kind="stable").tolist())}
    of_document: dict[int, int] = {}
    for at in np.argsort(-clusters.words, kind="stable").tolist():
        of_document.setdefault(int(clusters.document[at]), int(clusters.cluster[at]))
    return order, of_document


def _copied_from(known: Known) -> dict[int, tuple[int, float]]:
    """Return for each document the outlet that it likely had its words from, and how likely that is."""
    relations, wire = known.relations, known.wire
    best: dict[int, tuple[int, float]] = {}
    outlets = ~wire[relations.left] & ~wire[relations.right]
    rows = np.flatnonzero(outlets & ((known.verdicts == LEFT) | (known.verdicts == RIGHT)))
    for row in rows[np.argsort(-known.sureness[rows], kind="stable")].tolist():
        left, right = int(relations.left[row]), int(relations.right[row])
        source, target = (left, right) if known.verdicts[row] == LEFT else (right, left)
        best.setdefault(target, (source, float(known.sureness[row])))
    return best


def _agency(known: Known, dispatch: int) -> str | None:
    number = int(known.agency[dispatch])
    return known.agencies[number] if number >= 0 else None


def _sure(known: Known, source: int, target: int) -> float:
    """Return how likely it is that the first is a source of the second."""
    row = known.row(source, target)
    side = LEFT if source < target else RIGHT
    return float(known.probability[row, side] * known.relations.link[row])


def _existence(known: Known) -> NDArray[np.float64]:
    """Return how likely it is that there is such a text, for each cluster: as likely as the best pair shows."""
    likely = np.zeros(known.clusters.number)
    rows = np.flatnonzero(known.clusters.pair_cluster >= 0)
    common = known.relations.link[rows] * known.probability[rows, COMMON]
    np.maximum.at(likely, known.clusters.pair_cluster[rows], common)
    return likely


def _versions(known: Known) -> dict[int, list[int]]:
    """Return the versions of each dispatch."""
    found: dict[int, list[int]] = {}
    for at in np.flatnonzero(known.wire).tolist():
        found.setdefault(int(known.family[at]), []).append(at)
    return found


def _outdated(known: Known, corrections: Corrections, at: int, used: int, family: list[int]) -> list[Evidence]:
    """Return what an article has as the version it used has it, and a later version no more."""
    if known.wire[at]:
        return []
    ids = known.documents.ids
    later = [other for other in family if known.times.high[used] < known.times.low[other]]
    evidence: dict[tuple[int, int], Evidence] = {}
    for other in sorted(later, key=lambda other: float(known.times.low[other])):
        for correction, start, stop in corrections.still_printed(at, used, other):
            said = (
                f"It has “{correction.before}” as {ids[used]} has it; "
                f"the later version {ids[other]} has “{correction.after}”."
            )
            evidence[start, stop] = Evidence("corrected", said, 0.0, start, stop)
    return list(evidence.values())


def _of_source(known: Known, at: int, used: int, versions: int) -> list[Evidence]:
    ids, sources = known.documents.ids, known.sources
    contained = float(sources.contained[at])
    evidence = [
        Evidence("containment", f"{contained:.0%} of them stand in the dispatch {ids[used]}.", round(contained, 4))
    ]
    if versions > 1:
        sure = float(sources.certainty[at])
        evidence.append(Evidence("version", f"Of its versions {ids[used]} has most of the wording.", round(sure, 4)))
    evidence += [
        Evidence("source", f"A part of them stands in another dispatch, {ids[other]}.", 0.0)
        for other in sources.more.get(at, ())
    ]
    return evidence


def _of_cluster(known: Known, at: int, cluster: int, existence: float) -> list[Evidence]:
    clusters, ids = known.clusters, known.documents.ids
    first, last = np.searchsorted(clusters.cluster, (cluster, cluster + 1)).tolist()
    # A few are named; there may be thousands.
    some = [other for other in clusters.document[first : min(last, first + 4)].tolist() if other != at][:3]
    more = last - first - 1 - len(some)
    names = ", ".join(ids[other] for other in some) + (f" and {more} more" if more else "")
    opinion = known.opinions[cluster]
    evidence = [
        Evidence(
            "witnesses",
            f"It shares prose with {names} that no document here explains: a common source that is not at hand.",
            round(existence, 4),
        )
    ]
    if opinion.agency is not None:
        voters = list(dict.fromkeys(ids[vote.document] for vote in opinion.votes if vote.agency == opinion.agency))
        more = f" and {len(voters) - 3} more" if len(voters) > 3 else ""
        evidence.append(
            Evidence(
                "agency",
                f"{', '.join(voters[:3])}{more}, who carry it, name {opinion.agency}.",
                round(opinion.confidence, 4),
            )
        )
    return evidence


def _of_credit(credit: Credit) -> Evidence:
    said = _ROLE_WORDS[credit.role].format(credit.agency or "agencies")
    return Evidence("credit", f"It {said}.", 0.0, credit.start, credit.stop)


def _strongest(credits_: tuple[Credit, ...]) -> CreditRole | None:
    roles = {credit.role for credit in credits_}
    return next((role for role in CREDIT_ROLES if role in roles), None)
