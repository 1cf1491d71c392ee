"""How much of a document is reused, and which dispatch explains most of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.coverage import covered, grouped_sum
from provenance.model.derivation import Degree, Derivation, Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.coverage import WordCounts
    from provenance.model.documents import Documents
    from provenance.model.passages import PassageTable

__all__ = ["PARTIALLY", "WHOLLY", "degree_of", "derive"]

#: From this share of its words on, quotations left out, a document is wholly derived.
WHOLLY = 0.8
#: From this share on it is partially derived.
PARTIALLY = 0.1


def degree_of(share: float) -> Degree:
    """Return the degree that a share of reused words means.

    Examples
    --------
    >>> [degree_of(share) for share in (0.05, 0.5, 0.95)]
    ['non', 'partially', 'wholly']
    """
    return "wholly" if share >= WHOLLY else "partially" if share >= PARTIALLY else "non"


def derive(documents: Documents, table: PassageTable, counts: WordCounts) -> tuple[Derivation, ...]:
    """Say of each document how much of it is reused.

    The share of a document is the share of its words outside quotation marks that stand in passages shared with any
    other document; for a dispatch, with an earlier dispatch. The source is the dispatch that holds most of those
    words, where that alone is enough for a degree; of equal ones the earlier in time, then in order.

    Parameters
    ----------
    documents : Documents
        The documents.
    table : PassageTable
        The passages they share.
    counts : WordCounts
        Their words.

    Returns
    -------
    tuple of Derivation
        One for each document. Agency and confidence are None: nothing here determines them.
    """
    wire = np.array([role == "wire" for role in documents.column("role")], bool)
    rank = _time_ranks(documents)
    # Each passage counts for both its sides: once as this document's with that partner, once the other way round.
    owner = np.concatenate([table.left, table.right]).astype(np.int64)
    partner = np.concatenate([table.right, table.left]).astype(np.int64)
    first = counts.rank(owner, np.concatenate([table.left_first, table.right_first]), "exclude")
    last = counts.rank(owner, np.concatenate([table.left_last, table.right_last]), "exclude")
    can = ~wire[owner] | (wire[partner] & (rank[partner] < rank[owner]))
    owner, partner, first, last = owner[can], partner[can], first[can], last[can]
    totals = np.maximum(counts.total("exclude"), 1)
    shares = grouped_sum(owner, covered(owner, first, last), len(documents)) / totals
    sources = _sources(owner, partner, first, last, wire, rank, totals)
    ids = documents.ids
    return tuple(_derivation(ids[i], float(shares[i]), sources.get(i), ids) for i in range(len(documents)))


def _derivation(name: str, share: float, best: tuple[int, float] | None, ids: list[str]) -> Derivation:
    evidence = [Evidence("share", f"{share:.0%} of its words outside quotation marks stand in shared passages.", share)]
    source = None
    if best is not None and degree_of(best[1]) != "non":
        source = ids[best[0]]
        evidence.append(Evidence("containment", f"{best[1]:.0%} of them stand in the dispatch {source}.", best[1]))
    return Derivation(name, degree_of(share), round(share, 4), source, evidence=tuple(evidence))


def _sources(
    owner: NDArray[np.int64],
    partner: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    wire: NDArray[np.bool_],
    rank: NDArray[np.int64],
    totals: NDArray[np.int64],
) -> dict[int, tuple[int, float]]:
    """Return for each document the dispatch that holds most of it, and how much of its words that is."""
    from_wire = wire[partner]
    owner, partner, first, last = owner[from_wire], partner[from_wire], first[from_wire], last[from_wire]
    keys, group = np.unique(owner * len(wire) + partner, return_inverse=True)
    words = grouped_sum(group, covered(group, first, last), len(keys))
    best: dict[int, tuple[int, float]] = {}
    for at in np.lexsort((rank[keys % max(1, len(wire))], -words)).tolist():
        document, dispatch = divmod(int(keys[at]), len(wire))
        best.setdefault(document, (dispatch, float(words[at] / totals[document])))
    return best


def _time_ranks(documents: Documents) -> NDArray[np.int64]:
    """Return each document's place in time; those without a time come in input order, after all others."""
    from datetime import UTC, datetime

    def moment(value: str | None) -> datetime:
        if value is None:
            return datetime.max.replace(tzinfo=UTC)
        parsed = datetime.fromisoformat(value)
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)

    moments = [moment(value) for value in documents.column("published")]
    ranks = np.empty(len(moments), np.int64)
    ranks[sorted(range(len(moments)), key=lambda i: (moments[i], i))] = np.arange(len(moments))
    return ranks
