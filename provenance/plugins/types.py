"""The records that plugins yield: each describes a component without importing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "AgencyEntry",
    "CommandEntry",
    "DuplicateReporterEntry",
    "Entry",
    "EvidenceEntry",
    "KeepPolicyEntry",
    "NormaliserEntry",
    "ReaderEntry",
    "ReporterEntry",
    "TokeniserEntry",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A component that a plugin offers.

    Parameters
    ----------
    name : str
        Its name: lower-case letters, digits and hyphens.
    factory : str or callable
        Creates the component; a string ``"module:attribute"`` is imported on first use. It is called without arguments,
        or with the settings. If it returns a context manager, as of `contextlib.contextmanager`, this is entered, the
        component is what it gives, and it is left when the plugins are closed.
    summary : str
        One line, shown in lists and help.
    settings : type or str, optional
        A frozen dataclass that declares settings, or its ``"module:attribute"``. Each field has a default and is a
        bool, int, float, str, ``Literal`` of strings or ``tuple[str, ...]``; the string below it is its help.
    """

    name: str
    factory: str | Callable[..., Any]
    summary: str = ""
    settings: type | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderEntry(Entry):
    """A `provenance.model.components.Reader`, and which files it reads.

    Parameters
    ----------
    suffixes : tuple of str
        The suffixes of the files it reads, such as ``".csv"``.
    sniff : str or callable, optional
        Called with the first bytes of a file (at most 64 KiB), returns whether this reader reads it. A string
        ``"module:attribute"`` is imported on first use. Readers with ``sniff`` may share a suffix; files that none of
        them recognises go to the reader of that suffix without ``sniff``. A file with an unknown suffix is offered to
        all readers with ``sniff``.
    """

    suffixes: tuple[str, ...] = ()
    sniff: str | Callable[[bytes], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterEntry(Entry):
    """A `provenance.model.components.Reporter` or `BinaryReporter`, and the suffixes of the files it writes."""

    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateReporterEntry(Entry):
    """A `provenance.model.components.DuplicateReporter`, and the suffixes of the files it writes."""

    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NormaliserEntry(Entry):
    """A `TextNormaliser` or `LanguageNormaliser` (``kind="text"``), or a `TokenNormaliser` (``kind="token"``)."""

    kind: Literal["text", "token"] = "text"


class CommandEntry(Entry):
    """A `provenance.model.components.Command`; its name is the word after ``provenance``."""

    __slots__ = ()


class TokeniserEntry(Entry):
    """A `provenance.model.components.Tokeniser`."""

    __slots__ = ()


class AgencyEntry(Entry):
    """A `provenance.model.components.AgencyList`."""

    __slots__ = ()


class EvidenceEntry(Entry):
    """A `provenance.model.components.EvidenceSource`."""

    __slots__ = ()


class KeepPolicyEntry(Entry):
    """A `provenance.model.components.KeepPolicy`."""

    __slots__ = ()
