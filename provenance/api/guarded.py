"""Components of plugins in the hands of the host: failures name them, and what they give is checked and bounded."""

from __future__ import annotations

import math
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, TypeVar

from provenance.errors import InputError, OptionError, OutputError
from provenance.model.components import is_binary
from provenance.model.frozen import frozen
from provenance.plugins.guard import Guard, host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from provenance.errors import ProvenanceError
    from provenance.model.components import (
        AgencyList,
        AnyReporter,
        DocumentFacts,
        Edit,
        EvidenceSource,
        KeepPolicy,
        ReadContext,
        Reader,
        TextNormaliser,
        Tokeniser,
        TokenNormaliser,
    )
    from provenance.model.credit import Agency
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.direction import Term
    from provenance.model.document import Document
    from provenance.model.documents import Documents
    from provenance.model.options import ReportOptions
    from provenance.model.passages import PassageTable
    from provenance.model.result import ReuseResult
    from provenance.plugins.manager import Plugins

__all__ = [
    "GuardedAgencies",
    "GuardedEvidence",
    "GuardedLanguage",
    "GuardedPolicy",
    "GuardedReader",
    "GuardedReporter",
    "GuardedStreaming",
    "GuardedText",
    "GuardedToken",
    "GuardedTokeniser",
    "checked_agency",
    "checked_columns",
    "checked_ranks",
    "checked_term",
    "of_plugin",
]

_T = TypeVar("_T")
#: What each component may report to the user itself; anything else that it raises is its failure.
_READING: tuple[type[ProvenanceError], ...] = (InputError, OptionError)
_WRITING: tuple[type[ProvenanceError], ...] = (OptionError, OutputError)
#: More than this is not an answer, but an iterator that never ends.
_MOST_TERMS, _MOST_AGENCIES, _MOST_COLUMNS = 1_000, 100_000, 1_000
#: A byte of a packed file unpacks to 1,032 bytes at most, and a document takes at least one.
_DOCUMENTS_PER_BYTE, _FEW_DOCUMENTS = 1_032, 1_000


def of_plugin(component: object, plugins: Plugins, stage: str, passing: tuple[type[ProvenanceError], ...] = ()) -> Any:
    """Return the guard of a component; None if it is built in or the caller's own."""
    return plugins.guard_of(component, stage, passing)


def _at_most(most: int, given: Iterable[_T], what: str) -> list[_T]:
    found = list(islice(given, most + 1))
    if len(found) > most:
        raise ValueError(f"it gave more than {most:,} {what}")
    return found


class GuardedText:
    """A text normaliser of a plugin."""

    def __init__(self, inner: TextNormaliser, plugins: Plugins) -> None:
        self._inner: Any = inner
        self._guard = of_plugin(inner, plugins, "normalising")

    def edits(self, text: str) -> Iterable[Edit]:
        """Return the changes to a text: at most four for each character and a thousand more."""
        return self._bounded(text)

    def _bounded(self, text: str, **told: str | None) -> list[Edit]:
        most, what = 4 * len(text) + 1000, f"edits of a text of {len(text):,} characters"
        with self._guard:
            return _at_most(most, self._inner.edits(text, **told), what)


class GuardedLanguage(GuardedText):
    """A text normaliser of a plugin that is told the language of a document."""

    def edits(self, text: str, language: str | None = None) -> Iterable[Edit]:
        """Return the changes to a text, as `GuardedText` does."""
        return self._bounded(text, language=language)


class GuardedToken:
    """A token normaliser of a plugin."""

    def __init__(self, inner: TokenNormaliser, plugins: Plugins) -> None:
        self._inner, self._guard = inner, of_plugin(inner, plugins, "normalising")

    def token(self, token: str) -> str:
        """Return the word to use instead."""
        with self._guard:
            return self._inner.token(token)


