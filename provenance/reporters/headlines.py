"""Labels of articles for people: headline, publisher and time."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rich.cells import cell_len

from provenance.reporters.escape import one_line
from provenance.reporters.fit import cut_at_word

if TYPE_CHECKING:
    from provenance.model.document import Document

__all__ = ["about_article", "headline_of"]

#: The width of a headline in columns: the most, and the least if space is short.
_LONGEST, _LEAST = 110, 24


def headline_of(document: Document) -> str | None:
    """Return the title or headline in the metadata, else the first line of the text; None if there is none."""
    given = (document.metadata.get(key) for key in ("title", "headline"))
    lines = chain((value for value in given if isinstance(value, str)), document.text.splitlines())
    first = next((line.strip() for line in lines if line.strip()), None)
    return None if first is None else cut_at_word(" ".join(first.split()), _LONGEST)


def about_article(document: Document, columns: int = 200, *, without_text: bool = False) -> str:
    """Return headline, source and time, as far as known, on one line of this many columns.

    Parameters
    ----------
    document : Document
        The article.
    columns : int
        The width; the headline is cut to fit.
    without_text : bool
        Whether to leave out the headline.
    """
    moment = document.published
    when = None if moment is None else moment.isoformat(" ", "minutes")
    rest = [one_line(part) for part in (document.source, when) if part]
    headline = None if without_text else headline_of(document)
    if headline:
        room = columns - sum(cell_len(part) + 3 for part in rest)
        # If not even a few words of it fit, the whole line is cut.
        rest.insert(0, cut_at_word(one_line(headline), max(room, _LEAST)))
    return cut_at_word(" · ".join(rest), columns)
