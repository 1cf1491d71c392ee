"""The JSON reporter: the one schema that programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.errors import OptionError
from provenance.reporters.json_text import JsonText
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from provenance.model.derivation import Derivation
    from provenance.model.options import ReportOptions
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult

__all__ = ["SCHEMA", "JsonReporter"]

SCHEMA = "provenance/reuse/1"
_DIGITS = 4


class JsonReporter:
    """Writes the schema ``provenance/reuse/1``, the same for every view, one passage after the other."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result.

        Above 10,000 articles ``matrix`` is null and ``run.left_out`` says so. Without text, ``text`` of a side and
        ``detail`` of evidence, which may cite the article, are null.
        """
        dump = JsonText.of(out)
        left_out = list(result.run.left_out)
        out.write(f'{{"schema": {dump(SCHEMA)},\n "documents": [')
        _write_list(out, dump, _documents(result))
        try:
            matrix = result.matrix(options.measure, options.quotations)
        except OptionError as error:
            left_out.append(f"the matrix: {error.message}")
            out.write('],\n "matrix": null,\n "passages": [')
        else:
            ids = dump(matrix.labels)
            out.write(f'],\n "matrix": {{"measure": {dump(matrix.measure)}, "ids": {ids}, "values": [')
            _write_list(out, dump, (row.round(_DIGITS).tolist() for row in matrix.values))
            out.write(']},\n "passages": [')
        texts = None if options.without_text else SideTexts(result.documents)
        _write_list(out, dump, (_passage(passage, texts) for passage in result.passages))
        out.write('],\n "derivations": [')
        _write_list(out, dump, (_derivation(derivation, options) for derivation in result.derivations))
        run = {
            "version": result.run.version,
            "options": result.run.options,
            "candidates": result.run.candidates,
            "left_out": left_out,
        }
        out.write(f'],\n "run": {dump(run)}}}\n')


def _write_list(out: TextIO, dump: JsonText, values: Iterable[Any]) -> None:
    separator = "\n  "
    for value in values:
        out.write(separator + dump(value))
        separator = ",\n  "


def _documents(result: ReuseResult) -> Iterator[dict[str, Any]]:
    documents = result.documents
    columns = [documents.column(name) for name in ("source", "published", "role")]
    words = result.counts.words.tolist()
    for name, source, published, role, number in zip(documents.ids, *columns, words, strict=True):
        yield {"id": name, "source": source, "published": published, "role": role, "words": number}


def _passage(passage: Passage, texts: SideTexts | None) -> dict[str, Any]:
    return {
        "left": _side(passage.left, texts),
        "right": _side(passage.right, texts),
        "kind": passage.kind,
        "quoted": passage.quoted,
        "similarity": round(passage.similarity, _DIGITS),
        "words": passage.words,
    }


def _side(side: Side, texts: SideTexts | None) -> dict[str, Any]:
    text = None if texts is None else texts.of(side)
    return {"document": side.document, "start": side.start, "end": side.stop, "text": text}


def _derivation(derivation: Derivation, options: ReportOptions) -> dict[str, Any]:
    confidence = derivation.confidence
    return {
        "document": derivation.document,
        "degree": derivation.degree,
        "share": round(derivation.share, _DIGITS),
        "source": derivation.source,
        "agency": derivation.agency,
        "confidence": None if confidence is None else round(confidence, _DIGITS),
        "evidence": [
            {
                "kind": evidence.kind,
                "detail": None if options.without_text else evidence.detail,
                "weight": round(evidence.weight, _DIGITS),
            }
            for evidence in derivation.evidence
        ],
    }
