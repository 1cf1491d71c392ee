"""Words to statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.model.arrow import list_offsets
from provenance.model.statistics import FULL_SIZE, Statistics, sizes_for
from provenance.model.words import WordTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from provenance.model.statistics import Sizes

__all__ = ["count", "count_words", "total"]


def count(words: pa.RecordBatch, sizes: Sizes = FULL_SIZE, pipeline: str = "") -> Statistics:
    """Count the words of documents.

    Parameters
    ----------
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it.
    sizes : Sizes
        The sizes of the tables; all parts of a collection must have the same.
    pipeline : str
        The name of the pipeline that made the words.

    Returns
    -------
    Statistics
        The statistics of these documents; `Statistics.merge` adds up parts.
    """
    table = WordTable.from_batch(words)
    return count_words(table, 0, len(table), sizes, pipeline)


def total(words: Sequence[pa.RecordBatch], pipeline: str = "") -> Statistics:
    """Count the words of all documents, in tables of the sizes for so many words; parameters as for `count`."""
    sizes = sizes_for(sum(int(list_offsets(batch, "numbers")[-1]) for batch in words))
    return Statistics.merged(count(batch, sizes, pipeline) for batch in words)


def count_words(words: WordTable, first: int, last: int, sizes: Sizes, pipeline: str = "") -> Statistics:
    """Count the words of the documents from ``first`` to ``last``, half-open; parameters as for `count`."""
    from provenance.kernels.statistics import count_documents

    counted = Statistics.empty(sizes, pipeline)
    document_tokens = words.document_tokens[first : last + 1]
    sentences, content = count_documents(
        words.numbers, words.stems, words.flags, document_tokens, words.keys[first:last], counted.stems,
        counted.words, counted.bigrams,
    )  # fmt: skip
    tokens = int(document_tokens[-1] - document_tokens[0])
    return replace(counted, documents=last - first, tokens=tokens, sentences=int(sentences), content=int(content))
