"""The records that plugins yield: what they offer, without importing it yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "AgencyEntry",
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
    """Something a plugin offers.

    Parameters
    ----------
    name : str
        What users call it: lower-case letters, digits and hyphens.
    factory : str or callable
        What makes it, called without arguments; as ``"module:attribute"`` it is imported on first use.
    summary : str
        One line for lists and help.
    """

    name: str
    factory: str | Callable[[], Any]
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderEntry(Entry):
    """A `provenance.model.components.Reader`, and which files it reads.

    Parameters
    ----------
    suffixes : tuple of str
        The suffixes of the files it reads, as ``".csv"``.
    sniff : str or callable, optional
        What knows such a file by its content: called with the first bytes of a file (64 KiB at most), it says whether
        this reader reads it. As ``"module:attribute"`` it is imported on first use. Readers that sniff may share a
        suffix; one that does not takes the files of its suffix that no other recognises. A file whose suffix nobody
        knows is shown to all that sniff.
    """

    suffixes: tuple[str, ...] = ()
    sniff: str | Callable[[bytes], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterEntry(Entry):
    """A `provenance.model.components.Reporter` or `BinaryReporter`, and the suffixes of the files it writes."""

    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NormaliserEntry(Entry):
    """A `TextNormaliser` (``kind="text"``) or a `TokenNormaliser` (``kind="token"``)."""

    kind: Literal["text", "token"] = "text"


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
