"""The stages, as pure functions on batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.coverage import WordCounts
from provenance.text.quotations import quotation_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.text.pipeline import Pipeline

__all__ = ["WordTable", "join_tables", "split_batches", "word_table"]

#: Bytes of UTF-8 in a batch: enough to amortise a call, few enough to stay in the cache.
BATCH_BYTES = 1 << 18


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The words of documents as numbers, ready to be compared.

    Parameters
    ----------
    numbers : numpy.ndarray, shape=(tokens,), uint32
        A number for each word, equal for equal words.
    flags : numpy.ndarray, shape=(tokens,), uint8
        The bits QUOTED and SOLO.
    cp_start, cp_stop : numpy.ndarray, shape=(tokens,), int32
        Each word's place in its text.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    """

    numbers: NDArray[np.uint32]
    flags: NDArray[np.uint8]
    cp_start: NDArray[np.int32]
    cp_stop: NDArray[np.int32]
    document_tokens: NDArray[np.int64]

    def counts(self) -> WordCounts:
        """Return the words of each document, and the runs of quoted ones."""
        from provenance.kernels.words import QUOTED

        quoted = np.concatenate([[False], (self.flags & QUOTED).astype(bool), [False]])
        change = np.flatnonzero(quoted[1:] != quoted[:-1])
        return WordCounts(self.document_tokens, change[::2].astype(np.int64), change[1::2].astype(np.int64))


def split_batches(texts: pa.LargeStringArray, size: int = BATCH_BYTES) -> list[pa.LargeStringArray]:
    """Cut an array of texts into batches of about ``size`` bytes, without a copy."""
    from provenance.text.buffers import utf8_buffers

    _, offsets = utf8_buffers(texts)
    batches = []
    start = 0
    while start < len(texts):
        stop = max(start + 1, int(np.searchsorted(offsets, offsets[start] + size, "right")) - 1)
        batches.append(texts.slice(start, stop - start))
        start = stop
    return batches


def word_table(texts: pa.LargeStringArray, pipeline: Pipeline) -> WordTable:
    """Turn a batch of texts into numbered words with their quotation flags."""
    from provenance.kernels.words import SOLO, mark_quoted, word_numbers

    tokens = pipeline.tokens(texts)
    numbers = np.empty(len(tokens), np.uint32)
    word_numbers(tokens.norm, tokens.token_start, numbers)
    flags = np.where(tokens.solo, np.uint8(SOLO), np.uint8(0))
    mark_quoted(tokens.cp_start, tokens.cp_stop, tokens.document_tokens, *quotation_spans(texts), flags)
    return WordTable(numbers, flags, tokens.cp_start.copy(), tokens.cp_stop.copy(), tokens.document_tokens)


def join_tables(tables: Sequence[WordTable]) -> WordTable:
    """Put the tables of batches one after the other."""
    if not tables:
        none = np.zeros(0, np.int32)
        return WordTable(np.zeros(0, np.uint32), np.zeros(0, np.uint8), none, none, np.zeros(1, np.int64))
    sizes = np.concatenate([np.diff(table.document_tokens) for table in tables])
    return WordTable(
        np.concatenate([table.numbers for table in tables]),
        np.concatenate([table.flags for table in tables]),
        np.concatenate([table.cp_start for table in tables]),
        np.concatenate([table.cp_stop for table in tables]),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
    )
