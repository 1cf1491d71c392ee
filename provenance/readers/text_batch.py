"""Documents on their way to be sketched: texts and ids one after the other, without an object for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.errors import InputError

__all__ = ["Ids", "Kept", "RowSource", "TextBatch", "Work"]


@dataclass(frozen=True, slots=True, eq=False)
class Ids:
    """Ids of a batch.

    Parameters
    ----------
    data : numpy.ndarray, shape=(bytes,), uint8
        UTF-8, one id after the other.
    offsets : numpy.ndarray, shape=(ids + 1,), int64
        Where each begins.
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    # For one id at a time, which arrays are slow with.
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
        """Put ids one after the other."""
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
        The texts; empty where there is none. They are overwritten when the thread that made them makes the next.
    ids : Ids
        The ids.
    rows : numpy.ndarray, shape=(documents,), int32
        Which row of the batch each document is; a blank line is none, nor is what was left out.
    count : int
        How many rows the batch has.
    sizes : numpy.ndarray, shape=(rows,), int32
        Where rows are lines, the bytes of each with its line feed, which the last one of a file may lack; else empty.
    facts : dict
        Of each column that was asked for the values of all documents.
    faults : list of (int, InputError)
        Rows that cannot be used, and why.
    """

    texts: pa.LargeStringArray
    ids: Ids
    rows: NDArray[np.int32]
    count: int
    sizes: NDArray[np.int32]
    facts: dict[str, list[Any]]
    faults: list[tuple[int, InputError]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A batch that is still to be made.

    Parameters
    ----------
    size : int
        Its bytes, about.
    digest : callable
        Gives a digest of what it is made of: where it is the same, so is the batch.
    make : callable
        Makes it, on any thread.
    """

    size: int
    digest: Callable[[], bytes]
    make: Callable[[], TextBatch]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is to be written of a batch.

    Parameters
    ----------
    mask : numpy.ndarray, shape=(rows,), bool
        Which of its rows.
    sizes : numpy.ndarray, shape=(rows,) or (0,), int32
        Those of the `TextBatch`.
    """

    mask: NDArray[np.bool_]
    sizes: NDArray[np.int32]


class RowSource(Protocol):
    """Where documents come from. It can be gone through more than once, and is the same each time.

    Where a file is no longer what it was, going through it again raises `InputError`.
    """

    name: str
    """What it is called in messages."""
    size: int
    """How many bytes it has, about."""

    def batches(self, columns: Sequence[str]) -> Iterator[Work]:
        """Yield the batches in order; ``columns`` are those whose values are wanted."""

    def fault(self, row: int, error: InputError) -> InputError:
        """Return an error that says in which row it is, counted from 0."""

    def texts(self, keep: Iterable[Kept]) -> Iterator[pa.LargeStringArray]:
        """Yield the texts of the rows to keep of each batch, in arrays that hold until the next one is taken."""

    def lines(self, keep: Iterable[Kept]) -> Iterator[bytes | memoryview]:
        """Yield the rows to keep of each batch as JSON Lines, in pieces that hold until the next one is taken."""

    def schema_of_tables(self) -> pa.Schema:
        """Return the columns of `tables`; a file of JSON Lines is read for them. `InputError` where there are none."""

    def tables(self, keep: Iterable[Kept]) -> Iterator[pa.Table]:
        """Yield the rows to keep of each batch as tables of that schema."""
