"""Terminal output about the origin of an article's text: traces, explanations, the table of credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from provenance.model.composition import composition
from provenance.model.credited import credited_table, credited_total
from provenance.reporters.composed import composed, label
from provenance.reporters.escape import one_line, visible
from provenance.reporters.fit import shorten
from provenance.reporters.numbers import counted, percent
from provenance.reporters.passage_text import PassageWriter
from provenance.reporters.phrases import CREDITED, degree, likely

if TYPE_CHECKING:
    from rich.console import Console

    from provenance.model.derivation import Derivation, Evidence
    from provenance.model.options import ReportOptions
    from provenance.model.origin import UnseenDispatch
    from provenance.model.passage import Passage
    from provenance.model.result import ReuseResult

__all__ = ["credited", "explain", "trace"]

#: The number of rows of the table of credits, passages and sources shown if no limit is given.
_ROWS, _PASSAGES, _SOURCES = 30, 10, 10
#: The number of sentences of a rebuilt text shown if no limit is given.
_SENTENCES = 10
_AROUND = 40
#: The number of positions shown for a part.
_PLACES = 6


def credited(console: Console, result: ReuseResult) -> None:
    """Print how many articles are reused and credited, by source if a source has several."""
    rows = [row for row in credited_table(result) if row.articles]
    if not rows or not any(derivation.degree != "non" or derivation.credited for derivation in result.derivations):
        return
    console.print()
    console.print(
        Text("Articles that are reused (wholly or partially derived) and that credit an agency for their text:")
    )
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column()
    for _ in CREDITED:
        table.add_column(justify="right")
    table.add_row("", *CREDITED)
    several = [row for row in rows if row.source is not None and row.articles > 1]
    for row in several[:_ROWS]:
        name = Text(shorten(visible(row.source or ""), console.width // 3))
        table.add_row(name, *(f"{each:,}" for each in row.numbers))
    table.add_row("all", *(f"{each:,}" for each in credited_total(rows).numbers))
    console.print(table)


def trace(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    """Print the likely source of one article's text."""
    if not result.derivations:
        return
    article = options.article or result.documents.ids[0]
    derivation = result.derivations[result.documents.position(article)]
    _heading(console, derivation)
    _evidence(console, result, article, derivation.evidence, options)
    _sources(console, result, article, options)
    for name, dispatch in zip(getattr(result.dispatches, "names", ()), range(len(result.dispatches)), strict=False):
        if name == derivation.dispatch:
            _dispatch(console, result.dispatches[dispatch], options)
    _passages(console, result, options, [p for p in result.passages if article in (p.left.document, p.right.document)])


