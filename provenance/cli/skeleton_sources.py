"""The source of the component that a new plugin begins with, and of its test, for each kind."""

from __future__ import annotations

__all__ = [
    "AGENCIES",
    "AGENCIES_TEST",
    "DUPLICATES",
    "DUPLICATES_TEST",
    "EVIDENCE",
    "EVIDENCE_TEST",
    "NORMALISER",
    "NORMALISER_TEST",
    "POLICY",
    "POLICY_TEST",
    "READER",
    "READER_TEST",
    "REPORTER",
    "REPORTER_TEST",
    "TOKENISER",
    "TOKENISER_TEST",
    "WORD",
    "WORD_TEST",
]

REPORTER = '''\
"""Writes the longest shared passages, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult


class $Class:
    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write the result to the text file `out`, which the host opens and closes."""
        for passage in result.passages.longest(10 if options.limit is None else options.limit):
            names = (one_line(side.document) for side in (passage.left, passage.right))
            out.write("\\t".join((str(passage.words), passage.kind, *names)) + "\\n")


def one_line(text: str) -> str:
    """Return a text without what would break the line or steer a terminal: an article may hold anything."""
    return "".join(character if character.isprintable() else "\\ufffd" for character in text)
'''
REPORTER_TEST = """\


def test_what_it_writes():
    said = written($Class(), sample_result("shared"), limit=1)
    assert said.endswith("\\twire\\tpaper\\n")
"""
DUPLICATES = '''\
"""Writes what was removed as a duplicate, and why: one document a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.reporters.escape import one_line

if TYPE_CHECKING:
    from typing import TextIO

    from provenance.dedup.result import DedupResult
    from provenance.model.options import ReportOptions


class $Class:
    def write(self, result: DedupResult, out: TextIO, options: ReportOptions) -> None:
        """Write the result to the text file `out`, which the host opens and closes."""
        out.write("removed\\tstays\\trule\\n")
        for removal in result.removed:
            out.write(f"{one_line(removal.document)}\\t{one_line(removal.survivor or '-')}\\t{removal.rule}\\n")
'''
DUPLICATES_TEST = """\


def test_what_it_writes():
    result = deduplicate([Document("a", "It rained."), Document("b", "It rained.")])
    out = io.StringIO()
    $Class().write(result, out, ReportOptions())
    assert out.getvalue().endswith("\\nb\\ta\\texact\\n")
"""
NORMALISER = '''\
"""Takes lines out of a text that are no part of the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.model.components import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a page adds to an article, by language: one line each, and no pattern that can match a text in two ways.
LINES = {
    "en": re.compile(r"^(?:Read more|Share this article|Subscribe now)\\b[^\\n]*\\n?", re.MULTILINE),
    "de": re.compile(r"^(?:Lesen Sie auch|Artikel teilen)\\b[^\\n]*\\n?", re.MULTILINE),
}


class $Class:
    def edits(self, text: str, language: str | None) -> Iterator[Edit]:
        """Yield what to change: sorted, not overlapping, in code points of the text.

        `language` is that of the document; None where it is not known. Leave the argument out if you do not need it.
        """
        for match in LINES.get((language or "en")[:2], LINES["en"]).finditer(text):
            yield Edit(match.start(), match.end(), "")
'''
NORMALISER_TEST = """\


def test_what_it_changes():
    [edit] = $Class().edits("Rain.\\nRead more: the wind\\nSun.", None)
    assert (edit.start, edit.stop, edit.replacement) == (6, 26, "")
    assert not list($Class().edits("Read more: the wind", "de-AT"))
"""
WORD = '''\
"""Counts variants of one word as the same."""

VARIANTS = {"kiev": "kyiv", "kiew": "kyiv"}


class $Class:
    def token(self, token: str) -> str:
        """Return the word that a normalised word counts as; itself where nothing is to be done."""
        return VARIANTS.get(token, token)
'''
WORD_TEST = """\


def test_what_it_makes_alike():
    assert $Class().token("kiev") == "kyiv"
    assert $Class().token("rain") == "rain"
"""
TOKENISER = '''\
"""Cuts a text at white space."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = re.compile(r"\\S+")


class $Class:
    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, stop) for each word: half-open, in code points, sorted, not overlapping."""
        for match in WORD.finditer(text):
            yield match.span()
'''
TOKENISER_TEST = """\


def test_what_it_cuts():
    assert list($Class().spans("a bc")) == [(0, 1), (2, 4)]
"""
READER = '''\
"""Reads files in which a line of equals signs stands between two articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.model.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext


class $Class:
    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the documents of a file, in their order there."""
        try:
            text = path.read_text(encoding=context.options.encoding or "utf-8")
        except (LookupError, UnicodeError) as error:
            raise InputError(f"cannot be read as text: {error}.", path=path) from None
        for number, part in enumerate(text.split("\\n====\\n"), 1):
            article = part.strip()
            if article:
                yield Document(f"{context.name}-{number}", article)
            else:
                context.bad(InputError(f"article {number} is empty.", path=path))
'''
READER_TEST = """\


def test_what_it_reads(tmp_path):
    path = tmp_path / "day.$name"
    path.write_text(SAMPLE)
    documents, _ = read_with($Class(), path)
    assert [(each.id, each.text) for each in documents] == [("day-1", "Rain."), ("day-2", "Sun.")]
"""
AGENCIES = '''\
"""Lists news agencies whose credits are read beside those of the large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.credit import Agency

if TYPE_CHECKING:
    from collections.abc import Iterator


class $Class:
    def agencies(self) -> Iterator[Agency]:
        """Yield each agency with the forms of its name in texts."""
        # "Norpress stadium" is no credit: what follows the name says that something else is meant.
        yield Agency("Norpress", ("Norpress", "NORPRESS"), not_after=("stadium",))
'''
AGENCIES_TEST = """\


def test_what_it_lists():
    [agency] = $Class().agencies()
    assert agency.name == "Norpress"
"""
EVIDENCE = '''\
"""Says that a document which names another one's slug was made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.direction import Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.document import Document


class $Class:
    def terms(self, left: Document, right: Document) -> Iterator[Term]:
        """Yield what speaks for one of two documents as the source of the other."""
        # A weight is in log-odds: 2 multiplies the odds by 7.4.
        if names(right, left):
            yield Term("slug", f"{right.id} names the slug of {left.id}.", "left", 2.0)
        if names(left, right):
            yield Term("slug", f"{left.id} names the slug of {right.id}.", "right", 2.0)


def names(target: Document, source: Document) -> bool:
    slug = target.metadata.get("copied_from")
    return bool(slug) and slug == source.metadata.get("slug")
'''
EVIDENCE_TEST = """\


def test_what_it_says():
    wire = Document("wire", "Rain.", metadata={"slug": "rain-1"})
    paper = Document("paper", "Rain.", metadata={"copied_from": "rain-1"})
    assert [term.toward for term in $Class().terms(wire, paper)] == ["left"]
    assert [term.toward for term in $Class().terms(paper, wire)] == ["right"]
"""
POLICY = '''\
"""Keeps what is free to use: of duplicates, the document whose licence says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.model.components import DocumentFacts
    from provenance.model.dedup_options import DedupOptions


class $Class:
    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns of the input that `rank` needs."""
        return ("licence",)

    def rank(self, facts: DocumentFacts) -> Sequence[bool]:
        """Return a rank for each document: of duplicates the one with the lowest stays."""
        return [licence != "free" for licence in facts.column("licence")]
'''
POLICY_TEST = """\


def test_which_stays():
    text = "The ferry ran aground on a sandbank shortly before dawn on Monday."
    rows = [{"id": "a", "text": text, "licence": "paid"}, {"id": "b", "text": text, "licence": "free"}]
    plugins = load_plugins(extra=[$module])
    result = deduplicate(pyarrow.Table.from_pylist(rows), keep="$name", plugins=plugins)
    assert list(result.kept) == ["b"]
"""
