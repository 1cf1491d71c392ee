"""The hooks that a plugin may implement.

Every hook yields records. A record holds the name of a component and its factory, so that components can be listed
without importing them. The order of plugins has no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

from provenance.hooks import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable

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

__all__ = [
    "provenance_agencies",
    "provenance_commands",
    "provenance_duplicate_reporters",
    "provenance_evidence",
    "provenance_keep_policies",
    "provenance_normalisers",
    "provenance_readers",
    "provenance_reporters",
    "provenance_tokenisers",
]

hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def provenance_readers() -> Iterable[ReaderEntry]:
    """Offer readers, which turn files into documents.

    Called without arguments, at most once per set of loaded plugins: when readers are first listed, or a reader or a
    file suffix that is not built in is first requested. The factory of a record is also called at most once, when
    its reader is first used; that reader then reads all its files.

    Yields
    ------
    ReaderEntry
        The name, the factory and the suffixes of the files it reads. A suffix that ends in a built-in one, such as
        ``".old.csv"``, is refused and stays with the built-in reader.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its readers is used; its other hooks
    and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import ReaderEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_readers(self):
    ...         yield ReaderEntry(
    ...             name="nitf", factory="provenance_nitf.reader:NitfReader", suffixes=(".nitf",)
    ...         )
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.readers()["nitf"].entry.suffixes
    ('.nitf',)
    """
    return ()


@hookspec
def provenance_reporters() -> Iterable[ReporterEntry]:
    """Offer reporters, which write a result to a file or to the screen.

    Called without arguments, at most once per set of loaded plugins: when formats are first listed, or a format or a
    file suffix that is not built in is first requested. The factory of a record is also called at most once, when
    its format is first requested.

    Yields
    ------
    ReporterEntry
        The name, the factory and the suffixes of the files it writes. A suffix that ends in a built-in one is refused
        and stays with the built-in reporter.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its reporters is used; its other hooks
    and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import ReporterEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_reporters(self):
    ...         yield ReporterEntry(
    ...             name="wiki", factory="provenance_wiki.reporter:WikiReporter", suffixes=(".wiki",)
    ...         )
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.reporters()["wiki"].entry.name
    'wiki'
    """
    return ()


@hookspec
def provenance_duplicate_reporters() -> Iterable[DuplicateReporterEntry]:
    """Offer reporters of duplicates, which write what a deduplication found.

    Called without arguments, at most once per set of loaded plugins: when they are first listed, or one that is not
    built in is first requested. The factory of a record is also called at most once, when its reporter is first used.

    Yields
    ------
    DuplicateReporterEntry
        The name, the factory and the suffixes of the files it writes. A suffix that ends in a built-in one is refused
        and stays with the built-in reporter.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its reporters of duplicates is used;
    its other hooks and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import DuplicateReporterEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_duplicate_reporters(self):
    ...         yield DuplicateReporterEntry(
    ...             name="mail", factory="provenance_mail:Mail", suffixes=(".eml",)
    ...         )
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.duplicate_reporters()["mail"].entry.suffixes
    ('.eml',)
    """
    return ()


@hookspec
def provenance_normalisers() -> Iterable[NormaliserEntry]:
    """Offer normalisers, which unify spellings of a word or layouts of a text before comparison.

    Called without arguments, at most once per set of loaded plugins: when normalisers are first listed, or one that is
    not built in is first requested. The factory of a record is also called at most once, when its normaliser is
    first used.

    Yields
    ------
    NormaliserEntry
        The name, the factory and the kind: ``"text"`` if it edits texts, ``"token"`` if it maps one word to another.
        A text normaliser that names the argument ``language`` is told the language of each document.
        Offsets still refer to the original text.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its normalisers is used; its other
    hooks and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import NormaliserEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_normalisers(self):
    ...         yield NormaliserEntry(
    ...             name="names", factory="provenance_names.variants:Variants", kind="token"
    ...         )
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.normalisers()["names"].entry.kind
    'token'
    """
    return ()


@hookspec
def provenance_tokenisers() -> Iterable[TokeniserEntry]:
    """Offer tokenisers, which split a text into words.

    Called without arguments, at most once per set of loaded plugins: when tokenisers are first listed, or one that is
    not built in is first requested. The factory of a record is also called at most once, when its tokeniser is
    first used.

    Yields
    ------
    TokeniserEntry
        The name and the factory.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its tokenisers is used; its other hooks
    and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import TokeniserEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_tokenisers(self):
    ...         yield TokeniserEntry(name="thai", factory="provenance_thai.words:ThaiWords")
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.tokenisers()["thai"].owner.plugin
    'Plugin'
    """
    return ()


@hookspec
def provenance_agencies() -> Iterable[AgencyEntry]:
    """Offer lists of news agencies, with the names under which texts credit them.

    Called without arguments, at most once per set of loaded plugins: when lists are first listed, or one that is not
    built in is first requested. The factory of a record is also called at most once, when its list is first used.

    Yields
    ------
    AgencyEntry
        The name and the factory.

    Notes
    -----
    The agencies of a list are added to the built-in ones; if both have the same form, the list wins. A list does not
    change which words around a name make it a credit.

    If the hook raises, the error is reported with the plugin's name and none of its lists is used; its other hooks and
    all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import AgencyEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_agencies(self):
    ...         yield AgencyEntry(name="islands", factory="provenance_islands.agencies:Islands")
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.agencies()["islands"].owner.plugin
    'Plugin'
    """
    return ()


@hookspec
def provenance_evidence() -> Iterable[EvidenceEntry]:
    """Offer evidence of which of two documents is the source of the other.

    Called without arguments, at most once per set of loaded plugins: when evidence is first listed, or evidence that is
    not built in is first requested. The factory of a record is also called at most once, when its evidence is first
    used.

    Yields
    ------
    EvidenceEntry
        The name and the factory.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its evidence is used; its other hooks
    and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import EvidenceEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_evidence(self):
    ...         yield EvidenceEntry(name="slugs", factory="provenance_slugs.evidence:Slugs")
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.evidence()["slugs"].entry.name
    'slugs'
    """
    return ()


@hookspec
def provenance_commands() -> Iterable[CommandEntry]:
    """Offer commands, such as ``provenance count``.

    Called without arguments, at most once per set of loaded plugins: when a word after ``provenance`` is no built-in
    command, or commands are listed. The factory of a record is called at most once, when its command is run.

    Yields
    ------
    CommandEntry
        The name and the factory. A built-in command of the same name is run instead.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its commands is used; its other hooks
    and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import CommandEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_commands(self):
    ...         yield CommandEntry(name="count", factory="provenance_count:Count")
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> list(plugins.commands())
    ['count']
    """
    return ()


@hookspec
def provenance_keep_policies() -> Iterable[KeepPolicyEntry]:
    """Offer keep policies, which decide which of several duplicates is kept.

    Called without arguments, at most once per set of loaded plugins: when keep policies are first listed, or one that
    is not built in is first requested. The factory of a record is also called at most once, when its policy is
    first used.

    Yields
    ------
    KeepPolicyEntry
        The name and the factory.

    Notes
    -----
    If the hook raises, the error is reported with the plugin's name and none of its keep policies is used; its other
    hooks and all other plugins are. An invalid record is reported and left out; the others are used.

    .. versionadded:: 0.1

    Examples
    --------
    >>> from provenance.hooks import hookimpl
    >>> from provenance.model.options import PluginOptions
    >>> from provenance.plugins import load_plugins
    >>> from provenance.plugins.types import KeepPolicyEntry
    >>> class Plugin:
    ...     @hookimpl
    ...     def provenance_keep_policies(self):
    ...         yield KeepPolicyEntry(name="licensed", factory="provenance_rights.keep:Licensed")
    >>> plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    >>> plugins.keep_policies()["licensed"].owner.plugin
    'Plugin'
    """
    return ()