class GuardedTokeniser:
    """A tokeniser of a plugin."""

    def __init__(self, inner: Tokeniser, plugins: Plugins) -> None:
        self._inner, self._guard = inner, of_plugin(inner, plugins, "tokenising")

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return the spans of the words; not empty, so at most one per character."""
        with self._guard:
            found = _at_most(len(text), self._inner.spans(text), f"words of a text of {len(text):,} characters")
            return [(int(start), int(stop)) for start, stop in found]


class GuardedEvidence:
    """Evidence of a plugin.

    A result asks for it as long as it lives, also after what the plugin opened was closed; so it is looked up anew.
    """

    def __init__(self, find: Callable[[], EvidenceSource], plugins: Plugins) -> None:
        self._find, self._guard = find, of_plugin(find(), plugins, "weighing evidence")

    def terms(self, left: Document, right: Document) -> Iterable[Term]:
        """Return the evidence about two documents."""
        inner = self._find()
        with self._guard:
            found = _at_most(_MOST_TERMS, inner.terms(left, right), "terms about two documents")
            return list(map(checked_term, found))


def checked_term(term: object) -> Term:
    """Return a term; TypeError or ValueError if it is none or its values are not valid."""
    from provenance.model.direction import VERDICTS, Term

    if not isinstance(term, Term):
        raise TypeError(f"expected a Term, got {term!r:.80}")
    for name in ("kind", "detail"):
        if not isinstance(getattr(term, name), str):
            raise TypeError(f"the {name} of a Term is words, got {getattr(term, name)!r:.80}")
    if term.toward not in VERDICTS:
        raise ValueError(f"a Term is toward one of {', '.join(VERDICTS)}, got {term.toward!r:.80}")
    if isinstance(term.weight, bool) or not isinstance(term.weight, int | float) or not math.isfinite(term.weight):
        raise ValueError(f"the weight of a Term is a finite number, got {term.weight!r:.80}")
    return term


class GuardedAgencies:
    """A list of agencies of a plugin."""

    def __init__(self, inner: AgencyList, plugins: Plugins) -> None:
        self._inner, self._guard = inner, of_plugin(inner, plugins, "listing agencies")

    def agencies(self) -> Iterable[Agency]:
        """Return the agencies."""
        with self._guard:
            return list(map(checked_agency, _at_most(_MOST_AGENCIES, self._inner.agencies(), "agencies")))


def checked_agency(agency: object) -> Agency:
    """Return an agency; TypeError or ValueError if it is none or its values are not valid."""
    from provenance.model.credit import Agency

    if not isinstance(agency, Agency):
        raise TypeError(f"expected an Agency, got {agency!r:.80}")
    if not isinstance(agency.name, str):
        raise TypeError(f"the name of an Agency is a string, got {agency.name!r:.80}")
    for name in ("forms", "not_before", "not_after", "weak", "tags", "past"):
        words = getattr(agency, name)
        # A string is a sequence of strings, too: of its letters.
        if not isinstance(words, (tuple, list)) or not all(isinstance(word, str) and word for word in words):
            raise TypeError(f"the {name} of the agency {agency.name!r} are a tuple of words, got {words!r:.80}")
    if not (agency.forms or agency.tags or agency.past):
        raise ValueError(f"the agency {agency.name!r} has no form")
    return agency


class GuardedReader:
    """A reader of a plugin."""

    def __init__(self, inner: Reader, plugins: Plugins) -> None:
        self._inner, self._guard = inner, of_plugin(inner, plugins, "reading", _READING)

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the documents of a file."""
        from provenance.model.document import Document

        most = max(_FEW_DOCUMENTS, path.stat().st_size * _DOCUMENTS_PER_BYTE)
        with self._guard:
            rows = iter(self._inner.read(path, context))
        count = 0
        try:
            while True:
                with self._guard:
                    row = next(rows, None)
                if row is None:
                    return
                if not isinstance(row, Document):
                    raise self._guard.fail(f"expected a Document, got {row!r:.80}")
                count += 1
                if count > most:
                    raise self._guard.fail(f"it gave more than {most:,} documents of {path.name}")
                yield row
        finally:
            close = getattr(rows, "close", None)
            if close is not None:
                with self._guard:
                    close()


