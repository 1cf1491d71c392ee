"""PAN XML: passages in the format of the plagiarism detection tasks of PAN at CLEF."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from provenance.reporters.escape import xml
from provenance.reporters.links import turned

if TYPE_CHECKING:
    from typing import TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult
    from provenance.reporters.links import Turned

__all__ = ["PanReporter"]


class PanReporter:
    """Writes PAN XML: positions only, no text.

    ``this`` is the reusing document, ``source`` the other one; if the direction is unknown, ``this`` is the right side.
    Offsets count code points. Two documents give a file as specified by PAN; more give several ``document`` elements
    inside one ``documents`` element.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        ids = result.documents.ids
        whole = len(ids) == 2
        passages: dict[int, list[Turned]] = {len(ids) - 1: []} if whole else {}
        for turn in turned(result):
            passages.setdefault(turn.target_document, []).append(turn)
        if whole and len(passages) > 1:
            passages = {document: found for document, found in passages.items() if found}
        out.write('<?xml version="1.0" encoding="utf-8"?>\n')
        if not whole:
            out.write("<documents>\n")
        for document in sorted(passages):
            out.write(f"<document reference={_quoted(ids[document])}>\n")
            for turn in sorted(passages[document], key=lambda turn: (turn.target.start, turn.target.stop)):
                out.write(f"  {_feature(turn)}\n")
            out.write("</document>\n")
        if not whole:
            out.write("</documents>\n")


def _feature(turn: Turned) -> str:
    this, source = turn.target, turn.source
    return (
        f'<feature name="detected-plagiarism" this_offset="{this.start}" this_length="{this.stop - this.start}" '
        f'source_reference={_quoted(source.document)} source_offset="{source.start}" '
        f'source_length="{source.stop - source.start}" type="{turn.passage.kind}" '
        f'quoted="{str(turn.passage.quoted).lower()}" />'
    )


def _quoted(text: str) -> str:
    return quoteattr(xml(text))
