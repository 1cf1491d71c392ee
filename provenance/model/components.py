"""The protocols of components: readers, normalisers, tokenisers, reporters and others."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import IO, Any, BinaryIO, Literal, TextIO

    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import TypeIs

    from provenance.errors import InputError
    from provenance.model.credit import Agency
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.direction import Term
    from provenance.model.document import Document
    from provenance.model.documents import Documents
    from provenance.model.options import ReadOptions, ReportOptions
    from provenance.model.passages import PassageTable
    from provenance.model.result import ReuseResult

__all__ = [
    "AgencyList",
    "AnyReporter",
    "BinaryReporter",
    "Command",
    "DocumentFacts",
    "DuplicateReporter",
    "Edit",
    "EvidenceSource",
    "KeepPolicy",
    "LanguageNormaliser",
    "ReadContext",
    "Reader",
    "Reporter",
    "StreamingReporter",
    "TextNormaliser",
    "TokenNormaliser",
    "Tokeniser",
    "is_binary",
    "takes_language",
]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a text, requested by a text normaliser.

    Parameters
    ----------
    start, stop : int
        Half-open, in code points of the text that the normaliser was given.
    replacement : str
        The new text; empty to remove the span.
    """

    start: int
    stop: int
    replacement: str = ""


@runtime_checkable
class TextNormaliser(Protocol):
    """Changes a text before it is tokenised; offsets still refer to the original text."""

    def edits(self, text: str) -> Iterable[Edit]:
        """Return the changes to a text: sorted by start, not overlapping, within the text.

        Called once per document. The host applies the edits and keeps the map to the original offsets.
        """


@runtime_checkable
class LanguageNormaliser(Protocol):
    """A text normaliser that is also told the language of the document, since it names the argument ``language``."""

    def edits(self, text: str, language: str | None) -> Iterable[Edit]:
        """Return the changes to a text, as `TextNormaliser.edits` does.

        ``language`` is that of the document, as its file or its caller gives it (mostly a BCP 47 tag such as "de" or
        "pt-BR"); None if it is not known. It is passed by name.
        """


def takes_language(normaliser: object) -> bool:
    """Return whether a text normaliser is a `LanguageNormaliser`.

    Examples
    --------
    >>> class Plain:
    ...     def edits(self, text): ...
    >>> class Told:
    ...     def edits(self, text, language=None): ...
    >>> takes_language(Plain()), takes_language(Told())
    (False, True)
    """
    try:
        # Where there are no edits, None has no signature, which is a TypeError.
        return "language" in inspect.signature(getattr(normaliser, "edits", None)).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        # It has no such method, or one that cannot say what it takes.
        return False


@runtime_checkable
class TokenNormaliser(Protocol):
    """Maps one word to another, such as a spelling variant to the usual form."""

    def token(self, token: str) -> str:
        """Return the word to use instead: one word, not empty; the word itself if it needs no change.

        Called once per distinct word.
        """


@runtime_checkable
class Tokeniser(Protocol):
    """Splits a text into words."""

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return the spans of the words: half-open, in code points, sorted, not overlapping, not empty.

        Called once per document.
        """


class ReadContext(Protocol):
    """The context that a reader gets beside the path."""

    options: ReadOptions
    name: str
    """The id for a file that holds one article: its path relative to the input folder, or its stem."""

    def bad(self, error: InputError) -> None:
        """Report an article that cannot be used: raises the error, or counts it if ``on_error`` is "skip"."""

    def note(self, message: str) -> None:
        """Tell the user something about the input, such as the detected encoding."""


@runtime_checkable
class Reader(Protocol):
    """Turns a file into documents."""

    def read(self, path: Path, context: ReadContext) -> Iterable[Document]:
        """Yield the documents of a file, in file order.

        Pass an article that cannot be used to ``context.bad``; raise `InputError` for a file that cannot be used at
        all.
        """


@runtime_checkable
class Reporter(Protocol):
    """Writes a result."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write the result to a text file that the host opens and closes."""


@runtime_checkable
class BinaryReporter(Protocol):
    """Writes a result as bytes: a reporter whose attribute ``binary`` is True gets a binary file."""

    binary: Literal[True]

    def write(self, result: ReuseResult, out: BinaryIO, options: ReportOptions) -> None:
        """Write the result to a binary file that the host opens and closes; it may not be seekable."""


@runtime_checkable
class DuplicateReporter(Protocol):
    """Writes the result of a deduplication; with ``binary = True`` to a binary file."""

    def write(self, result: Any, out: Any, options: ReportOptions) -> None:
        """Write a `provenance.dedup.result.DedupResult` to a file that the host opens and closes.

        ``result.removed`` are the receipts, ``result.clusters`` the clusters, ``result.run`` the options and counts;
        of the options `ReportOptions.limit` says how many of each to show.
        """


@runtime_checkable
class StreamingReporter(Protocol):
    """Writes passages as they are found: an optional method of reporters beside `Reporter.write`."""

    def stream(self, documents: Documents, parts: Iterable[PassageTable], out: IO[Any], options: ReportOptions) -> None:
        """Write passages part by part; the parts come in the order of a result."""


AnyReporter: TypeAlias = "Reporter | BinaryReporter"


def is_binary(reporter: AnyReporter) -> TypeIs[BinaryReporter]:
    """Return whether a reporter writes bytes, which cannot go to a terminal or a text file."""
    return bool(getattr(reporter, "binary", False))


@runtime_checkable
class AgencyList(Protocol):
    """Lists news agencies with the names under which texts credit them."""

    def agencies(self) -> Iterable[Agency]:
        """Return the agencies. Called once per run."""


@runtime_checkable
class EvidenceSource(Protocol):
    """Finds evidence of which of two documents is the source of the other."""

    def terms(self, left: Document, right: Document) -> Iterable[Term]:
        """Return the evidence about two documents that share prose.

        Called once per pair that shares more prose than chance explains, in the order of the documents.
        """


@runtime_checkable
class Command(Protocol):
    """A command of its own, run as ``provenance NAME ...``."""

    def run(self, arguments: Sequence[str]) -> int | None:
        """Run with the arguments after the name; return the exit code, None for 0.

        It writes results to standard output. An error of `provenance.errors` is shown to the user as it is.
        """


class DocumentFacts(Protocol):
    """What a keep policy can ask about the documents; values are in input order."""

    @property
    def options(self) -> DedupOptions:
        """The options of the run."""

    @property
    def words(self) -> NDArray[np.int32]:
        """The number of words of each document, shape=(documents,)."""

    def __len__(self) -> int:
        """Return the number of documents."""

    def column(self, name: str) -> Sequence[Any]:
        """Return the values of a requested column; None where a document has no value."""

    def id(self, position: int) -> str:
        """Return the id of a document."""

    def published(self) -> NDArray[np.float64]:
        """Return the publication times in seconds, infinity where missing; the column must be requested."""


@runtime_checkable
class KeepPolicy(Protocol):
    """Decides which of several duplicates is kept."""

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns that `rank` needs beside the word counts, such as "published", "source" or "role"."""

    def rank(self, facts: DocumentFacts) -> Sequence[Any]:
        """Return a rank for each document, in input order: of duplicates the one with the lowest rank is kept.

        Ranks are numbers, strings or tuples, all of one type; ties are decided by input order.
        Called once for all documents.
        """
