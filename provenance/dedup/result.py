"""The result of a deduplication: which documents were removed, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from provenance.errors import OptionError, UnknownDocumentError
from provenance.model.frozen import frozen
from provenance.model.tables import Tabular

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping
    from typing import BinaryIO, TextIO

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.errors import InputError

__all__ = ["Cluster", "DedupResult", "Removal"]

#: The rule by which a document was removed, by the number in `DedupResult.rules`.
RULES = ("", "exact", "near", "empty", "same-words")
#: Receipts that are made at a time.
_SLICE = 16_384


@dataclass(frozen=True, slots=True)
class Removal:
    """Why a document was removed: a receipt.

    Parameters
    ----------
    document : str
        The id of the document that was removed.
    survivor : str or None
        The id of the document that is kept in its place; None if all duplicates are removed, or for an empty document.
    match : str or None
        The id of the document it was checked against: the survivor, if there is one.
    rule : {"exact", "same-words", "near", "empty"}
        The text is equal but for white space and Unicode form; the normalised words are equal, in the same order; the
        similarity reaches the threshold; the document has no words.
    resemblance : float
        The share of shingles that both documents have, of those that either has: 0 to 1, exact.
    containment : float
        The share of the document's shingles that its match has.
    reverse : float
        The share of the match's shingles that the document has.
    band : int or None
        The band of the signatures that found the pair; None if it was found in another way.
    row, match_row : int, int or None
        The rows of both in the input, from 0; rows of a reference are counted from 0 in the reference.
    spans : tuple of (int, int)
        With a reference: the stretches that are also in the match, half-open, in code points of the document's text.
    """

    document: str
    survivor: str | None
    match: str | None
    rule: str
    resemblance: float
    containment: float
    reverse: float
    band: int | None
    row: int
    match_row: int | None
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A document that is kept, and the documents removed in its favour; each was checked against it.

    Parameters
    ----------
    survivor : str or None
        The id of the kept document; None if all are removed. Then each was checked against another of the cluster.
    documents : tuple of str
        The ids of all, in the order of the input.
    """

    survivor: str | None
    documents: tuple[str, ...]


class _Ids(Sequence[str]):
    """Ids of documents, computed on access."""

    def __init__(self, positions: NDArray[np.int64], ids: Callable[[int], str]) -> None:
        self._positions, self._ids = positions, ids

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return _Ids(self._positions[index], self._ids)
        return self._ids(int(self._positions[index]))

    def __repr__(self) -> str:
        return f"<{len(self)} ids>"


class _Removals(Tabular, Sequence[Removal]):
    """Receipts in input order, computed on access; as a table the fields of `Removal`."""

    def __init__(self, result: DedupResult) -> None:
        self._result = result
        self._positions = np.flatnonzero(result.rules)

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> Removal: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Removal]: ...
    def __getitem__(self, index: int | slice) -> Removal | Sequence[Removal]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        return self._result.removal(int(self._positions[index]))

    def __iter__(self) -> Iterator[Removal]:
        for columns in self._result.receipts():
            yield from map(Removal, *columns.values())

    def to_arrow(self) -> pa.Table:
        """Return one row per document that was removed; ``row`` and ``match_row`` join it to the input."""
        import pyarrow as pa

        from provenance.dedup.receipts import RECEIPTS

        chunks = [pa.table(columns, RECEIPTS) for columns in self._result.receipts()]
        return pa.concat_tables(chunks) if chunks else RECEIPTS.empty_table()

    def __repr__(self) -> str:
        return f"<{len(self)} removals>"


