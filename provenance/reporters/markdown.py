"""The Markdown reporter: matrix and passages as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.reporters.composed import composed, composed_of_all
from provenance.reporters.escape import markdown
from provenance.reporters.numbers import cell
from provenance.reporters.phrases import (
    DEGREES,
    MATRIX_LIMIT,
    PAIR_LIMIT,
    about,
    facts,
    likely,
    made,
    nothing_shared,
    place,
    reused,
    selected,
    strongest_pairs,
    summary,
)
from provenance.reporters.sides import SideTexts
from provenance.reporters.stories import stories, strongest_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["MarkdownReporter"]


class MarkdownReporter:
    """Writes Markdown in which no article text is interpreted as markup.

    Above 30 articles the strongest pairs replace the matrix.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        out.write("# Text reuse\n")
        out.write(f"\n{markdown(summary(result))}\n")
        if not len(result.passages):
            out.write(f"\n{markdown(nothing_shared(result))}\n")
        else:
            if options.view != "passages":
                _matrix(result, out, options)
            _passages(result, out, options)
        out.write("\n## How this was made\n")
        for line in made(result):
            out.write(f"\n{markdown(line)}\n")


def _matrix(result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
    if len(result.documents) > MATRIX_LIMIT:
        if found := stories(result, options.quotations):
            out.write("\n## Stories\n\nArticles that have a fifth of each other's words; the first one of each.\n\n")
            _head(out, ("first article", "about"), ("articles",))
            for story in found[:PAIR_LIMIT]:
                known_by = story.about(result, without_text=options.without_text)
                _row(out, (story.articles[0], known_by, f"{len(story.articles):,}"))
            headings, pairs = strongest_of(result, found[:PAIR_LIMIT], options)
            out.write("\n## The strongest pair of each story\n\n")
        else:
            headings, pairs, total = strongest_pairs(result, options)
            out.write(f"\n## The strongest {len(pairs)} of {total:,} pairs\n\n")
        _head(out, ("left", "right"), headings)
        for left, right, numbers in pairs:
            _row(out, (left, right, *numbers))
        return
    matrix = result.matrix(options.measure, options.quotations)
    out.write(f"\n## {options.measure.capitalize()}\n\n{about(options)}\n\n")
    _head(out, ("",), matrix.labels)
    for label, values in zip(matrix.labels, matrix.values.tolist(), strict=True):
        _row(out, (label, *(cell(value, options.measure) for value in values)))
    if not result.derivations or options.view != "matrix":
        return
    out.write("\n## Articles\n\n")
    _head(out, ("article", "degree", "where from", "made of"), ("share of its prose",))
    for derivation in result.derivations:
        what = (DEGREES[derivation.degree], likely(derivation), composed(derivation))
        _row(out, (derivation.document, *what, reused(derivation)))
    said = composed_of_all(result)
    if said:
        out.write(f"\n{markdown(said)}\n")


def _passages(result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
    out.write("\n## Passages\n\n")
    _head(out, ("left", "right", "what", *_passage_heads(options)), ())
    texts = SideTexts(result.documents)
    shown = 0
    for passage in selected(result, options):
        left, right = passage.left, passage.right
        shown += 1
        sides = (place(left), place(right)) if options.without_text else (texts.of(left), texts.of(right))
        _row(out, (left.document, right.document, facts(passage), *sides))
    if shown < len(result.passages):
        out.write(f"\n{shown:,} of {len(result.passages):,} passages.\n")


def _passage_heads(options: ReportOptions) -> tuple[str, str]:
    return ("place in left", "place in right") if options.without_text else ("left text", "right text")


def _head(out: TextIO, texts: Iterable[str], numbers: Iterable[str]) -> None:
    texts, numbers = list(texts), list(numbers)
    _row(out, (*texts, *numbers))
    out.write(f"|{' --- |' * len(texts)}{' ---: |' * len(numbers)}\n")


def _row(out: TextIO, values: Iterable[str]) -> None:
    out.write(f"| {' | '.join(markdown(value) for value in values)} |\n")
