"""Parts of the input to sketches in part files, and back to what is known of all documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.engines.dedup import Sketched
from provenance.engines.dedup_blocks import Block
from provenance.engines.rows.solving import bare_sketch
from provenance.engines.rows.transport import blobs_of, bytes_of, integers
from provenance.errors import EngineError, InputError
from provenance.model.arrow import batch_of
from provenance.readers.text_batch import Ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from provenance.readers.text_batch import RowSource, TextBatch, Work
    from provenance.sketch.duplicates import Sketch

__all__ = ["IN_BLOCK", "Input", "Known", "Parts", "block_positions", "document_row", "known_of"]

#: A position is the number of the source, of the block in it (22 bits), and of the document in that (20 bits).
IN_BLOCK, _IN_SOURCE = 20, 22
#: Documents are numbered by 32 bits.
_MOST = 2**31 - 1
#: So many sources for each part, and whole sources are parts of the input; with fewer, their blocks are.
_SOURCES = 4
#: What is kept of the documents of a block, as bytes, each with its type.
_ARRAYS: dict[str, Any] = {
    "ids": np.uint8,
    "id_offsets": np.int64,
    "rows": np.int32,
    "sizes": np.int32,
    "lengths": np.int32,
    "digests": np.uint64,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """Into how many parts a job is cut.

    Parameters
    ----------
    inputs : int
        Parts of the input.
    ranges : int
        Ranges of keys, and of components.
    """

    inputs: int
    ranges: int

    @property
    def spans(self) -> int:
        """Spans of blocks in a part of the input: as many as it takes for one of them to be as small as a range."""
        return -(-self.ranges // self.inputs)


@dataclass(frozen=True, slots=True)
class Input:
    """The documents of a job, in parts.

    Parameters
    ----------
    sources : sequence of RowSource
        The sources of the documents.
    columns : sequence of str
        The columns whose values are kept.
    language : str or None
        The column of these that has the language of documents; None if words do not depend on it.
    on_error : {"raise", "skip"}
        What to do with rows that cannot be used.
    parts : int
        The number of parts.
    """

    sources: Sequence[RowSource]
    columns: Sequence[str]
    language: str | None
    on_error: str
    parts: int

    @property
    def size(self) -> int:
        """The approximate size of all sources in bytes."""
        return sum(source.size for source in self.sources)

    def blocks(self, part: int) -> Iterator[tuple[int, Work | InputError]]:
        """Yield the blocks of a part, each with its number; an error that ends a source stands for its last block."""
        whole = len(self.sources) >= _SOURCES * self.parts
        for at, source in enumerate(self.sources):
            if whole and at % self.parts != part:
                continue
            number = at << _IN_SOURCE
            try:
                for work in source.batches(self.columns):
                    if whole or number % self.parts == part:
                        yield number, work
                    number += 1
            except InputError as error:
                if self.on_error == "raise":
                    raise
                if whole or number % self.parts == part:
                    yield number, error

    def check(self, number: int, batch: TextBatch) -> None:
        """Raise the first error of a batch, with its file and line, if errors are not skipped."""
        if batch.faults and self.on_error == "raise":
            source = self.sources[number >> _IN_SOURCE]
            before = islice(source.batches(()), number & ((1 << _IN_SOURCE) - 1))
            row, error = batch.faults[0]
            raise source.fault(sum(work.make().count for work in before) + row, error)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of all documents.

    Parameters
    ----------
    sketched : Sketched
        The documents, in input order; of their sketches only the lengths and digests.
    blocks : numpy.ndarray, shape=(blocks,), int64
        The number of each block.
    parts : numpy.ndarray, shape=(blocks,), int64
        The part of the input that each is in.
    """

    sketched: Sketched
    blocks: NDArray[np.int64]
    parts: NDArray[np.int64]

    def numbers(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of documents from their positions."""
        at = np.searchsorted(self.blocks, positions >> IN_BLOCK)
        numbers: NDArray[np.int64] = self.sketched.begins[at] + (positions & ((1 << IN_BLOCK) - 1))
        return numbers

    def positions(self) -> NDArray[np.int64]:
        """Return the position of each document."""
        counts = np.diff(self.sketched.begins)
        within = np.arange(len(self.sketched)) - np.repeat(self.sketched.begins[:-1], counts)
        return (np.repeat(self.blocks, counts) << IN_BLOCK) + within

    def spans(self, count: int) -> NDArray[np.int64]:
        """Return the span that each block is in, if each part is cut into so many; they are numbered part by part."""
        found = np.empty(len(self.parts), np.int64)
        for part in np.unique(self.parts).tolist():
            own = np.flatnonzero(self.parts == part)
            found[own] = part * count + np.arange(len(own)) * count // len(own)
        return found

    def documents(self, block: int) -> slice:
        """Return the numbers of the documents of a block, by its number."""
        at = int(np.searchsorted(self.blocks, block))
        return slice(int(self.sketched.begins[at]), int(self.sketched.begins[at + 1]))


def block_positions(number: int, documents: int) -> NDArray[np.int64]:
    """Return the positions of the documents of a block.

    Raises
    ------
    EngineError
        If a block has too many documents, or a source too many blocks.
    """
    if documents > 1 << IN_BLOCK or number + 1 & (1 << _IN_SOURCE) - 1 == 0:
        raise EngineError(
            f"a file has a block of {documents:,} documents, or more than {1 << _IN_SOURCE:,} blocks.",
            hint="cut it into several files.",
        )
    return (number << IN_BLOCK) + np.arange(documents, dtype=np.int64)


def document_row(number: int, batch: TextBatch | InputError, sketch: Sketch | None) -> pa.RecordBatch:
    """Return what is kept of the documents of a block, or of the error that ended a source, as one row."""
    if isinstance(batch, InputError) or sketch is None:
        faults: Any = [(-1, *_said(batch))] if isinstance(batch, InputError) else []
        arrays = {name: np.zeros(0, dtype) for name, dtype in _ARRAYS.items()}
        count, facts = -1, "{}"
    else:
        faults = [(row, *_said(error)) for row, error in batch.faults]
        values = (batch.ids.data, batch.ids.offsets, batch.rows, batch.sizes, sketch.lengths, sketch.digests)
        arrays = dict(zip(_ARRAYS, values, strict=True))
        count, facts = batch.count, json.dumps(batch.facts)
    return batch_of(
        block=np.array([number]),
        count=np.array([count]),
        **{name: bytes_of(np.array([0, len(array)]), array) for name, array in arrays.items()},
        facts=pa.array([facts], pa.large_string()),
        faults=pa.array([json.dumps(faults)], pa.large_string()),
    )


def known_of(parts: Iterable[Iterable[pa.RecordBatch]], sources: Sequence[RowSource]) -> Known:
    """Put together what `document_row` made of all blocks.

    Parameters
    ----------
    parts : iterable of iterables of pyarrow.RecordBatch
        The rows of each part of the input.
    sources : sequence of RowSource
        The sources of the documents.

    Raises
    ------
    EngineError
        If there are too many documents.
    """
    found: list[tuple[int, int, Block | None, list[Any]]] = []
    for part, rows in enumerate(parts):
        for row in rows:
            number, count = int(integers(row, "block")[0]), int(integers(row, "count")[0])
            faults = json.loads(row.column("faults")[0].as_py())
            found.append((number, part, _block(row, count) if count >= 0 else None, faults))
    found.sort(key=lambda each: each[0])
    blocks, skipped = [], []
    source, rows_before = -1, 0
    for number, _, block, faults in found:
        if number >> _IN_SOURCE != source:
            source, rows_before = number >> _IN_SOURCE, 0
        for row, message, path, line, hint in faults:
            error = _error(message, path, line, hint)
            skipped.append(error if row < 0 else sources[source].fault(rows_before + row, error))
        if block is not None:
            blocks.append(block)
            rows_before += block.count
    numbers = np.array([number for number, _, block, _ in found if block is not None], np.int64)
    owners = np.array([part for _, part, block, _ in found if block is not None], np.int64)
    begins = np.cumsum([0, *(len(block.rows) for block in blocks)], dtype=np.int64)
    if begins[-1] > _MOST:
        raise EngineError(f"there are {begins[-1]:,} documents; one job has at most {_MOST:,}.")
    edges = np.searchsorted(numbers >> _IN_SOURCE, np.arange(len(sources) + 1)).tolist()
    ranges = [range(begin, end) for begin, end in pairwise(edges)]
    return Known(Sketched(blocks, begins, ranges, skipped), numbers, owners)


def _block(row: pa.RecordBatch, count: int) -> Block:
    arrays = {name: blobs_of(row, name, dtype)[1] for name, dtype in _ARRAYS.items()}
    sketch = replace(bare_sketch(arrays["lengths"]), digests=arrays["digests"])
    facts = json.loads(row.column("facts")[0].as_py())
    return Block(sketch, Ids(arrays["ids"], arrays["id_offsets"]), arrays["rows"], count, arrays["sizes"], facts)


def _said(error: InputError) -> tuple[Any, ...]:
    path = None if error.path is None else str(error.path)
    return error.message, path, error.line, error.hint


def _error(message: str, path: str | None, line: int | None, hint: str | None) -> InputError:
    error = InputError(message, hint=hint)
    # The message names the place already.
    error.path, error.line = path, line
    return error
