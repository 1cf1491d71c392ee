"""Checks of plugins, their records and their components; each returns a description of the problem, or None."""

from __future__ import annotations

import inspect
import re
from types import FunctionType
from typing import TYPE_CHECKING

from provenance.plugins.types import DuplicateReporterEntry, NormaliserEntry, ReaderEntry, ReporterEntry

if TYPE_CHECKING:
    import pluggy

    from provenance.plugins.kinds import EntryT, Kind, Method

__all__ = ["component_problem", "hooks_problem", "name_problem", "record_problem"]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FACTORY = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_SUFFIX = re.compile(r"\.[^\s/\\]+")


def hooks_problem(manager: pluggy.PluginManager, plugin: object) -> str | None:
    """Check the hooks of a plugin before it is registered."""
    implemented: dict[str, str] = {}
    for name in dir(plugin):
        options = manager.parse_hookimpl_opts(plugin, name)
        if options is None:
            continue
        hook = options.get("specname") or name
        # The hooks are called for one plugin at a time, to know which one fails; so wrappers cannot work.
        if options.get("wrapper") or options.get("hookwrapper"):
            return f"{name} is a wrapper; {hook} cannot be wrapped"
        # If the plugin is refused later, pluggy 1.6 would unregister only one of the two.
        if hook in implemented:
            return f"{implemented[hook]} and {name} both implement {hook}; one plugin implements a hook once"
        implemented[hook] = name
        # pluggy never passes an argument that has a default, which would surprise the author.
        default = _default(getattr(plugin, name))
        if default:
            return f"{name} has a default for its argument {default!r}, which would never be passed"
    return None if implemented else "it implements no hook; is the decorator @hookimpl missing?"


def name_problem(name: object) -> str | None:
    """Check the name of a component."""
    if isinstance(name, str) and _NAME.fullmatch(name):
        return None
    return f"the name {name!r} is not of lower-case letters, digits and single hyphens between them"


def record_problem(kind: Kind[EntryT], record: object) -> str | None:
    """Check one record yielded by a hook."""
    if not isinstance(record, kind.record):
        return f"expected {kind.record.__name__}, got {type(record).__name__}"
    name, factory = record.name, record.factory
    problem = name_problem(name)
    if problem is not None:
        return problem
    if not _is_made(factory):
        return f'the factory of {name!r} is neither "module:attribute" nor callable'
    if not isinstance(record.summary, str) or not record.summary.isprintable():
        return f"the summary of {name!r} is not one line of printable text"
    if record.settings is not None and not (isinstance(record.settings, type) or _is_made(record.settings)):
        return f'the settings of {name!r} are neither "module:attribute" nor a class'
    if isinstance(record, (ReaderEntry, ReporterEntry, DuplicateReporterEntry)) and not _are_suffixes(record.suffixes):
        return f'the suffixes of {name!r} are {record.suffixes!r}; they are a tuple of strings as ".csv"'
    if isinstance(record, ReaderEntry) and record.sniff is not None and not _is_made(record.sniff):
        return f'what sniffs for {name!r} is neither "module:attribute" nor callable'
    if isinstance(record, NormaliserEntry) and record.kind not in ("text", "token"):
        return f'the kind of {name!r} is {record.kind!r}; it is "text" or "token"'
    return None


def component_problem(component: object, method: Method) -> str | None:
    """Check the component that a factory returned."""
    if isinstance(component, type):
        return f"the factory gave the class {component.__name__}, not an instance of it"
    given = getattr(component, method.name, None)
    call = f"{method.name}({', '.join(method.arguments)})"
    if not callable(given):
        return f"{type(component).__name__} has no method {call}"
    try:
        signature = inspect.signature(given)
    except Exception:  # noqa: BLE001 - not every callable can say what it takes; then the call itself shows it
        return None
    try:
        signature.bind(*method.arguments, **{name: name for name in method.offered if name in signature.parameters})
    except TypeError:
        takes = ", ".join(signature.parameters)
        calls = [call, *(f"{call[:-1]}, {name})" for name in method.offered)]
        return f"{type(component).__name__}.{method.name} takes ({takes}); it is called as {' or '.join(calls)}"
    return None


def _default(function: object) -> str | None:
    # Not by inspect.signature, which from Python 3.14 on may evaluate annotations.
    plain = getattr(function, "__func__", function)
    if not isinstance(plain, FunctionType):
        return None
    keywords = plain.__kwdefaults__ or {}
    if plain.__defaults__:
        return plain.__code__.co_varnames[plain.__code__.co_argcount - 1]
    return next(iter(keywords), None)


def _is_made(factory: object) -> bool:
    return _FACTORY.fullmatch(factory) is not None if isinstance(factory, str) else callable(factory)


def _are_suffixes(value: object) -> bool:
    if not isinstance(value, tuple):
        return False
    return all(isinstance(item, str) and _SUFFIX.fullmatch(item) for item in value)
