"""Batches of documents for deduplication: texts and ids in arrays, without a Python object for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from provenance.model.documents import text_array

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.errors import InputError

__all__ = ["Ids", "Kept", "RowSource", "TextBatch", "Work", "language_array"]


@dataclass(frozen=True, slots=True, eq=False)
class Ids:
    """The ids of a batch.

    Parameters
    ----------
    data : numpy.ndarray, shape=(bytes,), uint8
        The ids in UTF-8, concatenated.
    offsets : numpy.ndarray, shape=(ids + 1,), int64
        Where each begins.
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    # For access to single ids, which is slow with arrays.
    _data: memoryview = field(init=False, repr=False)
    _offsets: memoryview = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_data", self.data.data)
        object.__setattr__(self, "_offsets", self.offsets.data)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        return str(self._data[self._offsets[index] : self._offsets[index + 1]], "utf-8", "replace")

    @classmethod
    def of(cls, names: Sequence[str]) -> Ids:
        """Make the array of ids."""
        encoded = [name.encode("utf-8", "replace") for name in names]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)


@dataclass(frozen=True, slots=True, eq=False)
class TextBatch:
    """A batch of documents.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts; empty if there is none. They are overwritten when the same thread makes its next batch.
    ids : Ids
        The ids.
    rows : numpy.ndarray, shape=(documents,), int32
        The row of each document in the batch; blank lines and rows that were left out are not documents.
    count : int
        The number of rows of the batch.
    sizes : numpy.ndarray, shape=(rows,), int32
        If rows are lines, the bytes of each with its line feed (the last one of a file may lack it); otherwise empty.
    facts : dict
        The values of each requested column, for all documents.
    faults : list of (int, InputError)
        The rows that cannot be used, with their errors.
    """

    texts: pa.LargeStringArray
    ids: Ids
    rows: NDArray[np.int32]
    count: int
    sizes: NDArray[np.int32]
    facts: dict[str, list[Any]]
    faults: list[tuple[int, InputError]] = field(default_factory=list)

    def languages(self, column: str | None) -> pa.LargeStringArray | None:
        """Return the language of each document, from this column of the facts; None without a column."""
        return None if column is None else language_array(self.facts[column])


def language_array(values: Sequence[Any]) -> pa.LargeStringArray:
    """Return the values of a column as languages: null for what is blank or no text."""
    return text_array([value if isinstance(value, str) and value.strip() else None for value in values])


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A batch that is not made yet.

    Parameters
    ----------
    size : int
        Its approximate size in bytes.
    digest : callable
        Returns a digest of the input of the batch; equal digests mean equal batches.
    make : callable
        Makes the batch, on any thread.
    """

    size: int
    digest: Callable[[], bytes]
    make: Callable[[], TextBatch]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The rows of a batch to write.

    Parameters
    ----------
    mask : numpy.ndarray, shape=(rows,), bool
        Which rows are kept.
    sizes : numpy.ndarray, shape=(rows,) or (0,), int32
        The sizes of the `TextBatch`.
    """

    mask: NDArray[np.bool_]
    sizes: NDArray[np.int32]


class RowSource(Protocol):
    """A source of documents. It can be iterated several times, with the same result each time.

    If its file has changed, iterating again raises `InputError`.
    """

    name: str
    """Its name in messages."""
    size: int
    """Its approximate size in bytes."""

    def batches(self, columns: Sequence[str]) -> Iterator[Work]:
        """Yield the batches in order; ``columns`` are those whose values go to `TextBatch.facts`."""

    def fault(self, row: int, error: InputError) -> InputError:
        """Return an error that names a row, given its number from 0."""

    def texts(self, keep: Iterable[Kept]) -> Iterator[pa.LargeStringArray]:
        """Yield the texts of the rows to keep of each batch; an array is valid until the next one is taken."""

    def lines(self, keep: Iterable[Kept]) -> Iterator[bytes | memoryview]:
        """Yield the rows to keep of each batch as JSON Lines; a piece is valid until the next one is taken."""

    def schema_of_tables(self) -> pa.Schema:
        """Return the columns of `tables`, or raise `InputError` if there are none; JSON Lines are read for this."""

    def tables(self, keep: Iterable[Kept]) -> Iterator[pa.Table]:
        """Yield the rows to keep of each batch as tables of that schema."""
