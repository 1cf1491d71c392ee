"""Directions and unseen dispatches, put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.direction import COMMON
from provenance.infer.rebuild import rebuild
from provenance.model.credit import FIELD_WORDS, Credit
from provenance.model.derivation import Evidence
from provenance.model.direction import VERDICTS, Direction, PairVerdicts
from provenance.model.origin import Dispatches, UnseenDispatch, Witness
from provenance.model.shares import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.findings import Findings
    from provenance.model.credit import FieldCredit

__all__ = ["credit_evidence", "direction_of", "existence", "pair_verdicts", "unseen_dispatches"]

#: A dispatch is rebuilt from so many of its witnesses: those who have most of it.
_FULLEST = 40
ROLE_WORDS = {
    "sole": "credits {} for the text",
    "shared": "credits {} beside others",
    "fact": "attributes a fact to {}",
    "photo": "credits {} for a picture",
}
_TERM_WORDS = {
    "role": "{source} is a dispatch, {target} is not.",
    "time": "The times of publication: {left} {left_time}, {right} {right_time}.",
    "version": "They are, or used, different versions of one dispatch.",
    "house": "One house has both, and one of them first.",
    "named": "What they share names the outlet of one of them as where it is from.",
    "outlets": "Neither is a dispatch: papers mostly have common prose from a third.",
    "dispatch": "{explained} of what they share stands in a dispatch that is at hand.",
    "wording": "They share wording that the dispatch has not: {own_pairs} pairs of words.",
    "credit": "An agency is credited for this text by one who carries it.",
    "witnesses": "{witnesses} documents carry this text.",
    "containment": "{contained} of the prose of the one that shares more of it stands in the other.",
}


def direction_of(found: Findings, one: int, other: int) -> Direction | None:
    """Return what can be said of the direction between two documents; None where they share no prose."""
    row = found.row(one, other)
    if row < 0 or not found.relations.link[row] > 0:
        return None
    ids = found.documents.ids
    left, right = int(found.relations.left[row]), int(found.relations.right[row])
    code = int(found.verdicts[row])
    best = int(found.probability[row].argmax())
    evidence = [
        Evidence(
            "link",
            f"The prose they share has one written origin, and is no coincidence, with a probability of "
            f"{percent(float(found.relations.link[row]))}.",
            round(float(found.relations.link[row]), 4),
        )
    ]
    published = found.documents.column("published")
    for kind, term in found.judgement.terms.items():
        weights = term[row]
        if not weights.any():
            continue
        # What it adds to the likeliest hypothesis above the better of the two others.
        weight = float(weights[best] - np.delete(weights, best).max())
        source, target = (left, right) if found.wires.is_wire[left] else (right, left)
        detail = found.details.get((row, kind)) or _TERM_WORDS.get(kind, kind).format(
            source=ids[source],
            target=ids[target],
            left=ids[left],
            right=ids[right],
            left_time=published[left] or "not known",
            right_time=published[right] or "not known",
            explained=percent(float(found.facts.explained[row])),
            own_pairs=found.facts.own_pairs[row],
            witnesses=found.facts.witnesses[row],
            contained=percent(float(found.facts.contained[row])),
        )
        evidence.append(Evidence(kind, detail, round(weight, 4)))
    return Direction(
        ids[left],
        ids[right],
        VERDICTS[code] if code >= 0 else None,
        round(float(found.sureness[row] * found.relations.link[row]), 4),
        tuple(evidence),
    )


def pair_verdicts(found: Findings) -> PairVerdicts:
    """Return the directions of all pairs that share prose; for one pair the same as `direction_of`."""
    link = found.relations.link
    rows = np.flatnonzero(link > 0)
    likely = (found.sureness[rows] * link[rows]).tolist()
    return PairVerdicts(
        found.relations.left[rows].astype(np.int64),
        found.relations.right[rows].astype(np.int64),
        found.verdicts[rows],
        np.array([round(one, 4) for one in likely], np.float64),
    )


def unseen_dispatches(found: Findings) -> Dispatches:
    """Return the unseen dispatches, each rebuilt when it is asked for."""
    clusters, ids = found.clusters, found.documents.ids
    likely = existence(found)
    one_witness = {at: int(found.copies[at]) for at in np.flatnonzero(found.copies >= 0).tolist()}
    names = list(found.names.items())

    def make(place: int) -> UnseenDispatch:
        cluster, name = names[place]
        mine = np.arange(*np.searchsorted(clusters.cluster, (cluster, cluster + 1)).tolist())
        ranked = sorted(mine.tolist(), key=lambda at: (-int(clusters.words[at]), ids[clusters.document[at]]))
        witnesses = tuple(Witness(ids[clusters.document[at]], int(clusters.words[at])) for at in ranked)
        opinion = found.opinions[cluster]
        named = opinion.agency is not None and opinion.confidence >= found.settings.levels["agency"]
        evidence = [Evidence("witnesses", f"{len(witnesses)} documents carry it.", float(len(witnesses)))]
        evidence += [
            credit_evidence(vote.credit, ids[vote.document], vote.agency or "another", vote.weight)
            for vote in opinion.votes
            if vote.credit is not None
        ]
        return UnseenDispatch(
            name,
            opinion.agency if named else None,
            round(float(likely[mine].max()), 4),
            round(opinion.confidence, 4),
            witnesses,
            rebuild(
                found.table,
                _rows_of(found, cluster, clusters.document[ranked[:_FULLEST]]),
                found.documents,
                found.words,
                found.prose.boilerplate,
                one_witness,
            ),
            tuple(evidence),
        )

    return Dispatches([name for _, name in names], make)


def credit_evidence(credit: Credit | FieldCredit, who: str, whom: str, weight: float = 0.0) -> Evidence:
    """Return what a credit says in words, with its place in the text, or else with what stands in the field.

    Parameters
    ----------
    credit : Credit or FieldCredit
        The credit.
    who, whom : str
        What the document is called, and who is credited.
    weight : float, default=0.0
        How much it counts.
    """
    said = f"{who} {ROLE_WORDS[credit.role].format(whom)}"
    if isinstance(credit, Credit):
        return Evidence("credit", f"{said}.", round(weight, 4), credit.start, credit.stop)
    return Evidence("credit", f"{said}; {FIELD_WORDS[credit.field]}: “{credit.text}”.", round(weight, 4))


def _rows_of(found: Findings, cluster: int, witnesses: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the passages of an unseen dispatch among witnesses: its prose, and what the same pairs quote."""
    of, pairs = found.clusters.of, found.clusters.pair_cluster
    quoted = found.table.quoted & (pairs[found.relations.of] == cluster)
    rows = np.flatnonzero((of == cluster) | quoted)
    among: NDArray[np.bool_] = np.isin(found.table.left[rows], witnesses) & np.isin(found.table.right[rows], witnesses)
    return rows[among]


def existence(found: Findings) -> NDArray[np.float64]:
    """Return how likely it is that what each witness of each unseen text has is from a third, shape=(witnesses,).

    As likely as the best of the pairs shows that it forms with another witness.
    """
    clusters, sides, documents = found.clusters, found.relations.sides, len(found.documents)
    common = found.relations.link * found.probability[:, COMMON]
    keys = clusters.cluster * documents + clusters.document
    text = clusters.of[sides.passage]
    rows = np.flatnonzero(text >= 0)
    wanted = text[rows] * documents + sides.document[rows]
    at = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
    rows, at = rows[keys[at] == wanted], at[keys[at] == wanted]
    likely = np.zeros(len(keys))
    np.maximum.at(likely, at, common[sides.pair[rows]])
    # Where a passage has more of another text, what it says of the document says it of this one too.
    best = np.zeros(documents)
    np.maximum.at(best, sides.document, common[sides.pair])
    result: NDArray[np.float64] = np.where(likely > 0, likely, best[clusters.document])
    return result
