"""Documents to sketches, on the threads of this machine."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.engines.cores import thread_count
from provenance.engines.dedup_blocks import Block, forget_pages
from provenance.engines.pool import in_order
from provenance.errors import InputError
from provenance.sketch.duplicates import SketchBuffers, sketch_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from provenance.engines.dedup_blocks import BlockFiles
    from provenance.engines.dedup_components import Resources
    from provenance.readers.text_batch import RowSource, TextBatch, Work
    from provenance.sketch.duplicates import Sketch, SketchSettings
    from provenance.text.pipeline import Pipeline

    #: Sketches a batch, given its number; called on several threads.
    Sketcher = Callable[[int, TextBatch], Sketch]

__all__ = ["Sketched", "local_sketcher", "sketch_all"]

#: The arrays of the sketches of no documents.
_NOTHING: dict[str, NDArray[Any]] = {
    "lengths": np.zeros(0, np.int32),
    "digests": np.zeros(0, np.uint64),
    "signs": np.zeros((0, 0), np.uint8),
    "samples": np.zeros(0, np.uint32),
    "sample_counts": np.zeros(0, np.int32),
}


@dataclass(frozen=True, slots=True, eq=False)
class Sketched:
    """The sketches of all documents, in input order.

    Parameters
    ----------
    blocks : list of Block
        The blocks of sketches.
    begins : numpy.ndarray, shape=(blocks + 1,), int64
        The number of the first document of each block.
    sources : list of range
        The blocks of each source.
    skipped : list of InputError
        The errors for rows that were left out.
    """

    blocks: list[Block]
    begins: NDArray[np.int64]
    sources: list[range]
    skipped: list[InputError]
    _begins: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_begins", self.begins.tolist())

    def __len__(self) -> int:
        return self._begins[-1]

    def joined(self, name: str) -> NDArray[Any]:
        """Return one array of the sketches, joined over all documents."""
        if not self.blocks:
            return _NOTHING[name].copy()
        arrays = [getattr(block.sketch, name) for block in self.blocks]
        whole = np.empty((sum(map(len, arrays)), *arrays[0].shape[1:]), arrays[0].dtype)
        at = 0
        for block, array in zip(self.blocks, arrays, strict=True):
            whole[at : at + len(array)] = array
            at += len(array)
            # Do not hold it twice.
            forget_pages([block])
        return whole

    def id(self, document: int) -> str:
        """Return the id of a document."""
        block = bisect_right(self._begins, document) - 1
        return self.blocks[block].ids[document - self._begins[block]]

    def words_of(self, document: int) -> NDArray[np.uint64]:
        """Return the hashes of the words of a document."""
        block = bisect_right(self._begins, document) - 1
        sketch = self.blocks[block].sketch
        return sketch.words.of(document - self._begins[block], sketch.lengths)

    def place_of(self, document: int) -> tuple[int, int]:
        """Return the number of the source of a document, and its row in it."""
        block = bisect_right(self._begins, document) - 1
        source = next(number for number, blocks in enumerate(self.sources) if block in blocks)
        before = sum(earlier.count for earlier in self.blocks[self.sources[source].start : block])
        return source, before + int(self.blocks[block].rows[document - self._begins[block]])

    def rows(self, own: int) -> NDArray[np.int64]:
        """Return the row of each document, numbered through all sources, and anew from document ``own`` on."""
        found: list[NDArray[np.int64]] = []
        begin = 0
        for block, first in zip(self.blocks, self._begins, strict=False):
            begin = 0 if first == own and first else begin
            found.append(block.rows.astype(np.int64) + begin)
            begin += block.count
        return np.concatenate([np.zeros(0, np.int64), *found])

    def fact(self, name: str) -> list[Any]:
        """Return the values of a column for all documents."""
        return [value for block in self.blocks for value in block.facts[name]]


def sketch_all(
    sources: Sequence[RowSource],
    columns: Sequence[str],
    sketcher: Sketcher,
    files: BlockFiles,
    resources: Resources,
    on_error: str,
    progress: Callable[[str, int, int], None] | None = None,
) -> Sketched:
    """Sketch all documents.

    Parameters
    ----------
    sources : sequence of RowSource
        The sources of the documents.
    columns : sequence of str
        The columns whose values are kept.
    sketcher : callable
        Sketches a batch, as `local_sketcher` does.
    files : BlockFiles
        The files for blocks that do not fit in memory, or for all blocks if they are to stay.
    resources : Resources
        The threads and memory to use.
    on_error : {"raise", "skip"}
        What to do with rows that cannot be used.
    progress : callable, optional
        Called with a stage, the bytes done, and all bytes.

    Raises
    ------
    InputError
        For a row that cannot be used, with its file and line.
    OutputError
        If the disk is full.
    """
    return _Run(sources, columns, sketcher, files, resources, on_error, progress).sketched()


def local_sketcher(pipeline: Pipeline, settings: SketchSettings, language: str | None) -> Sketcher:
    """Return a function that sketches batches on the calling thread.

    Parameters
    ----------
    pipeline : Pipeline
        The normalisers and the tokeniser.
    settings : SketchSettings
        What is stored of each document.
    language : str or None
        The column that has the language of documents; None if words do not depend on it.
    """
    rooms: list[SketchBuffers] = []

    def sketch(_: int, batch: TextBatch) -> Sketch:
        room = rooms.pop() if rooms else SketchBuffers()
        made = sketch_texts(batch.texts, pipeline, settings, room, batch.languages(language))
        rooms.append(room)
        return made

    return sketch


class _Run:
    def __init__(
        self,
        sources: Sequence[RowSource],
        columns: Sequence[str],
        sketcher: Sketcher,
        files: BlockFiles,
        resources: Resources,
        on_error: str,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        self.sources, self.columns, self.sketcher = sources, columns, sketcher
        self.files, self.resources, self.on_error, self.progress = files, resources, on_error, progress
        self.total = sum(source.size for source in sources)
        self.done = 0
        self.held = 0
        self.rows = 0
        self.blocks: list[Block] = []
        self.skipped: list[InputError] = []

    def sketched(self) -> Sketched:
        threads = thread_count(self.resources.threads)
        ranges: list[range] = []
        for source in self.sources:
            first = len(self.blocks)
            self.rows = 0
            work = enumerate(self._batches(source), first)
            for size, block, faults in in_order(self._sketch, work, threads, threads + 2):
                self._take(source, size, block, faults)
            ranges.append(range(first, len(self.blocks)))
        begins = np.cumsum([0, *(len(block.rows) for block in self.blocks)], dtype=np.int64)
        return Sketched(self.blocks, begins, ranges, self.skipped)

    def _batches(self, source: RowSource) -> Iterator[Work]:
        """Yield the batches of a source; if errors are skipped, those before the first error of the whole source."""
        try:
            yield from source.batches(self.columns)
        except InputError as error:
            if self.on_error == "raise":
                raise
            error.__traceback__ = None
            self.skipped.append(error)

    def _sketch(self, numbered: tuple[int, Work]) -> tuple[int, Block, list[tuple[int, InputError]]]:
        """Make one block, on a thread of its own; return also the size of its input."""
        number, work = numbered
        digest = work.digest() if self.files.stay else b""
        block = self.files.load(number, digest) if self.files.stay else None
        if block is not None:
            return work.size, block, []
        batch = work.make()
        sketch = self.sketcher(number, batch)
        block = Block(sketch, batch.ids, batch.rows, batch.count, batch.sizes, batch.facts)
        # A block with errors is made again, so that its errors are reported again.
        if self.files.stay and not batch.faults:
            block = self.files.save(number, digest, block)
        return work.size, block, batch.faults

    def _take(self, source: RowSource, size: int, block: Block, faults: list[tuple[int, InputError]]) -> None:
        for row, error in faults:
            fault = source.fault(self.rows + row, error)
            if self.on_error == "raise":
                raise fault
            fault.__traceback__ = None
            self.skipped.append(fault)
        self.rows += block.count
        if not self.files.stay:
            self.held += block.nbytes
            if self.held > self.resources.memory:
                block = self.files.save(len(self.blocks), b"", block)
                self.files.forget(len(self.blocks))
        self.blocks.append(block)
        self.done += size
        if self.progress is not None:
            self.progress("reading", self.done, self.total)
