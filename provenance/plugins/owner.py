"""Which plugin a component comes from, and its failures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from provenance.errors import PluginError

__all__ = ["BUILTIN", "Owner", "PluginFailure", "normalised"]


@dataclass(frozen=True, slots=True)
class Owner:
    """The plugin that a component comes from.

    Parameters
    ----------
    plugin : str
        The name of its entry point; for a plugin passed in code, the name of its module or class.
    distribution, version : str, optional
        The installed distribution; None if the plugin was passed in code.
    builtin : bool
        Whether it comes with this package.

    Examples
    --------
    >>> print(Owner("dup", "provenance-dup", "1.0"))
    plugin dup (provenance-dup 1.0)
    """

    plugin: str
    distribution: str | None = None
    version: str | None = None
    builtin: bool = False

    def __str__(self) -> str:
        if self.builtin:
            return "built-in"
        installed = " ".join(part for part in (self.distribution, self.version) if part)
        return f"plugin {self.plugin} ({installed})" if installed else f"plugin {self.plugin}"

    def of(self, component: str | None) -> str:
        """Return the name of a component of this plugin, in messages.

        Examples
        --------
        >>> Owner("dup", "provenance-dup", "1.0").of("reader dup")
        'reader dup of plugin dup (provenance-dup 1.0)'
        """
        return str(self) if component is None else f"{component} of {self}"

    def is_called(self, names: frozenset[str]) -> bool:
        """Return whether the plugin or its distribution has one of the names, which must be `normalised`."""
        return any(normalised(own) in names for own in (self.plugin, self.distribution) if own is not None)


BUILTIN = Owner("built-in", "wire-provenance", builtin=True)


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """A failure of a plugin that did not stop the others.

    Parameters
    ----------
    owner : Owner
        The plugin that failed.
    stage : str
        The step that failed.
    error : BaseException or str
        What it raised, or what was wrong with what it gave.
    component : str, optional
        The kind and the name of the component that failed, such as "reporter wiki".
    """

    owner: Owner
    stage: str
    error: BaseException | str
    component: str | None = None

    @property
    def detail(self) -> str:
        """A description of the failure, on one line."""
        return self.error if isinstance(self.error, str) else _described(self.error)

    @property
    def traceback(self) -> str | None:
        """The lines of code that led to the failure; None if it raised nothing."""
        return None if isinstance(self.error, str) else _traceback(self.error)

    def as_error(self) -> PluginError:
        """Return the failure as an exception to raise."""
        return PluginError(self.owner.of(self.component), self.stage, self.detail)

    def __str__(self) -> str:
        return str(self.as_error())


def normalised(name: str) -> str:
    """Return a name as packaging tools compare it (PEP 503): `My_Plugin` equals `my-plugin`.

    Examples
    --------
    >>> normalised("Provenance_NITF.xml")
    'provenance-nitf-xml'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _traceback(error: BaseException) -> str | None:
    import traceback

    try:
        return "".join(traceback.format_exception(error)).rstrip("\n")
    except Exception:  # noqa: BLE001 - an exception of a plugin may fail even at being shown
        return None


def _described(error: BaseException) -> str:
    try:
        words = " ".join(str(error).split())
        # The message may quote an article and goes to a terminal, so control characters are escaped.
        text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in words)
    except Exception:  # noqa: BLE001 - an exception of a plugin may fail even at being shown
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
