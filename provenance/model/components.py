"""What a component is: the shapes that readers, normalisers, tokenisers and reporters have."""

from __future__ import annotations

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
    "DocumentFacts",
    "Edit",
    "EvidenceSource",
    "KeepPolicy",
    "ReadContext",
    "Reader",
    "Reporter",
    "StreamingReporter",
    "TextNormaliser",
    "TokenNormaliser",
    "Tokeniser",
    "is_binary",
]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change that a text normaliser asks for.

    Parameters
    ----------
    start, stop : int
        Half-open, in code points of the text that the normaliser was given.
    replacement : str
        What stands there instead; empty to remove.
    """

    start: int
    stop: int
    replacement: str = ""


@runtime_checkable
class TextNormaliser(Protocol):
    """Changes a text before its words are taken, without touching offsets."""

    def edits(self, text: str) -> Iterable[Edit]:
        """Return the changes to a text: sorted by start, not overlapping, within the text.

        Called once for each document. The host applies the edits and keeps the map back to the original.
        """


@runtime_checkable
class TokenNormaliser(Protocol):
    """Maps one word to another, as a variant of a name to the usual one."""

    def token(self, token: str) -> str:
        """Return what a normalised word counts as: one word, not empty; itself where nothing is to be done.

        Called once for each distinct word.
        """


@runtime_checkable
class Tokeniser(Protocol):
    """Cuts a text into words."""

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return the words of a text: half-open, in code points, sorted, not overlapping, not empty.

        Called once for each document.
        """


class ReadContext(Protocol):
    """What a reader is given beside the path."""

    options: ReadOptions
    name: str
    """The id for a file that is one article: its path below the folder that was given, or its stem."""

    def bad(self, error: InputError) -> None:
        """Report an article that cannot be used: raises the error, or counts it where errors are skipped."""

    def note(self, message: str) -> None:
        """Say something about the input that the user should know, as which encoding was found."""


@runtime_checkable
class Reader(Protocol):
    """Turns a file into documents."""

    def read(self, path: Path, context: ReadContext) -> Iterable[Document]:
        """Yield the documents of a file, in their order there.

        An article that cannot be used goes to ``context.bad``; a file that cannot be used at all raises
        `InputError`.
        """


@runtime_checkable
class Reporter(Protocol):
    """Writes a result."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write the result to a text file that the host opens and closes."""


@runtime_checkable
class BinaryReporter(Protocol):
    """Writes a result as bytes: a reporter whose attribute ``binary`` is True is given a binary file."""

    binary: Literal[True]

    def write(self, result: ReuseResult, out: BinaryIO, options: ReportOptions) -> None:
        """Write the result to a binary file that the host opens and closes; it may not be seekable."""


@runtime_checkable
class StreamingReporter(Protocol):
    """Writes passages as they are found: what a reporter of rows may be able to do beside `Reporter.write`."""

    def stream(self, documents: Documents, parts: Iterable[PassageTable], out: IO[Any], options: ReportOptions) -> None:
        """Write passages part by part, in the order in which they come, which is that of a result."""


AnyReporter: TypeAlias = "Reporter | BinaryReporter"


def is_binary(reporter: AnyReporter) -> TypeIs[BinaryReporter]:
    """Whether a reporter writes bytes, which no terminal and no text file takes."""
    return bool(getattr(reporter, "binary", False))


@runtime_checkable
class AgencyList(Protocol):
    """Knows news agencies by the names that texts credit them under."""

    def agencies(self) -> Iterable[Agency]:
        """Return the agencies. Called once for each run."""


@runtime_checkable
class EvidenceSource(Protocol):
    """Knows what speaks for one of two documents as the source of the other."""

    def terms(self, left: Document, right: Document) -> Iterable[Term]:
        """Return what is known of two documents that share prose.

        Called once for each pair whose common prose is hardly a coincidence, in the order of the documents.
        """


class DocumentFacts(Protocol):
    """What a keep policy may know of the documents: a value for each, in the order of the input."""

    @property
    def options(self) -> DedupOptions:
        """The options of the run."""

    @property
    def words(self) -> NDArray[np.int32]:
        """How many words each has, shape=(documents,)."""

    def __len__(self) -> int:
        """Return how many documents there are."""

    def column(self, name: str) -> Sequence[Any]:
        """Return the values of a column that the policy asked for; None where a document has none."""

    def id(self, position: int) -> str:
        """Return the id of a document."""

    def published(self) -> NDArray[np.float64]:
        """Return the times of publication in seconds, infinite where there is none; asks for the column."""


@runtime_checkable
class KeepPolicy(Protocol):
    """Says which of several duplicates stays."""

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns that `rank` needs beside the numbers of words, as "published", "source" or "role"."""

    def rank(self, facts: DocumentFacts) -> Sequence[Any]:
        """Return a rank for each document, in their order: of duplicates that with the least rank stays.

        Ranks are numbers, texts or tuples, all of one kind; among equal ones the order of the input decides.
        Called once for all documents.
        """
