"""The loaded plugins: lookup of components by name and file suffix, and failures."""

from __future__ import annotations

import threading
import weakref
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self

from provenance.errors import ProvenanceError, UnknownNameError
from provenance.model.options import PluginOptions
from provenance.plugins import kinds
from provenance.plugins.catalogue import Catalogue, Offer, Suffixes, builtin_catalogue, full_catalogue
from provenance.plugins.given import GivenSettings
from provenance.plugins.guard import Guard
from provenance.plugins.kinds import KINDS, EntryT, Kind, kind_of
from provenance.plugins.making import make
from provenance.plugins.opening import Opened
from provenance.plugins.recognising import reader_offer
from provenance.plugins.registry import Registry

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from provenance.model.components import (
        AgencyList,
        AnyReporter,
        Command,
        DuplicateReporter,
        EvidenceSource,
        KeepPolicy,
        Reader,
        TextNormaliser,
        Tokeniser,
        TokenNormaliser,
    )
    from provenance.plugins.owner import Owner, PluginFailure
    from provenance.plugins.report import PluginReport
    from provenance.plugins.types import (
        AgencyEntry,
        CommandEntry,
        DuplicateReporterEntry,
        EvidenceEntry,
        KeepPolicyEntry,
        NormaliserEntry,
        ReaderEntry,
        ReporterEntry,
        TokeniserEntry,
    )

__all__ = ["Plugins", "load_plugins"]

_ALL = PluginOptions()


def load_plugins(options: PluginOptions = _ALL, extra: Sequence[object] = ()) -> Plugins:
    """Return the plugins to use.

    Installed plugins are searched and loaded only when components are listed, or when a name or a file suffix that is
    not built in is requested.

    Parameters
    ----------
    options : PluginOptions
        Which plugins to leave out.
    extra : sequence of object
        Plugins that are not installed: modules or objects with hook implementations, for tests and notebooks.
        They are used even with ``no_plugins``, which concerns installed plugins only.

    Examples
    --------
    >>> plugins = load_plugins(PluginOptions(no_plugins=True))
    >>> sorted(plugins.tokenisers())
    ['characters', 'words']
    """
    return Plugins(options, extra)


