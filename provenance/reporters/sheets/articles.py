"""The sheets of articles and of credits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provenance.model.credited import is_reused
from provenance.reporters.headlines import headline_of
from provenance.reporters.selection import selected_articles
from provenance.reporters.stories import stories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["article_rows", "by_time", "credit_rows", "story_of", "time_of"]

_DIGITS = 4


def article_rows(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    """Yield the names of the columns, then a row for each article, in input order."""
    title = [] if options.without_text else ["title"]
    yield [
        *("document", *title, "outlet", "publisher", "role", "language", "published", "words", "prose_words"),
        *("degree", "share", "source", "dispatch", "via", "agency", "confidence", "credit", "reused", "credited"),
        "story",
    ]
    publishers = dict(zip(result.documents.ids, result.documents.column("source"), strict=True))
    words, prose = result.counts.words.tolist(), result.counts.total("exclude").tolist()
    numbers = story_of(result)
    rows = zip(result.documents, result.derivations, result.documents.houses, words, prose, strict=True)
    chosen = {one.document for one in selected_articles(result, options)}
    for document, one, house, all_words, prose_words in rows:
        if document.id not in chosen:
            continue
        yield [
            document.id,
            *([] if options.without_text else [headline_of(document) or ""]),
            document.source or "",
            document.source or "" if options.without_text else house or "",
            document.role or "",
            document.language or "",
            time_of(document.published),
            all_words,
            prose_words,
            one.degree,
            None if one.degree == "unknown" else round(one.share, _DIGITS),
            one.source or "",
            one.dispatch or "",
            one.via or "",
            one.agency or "",
            None if one.confidence is None else round(one.confidence, _DIGITS),
            one.credit or "",
            is_reused(one, publishers),
            one.credited,
            numbers.get(document.id),
        ]


def credit_rows(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    """Yield the names of the columns, then a row for each credit, in the order of the text."""
    yield [
        *("document", "outlet", "published", "agency", "role", "char_start", "char_stop"),
        *([] if options.without_text else ["text"]),
    ]
    for document in result.documents:
        for credit in result.credits(document.id):
            yield [
                document.id,
                document.source or "",
                time_of(document.published),
                credit.agency or "",
                credit.role,
                credit.start,
                credit.stop,
                *([] if options.without_text else [document.text[credit.start : credit.stop]]),
            ]


def story_of(result: ReuseResult) -> dict[str, int]:
    """Return the number of the story of each article that is in one; 1 is the largest."""
    return {name: number for number, story in enumerate(stories(result), 1) for name in story.articles}


def time_of(moment: datetime | None) -> str:
    """Return a time in ISO 8601; empty if unknown."""
    return "" if moment is None else moment.isoformat()


def by_time(moment: datetime | None) -> tuple[bool, float]:
    """Return a key that sorts by time, whatever the time zones; unknown times come last, those without zone are UTC."""
    if moment is None:
        return True, 0.0
    return False, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
