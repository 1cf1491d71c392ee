"""The kinds of components that plugins offer, one for each hook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from provenance.plugins.types import (
    AgencyEntry,
    CommandEntry,
    DuplicateReporterEntry,
    Entry,
    EvidenceEntry,
    KeepPolicyEntry,
    NormaliserEntry,
    ReaderEntry,
    ReporterEntry,
    TokeniserEntry,
)

__all__ = [
    "AGENCIES",
    "COMMANDS",
    "DUPLICATE_REPORTERS",
    "EVIDENCE",
    "KEEP_POLICIES",
    "KINDS",
    "NORMALISERS",
    "READERS",
    "REPORTERS",
    "TOKENISERS",
    "EntryT",
    "Kind",
    "Method",
    "kind_of",
]

EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True, slots=True)
class Method:
    """A method that a component must have: its name and its arguments, and those that it gets if it names them."""

    name: str
    arguments: tuple[str, ...]
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind(Generic[EntryT]):
    """A kind of component and its hook.

    Parameters
    ----------
    hook : str
        The name of the hook.
    component : str
        The name of the component in messages.
    called : str
        The users' name for it, as in ``--format``.
    record : type
        The type of the records that the hook yields.
    methods : tuple of Method
        The method that a component must have; for normalisers the first for ``kind="text"``, the second for "token".
    """

    hook: str
    component: str
    called: str
    record: type[EntryT]
    methods: tuple[Method, ...]

    def method(self, entry: Entry) -> Method:
        """Return the method that the component of a record must have."""
        token = isinstance(entry, NormaliserEntry) and entry.kind == "token"
        return self.methods[1 if token else 0]


READERS = Kind(
    hook="provenance_readers",
    component="reader",
    called="reader",
    record=ReaderEntry,
    methods=(Method("read", ("path", "context")),),
)
REPORTERS = Kind(
    hook="provenance_reporters",
    component="reporter",
    called="format",
    record=ReporterEntry,
    methods=(Method("write", ("result", "out", "options")),),
)
COMMANDS = Kind(
    hook="provenance_commands",
    component="command",
    called="command",
    record=CommandEntry,
    methods=(Method("run", ("arguments",)),),
)
DUPLICATE_REPORTERS = Kind(
    hook="provenance_duplicate_reporters",
    component="reporter of duplicates",
    called="format of a report of duplicates",
    record=DuplicateReporterEntry,
    methods=(Method("write", ("result", "out", "options")),),
)
NORMALISERS = Kind(
    hook="provenance_normalisers",
    component="normaliser",
    called="normaliser",
    record=NormaliserEntry,
    methods=(Method("edits", ("text",), offered=("language",)), Method("token", ("token",))),
)
TOKENISERS = Kind(
    hook="provenance_tokenisers",
    component="tokeniser",
    called="tokeniser",
    record=TokeniserEntry,
    methods=(Method("spans", ("text",)),),
)
AGENCIES = Kind(
    hook="provenance_agencies",
    component="list of agencies",
    called="agency list",
    record=AgencyEntry,
    methods=(Method("agencies", ()),),
)
EVIDENCE = Kind(
    hook="provenance_evidence",
    component="evidence",
    called="evidence",
    record=EvidenceEntry,
    methods=(Method("terms", ("left", "right")),),
)
KEEP_POLICIES = Kind(
    hook="provenance_keep_policies",
    component="keep policy",
    called="keep policy",
    record=KeepPolicyEntry,
    methods=(Method("rank", ("facts",)),),
)
KINDS: tuple[
    Kind[ReaderEntry]
    | Kind[ReporterEntry]
    | Kind[DuplicateReporterEntry]
    | Kind[NormaliserEntry]
    | Kind[TokeniserEntry]
    | Kind[AgencyEntry]
    | Kind[EvidenceEntry]
    | Kind[KeepPolicyEntry]
    | Kind[CommandEntry],
    ...,
] = (
    READERS,
    REPORTERS,
    DUPLICATE_REPORTERS,
    NORMALISERS,
    TOKENISERS,
    AGENCIES,
    EVIDENCE,
    KEEP_POLICIES,
    COMMANDS,
)


def kind_of(entry: Entry) -> str:
    """Return the name of the kind of component that a record offers, as in messages."""
    return next((kind.component for kind in KINDS if isinstance(entry, kind.record)), "component")
