"""Candidate pairs to passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.align.confirm import confirm_verbatim
from provenance.align.noisy import NoisyPairs
from provenance.align.passages import align as align_pairs
from provenance.model.arrow import languages_of, numbers_of
from provenance.model.passages import PassageTable
from provenance.model.words import WordTable
from provenance.text.characters import kept_characters, noisy_documents

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.align.settings import PairSettings
    from provenance.model.options import ReuseOptions
    from provenance.model.statistics import Statistics
    from provenance.text.characters import CharacterStreams
    from provenance.text.pipeline import Pipeline

__all__ = ["align", "confirm"]


def align(
    pairs: pa.RecordBatch,
    words: pa.RecordBatch,
    statistics: Statistics,
    settings: PairSettings,
    options: ReuseOptions,
) -> pa.RecordBatch:
    """Find the passages of pairs of documents.

    Parameters
    ----------
    pairs : pyarrow.RecordBatch
        The columns left and right: positions, left < right.
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it, with characters: the words of both sides, positions ascending.
    statistics : Statistics
        Statistics of the collection, or of a background.
    settings : PairSettings
        The settings derived from the statistics.
    options : ReuseOptions
        How passages are looked for.

    Returns
    -------
    pyarrow.RecordBatch
        The columns of `provenance.model.passages.PassageTable`. Its metadata has, as cut_short, the number of pairs
        that were not searched to the end.
    """
    table = WordTable.from_batch(words)
    positions = numbers_of(words, "position")
    noisy = NoisyPairs(table, noisy_documents(table, statistics), lambda _: _kept(table))
    left, right = (np.searchsorted(positions, numbers_of(pairs, side)) for side in ("left", "right"))
    found = align_pairs(left.astype(np.int32), right.astype(np.int32), table, settings, options, noisy)
    batch = found.table.renumbered(positions).to_batch()
    return batch.replace_schema_metadata({"cut_short": str(found.cut_short)})


def confirm(
    passages: pa.RecordBatch, documents: pa.RecordBatch, pipeline: Pipeline, options: ReuseOptions
) -> pa.RecordBatch:
    """Compare the words of verbatim passages; one whose words differ becomes ``edited``, or is dropped.

    Parameters
    ----------
    passages : pyarrow.RecordBatch
        As `align` makes it.
    documents : pyarrow.RecordBatch
        The columns position and text, positions ascending, of all documents of the passages; also language, if it is
        known.
    pipeline : Pipeline
        The pipeline that made their words.
    options : ReuseOptions
        Only ``min_words`` is used.
    """
    positions, languages = numbers_of(documents, "position"), languages_of(documents)

    def text(position: int) -> str:
        return str(documents.column("text")[int(np.searchsorted(positions, position))].as_py())

    def language(position: int) -> str | None:
        known: str | None = languages[int(np.searchsorted(positions, position))].as_py()
        return known

    table = PassageTable.from_batch(passages)
    return confirm_verbatim(table, text, pipeline, options.min_words, language).to_batch()


def _kept(words: WordTable) -> CharacterStreams:
    characters = kept_characters(words)
    if characters is None:
        raise TypeError("the characters of the words were not kept")
    return characters
