"""Phrases that all reporters for people use, whatever the format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.composition import LIKELY
from provenance.reporters.numbers import cell, counted, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.derivation import Degree, Derivation
    from provenance.model.matrix import PairScore
    from provenance.model.options import Measure, ReportOptions
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult

__all__ = [
    "BESIDE_MATRIX",
    "CREDITED",
    "DEGREES",
    "MATRIX_LIMIT",
    "PAIR_LIMIT",
    "PairRow",
    "about",
    "brief",
    "degree",
    "facts",
    "how_sure",
    "left_out",
    "likely",
    "made",
    "nothing_shared",
    "origin",
    "pair_rows",
    "place",
    "reused",
    "selected",
    "strongest_pairs",
    "summary",
]

#: The most articles for which a matrix is shown; above, the strongest pairs are shown.
MATRIX_LIMIT = 30
#: The number of strongest pairs shown.
PAIR_LIMIT = 20
#: The number of passages shown beside a matrix.
BESIDE_MATRIX = 10
#: The columns of the table of credits, in the order of `provenance.model.credited.CreditedRow.numbers`.
CREDITED = ("reused, credited", "reused, not credited", "credited, not reused", "neither")

#: The degrees of the METER corpus, each with what it says to an editor.
DEGREES: dict[Degree, str] = {
    "wholly": "wholly (almost all)",
    "partially": "partially (partly)",
    "non": "non (not reused)",
    "unknown": "not known",
}
_DERIVED: dict[Degree, str] = {
    "wholly": "wholly derived (almost all reused)",
    "partially": "partially derived (partly reused)",
    "non": "non-derived (not reused)",
}

#: Left, right, and the numbers in the order of the headings.
PairRow = tuple[str, str, tuple[str, ...]]

_ABOUT: dict[Measure, str] = {
    "containment": "How much of the row's words match the column's, in passages that both share.",
    "resemblance": "The words that match over the words of both articles.",
    "words": "How many of the row's words stand in passages that it shares with the column.",
    "passages": "How many passages the row and the column share.",
}
_PAIR_HEADINGS: dict[Measure, tuple[str, ...]] = {
    "containment": ("left in right", "right in left", "words in passages", "passages"),
    "resemblance": ("resemblance", "words in passages", "passages"),
    "words": ("words of left", "words of right", "passages"),
    "passages": ("passages", "words in passages"),
}


def about(options: ReportOptions) -> str:
    """Return the explanation of a matrix cell."""
    quoted = " Quoted words do not count." if options.quotations == "exclude" else ""
    return _ABOUT[options.measure] + quoted


def strongest_pairs(result: ReuseResult, options: ReportOptions) -> tuple[tuple[str, ...], list[PairRow], int]:
    """Return the headings of the numbers, the strongest pairs, and the number of all pairs."""
    pairs = result.pairs(options.measure, options.quotations)
    headings, rows = pair_rows(pairs[:PAIR_LIMIT], options.measure)
    return headings, rows, len(pairs)


def pair_rows(pairs: Iterable[PairScore], measure: Measure) -> tuple[tuple[str, ...], list[PairRow]]:
    """Return the headings of the numbers, and pairs as rows."""
    rows = []
    for pair in pairs:
        value, reverse = cell(pair.value, measure), cell(pair.reverse, measure)
        words, passages = f"{pair.words:,}", f"{pair.passages:,}"
        numbers = {
            "containment": (value, reverse, words, passages),
            "resemblance": (value, words, passages),
            "words": (value, reverse, passages),
            "passages": (value, words),
        }[measure]
        rows.append((pair.left, pair.right, numbers))
    return _PAIR_HEADINGS[measure], rows


def summary(result: ReuseResult) -> str:
    """Return what was read and found; `made` says how."""
    words = int(result.counts.words.sum())
    return (
        f"{counted(len(result.documents), 'article')}, {counted(words, 'word')}, "
        f"{counted(len(result.passages), 'shared passage')}."
    )


def made(result: ReuseResult) -> Iterator[str]:
    """Yield how a result was made, for the end of a page: what was compared, and what was left out."""
    yield f"Compared: {result.run.candidates}."
    yield from left_out(result)


def left_out(result: ReuseResult) -> Iterator[str]:
    """Yield what was left out."""
    for line in result.run.left_out:
        yield f"Left out: {line.rstrip('.')}."


def nothing_shared(result: ReuseResult) -> str:
    """Return the reason why no passage is shown."""
    number = len(result.documents)
    if number == 0:
        return "There is no article."
    if number == 1:
        return "There is one article and nothing to compare it with."
    least = result.run.options.get("min_words")
    if not isinstance(least, int):
        return "The articles share no passage."
    return f"The articles share no passage of {least} words or more."


def facts(passage: Passage) -> str:
    """Return a description of a passage: kind, quoted or not, length, similarity."""
    quoted = ("quoted",) if passage.quoted else ()
    alike = () if passage.kind == "verbatim" else (f"{percent(passage.similarity)} alike",)
    return ", ".join((passage.kind, *quoted, counted(passage.words, "word"), *alike))


def degree(derivation: Derivation) -> str:
    """Return how much of an article is reused: its degree in words, and the share."""
    if derivation.degree == "unknown":
        return "how much is reused is not known: no other document here holds much of its prose"
    return f"{_DERIVED[derivation.degree]}, {percent(derivation.share)} of its prose"


def reused(derivation: Derivation) -> str:
    """Return the share of an article's prose that is reused; empty if unknown."""
    return "" if derivation.degree == "unknown" else percent(derivation.share)


