"""What is boilerplate in a collection, and what stands in a post; and the words that are marked as such."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.align.settings import idf
from provenance.candidates.boilerplate import find_boilerplate, mark_boilerplate
from provenance.candidates.posts import find_posts, mark_posts
from provenance.model.arrow import numbers_of
from provenance.model.words import WordTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from provenance.model.statistics import Statistics

__all__ = ["find", "find_in", "mark", "mark_in"]


def find(words: pa.RecordBatch, statistics: Statistics, sources: Sequence[str | None]) -> Statistics:
    """Return statistics that know the boilerplate, and the posts, of a collection.

    Parameters
    ----------
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it, of all documents, positions rising.
    statistics : Statistics
        What was counted over them.
    sources : sequence of str or None
        Who published each.
    """
    return find_in(WordTable.from_batch(words), statistics, sources)


def find_in(words: WordTable, statistics: Statistics, sources: Sequence[str | None]) -> Statistics:
    """Return statistics that know the boilerplate, and the posts, of a table of words; parameters as for `find`."""
    posts = find_posts(words)
    boilerplate = find_boilerplate(mark_posts(words, posts), idf(statistics.sized()), sources)
    return replace(statistics, posts=posts, boilerplate=boilerplate)


def mark(words: pa.RecordBatch, statistics: Statistics) -> pa.RecordBatch:
    """Return words with marks on what is boilerplate and on what stands in a post."""
    return mark_in(WordTable.from_batch(words), statistics)[0].to_batch(numbers_of(words, "position"))


def mark_in(words: WordTable, statistics: Statistics) -> tuple[WordTable, int]:
    """Return words with such marks, and how many words are boilerplate."""
    return mark_boilerplate(mark_posts(words, statistics.posts), statistics.boilerplate)