class Plugins:
    """All available readers, reporters, normalisers, tokenisers, keep policies and so on; created by `load_plugins`.

    Each component is created once and then shared. All methods are thread-safe.

    Parameters
    ----------
    options, extra
        As for `load_plugins`.
    """

    def __init__(self, options: PluginOptions = _ALL, extra: Sequence[object] = ()) -> None:
        self._registry = Registry(options, extra)
        self._builtin: dict[str, Catalogue[Any]] = {}
        self._full: dict[str, Catalogue[Any]] = {}
        self._made: dict[tuple[str, Owner, str], Any] = {}
        # Keyed by id(), since a component may be any object; `_made` keeps each alive, so ids are not reused.
        self._offers: dict[int, Offer[Any]] = {}
        self._settings: dict[int, Any] = {}
        self._lock = threading.RLock()
        self._opened = Opened()
        # Also without ``with`` everything is closed, at the latest when Python ends.
        self._finalizer = weakref.finalize(self, self._opened.close)
        self._given = GivenSettings(options.plugin_option)
        if options.plugin_option and not options.no_plugins:
            self._given.check_names(self._registry, self._everything())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the components whose factories gave context managers; used again, they are opened again."""
        with self._lock:
            self._opened.close()

    def readers(self) -> Mapping[str, Offer[ReaderEntry]]:
        """Return all readers by name; a name that several plugins share becomes ``name@distribution``."""
        return self._all(kinds.READERS).named()

    def reporters(self) -> Mapping[str, Offer[ReporterEntry]]:
        """Return all reporters, as `readers` does."""
        return self._all(kinds.REPORTERS).named()

    def duplicate_reporters(self) -> Mapping[str, Offer[DuplicateReporterEntry]]:
        """Return all reporters of duplicates, as `readers` does."""
        return self._all(kinds.DUPLICATE_REPORTERS).named()

    def normalisers(self) -> Mapping[str, Offer[NormaliserEntry]]:
        """Return all normalisers, as `readers` does."""
        return self._all(kinds.NORMALISERS).named()

    def tokenisers(self) -> Mapping[str, Offer[TokeniserEntry]]:
        """Return all tokenisers, as `readers` does."""
        return self._all(kinds.TOKENISERS).named()

    def agencies(self) -> Mapping[str, Offer[AgencyEntry]]:
        """Return all lists of agencies, as `readers` does."""
        return self._all(kinds.AGENCIES).named()

    def evidence(self) -> Mapping[str, Offer[EvidenceEntry]]:
        """Return all kinds of evidence, as `readers` does."""
        return self._all(kinds.EVIDENCE).named()

    def keep_policies(self) -> Mapping[str, Offer[KeepPolicyEntry]]:
        """Return all keep policies, as `readers` does."""
        return self._all(kinds.KEEP_POLICIES).named()

    def commands(self) -> Mapping[str, Offer[CommandEntry]]:
        """Return all commands of plugins, as `readers` does."""
        return self._all(kinds.COMMANDS).named()

    def command(self, name: str) -> Command:
        """Return a command of a plugin by its name, as `reader` does."""
        command: Command = self._by_name(kinds.COMMANDS, name)
        return command

    def reader(self, name: str) -> Reader:
        """Return a reader by its name.

        Parameters
        ----------
        name : str
            As in `readers`; ``name@distribution`` and ``name@plugin`` always work.

        Raises
        ------
        UnknownNameError
            If there is none with this name.
        OptionError
            If several plugins offer one with this name.
        PluginError
            If the plugin cannot create it.
        """
        reader: Reader = self._by_name(kinds.READERS, name)
        return reader

    def reporter(self, name: str) -> AnyReporter:
        """Return a reporter by its name, as `reader` does."""
        reporter: AnyReporter = self._by_name(kinds.REPORTERS, name)
        return reporter

    def duplicate_reporter(self, name: str) -> DuplicateReporter:
        """Return a reporter of duplicates by its name, as `reader` does."""
        reporter: DuplicateReporter = self._by_name(kinds.DUPLICATE_REPORTERS, name)
        return reporter

    def normaliser(self, name: str) -> TextNormaliser | TokenNormaliser:
        """Return a normaliser by its name, as `reader` does; ``offer_of(it).entry.kind`` is its kind."""
        normaliser: TextNormaliser | TokenNormaliser = self._by_name(kinds.NORMALISERS, name)
        return normaliser

    def tokeniser(self, name: str) -> Tokeniser:
        """Return a tokeniser by its name, as `reader` does."""
        tokeniser: Tokeniser = self._by_name(kinds.TOKENISERS, name)
        return tokeniser

    def agency_list(self, name: str) -> AgencyList:
        """Return a list of agencies by its name, as `reader` does."""
        agencies: AgencyList = self._by_name(kinds.AGENCIES, name)
        return agencies

    def evidence_source(self, name: str) -> EvidenceSource:
        """Return evidence by its name, as `reader` does."""
        evidence: EvidenceSource = self._by_name(kinds.EVIDENCE, name)
        return evidence

    def keep_policy(self, name: str) -> KeepPolicy:
        """Return a keep policy by its name, as `reader` does."""
        policy: KeepPolicy = self._by_name(kinds.KEEP_POLICIES, name)
        return policy

    def reader_for(self, path: str | os.PathLike[str]) -> Reader | None:
        """Return the reader for a file, by its longest known suffix and its content; None if there is none.

        Raises
        ------
        OptionError
            If several plugins read files with this suffix.
        PluginError
            If the plugin cannot create the reader.
        """
        offer = reader_offer(self._built_in(kinds.READERS), lambda: self._all(kinds.READERS), path)
        return None if offer is None else self._component(kinds.READERS, offer)

    def reader_suffixes(self) -> Suffixes:
        """Return the suffixes of the readers, in their order: a sequence that grows when plugins are loaded."""
        return Suffixes(lambda: (self._full.get(kinds.READERS.hook) or self._built_in(kinds.READERS)).offers)

    def knows_suffix(self, path: str | os.PathLike[str]) -> bool:
        """Return whether a reader reads files with the suffix of a name; plugins are loaded if no built-in one does."""
        return any(catalogue(kinds.READERS).suffixed(path)[1] for catalogue in (self._built_in, self._all))

    def reporter_for(self, path: str | os.PathLike[str]) -> AnyReporter:
        """Return the reporter for a file, by its longest known suffix.

        Raises
        ------
        UnknownNameError
            If no reporter writes files with this suffix.
        OptionError
            If several plugins write files with this suffix.
        PluginError
            If the plugin cannot create the reporter.
        """
        reporter: AnyReporter = self._for_suffix(kinds.REPORTERS, path)
        return reporter

    def duplicate_reporter_for(self, path: str | os.PathLike[str]) -> DuplicateReporter:
        """Return the reporter of duplicates for a file, as `reporter_for` does."""
        reporter: DuplicateReporter = self._for_suffix(kinds.DUPLICATE_REPORTERS, path)
        return reporter

    def offer_of(self, component: object) -> Offer[Any] | None:
        """Return the offer of a component; None if it was not created here."""
        return self._offers.get(id(component))

    def owner_of(self, component: object) -> Owner | None:
        """Return the plugin of a component; None if it was not created here."""
        offer = self.offer_of(component)
        return None if offer is None else offer.owner

    def identity_of(self, component: object) -> str | None:
        """Return which code of a plugin a component is; None for what is built in or was not created here.

        Distribution and version, and a digest of the files of a plugin that is installed as editable or passed in code.
        """
        owner = self.owner_of(component)
        if owner is None or owner.builtin:
            return None
        from provenance.plugins.identity import identity

        settings, said = self.settings_of(component), identity(owner, component)
        return said if settings is None else f"{said}, {settings!r}"

    def settings_of(self, component: object) -> Any:
        """Return the settings of a component, an instance of what its plugin declares; None if it has none."""
        return self._settings.get(id(component))

    def guard(self, owner: Owner | None, stage: str, *passing: type[BaseException]) -> Guard:
        """Return a context manager for calling plugin code: what it raises becomes a `PluginError` that names it.

        Errors of this package, such as `InputError`, and those in ``passing`` pass unchanged; so does everything if the
        owner is built in or None. If a component returns an iterator, consume it inside the context too.

        Examples
        --------
        >>> from provenance.plugins.owner import Owner
        >>> plugins = load_plugins()
        >>> with plugins.guard(Owner("dup", "provenance-dup", "1.0"), "reading"):
        ...     raise KeyError("id")
        Traceback (most recent call last):
            ...
        provenance.errors.PluginError: plugin dup (provenance-dup 1.0) failed during reading: KeyError: 'id'
        """
        return Guard(owner, stage, None, (ProvenanceError, *passing))

    def guard_of(
        self, component: object, stage: str, passing: tuple[type[ProvenanceError], ...] = (ProvenanceError,)
    ) -> Guard | None:
        """Return the `guard` of a component, which names it and its plugin; None if it is not a plugin's."""
        offer = self.offer_of(component)
        if offer is None or offer.owner.builtin:
            return None
        return Guard(offer.owner, stage, f"{kind_of(offer.entry)} {offer.entry.name}", passing)

    @property
    def failures(self) -> tuple[PluginFailure, ...]:
        """The failures so far in finding, loading and calling plugins."""
        return tuple(self._registry.failures)

    def warnings(self) -> list[str]:
        """Return new messages for the user: failures, and disabled names that match no plugin."""
        with self._lock:
            return self._registry.take_messages()

    def report(self) -> list[PluginReport]:
        """Load all plugins and return what each offers, without importing the components."""
        from provenance.plugins.report import reports

        return reports(self._registry, self._everything(), self._registry.failures)

    def check(self) -> list[PluginReport]:
        """Load all plugins, create all their components, and return the reports, with all failures."""
        from provenance.plugins.report import failures_of, reports

        failures = failures_of(self._everything(), self._component)
        return reports(self._registry, self._everything(), [*self._registry.failures, *failures])

    def _built_in(self, kind: Kind[EntryT]) -> Catalogue[EntryT]:
        with self._lock:
            if kind.hook not in self._builtin:
                self._builtin[kind.hook] = builtin_catalogue(self._registry, kind)
            return self._builtin[kind.hook]

    def _all(self, kind: Kind[EntryT]) -> Catalogue[EntryT]:
        with self._lock:
            if kind.hook not in self._full:
                self._full[kind.hook] = full_catalogue(self._registry, self._built_in(kind))
            return self._full[kind.hook]

    def _everything(self) -> list[Catalogue[Any]]:
        return [self._all(kind) for kind in KINDS]

    def _by_name(self, kind: Kind[Any], name: str) -> Any:
        return self._component(kind, self._named(kind, name))

    def _named(self, kind: Kind[EntryT], name: str) -> Offer[EntryT]:
        offer = self._built_in(kind).find(name)
        if offer is not None:
            return offer
        catalogue = self._all(kind)
        offer = catalogue.find(name)
        if offer is None:
            raise UnknownNameError(kind.called, name, catalogue.named(), note=self._note())
        return offer

    def _for_suffix(self, kind: Kind[EntryT], path: str | os.PathLike[str]) -> Any:
        offer = self._built_in(kind).for_path(path) or self._all(kind).for_path(path)
        if offer is None:
            known, suffix = self._all(kind).suffixes(), PurePath(path).suffix
            raise UnknownNameError(kind.called, suffix, known, note=self._note(), said="has the suffix")
        return self._component(kind, offer)

    def _component(self, kind: Kind[EntryT], offer: Offer[EntryT]) -> Any:
        key = (kind.hook, offer.owner, offer.entry.name)
        with self._lock:
            if key not in self._made:
                settings = self._given.of(kind, offer, self._everything)
                made = make(kind, offer, settings, self._opened, partial(_forget, weakref.ref(self), key))
                self._made[key], self._offers[id(made)] = made, offer
                if settings is not None:
                    self._settings[id(made)] = settings
            return self._made[key]

    def _note(self) -> str | None:
        registry = self._registry
        said = []
        failed = dict.fromkeys(str(failure.owner) for failure in registry.failures)
        if failed:
            said.append(f"It may be of a plugin that failed: {', '.join(failed)}.")
        if registry.blocked:
            said.append(f"These plugins are disabled: {', '.join(str(owner) for owner in registry.blocked)}.")
        if registry.options.no_plugins:
            said.append("Installed plugins are switched off.")
        return " ".join(said) or None


def _forget(plugins: weakref.ref[Plugins], key: tuple[str, Owner, str]) -> None:
    held = plugins()
    if held is not None:
        made = held._made.pop(key, None)
        for about in (held._offers, held._settings):
            about.pop(id(made), None)