class _HostFile:
    """The file that a reporter of a plugin writes to: the host closes it, and its failures are not the plugin's."""

    def __init__(self, out: IO[Any]) -> None:
        self._out = out
        self.closed_early = False
        self.used = False
        self.failure: OSError | None = None

    def write(self, data: Any) -> Any:
        """Write to the file of the host."""
        if self.closed_early:
            raise ValueError("write to a closed file")
        self.used = True
        return self._call(self._out.write, data)

    def writelines(self, lines: Iterable[Any]) -> None:
        """Write to the file of the host."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Flush the file of the host."""
        self._call(self._out.flush)

    def close(self) -> None:
        """Note that the reporter closed the file, which stays open."""
        self.closed_early = True

    @property
    def closed(self) -> bool:
        """Whether the reporter closed it."""
        return self.closed_early or self._out.closed

    def __enter__(self) -> _HostFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)

    def _call(self, method: Any, *arguments: Any) -> Any:
        with host():
            try:
                return method(*arguments)
            except OSError as error:
                self.failure = error
                raise


class GuardedReporter:
    """A reporter of a plugin."""

    def __init__(self, inner: AnyReporter, plugins: Plugins) -> None:
        self._inner: Any = inner
        self._guard: Guard = of_plugin(inner, plugins, "writing", _WRITING)
        self.binary = is_binary(inner)

    def write(self, result: ReuseResult, out: IO[Any], options: ReportOptions) -> None:
        """Write the result to a file of the host."""
        self._written(out, lambda file: self._inner.write(result, file, options))

    def _written(self, out: IO[Any], write: Any) -> None:
        file = _HostFile(out)
        try:
            with self._guard:
                returned = write(file)
        except Exception:
            if file.failure is not None:
                raise file.failure from None
            raise
        if file.closed_early:
            raise self._guard.fail("it closed the file; only the host closes it")
        if isinstance(returned, (str, bytes)) and not file.used:
            raise self._guard.fail("it returned its output and wrote nothing; it writes to the given file")


class GuardedStreaming(GuardedReporter):
    """A reporter of a plugin that writes passages as they are found."""

    def stream(self, documents: Documents, parts: Iterable[PassageTable], out: IO[Any], options: ReportOptions) -> None:
        """Write passages part by part."""
        failed: list[BaseException] = []

        def unguarded() -> Iterator[PassageTable]:
            # An error in the search for passages is not the plugin's fault.
            try:
                rows = iter(parts)
                while True:
                    with host():
                        part = next(rows, None)
                    if part is None:
                        return
                    yield frozen(part)
            except GeneratorExit:
                raise
            except BaseException as error:
                failed.append(error)
                raise

        try:
            self._written(out, lambda file: self._inner.stream(documents, unguarded(), file, options))
        except Exception:
            if failed:
                raise failed[0] from None
            raise


class GuardedPolicy:
    """A keep policy of a plugin."""

    def __init__(self, inner: KeepPolicy, plugins: Plugins) -> None:
        self._inner, self._guard = inner, of_plugin(inner, plugins, "ranking documents", _READING)
        self.drops_all = bool(getattr(inner, "drops_all", False))

    def columns(self, options: DedupOptions) -> Sequence[str]:
        """Return the columns that are needed."""
        with self._guard:
            return checked_columns(self._inner, options)

    def rank(self, facts: DocumentFacts) -> Sequence[Any]:
        """Return a rank for each document."""
        with self._guard:
            return checked_ranks(self._inner.rank(facts), facts)


def checked_columns(policy: KeepPolicy, options: DedupOptions) -> tuple[str, ...]:
    """Return the columns that a keep policy needs; TypeError if these are no names."""
    columns = getattr(policy, "columns", None)
    named = () if columns is None else columns(options)
    # A string is a sequence of strings, too: of its letters.
    if isinstance(named, str):
        raise TypeError(f"expected the names of columns, got the string {named!r:.80}")
    found = tuple(_at_most(_MOST_COLUMNS, named, "columns"))
    if not all(isinstance(name, str) and name for name in found):
        raise TypeError(f"expected the names of columns, got {found!r:.80}")
    return found


def checked_ranks(given: Iterable[Any], facts: DocumentFacts) -> list[Any]:
    """Return the ranks of a keep policy; TypeError or ValueError if there are too few or they cannot be compared."""
    ranks = _at_most(len(facts), given, f"ranks for {len(facts):,} documents")
    sorted(ranks)
    if len(ranks) != len(facts):
        raise ValueError(f"{len(ranks)} ranks for {len(facts)} documents")
    return ranks
