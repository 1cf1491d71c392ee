"""Loads plugins: a failure in any step is recorded for its plugin and does not stop the others."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pluggy

from provenance.errors import closest
from provenance.hooks import PROJECT
from provenance.plugins import builtins, spec
from provenance.plugins.conformance import hooks_problem, record_problem
from provenance.plugins.guard import EXITS, called
from provenance.plugins.owner import BUILTIN, Owner, PluginFailure, normalised
from provenance.plugins.types import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from provenance.model.options import PluginOptions
    from provenance.plugins.kinds import EntryT, Kind

__all__ = ["Registry"]

#: More records than this are not those of a plugin, but of a hook that never ends.
_MOST_RECORDS = 10_000


class Registry:
    """The loaded plugins and the records they yield.

    Parameters
    ----------
    options : PluginOptions
        Which plugins to leave out.
    extra : sequence of object
        Plugins passed in code, which are registered at once.

    Attributes
    ----------
    owners : list of Owner
        The plugins found, in order, including the disabled ones.
    blocked : list of Owner
        The disabled plugins, which are not imported.
    failures : list of PluginFailure
        The failures so far.
    """

    def __init__(self, options: PluginOptions, extra: Sequence[object]) -> None:
        self.options = options
        self.owners: list[Owner] = []
        self.blocked: list[Owner] = []
        self.failures: list[PluginFailure] = []
        self._disabled = {normalised(name): name for name in options.disable_plugin}
        self._messages: list[str] = []
        self._scanned = False
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(spec)
        # Keyed by id(), since a plugin may be any object, even one that cannot be hashed or compared.
        self._registered: dict[int, Owner] = {}
        self._register(builtins, BUILTIN)
        for plugin in extra:
            owner = Owner(self._name(plugin))
            self.owners.append(owner)
            if not self._is_blocked(owner):
                self._register(plugin, owner)
        for path in options.plugin:
            self._load_file(path)
        self._drop_misspelt()

    def take_messages(self) -> list[str]:
        """Return the messages for the user since the last call."""
        messages, self._messages = self._messages, []
        return messages

    def fail(self, owner: Owner, stage: str, error: BaseException | str) -> None:
        """Record a failure of a plugin."""
        failure = PluginFailure(owner, stage, error)
        self.failures.append(failure)
        trace = failure.traceback if self.options.traceback else None
        self._messages.append(f"{failure}" if trace is None else f"{failure}\n{trace}")

    def load_installed(self) -> None:
        """Find, load and register the installed plugins, once."""
        if self._scanned or self.options.no_plugins:
            return
        self._scanned = True
        from provenance.plugins.discovery import scan

        found = scan()
        for failure in found.failures:
            self.owners.append(failure.owner)
            if not self._is_blocked(failure.owner):
                self.fail(failure.owner, failure.stage, failure.error)
        for installed in found.plugins:
            self._import(installed.owner, installed.entry_point.load)
        self._drop_misspelt()
        self._warn_of_unmatched()

    def _load_file(self, path: Path) -> None:
        from provenance.plugins.files import check_file, load_file

        check_file(path)
        self._import(Owner(self._unique(path.stem)), lambda: load_file(path))

    def _import(self, owner: Owner, load: Callable[[], object]) -> None:
        """Import a plugin and register it, unless it is disabled: then none of its code runs."""
        self.owners.append(owner)
        if self._is_blocked(owner):
            return
        try:
            with called():
                plugin = load()
        except EXITS:
            raise
        except BaseException as error:  # noqa: BLE001 - the import of a plugin may raise anything
            self.fail(owner, "import", error)
            return
        self._register(plugin, owner)

    def records(self, kind: Kind[EntryT], *, builtin: bool) -> list[tuple[Owner, EntryT]]:
        """Call one hook for each plugin and return the valid records."""
        hook: pluggy.HookCaller = getattr(self._manager.hook, kind.hook)
        implementations = {id(item.plugin): item for item in hook.get_hookimpls()}
        stage = f"{kind.hook}()"
        records: list[tuple[Owner, EntryT]] = []
        for identity, owner in self._registered.items():
            implementation = implementations.get(identity)
            if implementation is None or owner.builtin is not builtin:
                continue
            for record in self._yielded(owner, stage, implementation):
                problem = self._problem(kind, record)
                if problem is not None:
                    self.fail(owner, stage, problem)
                elif isinstance(record, kind.record):
                    records.append((owner, record))
        return records

    def _yielded(self, owner: Owner, stage: str, implementation: pluggy.HookImpl) -> list[object]:
        try:
            with called():
                returned: object = implementation.function()
                if isinstance(returned, Entry):
                    self.fail(owner, stage, f"it returned one {type(returned).__name__}, not an iterable of them")
                    return []
                yielded: Iterable[object] = returned  # type: ignore[assignment] # islice() finds out
                records = list(islice(yielded, _MOST_RECORDS + 1))
        except EXITS:
            raise
        except BaseException as error:  # noqa: BLE001 - a hook may raise anything
            self.fail(owner, stage, error)
            return []
        if len(records) > _MOST_RECORDS:
            self.fail(owner, stage, f"it yielded more than {_MOST_RECORDS:,} records")
            return []
        return records

    @staticmethod
    def _problem(kind: Kind[EntryT], record: object) -> str | BaseException | None:
        try:
            with called():
                return record_problem(kind, record)
        except EXITS:
            raise
        except BaseException as error:  # noqa: BLE001 - a record may be any object, with any attributes
            return error

    def _register(self, plugin: object, owner: Owner) -> None:
        known = self._registered.get(id(plugin))
        if known is not None:
            # A plugin passed in code may also be installed; that is no error.
            if known.distribution is not None:
                self.fail(owner, "registration", f"it is the same object as {known}")
            return
        name = f"{owner.plugin}@{owner.distribution or id(plugin)}"
        try:
            with called():
                problem = hooks_problem(self._manager, plugin)
            if problem is None:
                self._manager.register(plugin, name)
                self._registered[id(plugin)] = owner
            else:
                self.fail(owner, "registration", problem)
        except EXITS:
            raise
        except BaseException as error:  # noqa: BLE001 - properties of a plugin may raise anything
            self.fail(owner, "registration", error)
            # pluggy 1.6 leaves a refused plugin partly registered.
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)

    def _drop_misspelt(self) -> None:
        # check_pending raises at the first unknown hook, so it is called until it raises no more.
        while True:
            try:
                self._manager.check_pending()
            except pluggy.PluginValidationError as error:
                owner = self._registered.pop(id(error.plugin))
                self._manager.unregister(error.plugin)
                self.fail(owner, "registration", error)
            else:
                return

    def _is_blocked(self, owner: Owner) -> bool:
        blocked = owner.is_called(frozenset(self._disabled))
        if blocked:
            self.blocked.append(owner)
        return blocked

    def _warn_of_unmatched(self) -> None:
        names = {name for owner in self.owners for name in (owner.plugin, owner.distribution) if name}
        found = {normalised(name) for name in names}
        for key, name in self._disabled.items():
            if key not in found:
                near = closest(name, sorted(names))
                hint = f"; did you mean {near!r}?" if near else "."
                self._messages.append(f"no plugin is called {name!r}, none was disabled by it{hint}")

    def _name(self, plugin: object) -> str:
        given = getattr(plugin, "__name__", None)
        return self._unique(given if isinstance(given, str) else type(plugin).__name__)

    def _unique(self, name: str) -> str:
        taken = {owner.plugin for owner in self.owners}
        if name not in taken:
            return name
        numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return next(each for each in numbered if each not in taken)
