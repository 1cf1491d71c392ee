"""W3C Web Annotation: each passage as a link between two spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.reporters.identifiers import PASSAGE, document_iri
from provenance.reporters.json_text import JsonText
from provenance.reporters.links import turned
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult

__all__ = ["WebAnnotationReporter"]

_DIGITS = 4
#: The number of characters of context before and after a quote, with which it can be found in a changed text.
_CONTEXT = 32


class WebAnnotationReporter:
    """Writes an annotation page: one annotation per passage.

    The target is the span in the reusing document, the first body the span in its source; if the direction is unknown,
    the right and the left side. Both have a TextPositionSelector, in code points of the original text, and (with text)
    a TextQuoteSelector. The other bodies are tags: the kind, and "quoted".
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        dump = JsonText.of(out)
        out.write(
            '{"@context": "http://www.w3.org/ns/anno.jsonld",\n'
            f' "id": {dump(PASSAGE + "page")},\n "type": "AnnotationPage",\n "startIndex": 0,\n "items": ['
        )
        separator = "\n  "
        for annotation in _annotations(result, options):
            out.write(separator + dump(annotation))
            separator = ",\n  "
        out.write("]}\n")


def _annotations(result: ReuseResult, options: ReportOptions) -> Iterator[dict[str, Any]]:
    texts = None if options.without_text else SideTexts(result.documents)
    for number, turn in enumerate(turned(result)):
        passage = turn.passage
        tags = [passage.kind, *(["quoted"] if passage.quoted else [])]
        yield {
            "id": f"{PASSAGE}{number}",
            "type": "Annotation",
            "motivation": "linking",
            "body": [
                _place(turn.source, texts),
                *({"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags),
                {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": _said(passage)},
            ],
            "target": _place(turn.target, texts),
        }


def _place(side: Side, texts: SideTexts | None) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": side.start, "end": side.stop}]
    if texts is not None:
        before, after = texts.around(side, _CONTEXT)
        selectors.append({"type": "TextQuoteSelector", "exact": texts.of(side), "prefix": before, "suffix": after})
    return {"type": "SpecificResource", "source": document_iri(side.document), "selector": selectors}


def _said(passage: Passage) -> str:
    return f"words: {passage.words}; similarity: {round(passage.similarity, _DIGITS)}"
