"""The JSON reporter: the schema for programs."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from provenance.errors import OptionError
from provenance.model.credited import credited_table
from provenance.model.direction import VERDICTS
from provenance.reporters.json_text import JsonText
from provenance.reporters.rows import places
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from provenance.model.credited import CreditedRow
    from provenance.model.derivation import Derivation, Evidence
    from provenance.model.options import ReportOptions
    from provenance.model.origin import Origin, UnseenDispatch
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult

__all__ = ["SCHEMA", "JsonReporter"]

SCHEMA = "provenance/reuse/2"
_DIGITS = 4


class JsonReporter:
    """Writes the schema ``provenance/reuse/2``, the same for every view, passage by passage."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result.

        Above 10,000 articles ``matrix`` is null and ``run.left_out`` says so. Without text, ``text`` of a side and
        ``detail`` of evidence (which may quote the article) are null.
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
        inference = result.inference
        verdicts = repeat(-1, len(result.passages)) if inference is None else inference.verdicts.tolist()
        _write_list(
            out,
            dump,
            (_passage(passage, texts, code) for passage, code in zip(result.passages, verdicts, strict=True)),
        )
        out.write('],\n "derivations": [')
        _write_list(out, dump, (_derivation(derivation, options) for derivation in result.derivations))
        out.write('],\n "dispatches": [')
        _write_list(out, dump, (_dispatch(dispatch, texts, options) for dispatch in result.dispatches))
        out.write('],\n "credited": [')
        _write_list(out, dump, map(_credited, credited_table(result)))
        run = {
            "version": result.run.version,
            "options": dict(result.run.options),
            "candidates": result.run.candidates,
            "left_out": left_out,
            "statistics": result.run.statistics,
            "plugins": list(result.run.plugins),
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
        credits_ = [
            {"agency": credit.agency, "role": credit.role, **places(credit.start, credit.stop)}
            for credit in result.credits(name)
        ]
        yield {
            "id": name,
            "source": source,
            "published": published,
            "role": role,
            "words": number,
            "credits": credits_,
        }


def _passage(passage: Passage, texts: SideTexts | None, verdict: int) -> dict[str, Any]:
    return {
        "left": _side(passage.left, texts),
        "right": _side(passage.right, texts),
        "kind": passage.kind,
        "quoted": passage.quoted,
        "similarity": round(passage.similarity, _DIGITS),
        "words": passage.words,
        "confidence": round(passage.confidence, _DIGITS),
        "class": passage.overlap,
        "direction": VERDICTS[verdict] if verdict >= 0 else None,
    }


def _side(side: Side, texts: SideTexts | None) -> dict[str, Any]:
    text = None if texts is None else texts.of(side)
    return {"document": side.document, **places(side.start, side.stop), "text": text}


def _derivation(derivation: Derivation, options: ReportOptions) -> dict[str, Any]:
    return {
        "document": derivation.document,
        "degree": derivation.degree,
        "share": round(derivation.share, _DIGITS),
        "source": derivation.source,
        "agency": derivation.agency,
        "confidence": _rounded(derivation.confidence),
        "dispatch": derivation.dispatch,
        "via": derivation.via,
        "credit": derivation.credit,
        "origins": [_origin(origin) for origin in derivation.origins],
        "evidence": [_evidence(evidence, options) for evidence in derivation.evidence],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "kind": origin.kind,
        "source": origin.source,
        "agency": origin.agency,
        "share": round(origin.share, _DIGITS),
        "words": origin.words,
        "confidence": _rounded(origin.confidence),
        "spans": [places(start, stop) for start, stop in origin.spans],
    }


def _evidence(evidence: Evidence, options: ReportOptions) -> dict[str, Any]:
    return {
        "kind": evidence.kind,
        "detail": None if options.without_text else evidence.detail,
        "weight": round(evidence.weight, _DIGITS),
        **places(evidence.start, evidence.stop),
    }


def _dispatch(dispatch: UnseenDispatch, texts: SideTexts | None, options: ReportOptions) -> dict[str, Any]:
    return {
        "name": dispatch.name,
        "agency": dispatch.agency,
        "confidence": _rounded(dispatch.confidence),
        "agency_confidence": _rounded(dispatch.agency_confidence),
        "witnesses": [{"document": witness.document, "words": witness.words} for witness in dispatch.witnesses],
        "sentences": [
            {
                "text": None if options.without_text else sentence.text,
                "from": _side(sentence.side, texts),
                "variants": [_side(side, texts) for side in sentence.variants],
            }
            for sentence in dispatch.sentences
        ],
        "evidence": [_evidence(evidence, options) for evidence in dispatch.evidence],
    }


def _credited(row: CreditedRow) -> dict[str, Any]:
    return {
        "source": row.source,
        "reused_and_credited": row.reused_and_credited,
        "reused_not_credited": row.reused_not_credited,
        "credited_not_reused": row.credited_not_reused,
        "neither": row.neither,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
