"""Writes the kept documents in input order."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast

import numpy as np

from provenance.dedup.spans import shared_spans
from provenance.errors import OutputError
from provenance.files.writing import replacing
from provenance.readers.columns import common_schema, conformed
from provenance.readers.text_batch import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.engines.dedup import Sketched
    from provenance.readers.text_batch import RowSource
    from provenance.text.pipeline import Pipeline

__all__ = ["find_spans", "is_parquet", "packed", "table_schema", "write_kept"]

_PACKED: dict[str, Literal["gzip", "zstd"]] = {".gz": "gzip", ".zst": "zstd"}


def is_parquet(path: Path) -> bool:
    """Return whether a file is written as Parquet, by its suffix; otherwise it is JSON Lines."""
    return path.suffix.lower() == ".parquet"


@contextlib.contextmanager
def packed(out: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    """Compress the output if the name of its file ends in .gz or .zst."""
    kind = _PACKED.get(path.suffix.lower())
    if kind is None:
        yield out
        return
    import pyarrow as pa

    class Open(io.RawIOBase):
        """A stream that stays open when the compressed stream is closed."""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return out.write(data)

    with pa.CompressedOutputStream(pa.PythonFile(Open(), "w"), kind) as stream:
        yield cast("BinaryIO", stream)


def table_schema(path: Path, sources: Sequence[RowSource]) -> pa.Schema:
    """Return a schema of Parquet that fits the documents of all sources.

    Raises
    ------
    InputError, OutputError
        If there is no such schema, or Parquet has no form for a column.
    """
    import pyarrow as pa
    from pyarrow import parquet as pq

    schema = common_schema([(source.name, source.schema_of_tables()) for source in sources])
    try:
        trial = io.BytesIO()
        with pq.ParquetWriter(trial, schema):
            pass
        # For example, nested lists too deep to be read again.
        pq.read_schema(trial)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).split("\n", 1)[0].split(". ", 1)[0].rstrip(".")
        raise OutputError(
            f"{path} cannot be written: {reason}.", hint="a name that ends in .jsonl writes JSON Lines."
        ) from None
    return schema


def write_kept(
    path: Path,
    schema: pa.Schema | None,
    sources: Sequence[RowSource],
    sketched: Sketched,
    keep: NDArray[np.bool_],
    progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Write the rows of the kept documents, with all their columns.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    schema : pyarrow.Schema or None
        The columns of a Parquet file, from `table_schema`. None writes JSON Lines, compressed by the suffix; lines of
        a JSON Lines file are copied unchanged.
    sources : sequence of RowSource
        The sources of the documents.
    sketched : Sketched
        Their sketches.
    keep : numpy.ndarray, shape=(documents,), bool
        Which of them are kept.
    progress : callable, optional
        Called with the name of a stage, the blocks done, and all blocks.

    Raises
    ------
    OutputError
        If the file cannot be written.
    InputError
        If an input file was changed since it was first read.
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

    each = list(zip(sources, sketched.sources, strict=False))
    if schema is None:
        with replacing(path, binary=True) as out, packed(out, path) as stream:
            for source, blocks in each:
                for lines in source.lines(kept(blocks)):
                    stream.write(lines)
        return
    from pyarrow import parquet as pq

    with replacing(path, binary=True) as out, pq.ParquetWriter(out, schema) as writer:
        for source, blocks in each:
            for table in source.tables(kept(blocks)):
                if len(table):
                    writer.write_table(conformed(table, schema, source.name))


def find_spans(
    sources: Sequence[RowSource],
    sketched: Sketched,
    matches: NDArray[np.int64],
    words_of: Callable[[int], NDArray[np.uint64]],
    pipeline: Pipeline,
    shingle: int,
    language: str | None,
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the spans of each document that are also in its match, by the document's number.

    Parameters
    ----------
    sources : sequence of RowSource
        The sources of the documents.
    sketched : Sketched
        The documents.
    matches : numpy.ndarray, shape=(documents,), int64
        The match of each document; -1 if it has none.
    words_of : callable
        Returns the hashes of the words of a document, by its number.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    shingle : int
        Words in a shingle.
    language : str or None
        The column that has the language of documents; None if words do not depend on it.
    """
    columns = () if language is None else (language,)
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for source, blocks in zip(sources, sketched.sources, strict=False):
        # The blocks come first in zip: after the last one, the source may raise an error that was skipped.
        for number, work in zip(blocks, source.batches(columns), strict=False):
            first, last = int(sketched.begins[number]), int(sketched.begins[number + 1])
            going = np.flatnonzero(matches[first:last] >= 0)
            if not len(going):
                continue
            batch = work.make()
            languages = batch.languages(language)
            for place in going.tolist():
                told = None if languages is None else languages.slice(place, 1)
                tokens = pipeline.tokens(batch.texts.slice(place, 1), languages=told)
                document = first + place
                words, others = words_of(document), words_of(int(matches[document]))
                spans[document] = shared_spans(words, others, tokens, 0, shingle)
    return spans
