"""All passages of a result, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from provenance.model.arrow import array_of, batch_of, column_of
from provenance.model.frozen import frozen
from provenance.model.passage import KINDS, OVERLAPS, Passage, Side
from provenance.model.tables import Tabular, document_columns, list_column, number_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.model.documents import Documents

__all__ = ["PassageTable", "Passages"]

#: A passage is condensed (one side summarises the other) if one side is more than this many times as long.
CONDENSED = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class PassageTable:
    """Passages as columns of equal length, sorted by (left, right, left_start, right_start).

    ``left`` and ``right`` are positions of documents, left < right. ``*_start`` and ``*_stop`` are code points of
    the original text, ``*_first`` and ``*_last`` token numbers within the document; all half-open.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    left_start: NDArray[np.int64]
    left_stop: NDArray[np.int64]
    right_start: NDArray[np.int64]
    right_stop: NDArray[np.int64]
    left_token_start: NDArray[np.int64]
    left_token_stop: NDArray[np.int64]
    right_token_start: NDArray[np.int64]
    right_token_stop: NDArray[np.int64]
    kind: NDArray[np.int8]
    quoted: NDArray[np.bool_]
    similarity: NDArray[np.float64]
    confidence: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.left)

    def matched(self, side: Literal["left", "right"]) -> NDArray[np.float64]:
        """Return the share of the words of one side that match the other, shape=(passages,), 0 to 1."""
        left, right = self.left_token_stop - self.left_token_start, self.right_token_stop - self.right_token_start
        words = left if side == "left" else right
        share: NDArray[np.float64] = self.similarity * (left + right) / (2 * np.maximum(words, 1))
        return np.minimum(1.0, share)

    def take(self, rows: NDArray[np.int64]) -> PassageTable:
        """Return the given rows, in the given order."""
        return PassageTable(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def replaced(self, **columns: NDArray[Any]) -> PassageTable:
        """Return a table with these columns replaced."""
        return replace(self, **columns)

    def renumbered(self, positions: NDArray[np.int64]) -> PassageTable:
        """Return the passages after the documents were renumbered.

        Parameters
        ----------
        positions : numpy.ndarray, shape=(documents,), int64
            The new position of each document. The sides are swapped where the left document now comes later.
        """
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        left, right = positions[self.left].astype(np.int32), positions[self.right].astype(np.int32)
        columns["left"], columns["right"] = left, right
        later = left > right
        if later.any():
            for name in [name for name in columns if name.startswith("left")]:
                other = name.replace("left", "right")
                one, two = columns[name], columns[other]
                columns[name], columns[other] = np.where(later, two, one), np.where(later, one, two)
        return PassageTable.concatenate([PassageTable(**columns)])

    def to_batch(self) -> pa.RecordBatch:
        """Return the passages as a record batch, a column for each array."""
        return batch_of(**{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def from_batch(cls, batch: pa.RecordBatch) -> PassageTable:
        """Return the passages of a record batch that `to_batch` made."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: array_of(batch.column(name)) for name in names})

    @property
    def matched_words(self) -> NDArray[np.float64]:
        """The number of words of one side that match the other, shape=(passages,)."""
        both = self.left_token_stop - self.left_token_start + self.right_token_stop - self.right_token_start
        matched: NDArray[np.float64] = self.similarity * both / 2
        return matched

    @property
    def is_condensed(self) -> NDArray[np.bool_]:
        """Whether one side is more than three times as long as the other, shape=(passages,)."""
        left, right = self.left_token_stop - self.left_token_start, self.right_token_stop - self.right_token_start
        condensed: NDArray[np.bool_] = np.maximum(left, right) > CONDENSED * np.minimum(left, right)
        return condensed

    @property
    def words(self) -> NDArray[np.int64]:
        """The words of the shorter side of each passage, of a condensed one those that match, shape=(passages,)."""
        least = np.minimum(self.left_token_stop - self.left_token_start, self.right_token_stop - self.right_token_start)
        words: NDArray[np.int64] = np.where(self.is_condensed, np.rint(self.matched_words).astype(np.int64), least)
        return words

    def shared(self, side: Literal["left", "right"]) -> NDArray[np.float64]:
        """Return the share of one side's words that count as shared, shape=(passages,), 0 to 1.

        All words count; in a condensed passage only the matching ones.
        """
        share: NDArray[np.float64] = np.where(self.is_condensed, self.matched(side), 1.0)
        return share

    @classmethod
    def concatenate(cls, tables: Sequence[PassageTable]) -> PassageTable:
        """Concatenate tables and sort the rows."""
        if not tables:
            return cls.empty()
        columns = {f.name: np.concatenate([getattr(t, f.name) for t in tables]) for f in fields(cls)}
        order = np.lexsort((columns["right_start"], columns["left_start"], columns["right"], columns["left"]))
        return cls(**{name: column[order] for name, column in columns.items()})

    @classmethod
    def empty(cls) -> PassageTable:
        """Return an empty table."""
        i4, i8 = np.zeros(0, np.int32), np.zeros(0, np.int64)
        kind, quoted, none = np.zeros(0, np.int8), np.zeros(0, bool), np.zeros(0, np.float32)
        return cls(i4, i4, i8, i8, i8, i8, i8, i8, i8, i8, kind, quoted, np.zeros(0), none)


class Passages(Tabular, Sequence[Passage]):
    """The passages of a result, as a sequence; each `Passage` object is created on access.

    As a table: the columns of the CSV, and, where the documents are known, what is known of both of
    them, their metadata included, as ``left_source``, ``right_published`` ...

    Parameters
    ----------
    table : PassageTable
        The columns.
    ids : sequence of str
        The ids of the documents, by position.
    overlaps : numpy.ndarray, shape=(passages,), int8, optional
        The overlap class of each passage: a code of `provenance.model.passage.OVERLAPS`.
    documents : Documents, optional
        The documents, whose texts and metadata tables have.
    notebook : callable, optional
        Turns the passages into HTML for a notebook.
    """

    def __init__(
        self,
        table: PassageTable,
        ids: Sequence[str],
        overlaps: NDArray[np.int8] | None = None,
        documents: Documents | None = None,
        notebook: Callable[[Passages], str] | None = None,
    ) -> None:
        self._table = frozen(table)
        self._overlaps = frozen(overlaps)
        self._documents = documents
        self.notebook = notebook
        self._ids = tuple(ids)

    @property
    def table(self) -> PassageTable:
        """The columns, as arrays that cannot be written to."""
        return self._table

    @property
    def overlaps(self) -> NDArray[np.int8] | None:
        """The overlap class of each passage, as a code; None if not determined."""
        return self._overlaps

    @property
    def documents(self) -> Documents | None:
        """The documents, where they are known."""
        return self._documents

    def __len__(self) -> int:
        return len(self.table)

    @overload
    def __getitem__(self, index: int) -> Passage: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Passage]: ...
    def __getitem__(self, index: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"there are {len(self)} passages, got the index {index}.")
        t = self.table
        return Passage(
            Side(self._ids[t.left[index]], int(t.left_start[index]), int(t.left_stop[index])),
            Side(self._ids[t.right[index]], int(t.right_start[index]), int(t.right_stop[index])),
            KINDS[t.kind[index]],
            bool(t.quoted[index]),
            round(float(t.similarity[index]), 4),
            self._words_of(index),
            None if self.overlaps is None else OVERLAPS[self.overlaps[index]],
            round(float(t.confidence[index]), 4),
        )

    @property
    def words(self) -> NDArray[np.int64]:
        """The words of the shorter side of each passage, of a condensed one those that match, shape=(passages,)."""
        return self.table.words

    @property
    def strength(self) -> NDArray[np.float64]:
        """The strength of each passage, shape=(passages,): matched words times confidence. Lists are sorted by it."""
        strength: NDArray[np.float64] = self.table.matched_words * self.table.confidence
        return strength

    def longest(self, limit: int) -> list[Passage]:
        """Return the strongest passages (matched words times confidence), the strongest first.

        Ties keep the order of the table.
        """
        return [self[int(index)] for index in np.argsort(-self.strength, kind="stable")[:limit]]

    def to_arrow(self, *, text: bool = True) -> pa.Table:
        """Return one row per passage.

        Parameters
        ----------
        text : bool
            Whether the rows have the texts of both sides, as ``left_text`` and ``right_text``.
        """
        import pyarrow as pa

        from provenance.model.documents import text_array

        t = self.table
        sides: dict[str, NDArray[np.int32]] = {"left": t.left, "right": t.right}
        columns: dict[str, Any] = {}
        for side, positions in sides.items():
            columns[side] = text_array([self._ids[position] for position in positions.tolist()])
            columns |= {name: column_of(getattr(t, name)) for name in (f"{side}_start", f"{side}_stop")}
        columns["kind"] = text_array([KINDS[code] for code in t.kind.tolist()])
        columns["quoted"] = list_column(t.quoted.tolist(), pa.bool_())
        columns["similarity"] = number_column(round(value, 4) for value in t.similarity.tolist())
        columns["words"] = column_of(t.words)
        columns["confidence"] = number_column(round(value, 4) for value in t.confidence.tolist())
        codes: Sequence[int | None] = [None] * len(self) if self.overlaps is None else self.overlaps.tolist()
        columns["class"] = text_array([None if code is None else OVERLAPS[code] for code in codes])
        if self.documents is None:
            return pa.table(columns)
        if text:
            columns |= {f"{side}_text": text_array(list(self._texts(side))) for side in sides}
        for side, positions in sides.items():
            columns |= document_columns(self.documents, positions, f"{side}_", columns)
        return pa.table(columns)

    def _texts(self, side: str) -> Iterator[str]:
        if self.documents is None:
            return
        # Passages are sorted by left document, so the right one changes more often.
        whole = lru_cache(maxsize=256)(self.documents.text)
        columns = (getattr(self.table, name).tolist() for name in (side, f"{side}_start", f"{side}_stop"))
        for document, start, stop in zip(*columns, strict=True):
            yield whole(document)[start:stop]

    def _words_of(self, index: int) -> int:
        t = self.table
        left, right = (
            int(t.left_token_stop[index] - t.left_token_start[index]),
            int(t.right_token_stop[index] - t.right_token_start[index]),
        )
        condensed = max(left, right) > CONDENSED * min(left, right)
        return round(float(t.similarity[index]) * (left + right) / 2) if condensed else min(left, right)

    def __repr__(self) -> str:
        return f"<{len(self)} passages>"
