"""Which documents are dispatches, of which agency, and who credits that agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.credits import Grammar
    from provenance.infer.prose import Prose
    from provenance.model.documents import Documents

__all__ = ["Wires", "find_wires"]


@dataclass(frozen=True, slots=True, eq=False)
class Wires:
    """The dispatches among the documents.

    Parameters
    ----------
    is_wire : numpy.ndarray, shape=(documents,), bool
        Which documents are dispatches.
    agency : numpy.ndarray, shape=(documents,), int64
        The agency of each dispatch: a place in ``names``; -1 where it is not known.
    names : tuple of str
        The agencies.
    credited : numpy.ndarray, shape=(n,), int64
        Who credits which of them for its text: position times (agencies + 1) plus agency, sorted.
    """

    is_wire: NDArray[np.bool_]
    agency: NDArray[np.int64]
    names: tuple[str, ...]
    credited: NDArray[np.int64]

    def agency_of(self, document: int) -> str | None:
        """Return the agency of a dispatch."""
        number = int(self.agency[document])
        return self.names[number] if number >= 0 else None

    def crediting(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether of each pair one is a dispatch whose agency the other credits for its text."""

        def one_way(outlet: NDArray[np.int64], dispatch: NDArray[np.int64]) -> NDArray[np.bool_]:
            wanted = outlet * (len(self.names) + 1) + self.agency[dispatch]
            known: NDArray[np.bool_] = np.isin(wanted, self.credited) & (self.agency[dispatch] >= 0)
            return known & self.is_wire[dispatch] & ~self.is_wire[outlet]

        return one_way(left, right) | one_way(right, left)


def find_wires(documents: Documents, prose: Prose, grammar: Grammar) -> Wires:
    """Find the dispatches among the documents.

    Parameters
    ----------
    documents : Documents
        The documents. Without a role, what an agency is the source of is a dispatch.
    prose : Prose
        Their credits.
    grammar : Grammar
        The names of agencies.
    """
    roles, sources = documents.column("role"), documents.column("source")
    names: dict[str, int] = {}
    wire, agency = np.zeros(len(documents), bool), np.full(len(documents), -1, np.int64)
    for at, (role, source) in enumerate(zip(roles, sources, strict=True)):
        known = grammar.agency_of(source)
        wire[at] = role == "wire" or (role is None and known is not None)
        if wire[at] and known is None:
            sole = [credit.agency for credit in prose.credited(at) if credit.role == "sole" and credit.agency]
            known = sole[0] if sole else source
        if wire[at] and known is not None:
            agency[at] = names.setdefault(known, len(names))
    credited = {
        at * (len(names) + 1) + names[credit.agency]
        for at in range(len(documents))
        for credit in prose.credited(at)
        if credit.role in ("sole", "shared") and credit.agency in names
    }
    return Wires(wire, agency, tuple(names), np.array(sorted(credited), np.int64))