@dataclass(frozen=True, eq=False)
class DedupResult:
    """The result of `deduplicate`: for each document, whether it is kept, and else why not; it cannot be changed.

    Parameters
    ----------
    rules : numpy.ndarray, shape=(documents,), uint8
        0 kept, 1 exact, 2 near, 3 empty, 4 same words; in input order.
    matches : numpy.ndarray, shape=(documents,), int64
        The number of the document that each was checked against; -1 for none. Numbers from ``len(rules)`` on belong to
        the reference.
    counts : numpy.ndarray, shape=(documents, 4), int32
        For near duplicates: distinct shingles of the document, of its match, and of both; and the band.
    ids : callable
        Returns the id of a document by its number.
    drops_all : bool
        Whether all duplicates are removed.
    run : mapping
        Options, bands, expected recall, and counts of the run.
    spans : mapping
        With a reference: the spans of documents, by number.
    skipped : sequence of InputError
        The errors for input that could not be read and was left out.
    notes : sequence of str
        Messages about the input, such as an encoding that was guessed.
    rows : numpy.ndarray, shape=(documents and reference,), int64, optional
        The row of each document in the input, numbered from 0 through all files; rows of the reference are numbered
        separately. None if no row was left out.
    """

    rules: NDArray[np.uint8]
    matches: NDArray[np.int64]
    counts: NDArray[np.int32]
    ids: Callable[[int], str]
    drops_all: bool = False
    run: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    skipped: Sequence[InputError] = ()
    notes: Sequence[str] = ()
    rows: NDArray[np.int64] | None = None
    writer: Callable[..., None] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("rules", "matches", "counts", "run", "spans", "skipped", "notes", "rows"):
            object.__setattr__(self, name, frozen(getattr(self, name)))

    def __len__(self) -> int:
        return len(self.rules)

    @property
    def keep_mask(self) -> NDArray[np.bool_]:
        """Whether each document is kept, in input order; a mask to filter a table or an array."""
        stays: NDArray[np.bool_] = self.rules == 0
        return stays

    @property
    def kept(self) -> Sequence[str]:
        """The ids of the documents that are kept, in input order."""
        return _Ids(np.flatnonzero(self.rules == 0), self.ids)

    @property
    def removed(self) -> _Removals:
        """A receipt for each document that was removed, in input order."""
        return _Removals(self)

    @property
    def clusters(self) -> Sequence[Cluster]:
        """The clusters of duplicates, in the order of their first documents; each has two documents at least."""
        return [
            Cluster(None if self.drops_all else self.ids(root), tuple(map(self.ids, members)))
            for root, members in self.grouped()
        ]

    def grouped(self) -> Iterator[tuple[int, list[int]]]:
        """Yield the clusters as numbers: the kept document (the first if all are removed), and all in input order."""
        going = np.flatnonzero(self.matches >= 0)
        roots = self.matches[going]
        if self.drops_all:
            # A match may itself be removed: all that are linked are one cluster, named by its smallest number.
            lowest = np.arange(len(self.rules))
            while not np.array_equal(lowest[going], lowest[roots]):
                both = np.minimum(lowest[going], lowest[roots])
                np.minimum.at(lowest, going, both)
                np.minimum.at(lowest, roots, both)
                lowest = lowest[lowest]
            roots = lowest[going]
        # Each root is a member of its own group; once, even if it is removed itself.
        survivors = np.setdiff1d(roots, going[roots == going])
        groups, members = np.concatenate([survivors, roots]), np.concatenate([survivors, going])
        order = np.lexsort((members, groups))
        groups, members = groups[order], members[order]
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        stops = np.append(starts, len(groups))[1:]
        order = np.argsort(members[starts], kind="stable")
        columns = (groups[starts], starts, stops)
        for root, start, stop in zip(*(column[order].tolist() for column in columns), strict=True):
            yield root, members[start:stop].tolist()

    def write(
        self,
        target: str | os.PathLike[str] | TextIO | BinaryIO,
        format: str | None = None,  # noqa: A002 - the word users know from the command
        **options: Any,
    ) -> None:
        """Write a report of the duplicates: counts, clusters and receipts.

        Parameters
        ----------
        target : path or open file
            A path is written atomically.
        format : str, optional
            The name of the reporter of duplicates, as "html"; by default chosen by the suffix of the path.
        **options
            The fields of `provenance.model.options.ReportOptions`, of which ``limit`` says how many clusters and
            receipts are listed; by default 50 each.
        """
        if self.writer is None:
            raise OptionError("this result has no reporters to write with.")
        self.writer(self, target, format, options)

    def removal(self, position: int) -> Removal:
        """Return the receipt of a document that was removed, by its number."""
        columns = self._columns(np.array([position]))
        return Removal(*(column[0] for column in columns.values()))

    def receipts(self) -> Iterator[dict[str, list[Any]]]:
        """Yield the receipts in chunks, each a dict from the name of a field of `Removal` to a list of values."""
        removed = np.flatnonzero(self.rules)
        for start in range(0, len(removed), _SLICE):
            yield self._columns(removed[start : start + _SLICE])

    def _columns(self, positions: NDArray[np.int64]) -> dict[str, list[Any]]:
        rules, matches = self.rules[positions], self.matches[positions]
        left, right, shared, band = self.counts[positions].astype(np.int64).T
        near = rules == RULES.index("near")
        same = np.isin(rules, [RULES.index("exact"), RULES.index("same-words")]).astype(np.float64)
        resemblance, containment, reverse = (
            np.divide(shared, of, out=same.copy(), where=near).tolist() for of in (left + right - shared, left, right)
        )
        names = [None if match < 0 else self.ids(match) for match in matches.tolist()]
        match_rows = np.where(matches < len(self), matches, matches - len(self)).tolist()
        rows = positions.tolist()
        given = rows
        if self.rows is not None:
            given = self.rows[positions].tolist()
            match_rows = np.where(matches >= 0, self.rows[matches], -1).tolist()
        return {
            "document": list(map(self.ids, rows)),
            "survivor": [None] * len(rows) if self.drops_all else names,
            "match": names,
            "rule": [RULES[rule] for rule in rules.tolist()],
            "resemblance": resemblance,
            "containment": containment,
            "reverse": reverse,
            "band": [None if number < 0 else number for number in np.where(near, band, -1).tolist()],
            "row": given,
            "match_row": [None if row < 0 else row for row in match_rows],
            "spans": [self.spans.get(row, ()) for row in rows],
        }

    def explain(self, name: str) -> Removal | None:
        """Return the receipt of a document by its id, None if it is kept; `UnknownDocumentError` for an unknown id."""
        for position in range(len(self)):
            if self.ids(position) == name:
                return self.removal(position) if self.rules[position] else None
        raise UnknownDocumentError(name, list(self.kept[:1000]))

    def __repr__(self) -> str:
        return f"<{len(self)} documents, {int((self.rules != 0).sum())} removed>"