def explain(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    """Print all evidence about one or two articles, with the text it refers to."""
    from provenance.text.speakers import quotations

    if not result.derivations:
        return
    article = options.article or result.documents.ids[0]
    position = result.documents.position(article)
    derivation = result.derivations[position]
    text = result.documents.text(position)
    _heading(console, derivation)
    _parts(console, derivation)
    _evidence(console, result, article, derivation.evidence, options)
    said = [] if options.without_text else quotations(text)
    if said:
        console.print()
        console.print(Text(f"{counted(len(said), 'quotation')}; what is only quoted makes no article derived:"))
        for quotation in said:
            line = f"{quotation.speaker or 'speaker not known'}: {text[quotation.start : quotation.stop]}"
            console.print(Padding(Text(one_line(visible(line))), (0, 0, 0, 4)))
    if options.other is None:
        return
    direction = result.direction(article, options.other)
    console.print()
    console.print(Text.assemble((visible(article), "bold"), " and ", (visible(options.other), "bold")))
    if direction is None:
        console.print(Text("They share no prose."))
    else:
        verdict = {
            "left": f"{direction.left} is the likelier source",
            "right": f"{direction.right} is the likelier source",
            "common": "both likely have it from a third",
            None: "undetermined",
        }[direction.verdict]
        console.print(Text(visible(f"Direction: {verdict} ({percent(direction.confidence)} sure).")))
        _evidence(console, result, article, direction.evidence, options)
    pair = {article, options.other}
    _passages(console, result, options, [p for p in result.passages if {p.left.document, p.right.document} == pair])


def _heading(console: Console, derivation: Derivation) -> None:
    console.print()
    console.print(Text.assemble((visible(derivation.document), "bold"), f"  {degree(derivation)}"))
    said = likely(derivation) if derivation.degree != "non" else "no other document here holds much of its prose"
    console.print(Text(visible(said)))
    if derivation.origins:
        console.print(Text(visible(f"Its words: {composed(derivation)}.")))


def _parts(console: Console, derivation: Derivation) -> None:
    """Print each part of an article: its words, the confidence of its origin, and its position."""
    spans: dict[tuple[str, str | None, str | None], list[tuple[int, int]]] = {}
    for one in derivation.origins:
        spans.setdefault((one.kind, one.source, one.agency), []).extend(one.spans)
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(2):
        table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for portion in composition(derivation):
        sure = "" if portion.confidence is None else f", {percent(portion.confidence)} sure"
        places = sorted(spans[portion.kind, portion.source, portion.agency])
        shown = ", ".join(f"{start}-{stop}" for start, stop in places[:_PLACES])
        more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        said = Text.assemble(visible(label(portion)), sure, " ", (f"at {shown}{more}", "dim"))
        table.add_row(Text(portion.shown), Text(counted(portion.words, "word")), said)
    console.print(Padding(table, (0, 0, 0, 4)))


def _evidence(
    console: Console, result: ReuseResult, article: str, evidence: tuple[Evidence, ...], options: ReportOptions
) -> None:
    text = result.documents.text(result.documents.position(article))
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for each in evidence:
        # The detail of evidence may quote the text.
        detail = "" if options.without_text else each.detail
        if detail and each.start is not None and each.stop is not None:
            around = text[max(0, each.start - _AROUND) : each.stop + _AROUND]
            detail = f"{detail} “…{around}…”"
        table.add_row(Text(each.kind, style="cyan"), Text(f"{each.weight:+.2f}"), Text(one_line(visible(detail, "\n"))))
    console.print(Padding(table, (0, 0, 0, 4)))


def _sources(console: Console, result: ReuseResult, article: str, options: ReportOptions) -> None:
    """Print the documents that contain most of the article's prose."""
    others = {p.right.document if p.left.document == article else p.left.document
              for p in result.passages if not p.quoted and article in (p.left.document, p.right.document)}  # fmt: skip
    shares = sorted(((result.containment(article, other, "exclude"), other) for other in others), reverse=True)
    shares = [row for row in shares if row[0] > 0][: options.limit or _SOURCES]
    if not shares:
        return
    console.print()
    console.print(Text("How much of its prose stands in other documents, quotations left out:"))
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column()
    for share, other in shares:
        direction = result.direction(article, other)
        verdict = None if direction is None else direction.verdict
        said = "direction undetermined"
        if direction is not None and verdict == "common":
            said = "both likely from a third"
        elif direction is not None and direction.source is not None:
            said = "the likelier source" if direction.source == other else "the likelier copy"
        sure = f" ({percent(direction.confidence)} sure)" if direction is not None and verdict is not None else ""
        table.add_row(Text(percent(share)), Text(visible(other)), Text(said + sure))
    console.print(Padding(table, (0, 0, 0, 4)))


def _dispatch(console: Console, dispatch: UnseenDispatch, options: ReportOptions) -> None:
    whose = dispatch.agency or "agency undetermined"
    console.print()
    console.print(
        Text.assemble(
            (dispatch.name, "bold"),
            f"  a text that is not among the documents, {whose}; {percent(dispatch.confidence)} sure that there is one",
        )
    )
    witnesses = ", ".join(f"{witness.document} ({witness.words} words)" for witness in dispatch.witnesses[:_SOURCES])
    more = len(dispatch.witnesses) - _SOURCES
    console.print(Text(visible(f"Carried by {witnesses}{f' and {more} more' if more > 0 else ''}.")))
    votes = dispatch.evidence[1:]
    for each in votes[:_SOURCES]:
        console.print(Padding(Text(visible(each.detail)), (0, 0, 0, 4)))
    if len(votes) > _SOURCES:
        console.print(Padding(Text(f"{len(votes) - _SOURCES:,} more credits"), (0, 0, 0, 4)))
    if options.without_text:
        return
    limit = _SENTENCES if options.limit is None else options.limit
    if dispatch.sentences and limit:
        console.print(Text("Rebuilt from its witnesses, each sentence with how many have it:"))
    for sentence in dispatch.sentences[:limit]:
        console.print(Padding(Text(f"[{len(sentence.witnesses)}] {one_line(visible(sentence.text))}"), (0, 0, 0, 4)))
    left = len(dispatch.sentences) - limit
    if left > 0:
        console.print(Text(f"{left:,} more of its sentences are not shown; --limit sets how many are.", style="dim"))


def _passages(console: Console, result: ReuseResult, options: ReportOptions, passages: list[Passage]) -> None:
    writer = PassageWriter(result, options, console.width)
    passages.sort(key=lambda passage: -passage.words * passage.similarity * passage.confidence)
    limit = _PASSAGES if options.limit is None else options.limit
    for number, passage in enumerate(passages[:limit], 1):
        console.print()
        heading = writer.heading(number, passage)
        heading.append(f", {passage.overlap}" if passage.overlap else "")
        console.print(heading)
        console.print(Padding(writer.body(passage), (0, 0, 0, writer.indent)))
    left = len(passages) - limit
    if left > 0:
        console.print()
        said = f"{counted(left, 'more passage')} {'is' if left == 1 else 'are'} not shown; --limit sets how many are."
        console.print(Text(said, style="dim"))
