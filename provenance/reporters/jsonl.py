"""The JSON Lines reporter: one passage per line, written as they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.reporters.json_text import JsonText
from provenance.reporters.rows import passage_rows, places

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from provenance.model.documents import Documents
    from provenance.model.options import ReportOptions
    from provenance.model.passages import PassageTable
    from provenance.model.result import ReuseResult

__all__ = ["JsonlReporter"]


class JsonlReporter:
    """Writes the passages, each as in the list ``passages`` of the schema ``provenance/reuse/2``."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write the passages of a result."""
        self.stream(result.documents, [result.passages.table], out, options)

    def stream(self, documents: Documents, parts: Iterable[PassageTable], out: TextIO, options: ReportOptions) -> None:
        """Write passages part by part."""
        dump = JsonText.of(out)
        for row in passage_rows(documents, parts, text=not options.without_text):
            sides = {
                side: {"document": row[side], **places(row[f"{side}_start"], row[f"{side}_stop"])}
                | ({} if options.without_text else {"text": row[f"{side}_text"]})
                for side in ("left", "right")
            }
            rest = {name: row[name] for name in ("kind", "quoted", "similarity", "words", "confidence")}
            out.write(dump(sides | rest) + "\n")
