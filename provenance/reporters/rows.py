"""Passages as rows of plain values, directly from the columns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from provenance.model.passage import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.documents import Documents
    from provenance.model.passages import PassageTable

__all__ = ["passage_rows", "places"]

_DIGITS = 4


def places(start: int | None, stop: int | None) -> dict[str, int | None]:
    """Return the places of a span for JSON, named as in CSV and in Python; "end" is the older name of "stop"."""
    return {"start": start, "stop": stop, "end": stop}


def passage_rows(documents: Documents, parts: Iterable[PassageTable], *, text: bool = True) -> Iterator[dict[str, Any]]:
    """Yield each passage as a row with the column names of the CSV, without creating `Passage` objects.

    Parameters
    ----------
    documents : Documents
        The documents of the passages.
    parts : iterable of PassageTable
        The passages.
    text : bool
        Whether the rows have ``left_text`` and ``right_text``.
    """
    ids = documents.ids
    # Passages are sorted by left document, so the right one changes more often.
    whole = lru_cache(maxsize=256)(documents.text)
    for t in parts:
        columns = (t.left, t.left_start, t.left_stop, t.right, t.right_start, t.right_stop, t.kind, t.quoted)
        rows = zip(*(column.tolist() for column in (*columns, t.similarity, t.words, t.confidence)), strict=True)
        for left, left_start, left_stop, right, right_start, right_stop, kind, quoted, similarity, count, sure in rows:
            row = {
                "left": ids[left],
                "left_start": left_start,
                "left_stop": left_stop,
                "right": ids[right],
                "right_start": right_start,
                "right_stop": right_stop,
                "kind": KINDS[kind],
                "quoted": quoted,
                "similarity": round(similarity, _DIGITS),
                "words": count,
                "confidence": round(sure, _DIGITS),
            }
            if text:
                row["left_text"] = whole(left)[left_start:left_stop]
                row["right_text"] = whole(right)[right_start:right_stop]
            yield row
