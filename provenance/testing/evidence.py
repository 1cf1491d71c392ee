"""Checks of evidence, lists of agencies and keep policies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.api.guarded import checked_agency, checked_columns, checked_ranks, checked_term
from provenance.dedup.keep import Facts
from provenance.model.dedup_options import DedupOptions
from provenance.testing.checks import Check, CheckFailed, parametrised
from provenance.testing.samples import sample_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    from provenance.model.document import Document

__all__ = [
    "agency_checks",
    "check_agencies",
    "check_evidence",
    "check_keep_policy",
    "evidence_checks",
    "keep_policy_checks",
]

_SOME = 20
_COLUMNS: dict[str, Callable[[Document], Any]] = {
    "source": lambda document: document.source,
    "published": lambda document: None if document.published is None else document.published.isoformat(),
    "role": lambda document: document.role,
    "language": lambda document: document.language,
}


def check_evidence(evidence: Any) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of evidence.

    Parameters
    ----------
    evidence : EvidenceSource
        An instance.
    """
    return parametrised(evidence_checks(evidence))


def evidence_checks(evidence: Any) -> Iterator[Check]:
    """Yield the checks of evidence.

    Of any two documents of the samples, in both orders, it must give terms with words, a direction and a finite weight;
    the same each time and from several threads; and for two swapped documents the same terms the other way round.
    """
    yield Check("gives valid terms", lambda: _each_pair(lambda one, other: _terms(evidence, one, other)))
    yield Check("gives the same each time", lambda: _is_steady(evidence))
    yield Check("does not depend on the order", lambda: _each_pair(lambda *pair: _mirrored(evidence, *pair)))


def check_agencies(agencies: Any) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a list of agencies.

    Parameters
    ----------
    agencies : AgencyList
        An instance.
    """
    return parametrised(agency_checks(agencies))


def agency_checks(agencies: Any) -> Iterator[Check]:
    """Yield the checks of a list of agencies.

    It must give agencies with forms, the same each time, and each of them must be found where a text credits it.
    """
    yield Check("gives valid agencies", lambda: _agencies(agencies))
    yield Check("gives the same each time", lambda: _same_agencies(agencies))
    yield Check("is credited", lambda: _is_credited(agencies))


def check_keep_policy(policy: Any) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a keep policy.

    Parameters
    ----------
    policy : KeepPolicy
        An instance.
    """
    return parametrised(keep_policy_checks(policy))


def keep_policy_checks(policy: Any) -> Iterator[Check]:
    """Yield the checks of a keep policy.

    It must name the columns it needs; rank no documents, one, and many, also where all columns are empty; the same each
    time; with ranks that can be compared.
    """
    many = [document for documents in sample_documents().values() for document in documents]
    yield Check("names its columns", lambda: _columns(policy))
    yield Check("ranks no document", lambda: _ranks(policy, []))
    yield Check("ranks one document", lambda: _ranks(policy, many[:1]))
    yield Check("ranks many documents", lambda: _ranks(policy, many))
    yield Check("ranks documents of which nothing is known", lambda: _ranks(policy, many, known=False))


def _valid(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (TypeError, ValueError) as error:
        raise CheckFailed(f"{type(error).__name__}: {error}.") from error


def _each_pair(check: Callable[[Document, Document], object]) -> None:
    for documents in sample_documents().values():
        for one, other in combinations(documents[:_SOME], 2):
            check(one, other)
            check(other, one)


def _terms(evidence: Any, left: Document, right: Document) -> list[Any]:
    found: list[Any] = _valid(lambda: list(map(checked_term, evidence.terms(left, right))))
    return found


def _is_steady(evidence: Any) -> None:
    left, right = sample_documents()["shared"][:2]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: _terms(evidence, left, right), range(8)))
    if any(each != found[0] for each in found):
        raise CheckFailed("it gave different terms for the same documents.")


def _mirrored(evidence: Any, left: Document, right: Document) -> None:
    swapped = {"left": "right", "right": "left", "common": "common"}
    there = sorted((term.kind, term.toward, term.weight) for term in _terms(evidence, left, right))
    back = sorted((term.kind, swapped[term.toward], term.weight) for term in _terms(evidence, right, left))
    if there != back:
        raise CheckFailed(f"of two documents it says {there}, and of the same two swapped, turned back, {back}.")


def _agencies(agencies: Any) -> list[Any]:
    found: list[Any] = _valid(lambda: list(map(checked_agency, agencies.agencies())))
    if not found:
        raise CheckFailed("it gave no agency.")
    return found


def _same_agencies(agencies: Any) -> None:
    if _agencies(agencies) != _agencies(agencies):
        raise CheckFailed("it gave different agencies the second time.")


def _is_credited(agencies: Any) -> None:
    from provenance.infer.credits import Grammar, read_credits

    found = _agencies(agencies)
    grammar = Grammar(found)
    for agency in found:
        for form in agency.forms:
            text = f"OSK ({form}) – A freight train left the rails near the village early on Sunday.\n"
            names = [credit.agency or "" for credit in read_credits(text, grammar)]
            if form not in agency.weak and agency.name not in names:
                raise CheckFailed(f"the form {form!r} of {agency.name!r} is no credit in {text.strip()!r}.")


def _columns(policy: Any) -> tuple[str, ...]:
    columns: tuple[str, ...] = _valid(lambda: checked_columns(policy, DedupOptions()))
    return columns


def _ranks(policy: Any, documents: list[Document], *, known: bool = True) -> None:
    def value(name: str, document: Document) -> Any:
        if not known:
            return None
        return _COLUMNS[name](document) if name in _COLUMNS else document.metadata.get(name)

    columns = {name: [value(name, document) for document in documents] for name in _columns(policy)}
    words = np.array([len(document.text.split()) for document in documents], np.int32)
    words.flags.writeable = False
    facts = Facts(DedupOptions(), words, columns, lambda position: documents[position].id)
    ranks, again = (_valid(lambda: checked_ranks(policy.rank(facts), facts)) for _ in range(2))
    if ranks != again:
        raise CheckFailed("it ranked the same documents differently the second time.")
