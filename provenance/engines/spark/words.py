"""Words of documents on their way to and from Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.engines.rows.transport import as_texts, blobs_of, bytes_of, integers, long_of, one_batch
from provenance.model.arrow import (
    batch_of,
    column_of,
    flattened,
    languages_of,
    list_offsets,
    lists_of,
    numbers_of,
    rows_of,
)
from provenance.model.words import WORD_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame

    from provenance.text.pipeline import Pipeline

__all__ = ["DOCUMENT", "packed", "unpacked", "word_rows"]

#: The columns of documents.
DOCUMENT = "position long, key long, text string, language string"
_LISTS: dict[str, Any] = {**WORD_COLUMNS, "characters": np.uint16, "token_characters": np.int32}
_WORDS = f"{DOCUMENT}, {', '.join(f'{name} binary' for name in _LISTS)}"


def word_rows(documents: DataFrame, pipeline: Pipeline) -> DataFrame:
    """Turn documents into words.

    Parameters
    ----------
    documents : pyspark.sql.DataFrame
        The columns position, key (a hash of id and text), text; also language, if words depend on it.
    pipeline : Pipeline
        The normalisers and the tokeniser.

    Returns
    -------
    pyspark.sql.DataFrame
        The same rows, with the columns of `provenance.stages.words.words` as bytes.
    """

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from provenance.stages.words import words

        for batch in batches:
            if batch.num_rows:
                told = {"text": as_texts(batch.column("text")), "language": languages_of(batch)}
                keys = integers(batch, "key", np.uint64)
                documents = batch_of(position=batch.column("position"), key=keys, **told)
                yield packed(words(documents, pipeline, characters=True), **told)

    return documents.mapInArrow(read, _WORDS)


def packed(words: pa.RecordBatch, text: pa.Array[Any], language: pa.Array[Any]) -> pa.RecordBatch:
    """Return words with their texts and languages, as Spark takes them: lists are bytes."""
    columns = {"position": words.column("position"), "key": long_of(numbers_of(words, "key"))}
    columns |= {"text": text, "language": language}
    for name in _LISTS:
        columns[name] = bytes_of(list_offsets(words, name), flattened(words, name))
    return batch_of(**columns)


def unpacked(rows: pa.RecordBatch | pa.Table) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Return the words and the texts of rows, as the stages take them, positions ascending."""
    whole = rows if isinstance(rows, pa.RecordBatch) else one_batch(rows)
    whole = rows_of(whole, np.argsort(integers(whole, "position")))
    positions = column_of(integers(whole, "position"))
    columns = {"position": positions, "key": column_of(integers(whole, "key", np.uint64))}
    for name, dtype in _LISTS.items():
        columns[name] = lists_of(*blobs_of(whole, name, dtype))
    told = {"text": as_texts(whole.column("text")), "language": whole.column("language")}
    return batch_of(**columns), batch_of(position=positions, **told)
