"""What people know an article by: its headline, who published it, and when."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rich.cells import cell_len

from provenance.reporters.escape import one_line
from provenance.reporters.fit import cut_at_word

if TYPE_CHECKING:
    from provenance.model.document import Document

__all__ = ["about_article", "headline_of"]

#: The columns of a headline that are shown, at most and where there is little room.
_LONGEST, _LEAST = 110, 24


def headline_of(document: Document) -> str | None:
    """Return what the metadata call title or headline, else the first line of the text; None where there is none."""
    given = (document.metadata.get(key) for key in ("title", "headline"))
    lines = chain((value for value in given if isinstance(value, str)), document.text.splitlines())
    first = next((line.strip() for line in lines if line.strip()), None)
    return None if first is None else cut_at_word(" ".join(first.split()), _LONGEST)


def about_article(document: Document, columns: int = 200, *, without_text: bool = False) -> str:
    """Return headline, source and time on one line of so many columns, as far as they are known.

    Parameters
    ----------
    document : Document
        The article.
    columns : int
        Where there is not enough room, the headline is cut.
    without_text : bool
        Whether to go without headline.
    """
    moment = document.published
    when = None if moment is None else moment.isoformat(" ", "minutes")
    rest = [one_line(part) for part in (document.source, when) if part]
    headline = None if without_text else headline_of(document)
    if headline:
        room = columns - sum(cell_len(part) + 3 for part in rest)
        # Without room for some words of it, what is too long is cut as a whole.
        rest.insert(0, cut_at_word(one_line(headline), max(room, _LEAST)))
    return cut_at_word(" · ".join(rest), columns)
