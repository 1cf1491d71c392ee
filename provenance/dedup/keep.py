"""Which of several duplicates is kept: the built-in policies, and the order of documents by a policy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.errors import InputError, OptionError
from provenance.model.document import parse_published
from provenance.readers.values import source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from provenance.model.components import KeepPolicy
    from provenance.model.dedup_options import DedupOptions

__all__ = [
    "Column",
    "Earliest",
    "Facts",
    "First",
    "KeepNone",
    "Latest",
    "Longest",
    "Source",
    "Wire",
    "order_of",
]

#: A number as text, as in a cell of CSV.
_NUMBER = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?\s*", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """The facts about documents that a policy may use; see `provenance.model.components.DocumentFacts`."""

    options: DedupOptions
    words: NDArray[np.int32]
    columns: dict[str, list[Any]]
    ids: Callable[[int], str]
    lenient: bool = False
    fault: Callable[[int, InputError], InputError] | None = None

    def __len__(self) -> int:
        return len(self.words)

    def column(self, name: str) -> list[Any]:
        """Return the values of a column that the policy needs; None where a document has none."""
        return self.columns[name]

    def id(self, position: int) -> str:
        """Return the id of a document."""
        return self.ids(position)

    def published(self) -> NDArray[np.float64]:
        """Return the times of publication in seconds since 1970; infinity where there is none.

        A time without a zone counts as UTC.

        Raises
        ------
        InputError
            For a time that is not ISO 8601.
        """
        seconds = np.full(len(self), np.inf)
        for position, value in enumerate(self.columns["published"]):
            if value is None or value == "":
                continue
            try:
                time = parse_published(value, self.ids(position))
            except InputError as error:
                if not self.lenient:
                    raise (error if self.fault is None else self.fault(position, error)) from None
                continue
            if time is not None:
                zoned = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
                seconds[position] = zoned.timestamp()
        return seconds


class First:
    """The document that comes first in the input stays."""

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns that are needed: none."""
        del options
        return ()

    def rank(self, facts: Facts) -> Any:
        """Return equal ranks: the order of the input decides."""
        return np.zeros(len(facts), np.int8)


class KeepNone(First):
    """All documents that have a duplicate are removed."""

    drops_all = True


class Longest(First):
    """The document with the most words stays."""

    def rank(self, facts: Facts) -> Any:
        """Rank by the number of words."""
        return -facts.words


class Earliest:
    """The document that was published first stays; those without a time come last."""

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns that are needed."""
        del options
        return ("published",)

    def rank(self, facts: Facts) -> Any:
        """Rank by the time of publication."""
        return facts.published()


class Latest(Earliest):
    """The document that was published last stays; those without a time come last."""

    def rank(self, facts: Facts) -> Any:
        """Rank by the time of publication, latest first."""
        times = facts.published()
        return np.where(np.isinf(times), np.inf, -times)


class Wire:
    """The dispatch of an agency stays; among equals the one that was published first."""

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns that are needed."""
        del options
        return ("role", "published")

    def rank(self, facts: Facts) -> Any:
        """Rank by role, then by the time of publication."""
        roles = [role != "wire" for role in facts.column("role")]
        return list(zip(roles, facts.published().tolist(), strict=True))


class Source:
    """The document of the source with the highest priority stays; sources that are not named come last."""

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns that are needed."""
        del options
        return ("source",)

    def rank(self, facts: Facts) -> Any:
        """Rank by the place of the source in ``priority``, ignoring case."""
        places = {name.casefold(): place for place, name in reversed(list(enumerate(facts.options.priority)))}
        last = len(places)
        names = map(source_name, facts.column("source"))
        return np.array([places.get(str(name).casefold(), last) for name in names], np.int64)


class Column:
    """The document with the highest (or lowest) value of a column stays; those without a value come last."""

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the column."""
        return (str(options.by),)

    def rank(self, facts: Facts) -> Any:
        """Rank by the values: all numbers, or all texts. Texts that are all numbers, as in CSV, count as numbers.

        Raises
        ------
        InputError
            If numbers and texts are mixed, or a value is neither.
        """
        name = str(facts.options.by)
        values = [None if value == "" or value != value else value for value in facts.column(name)]
        given = [value for value in values if value is not None]
        if not given:
            raise OptionError(
                f"by is {name!r}, and no document has anything there.", hint="it is the name of a column or key."
            )
        kinds = set(map(type, given))
        if kinds == {str} and all(map(_NUMBER.fullmatch, given)):
            values = [None if value is None else Decimal(value) for value in values]
            given = [value for value in values if value is not None]
        elif kinds != {str} and not kinds <= {int, float}:
            raise InputError(f"the values of {name!r} are not all numbers, nor all texts.")
        # Python compares numbers exactly; converted to floats, large whole numbers would be equal.
        places = {value: place for place, value in enumerate(sorted(set(given), reverse=not facts.options.lowest))}
        return np.array([len(places) if value is None else places[value] for value in values], np.int64)


def order_of(policy: KeepPolicy, facts: Facts) -> NDArray[np.int32]:
    """Return the documents by rank, the best first; equal ones in the order of the input.

    Parameters
    ----------
    policy : KeepPolicy
        The policy that ranks the documents.
    facts : Facts
        The facts that the policy uses.

    Returns
    -------
    numpy.ndarray, shape=(documents,), int32

    Raises
    ------
    OptionError
        If the number of ranks differs from the number of documents.
    """
    ranks: Any = policy.rank(facts)
    if len(ranks) != len(facts):
        raise OptionError(f"the keep policy gave {len(ranks)} ranks for {len(facts)} documents.")
    if isinstance(ranks, np.ndarray):
        return np.argsort(ranks, kind="stable").astype(np.int32)
    return np.array(sorted(range(len(ranks)), key=ranks.__getitem__), np.int32)
