"""The stages, as pure functions on batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.words import SOLO, WordTable
from provenance.text.quotations import quotation_spans

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.text.pipeline import Pipeline

__all__ = ["split_batches", "word_table"]

#: Bytes of UTF-8 in a batch: enough to amortise a call, few enough to stay in the cache.
BATCH_BYTES = 1 << 18
#: Code points of a word that make its stem: forms of one word mostly begin alike, in any language.
STEM = 6


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
    from provenance.kernels.names import mark_names
    from provenance.kernels.sentences import mark_sentences
    from provenance.kernels.words import mark_quoted, stem_numbers, word_numbers
    from provenance.text.buffers import utf8_buffers

    tokens = pipeline.tokens(texts)
    numbers = np.empty(len(tokens), np.uint32)
    word_numbers(tokens.norm, tokens.token_start, numbers)
    stems = np.empty(len(tokens), np.uint32)
    stem_numbers(tokens.norm, tokens.token_start, tokens.solo, tokens.document_tokens, STEM, stems)
    flags = np.where(tokens.solo, np.uint8(SOLO), np.uint8(0))
    mark_quoted(tokens.cp_start, tokens.cp_stop, tokens.document_tokens, *quotation_spans(texts), flags)
    mark_sentences(*utf8_buffers(texts), tokens.cp_start, tokens.cp_stop, tokens.document_tokens, flags)
    mark_names(*utf8_buffers(texts), tokens.cp_start, tokens.document_tokens, flags)
    return WordTable(numbers, stems, flags, tokens.cp_start.copy(), tokens.cp_stop.copy(), tokens.document_tokens)
