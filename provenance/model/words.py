"""The words of a collection as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from provenance.model.arrow import batch_of, column_of, flattened, list_offsets, lists_of, numbers_of
from provenance.model.coverage import WordCounts
from provenance.model.word_flags import QUOTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = [
    "WORD_COLUMNS",
    "Characters",
    "WordTable",
    "taken_slices",
]

#: The columns with a value for each word, and their types.
WORD_COLUMNS = {
    "numbers": np.uint32,
    "stems": np.uint32,
    "flags": np.uint8,
    "cp_start": np.int32,
    "cp_stop": np.int32,
}


class Characters(NamedTuple):
    """The characters of words without anything between them, for texts whose word borders cannot be trusted.

    Parameters
    ----------
    codes : numpy.ndarray, shape=(characters,), uint16
        The lowest bits of the code points of normalised words.
    token_starts : numpy.ndarray, shape=(tokens + 1,), int64
        Where each word begins.
    """

    codes: NDArray[np.uint16]
    token_starts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The words of documents as numbers, ready to be compared.

    Parameters
    ----------
    numbers, stems : numpy.ndarray, shape=(tokens,), uint32
        A number for each word, equal for equal words; and one that is equal for words that begin alike.
    flags : numpy.ndarray, shape=(tokens,), uint8
        The bits QUOTED, SOLO, SENTENCE, BOILERPLATE, NUMERAL, POST and NAME.
    cp_start, cp_stop : numpy.ndarray, shape=(tokens,), int32
        Each word's place in its text.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    keys : numpy.ndarray, shape=(documents,), uint64
        A hash of each document's id and text.
    characters : Characters, optional
        The characters of the words, where they were asked for.
    """

    numbers: NDArray[np.uint32]
    stems: NDArray[np.uint32]
    flags: NDArray[np.uint8]
    cp_start: NDArray[np.int32]
    cp_stop: NDArray[np.int32]
    document_tokens: NDArray[np.int64]
    keys: NDArray[np.uint64]
    characters: Characters | None = None

    def __len__(self) -> int:
        return len(self.document_tokens) - 1

    @property
    def tokens(self) -> int:
        """How many words all documents have."""
        return int(self.document_tokens[-1] - self.document_tokens[0])

    def take(
        self,
        documents: NDArray[np.int64],
    ) -> WordTable:
        """Return the words of some documents, in this order.

        Parameters
        ----------
        documents : numpy.ndarray, int64
            Their numbers.
        """
        starts, stops = self.document_tokens[:-1][documents], self.document_tokens[1:][documents]
        columns = {name: taken_slices(getattr(self, name), starts, stops) for name in WORD_COLUMNS}
        document_tokens = np.concatenate([np.zeros(1, np.int64), np.cumsum(stops - starts)])
        kept = None
        if self.characters is not None:
            codes, token_starts = self.characters
            sizes = taken_slices(np.diff(token_starts), starts, stops)
            kept = Characters(
                taken_slices(codes, token_starts[starts], token_starts[stops]),
                np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
            )
        return WordTable(**columns, document_tokens=document_tokens, keys=self.keys[documents], characters=kept)

    def slice(self, start: int, stop: int) -> WordTable:
        """Return the words of documents in a row, without a copy and without their characters."""
        first, last = (int(self.document_tokens[at]) for at in (start, stop))
        columns = {name: getattr(self, name)[first:last] for name in WORD_COLUMNS}
        document_tokens = self.document_tokens[start : stop + 1] - first
        return WordTable(**columns, document_tokens=document_tokens, keys=self.keys[start:stop])

    def counts(self) -> WordCounts:
        """Return the words of each document, and the runs of quoted ones."""
        quoted = np.concatenate([[False], (self.flags & QUOTED).astype(bool), [False]])
        change = np.flatnonzero(quoted[1:] != quoted[:-1])
        return WordCounts(self.document_tokens, change[::2].astype(np.int64), change[1::2].astype(np.int64))

    def to_batch(self, positions: NDArray[np.int64]) -> pa.RecordBatch:
        """Return the words as a record batch: a row for each document, whose number is its position."""
        first = int(self.document_tokens[0])
        offsets = self.document_tokens - first
        columns = {"position": column_of(positions), "key": column_of(self.keys)}
        for name in WORD_COLUMNS:
            columns[name] = lists_of(offsets, getattr(self, name)[first:])
        if self.characters is not None:
            codes, starts = self.characters
            columns["characters"] = lists_of(starts[self.document_tokens], codes)
            columns["token_characters"] = lists_of(offsets, np.diff(starts).astype(np.int32))
        return batch_of(**columns)

    @classmethod
    def from_batch(cls, batch: pa.RecordBatch) -> WordTable:
        """Return the words of a record batch that `to_batch` made, in the order of its rows."""
        columns: dict[str, Any] = {name: flattened(batch, name) for name in WORD_COLUMNS}
        characters = None
        if "characters" in batch.schema.names:
            sizes = flattened(batch, "token_characters")
            token_starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
            characters = Characters(flattened(batch, "characters"), token_starts)
        offsets = list_offsets(batch, "numbers")
        return cls(**columns, document_tokens=offsets, keys=numbers_of(batch, "key"), characters=characters)

    @classmethod
    def join(cls, tables: Sequence[WordTable]) -> WordTable:
        """Put the tables of batches one after the other."""
        sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(table.document_tokens) for table in tables)])
        columns = {
            name: np.concatenate([np.zeros(0, dtype), *(getattr(table, name) for table in tables)])
            for name, dtype in WORD_COLUMNS.items()
        }
        parts = [table.characters for table in tables]
        characters = None
        if tables and all(part is not None for part in parts):
            token_sizes = [np.diff(part.token_starts) for part in parts if part is not None]
            characters = Characters(
                np.concatenate([part.codes for part in parts if part is not None]),
                np.concatenate([[0], np.cumsum(np.concatenate(token_sizes), dtype=np.int64)]),
            )
        keys = np.concatenate([np.zeros(0, np.uint64), *(table.keys for table in tables)])
        return cls(**columns, document_tokens=np.cumsum(sizes), keys=keys, characters=characters)


def taken_slices(
    values: NDArray[Any],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    empty: Callable[[int, Any], NDArray[Any]] = np.empty,
) -> NDArray[Any]:
    """Copy slices of an array one after the other."""
    taken = empty(int((stops - starts).sum()), values.dtype)
    at = 0
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        taken[at : at + stop - start] = values[start:stop]
        at += stop - start
    return taken
