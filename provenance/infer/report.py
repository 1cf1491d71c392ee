"""What was inferred of each document, put into words with its evidence."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.corrections import Corrections
from provenance.infer.degree import degree_of
from provenance.infer.described import ROLE_WORDS, existence
from provenance.infer.direction import LEFT, RIGHT
from provenance.model.credit import CREDIT_ROLES
from provenance.model.derivation import Derivation, Evidence
from provenance.model.origin import ORIGIN_KINDS, Origin
from provenance.model.shares import percent

if TYPE_CHECKING:
    from provenance.infer.findings import Findings
    from provenance.model.credit import Credit, CreditRole

__all__ = ["derivations"]


def derivations(found: Findings) -> tuple[Derivation, ...]:
    """Return what is said of each document."""
    return tuple(map(_Report(found).derivation, range(len(found.documents))))


class _Report:
    """Says of one document after the other where it is from.

    Parameters
    ----------
    found : Findings
        All that was found.
    """

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._ids = found.documents.ids
        self._corrections = Corrections(found.documents, found.words)
        self._versions = _versions(found)
        documents = len(found.documents)
        self._witness = found.clusters.cluster * documents + found.clusters.document
        self._existence = existence(found)
        self._named: dict[int, list[int]] = {}
        self._prose = found.prose.words()
        self._numbers = {name: number for number, name in found.names.items()}

    def derivation(self, at: int) -> Derivation:
        """Return what is said of the document at a position."""
        found, ids = self._found, self._ids
        share, claim, answer = float(found.shares[at]), found.claims[at], found.answers.get(at)
        credits_ = found.prose.credits[at]
        origins = self._origins(at)
        degree = degree_of(share, found.settings) if answer is None else answer.degree
        said = (
            f"{percent(share)} of its words outside quotations and boilerplate are from dispatches or other articles."
        )
        evidence = [Evidence("share", said, round(share, 4))]
        if answer is not None:
            said = (
                f"Held against {ids[answer.partner]} alone, word by word: derived from it with a probability "
                f"of {percent(answer.derived)}."
            )
            evidence.append(Evidence("words", said, round(answer.derived, 4)))
        source = dispatch = via = None
        agency = claim.agency
        steps: list[float] = []
        if degree != "non":
            source, dispatch, via, steps, more = self._source(at, origins)
            evidence += more
            if source is None and dispatch is None and answer is not None and found.wires.is_wire[answer.partner]:
                source, steps = ids[answer.partner], [answer.derived]
                agency = agency or found.wires.agency_of(answer.partner)
        if found.wires.is_wire[at] and source is not None:
            agency = found.wires.agency_of(found.documents.position(source))
        elif claim.agency is not None and claim.how == "credit":
            evidence.append(Evidence("agency", f"Its own credit names {agency}.", round(claim.confidence, 4)))
            if source is None:
                # Its word needs no other witness; how sure the text they share is, its origin says.
                steps = []
            if degree == "non" and answer is None:
                degree = "unknown"
        elif claim.agency is not None and degree != "non":
            evidence.append(self._voters(at))
        elif degree == "non":
            agency = None
        if agency is not None and not found.wires.is_wire[at] and claim.agency is not None:
            steps.append(claim.confidence)
        evidence += [_of_credit(credit) for credit in credits_]
        return Derivation(
            ids[at],
            degree,
            round(share, 4),
            source,
            agency,
            round(min(steps), 4) if steps else None,
            tuple(evidence),
            dispatch,
            via,
            _strongest(credits_),
            origins,
        )

    def _origins(self, at: int) -> tuple[Origin, ...]:
        """Return the parts of a document."""
        parts, words = self._found.parts, self._found.words
        total = int(words.document_tokens[at + 1] - words.document_tokens[at])
        origins = []
        for part in parts.of(at):
            kind, source = ORIGIN_KINDS[parts.kind[part]], int(parts.source[part])
            runs = slice(parts.first_run[part], parts.first_run[part + 1])
            starts = words.cp_start[parts.run_start[runs]].tolist()
            stops = words.cp_stop[parts.run_stop[runs] - 1].tolist()
            lengths = tuple((parts.run_stop[runs] - parts.run_start[runs]).tolist())
            name, agency, confidence = self._origin(at, kind, source, int(parts.words[part]))
            count, spans = int(parts.words[part]), tuple(zip(starts, stops, strict=True))
            origins.append(Origin(kind, name, agency, count / total, count, confidence, spans, lengths))
        return tuple(origins)

    def _origin(self, at: int, kind: str, source: int, words: int) -> tuple[str | None, str | None, float | None]:
        """Return the name, the agency and the confidence of an origin."""
        found, claim = self._found, self._found.claims[at]
        third = found.settings.agency["third"] * self._prose[at]
        own = claim.agency if claim.how == "credit" else None
        if kind == "own":
            return None, own, None
        if kind in ("quotation", "boilerplate"):
            return None, None, None
        if kind == "unseen":
            if source < 0:
                return None, own, None
            row = int(np.searchsorted(self._witness, source * len(found.documents) + at))
            opinion = found.opinions[source]
            sure = opinion.confidence >= found.settings.levels["agency"]
            agency = opinion.agency if sure else None
            if words >= third and (own is not None or not sure):
                agency = claim.agency
            return found.names.get(source), agency, round(float(self._existence[row]), 4)
        pair = found.row(source, at)
        link = round(float(found.relations.link[pair]), 4) if pair >= 0 else None
        if kind == "dispatch":
            likely = self._sure(source, at) if pair >= 0 else None
            return self._ids[source], found.wires.agency_of(source), likely if likely is None else round(likely, 4)
        agency = own if kind == "publisher" else found.claims[source].agency
        if kind == "article" and at in found.copied_from:
            link = round(found.copied_from[at][1], 4)
        return self._ids[source], agency, link

    def _source(
        self, at: int, origins: tuple[Origin, ...]
    ) -> tuple[str | None, str | None, str | None, list[float], list[Evidence]]:
        """Return the source, the unseen dispatch, the article between, how sure each step is, and the evidence."""
        found, ids = self._found, self._ids
        used, copied = int(found.sources.used[at]), found.copied_from.get(at)
        over = None if copied is None else ids[copied[0]]
        if used >= 0 and found.sources.contained[at] >= found.settings.degree["partially"]:
            family = self._versions[int(found.family[used])]
            evidence = _of_source(found, at, used, len(family)) + _outdated(found, self._corrections, at, used, family)
            if found.wires.is_wire[at]:
                over = None
            if over is not None and copied is not None:
                said = f"It shares bigrams with {over} that {ids[used]} has not."
                evidence.append(Evidence("via", said, round(copied[1], 4)))
            return ids[used], None, over, [self._sure(used, at) * float(found.sources.certainty[at])], evidence
        largest = next((each for each in origins if each.kind in ("unseen", "article") and each.source), None)
        if largest is None or largest.confidence is None:
            return None, None, None, [], []
        if largest.kind == "article":
            said = f"Its words stand in {largest.source}, which is the likelier source."
            return largest.source, None, None, [largest.confidence], [Evidence("source", said, largest.confidence)]
        if largest.confidence < found.settings.levels["agency"] / 2:
            return None, None, None, [], []
        return None, largest.source, over, [largest.confidence], [self._witnesses(at, largest)]

    def _witnesses(self, at: int, origin: Origin) -> Evidence:
        found, ids, documents = self._found, self._ids, len(self._found.documents)
        cluster = self._numbers[origin.source or ""]
        first, last = np.searchsorted(self._witness, (cluster * documents, (cluster + 1) * documents)).tolist()
        # A few are named; there may be thousands.
        if cluster not in self._named:
            rows = range(first, last)
            most = nsmallest(
                4, rows, key=lambda row: (-int(found.clusters.words[row]), ids[found.clusters.document[row]])
            )
            self._named[cluster] = [int(found.clusters.document[row]) for row in most]
        some = [other for other in self._named[cluster] if other != at][:3]
        more = last - first - 1 - len(some)
        names = ", ".join(ids[other] for other in some) + (f" and {more} more" if more else "")
        said = f"It shares prose with {names} that no document here explains: a common source that is not at hand."
        return Evidence("witnesses", said, origin.confidence or 0.0)

    def _voters(self, at: int) -> Evidence:
        claim = self._found.claims[at]
        if not claim.voters:
            said = f"It begins as dispatches do, and of those that are credited here most are of {claim.agency}."
            return Evidence("agency", said, round(claim.confidence, 4))
        voters = list(dict.fromkeys(self._ids[each] for each in claim.voters))
        more = f" and {len(voters) - 3} more" if len(voters) > 3 else ""
        says = "carries it, names" if len(voters) == 1 else "carry it, name"
        said = f"{', '.join(voters[:3])}{more}, which {says} {claim.agency}."
        return Evidence("agency", said, round(claim.confidence, 4))

    def _sure(self, source: int, target: int) -> float:
        """Return how likely it is that the first is a source of the second."""
        row = self._found.row(source, target)
        side = LEFT if source < target else RIGHT
        return float(self._found.probability[row, side] * self._found.relations.link[row])


def _versions(found: Findings) -> dict[int, list[int]]:
    """Return the versions of each dispatch."""
    versions: dict[int, list[int]] = {}
    for at in np.flatnonzero(found.wires.is_wire).tolist():
        versions.setdefault(int(found.family[at]), []).append(at)
    return versions


def _outdated(found: Findings, corrections: Corrections, at: int, used: int, family: list[int]) -> list[Evidence]:
    """Return what an article has as the version it used has it, and a later version no more."""
    if found.wires.is_wire[at]:
        return []
    ids = found.documents.ids
    order = found.times.order(np.full(len(family), used), np.array(family, np.int64))
    later = [other for other, said in zip(family, order.tolist(), strict=True) if said < 0]
    evidence: dict[tuple[int, int], Evidence] = {}
    for other in sorted(later, key=lambda other: float(found.times.low[other])):
        for correction, start, stop in corrections.still_printed(at, used, other):
            said = (
                f"It has “{correction.before}” as {ids[used]} has it; "
                f"the later version {ids[other]} has “{correction.after}”."
            )
            evidence[start, stop] = Evidence("corrected", said, 0.0, start, stop)
    return list(evidence.values())


def _of_source(found: Findings, at: int, used: int, versions: int) -> list[Evidence]:
    ids, sources = found.documents.ids, found.sources
    contained = float(sources.contained[at])
    evidence = [
        Evidence("containment", f"{percent(contained)} of them stand in the dispatch {ids[used]}.", round(contained, 4))
    ]
    if versions > 1:
        sure = float(sources.certainty[at])
        evidence.append(Evidence("version", f"Of its versions {ids[used]} has most of the wording.", round(sure, 4)))
    evidence += [
        Evidence("source", f"A part of them stands in another dispatch, {ids[other]}.", 0.0)
        for other in sources.more.get(at, ())
    ]
    return evidence


def _of_credit(credit: Credit) -> Evidence:
    said = ROLE_WORDS[credit.role].format(credit.agency or "agencies")
    return Evidence("credit", f"It {said}.", 0.0, credit.start, credit.stop)


def _strongest(credits_: tuple[Credit, ...]) -> CreditRole | None:
    roles = {credit.role for credit in credits_}
    return next((role for role in CREDIT_ROLES if role in roles), None)
