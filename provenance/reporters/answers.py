"""Lists for a terminal: the articles asked for, the texts that several have, the sentences of a dispatch."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from provenance.reporters.escape import one_line, visible
from provenance.reporters.headlines import about_article
from provenance.reporters.numbers import counted
from provenance.reporters.phrases import brief, degree
from provenance.reporters.selection import selected_articles
from provenance.reporters.sheets.clusters import clusters
from provenance.reporters.sheets.sentences import asked_uses
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from rich.console import Console

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult
    from provenance.reporters.sheets.sentences import Fate

__all__ = ["article_list", "cluster_list", "sentence_list"]

_CLUSTERS = 10
_SIGNS: dict[Fate, str] = {"kept": "=", "edited": "~", "cut": "-"}


def article_list(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    """Print the articles asked for: headline, outlet and time, how much is reused, from where, and the credit."""
    found = list(selected_articles(result, options))
    console.print()
    console.print(Text(f"{counted(len(found), 'article')} of {len(result.documents):,}."))
    shown = found if options.limit is None else found[: options.limit]
    for number, one in enumerate(shown, 1):
        document = result.documents[result.documents.position(one.document)]
        about = about_article(document, console.width - 6, without_text=options.without_text)
        console.print()
        console.print(Text.assemble((f"{number}.", "bold"), " ", (visible(about or one.document), "bold")))
        credit = f"credits {one.credit}" if one.credit else "credits nobody"
        said = (visible(one.document), degree(one), visible(brief(one)), credit)
        console.print(Padding(Text("; ".join(part for part in said if part)), (0, 0, 0, 4)))
    _say_cut(console, len(found) - len(shown), "article")


def cluster_list(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    """Print the texts that several articles have, each once and whole, with those who have it."""
    found = clusters(result)
    shown = found[: _CLUSTERS if options.limit is None else options.limit]
    texts = SideTexts(result.documents)
    for number, cluster in enumerate(shown, 1):
        console.print()
        head = f"{counted(cluster.witnesses, 'article')} have {counted(cluster.words, 'word')}"
        console.print(Text.assemble((f"{number}.", "bold"), " ", (head, "cyan")))
        written: dict[str, list[str]] = {}
        for side in cluster.sides:
            written.setdefault(" ".join(texts.of(side).split()), []).append(side.document)
        for text, names in written.items():
            console.print(Padding(Text(", ".join(map(visible, names)), style="bold"), (0, 0, 0, 4)))
            if not options.without_text:
                console.print(Padding(Text(one_line(text)), (0, 0, 0, 8)))
    _say_cut(console, len(found) - len(shown), "text")


def sentence_list(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    """Print what became of the sentences of the dispatches: kept (=), edited (~) or cut (-), by whom."""
    uses = asked_uses(result, options)
    if not uses:
        console.print(Text("No article used a dispatch."))
    for use in uses:
        console.print()
        kind = "unseen dispatch" if use.is_unseen else "dispatch"
        used = f": {kind}, used by {counted(len(use.articles), 'article')}"
        console.print(Text.assemble((visible(use.name), "bold"), used))
        sentences = use.sentences if options.limit is None else use.sentences[: options.limit]
        for number, sentence in enumerate(sentences, 1):
            console.print()
            text = "" if options.without_text else one_line(sentence.text)
            console.print(Text.assemble((f"{number}.", "bold"), f" {text}"))
            counts = Counter(sentence.fates)
            for fate, sign in _SIGNS.items():
                names = [name for name, its in zip(use.articles, sentence.fates, strict=True) if its == fate]
                if names:
                    said = f"{sign} {fate} by {counts[fate]}: {', '.join(map(visible, names))}"
                    console.print(Padding(Text(said, style="dim" if fate == "cut" else ""), (0, 0, 0, 4)))
        _say_cut(console, len(use.sentences) - len(sentences), "sentence")


def _say_cut(console: Console, left: int, noun: str) -> None:
    if left > 0:
        console.print()
        said = f"{counted(left, f'more {noun}')} {'is' if left == 1 else 'are'} not shown; --limit sets how many are."
        console.print(Text(said, style="dim"))
