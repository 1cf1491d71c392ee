"""Finds the boilerplate and the posts of a collection, and marks their words."""

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
    """Find the boilerplate and the posts of a collection, and return the statistics with them.

    Parameters
    ----------
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it, of all documents, positions rising.
    statistics : Statistics
        The statistics of these documents.
    sources : sequence of str or None
        The publisher of each document.
    """
    return find_in(WordTable.from_batch(words), statistics, sources)


def find_in(words: WordTable, statistics: Statistics, sources: Sequence[str | None]) -> Statistics:
    """Do what `find` does, for a table of words."""
    posts = find_posts(words)
    boilerplate = find_boilerplate(mark_posts(words, posts), idf(statistics.sized()), sources)
    return replace(statistics, posts=posts, boilerplate=boilerplate)


def mark(words: pa.RecordBatch, statistics: Statistics) -> pa.RecordBatch:
    """Return words with flags on boilerplate and on posts."""
    return mark_in(WordTable.from_batch(words), statistics)[0].to_batch(numbers_of(words, "position"))


def mark_in(words: WordTable, statistics: Statistics) -> tuple[WordTable, int]:
    """Return words with flags on boilerplate and on posts, and the number of words of boilerplate."""
    return mark_boilerplate(mark_posts(words, statistics.posts), statistics.boilerplate)
