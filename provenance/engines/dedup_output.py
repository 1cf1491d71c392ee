"""What stays, written in input order."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from provenance.dedup.spans import shared_spans
from provenance.errors import OutputError
from provenance.readers.text_batch import Kept
from provenance.reporters.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from provenance.engines.dedup import Sketched
    from provenance.readers.text_batch import RowSource
    from provenance.text.pipeline import Pipeline

__all__ = ["find_spans", "is_parquet", "write_kept"]


def is_parquet(path: Path) -> bool:
    """Whether a file is written as Parquet, by its suffix; else as JSON Lines."""
    return path.suffix.lower() == ".parquet"


def write_kept(
    path: Path,
    sources: Sequence[RowSource],
    sketched: Sketched,
    keep: NDArray[np.bool_],
    progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Write the rows of the documents that stay, with all their columns.

    Parameters
    ----------
    path : pathlib.Path
        Parquet by its suffix, else JSON Lines: the lines as they were, where they came from such a file.
    sources : sequence of RowSource
        Where the documents came from.
    sketched : Sketched
        Their sketches.
    keep : numpy.ndarray, shape=(documents,), bool
        Which of them stay.
    progress : callable, optional
        Called with a stage, the blocks done, and all blocks.

    Raises
    ------
    OutputError
        Where the file cannot be written.
    InputError
        Where a file the documents came from was changed since.
    """
    total = sum(len(blocks) for blocks in sketched.sources[: len(sources)])

    def kept(blocks: range) -> Iterator[Kept]:
        for number in blocks:
            block = sketched.blocks[number]
            mask = np.zeros(block.count, bool)
            mask[block.rows] = keep[sketched.begins[number] : sketched.begins[number + 1]]
            if progress is not None:
                progress("writing", number + 1, total)
            yield Kept(mask, block.sizes)

    with whole_file(path) as out:
        if not is_parquet(path):
            for source, blocks in zip(sources, sketched.sources, strict=False):
                for lines in source.lines(kept(blocks)):
                    out.write(lines)
            return
        import pyarrow as pa
        from pyarrow import parquet as pq

        tables = (
            table
            for source, blocks in zip(sources, sketched.sources, strict=False)
            for table in source.tables(kept(blocks))
        )
        first = next(tables, None)
        if first is None:
            return
        try:
            with pq.ParquetWriter(out, first.schema) as writer:
                for table in chain([first], tables):
                    writer.write_table(table.cast(first.schema))
        except pa.ArrowNotImplementedError as error:
            reason = str(error).split("\n", 1)[0].split(". ", 1)[0].rstrip(".")
            raise OutputError(f"{path} cannot be written: {reason}.", hint="write .jsonl.") from None


def find_spans(
    sources: Sequence[RowSource],
    sketched: Sketched,
    matches: NDArray[np.int64],
    pipeline: Pipeline,
    shingle: int,
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return what of each document stands in its match, by the document's number."""
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for source, blocks in zip(sources, sketched.sources, strict=False):
        for number, work in zip(blocks, source.batches(()), strict=True):
            first, last = int(sketched.begins[number]), int(sketched.begins[number + 1])
            going = np.flatnonzero(matches[first:last] >= 0)
            if not len(going):
                continue
            batch = work.make()
            for place in going.tolist():
                tokens = pipeline.tokens(batch.texts.slice(place, 1))
                document = first + place
                words, others = sketched.words_of(document), sketched.words_of(int(matches[document]))
                spans[document] = shared_spans(words, others, tokens, 0, shingle)
    return spans
