"""Texts to words: numbers, stems, flags and offsets, with one call of the tokeniser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from provenance.model.arrow import languages_of, numbers_of
from provenance.model.word_flags import BOILERPLATE, NUMERAL, POST, QUOTED, SOLO
from provenance.model.words import Characters, WordTable
from provenance.text.markup import markup_spans
from provenance.text.posts import post_spans
from provenance.text.quotations import quotation_spans

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.text.pipeline import Pipeline

__all__ = ["word_table", "words"]

#: The stem of a word is its first code points, so many: in any language, forms of a word mostly begin alike.
STEM = 6


def words(documents: pa.RecordBatch, pipeline: Pipeline, *, characters: bool = False) -> pa.RecordBatch:
    """Turn documents into words.

    Parameters
    ----------
    documents : pyarrow.RecordBatch
        With the columns position, key and text; also language, if it is known.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    characters : bool
        Whether to keep the characters of the words, for noisy texts.

    Returns
    -------
    pyarrow.RecordBatch
        A row for each document: position, key, and the lists of `provenance.model.words.WordTable`.
    """
    texts = cast("pa.LargeStringArray", documents.column("text"))
    keys, languages = numbers_of(documents, "key"), languages_of(documents)
    table = word_table(texts, pipeline, characters=characters, keys=keys, languages=languages)
    return table.to_batch(numbers_of(documents, "position"))


def word_table(
    texts: pa.LargeStringArray,
    pipeline: Pipeline,
    *,
    characters: bool = False,
    keys: NDArray[np.uint64] | None = None,
    languages: pa.Array[Any] | None = None,
) -> WordTable:
    """Turn an array of texts into words; parameters as for `words`; without keys, they are zeros."""
    from provenance.kernels.characters import gather_characters
    from provenance.kernels.names import mark_names
    from provenance.kernels.sentences import mark_sentences
    from provenance.kernels.words import mark_spans, stem_numbers, word_numbers
    from provenance.text.buffers import utf8_buffers

    tokens = pipeline.tokens(texts, languages=languages)
    numbers = np.empty(len(tokens), np.uint32)
    word_numbers(tokens.norm, tokens.token_start, numbers)
    stems = np.empty(len(tokens), np.uint32)
    stem_numbers(tokens.norm, tokens.token_start, tokens.solo, tokens.document_tokens, STEM, stems)
    begins = tokens.norm[tokens.token_start[:-1]]
    flags = np.where(tokens.solo, np.uint8(SOLO), np.uint8(0))
    flags[(begins >= ord("0")) & (begins <= ord("9"))] |= np.uint8(NUMERAL)
    places = tokens.cp_start, tokens.cp_stop, tokens.document_tokens
    mark_spans(*places, *quotation_spans(texts), QUOTED, flags)
    mark_spans(*places, *post_spans(texts), QUOTED | POST, flags)
    mark_spans(*places, *markup_spans(texts), BOILERPLATE, flags)
    data, offsets = utf8_buffers(texts)
    mark_sentences(data, offsets, *places, flags)
    mark_names(data, offsets, tokens.cp_start, tokens.document_tokens, flags)
    kept = None
    if characters:
        codes, starts = np.empty(int(tokens.token_start[-1]), np.uint16), np.empty(len(tokens) + 1, np.int64)
        kept = Characters(codes[: gather_characters(tokens.norm, tokens.token_start, codes, starts)].copy(), starts)
    if keys is None:
        keys = np.zeros(len(texts), np.uint64)
    return WordTable(
        numbers, stems, flags, tokens.cp_start.copy(), tokens.cp_stop.copy(), tokens.document_tokens, keys, kept
    )
