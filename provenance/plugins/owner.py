"""Which plugin a component comes from, and its failures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.errors import PluginError, ProvenanceError

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["BUILTIN", "Guard", "Owner", "PluginFailure", "normalised"]


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
    """

    owner: Owner
    stage: str
    error: BaseException | str

    @property
    def detail(self) -> str:
        """A description of the failure, on one line."""
        return self.error if isinstance(self.error, str) else _described(self.error)

    def as_error(self) -> PluginError:
        """Return the failure as an exception to raise."""
        return PluginError(str(self.owner), self.stage, self.detail)

    def __str__(self) -> str:
        return str(self.as_error())


class Guard:
    """A context manager that turns exceptions of a plugin into a `PluginError` that names the plugin.

    Errors of this package, KeyboardInterrupt and BrokenPipeError pass unchanged. Around built-in components everything
    passes.

    Parameters
    ----------
    owner : Owner or None
        The plugin whose code runs; None for the caller's own code, which is treated like a built-in component.
    stage : str
        The step that runs.
    """

    __slots__ = ("_owner", "_stage")

    def __init__(self, owner: Owner | None, stage: str) -> None:
        self._owner = owner
        self._stage = stage

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        owner = self._owner
        if owner is None or owner.builtin or isinstance(error, (ProvenanceError, BrokenPipeError)):
            return
        if isinstance(error, (Exception, SystemExit)):
            raise PluginFailure(owner, self._stage, error).as_error() from error


def normalised(name: str) -> str:
    """Return a name as packaging tools compare it (PEP 503): `My_Plugin` equals `my-plugin`.

    Examples
    --------
    >>> normalised("Provenance_NITF.xml")
    'provenance-nitf-xml'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _described(error: BaseException) -> str:
    try:
        words = " ".join(str(error).split())
        # The message may quote an article and goes to a terminal, so control characters are escaped.
        text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in words)
    except Exception:  # noqa: BLE001 - an exception of a plugin may fail even at being shown
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
