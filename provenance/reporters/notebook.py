"""Results, pairs and passages as HTML for a notebook: small, without scripts, and all text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from provenance.model.pairs import Pairs
from provenance.model.passages import Passages
from provenance.reporters.differences import differing_spans
from provenance.reporters.phrases import facts, left_out, summary
from provenance.reporters.sides import SideTexts
from provenance.reporters.templating import template

if TYPE_CHECKING:
    from provenance.model.passage import Passage
    from provenance.model.result import ReuseResult

__all__ = ["ShownPassage", "notebook_html", "shown_passages"]

_PAIRS, _PASSAGES = 15, 8
#: The most characters of a side that are shown.
_LONGEST = 1200

#: A stretch of text, and whether the other side lacks its words.
Stretch = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as it is shown: what is said of it, and both sides, with the words that differ."""

    facts: str
    left: str
    right: str
    left_text: tuple[Stretch, ...]
    right_text: tuple[Stretch, ...]


def notebook_html(shown: ReuseResult | Pairs | Passages) -> str:
    """Return HTML for a notebook.

    Parameters
    ----------
    shown : ReuseResult, Pairs or Passages
        Of a result: its summary, and its strongest pairs and passages. Of pairs and passages: the strongest ones.
    """
    values: dict[str, Any] = {"summary": (), "pairs": None, "passages": None, "more_pairs": 0, "more_passages": 0}
    if isinstance(shown, Pairs):
        values |= _of_pairs(shown)
    elif isinstance(shown, Passages):
        values |= _of_passages(shown)
    else:
        values |= _of_pairs(shown.pairs()) | _of_passages(shown.passages)
        values["summary"] = (summary(shown), *left_out(shown))
    return template("notebook.html").render(values)


def shown_passages(passages: Passages, limit: int) -> list[ShownPassage]:
    """Return the strongest passages, as they are shown; without the documents they have no text."""
    texts = None if passages.documents is None else SideTexts(passages.documents)
    return [_shown(passage, texts) for passage in passages.longest(limit)]


def _of_pairs(pairs: Pairs) -> dict[str, Any]:
    return {"pairs": list(islice(pairs, _PAIRS)), "more_pairs": max(0, len(pairs) - _PAIRS)}


def _of_passages(passages: Passages) -> dict[str, Any]:
    return {"passages": shown_passages(passages, _PASSAGES), "more_passages": max(0, len(passages) - _PASSAGES)}


def _shown(passage: Passage, texts: SideTexts | None) -> ShownPassage:
    left, right = ("", "") if texts is None else (texts.of(passage.left), texts.of(passage.right))
    differ = ([], []) if passage.kind == "verbatim" else differing_spans(left, right)
    sides = (_stretches(text, spans) for text, spans in zip((left, right), differ, strict=True))
    return ShownPassage(facts(passage), passage.left.document, passage.right.document, *sides)


def _stretches(text: str, spans: list[tuple[int, int]]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    end = 0
    for start, stop in (*spans, (len(text), len(text))):
        found += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    shown, room = [], _LONGEST
    for part, differs in found:
        if part and room > 0:
            shown.append((part if len(part) <= room else f"{part[:room]} ...", differs))
            room -= len(part)
    return tuple(shown)