def origin(derivation: Derivation) -> str:
    """Return the source of an article's text; empty if there is none, with "perhaps" if less than likely."""
    if derivation.degree == "non":
        return ""
    if derivation.degree == "unknown":
        return f"{derivation.agency} copy, as it says itself"
    whose = f"{derivation.agency} copy" if derivation.agency else ""
    is_open = derivation.confidence is not None and derivation.confidence < LIKELY
    likely = "perhaps from" if is_open else "likely from"
    by_way_of = f"by way of {derivation.via}" if derivation.via else ""
    if derivation.source is not None:
        return ", ".join(part for part in (f"{likely} {derivation.source}", by_way_of, whose) if part)
    if derivation.dispatch is not None:
        kind = (
            f"an unseen {derivation.agency} dispatch" if derivation.agency else "an unseen source, agency undetermined"
        )
        return ", ".join(part for part in (f"{likely} {kind} ({derivation.dispatch})", by_way_of) if part)
    return f"{likely} an unseen {derivation.agency} dispatch" if whose else ""


def likely(derivation: Derivation) -> str:
    """Return the likely source of an article's text, and the confidence."""
    said = origin(derivation)
    sure = how_sure(derivation)
    return f"{said} ({sure})" if said and sure else said


def how_sure(derivation: Derivation) -> str:
    """Return the confidence of an article's source; empty if not determined."""
    if derivation.confidence is None:
        return ""
    return f"{percent(derivation.confidence)} sure{'' if derivation.confidence >= LIKELY else ', open'}"


def brief(derivation: Derivation) -> str:
    """Return the same as `likely`, shortened for a row of a table."""
    if derivation.degree in ("non", "unknown"):
        return likely(derivation)
    agency, by_way_of = derivation.agency, f" by way of {derivation.via}" if derivation.via else ""
    if derivation.source is not None:
        said = f"{derivation.source}{by_way_of}{f', {agency} copy' if agency else ''}"
    elif derivation.dispatch is not None:
        said = f"{agency} dispatch {derivation.dispatch}{by_way_of}" if agency else f"{derivation.dispatch}{by_way_of}"
    elif agency is not None:
        said = f"an unseen {agency} dispatch"
    else:
        return ""
    if derivation.confidence is None:
        return f"likely {said}"
    how = "likely" if derivation.confidence >= LIKELY else "open: perhaps"
    return f"{how} {said} ({percent(derivation.confidence)} sure)"


def place(side: Side) -> str:
    """Return the position of a side in its article."""
    return f"{side.start}-{side.stop}"


def selected(result: ReuseResult, options: ReportOptions) -> Iterator[Passage]:
    """Yield the passages to show, up to the limit: beside a matrix the strongest, of two articles all in order."""
    if options.view == "matrix":
        yield from result.passages.longest(BESIDE_MATRIX if options.limit is None else options.limit)
        return
    if options.view == "passages" and options.order == "strength":
        yield from result.passages.longest(len(result.passages) if options.limit is None else options.limit)
        return
    for number, passage in enumerate(result.passages):
        if number == options.limit:
            break
        yield passage
