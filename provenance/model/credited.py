"""The table of reused and credited articles, by source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.model.derivation import Derivation
    from provenance.model.result import ReuseResult

__all__ = ["CreditedRow", "credited_table", "credited_total", "is_reused"]


@dataclass(frozen=True, slots=True)
class CreditedRow:
    """The number of articles of a source that are reused, credited, both or neither.

    An article counts as reused if it is wholly or partially derived and its source or agency is known, or if it says so
    itself. It counts as credited if it credits an agency for its text, alone or with others. Dispatches are not
    counted.

    Parameters
    ----------
    source : str or None
        The publisher; None for articles of unknown source.
    reused_and_credited, reused_not_credited, credited_not_reused, neither : int
        How many articles.
    """

    source: str | None
    reused_and_credited: int
    reused_not_credited: int
    credited_not_reused: int
    neither: int

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """The four numbers, in their order."""
        return self.reused_and_credited, self.reused_not_credited, self.credited_not_reused, self.neither

    @property
    def articles(self) -> int:
        """The number of articles of the source."""
        return sum(self.numbers)


def credited_total(rows: Iterable[CreditedRow]) -> CreditedRow:
    """Return the sum of the table's rows: all articles except dispatches."""
    columns = zip((0, 0, 0, 0), *(row.numbers for row in rows), strict=True)
    return CreditedRow(None, *map(sum, columns))


def is_reused(derivation: Derivation, publishers: Mapping[str, str | None]) -> bool:
    """Return whether an article is wholly or partially derived, and a source or an agency is known.

    Otherwise there is nobody it should have credited. A publisher need not credit itself.

    Parameters
    ----------
    derivation : Derivation
        The derivation of the article.
    publishers : mapping of str to str or None
        Who published each document, by its id; None if unknown.
    """
    if derivation.degree not in ("wholly", "partially"):
        return False
    if derivation.credited or derivation.agency is not None:
        return True
    own = publishers.get(derivation.document)
    return derivation.source is not None and (own is None or publishers.get(derivation.source) != own)


def credited_table(result: ReuseResult) -> list[CreditedRow]:
    """Return the table, one row per source: sources with the most articles first, then by name.

    Parameters
    ----------
    result : ReuseResult
        What was found.
    """
    counts: dict[str | None, Counter[tuple[bool, bool]]] = {}
    roles, sources = result.documents.column("role"), result.documents.column("source")
    publishers = dict(zip(result.documents.ids, sources, strict=True))
    for derivation, role, source in zip(result.derivations, roles, sources, strict=True):
        if role != "wire":
            counts.setdefault(source, Counter())[is_reused(derivation, publishers), derivation.credited] += 1
    rows = [
        CreditedRow(source, count[True, True], count[True, False], count[False, True], count[False, False])
        for source, count in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.articles, row.source or ""))
