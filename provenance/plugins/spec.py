"""The hooks: what a plugin may implement.

Every hook asks for records, not for work: a record says what something is called and what makes it, so that
listing all there is imports nothing heavy. The order of plugins means nothing in any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

from provenance.hooks import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.plugins.types import (
        AgencyEntry,
        EvidenceEntry,
        KeepPolicyEntry,
        NormaliserEntry,
        ReaderEntry,
        ReporterEntry,
        TokeniserEntry,
    )

__all__ = [
    "provenance_agencies",
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
    """Offer readers: what turns a file into documents.

    Called at most once for each set of loaded plugins: the first time that readers are listed, or that a
    reader or a file suffix is asked for which is not built in. It gets no arguments. The factory of a
    record is called at most once too, when its reader is first used; that reader then reads every file it
    is chosen for.

    Yields
    ------
    ReaderEntry
        The name, the factory and the suffixes of the files it reads. A suffix that ends in a built-in one, as
        ``".old.csv"``, stays with the built-in reader.

    Notes
    -----
    An exception is reported with the plugin's name, and none of its readers is used; its other hooks and
    all other plugins are. A record that is not valid is left out and reported, the others are used.

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
    """Offer reporters: what writes a result to a file or to the screen.

    Called at most once for each set of loaded plugins: the first time that formats are listed, or that a
    format or a file suffix is asked for which is not built in. It gets no arguments. The factory of a
    record is called at most once too, when its format is first asked for.

    Yields
    ------
    ReporterEntry
        The name, the factory and the suffixes of the files it writes. A suffix that ends in a built-in one
        stays with the built-in reporter.

    Notes
    -----
    An exception is reported with the plugin's name, and none of its reporters is used; its other hooks and
    all other plugins are. A record that is not valid is left out and reported, the others are used.

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
def provenance_normalisers() -> Iterable[NormaliserEntry]:
    """Offer normalisers: what makes spellings of one word, or layouts of one text, alike before comparison.

    Called at most once for each set of loaded plugins: the first time that normalisers are listed, or that
    one is asked for which is not built in. It gets no arguments. The factory of a record is called at most
    once too, when its normaliser is first used.

    Yields
    ------
    NormaliserEntry
        The name, the factory and the kind: ``"text"`` where it asks for edits of a text, ``"token"`` where it
        maps one word to another. Neither can move an offset.

    Notes
    -----
    An exception is reported with the plugin's name, and none of its normalisers is used; its other hooks
    and all other plugins are. A record that is not valid is left out and reported, the others are used.

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
    """Offer tokenisers: what cuts a text into words.

    Called at most once for each set of loaded plugins: the first time that tokenisers are listed, or that
    one is asked for which is not built in. It gets no arguments. The factory of a record is called at most
    once too, when its tokeniser is first used.

    Yields
    ------
    TokeniserEntry
        The name and the factory.

    Notes
    -----
    An exception is reported with the plugin's name, and none of its tokenisers is used; its other hooks and
    all other plugins are. A record that is not valid is left out and reported, the others are used.

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
    """Offer lists of news agencies: whom a text may credit, and under which names.

    Called at most once for each set of loaded plugins: the first time that lists are listed, or that one is
    asked for which is not built in. It gets no arguments. The factory of a record is called at most once
    too, when its list is first used.

    Yields
    ------
    AgencyEntry
        The name and the factory.

    Notes
    -----
    The agencies of a list are read beside those that come with the package; where both have a form, the one
    of the list is meant. The words around a name, which make a credit of it, are not changed.

    An exception is reported with the plugin's name, and none of its lists is used; its other hooks and all
    other plugins are. A record that is not valid is left out and reported, the others are used.

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
    """Offer evidence: what speaks for one of two documents as the source of the other.

    Called at most once for each set of loaded plugins: the first time that evidence is listed, or that one
    is asked for which is not built in. It gets no arguments. The factory of a record is called at most once
    too, when its evidence is first used.

    Yields
    ------
    EvidenceEntry
        The name and the factory.

    Notes
    -----
    An exception is reported with the plugin's name, and none of its evidence is used; its other hooks and
    all other plugins are. A record that is not valid is left out and reported, the others are used.

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
def provenance_keep_policies() -> Iterable[KeepPolicyEntry]:
    """Offer keep policies: what says which of several duplicates stays.

    Called at most once for each set of loaded plugins: the first time that keep policies are listed, or that one is
    asked for which is not built in. It gets no arguments. The factory of a record is called at most once too, when its
    policy is first used.

    Yields
    ------
    KeepPolicyEntry
        The name and the factory.

    Notes
    -----
    An exception is reported with the plugin's name, and none of its keep policies is used; its other hooks
    and all other plugins are. A record that is not valid is left out and reported, the others are used.

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
