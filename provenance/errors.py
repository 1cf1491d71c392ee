"""The errors that this package raises.

::

    ProvenanceError
    ├── InputError (ValueError)         a file or a document that cannot be used
    ├── OptionError (ValueError)        an invalid option value
    │   ├── UnknownNameError            an unknown name
    │   └── SchemeMismatchError         signatures with different schemes, seeds or shingles
    ├── UnknownDocumentError (KeyError) an unknown document id
    ├── OutputError (OSError)           a result that cannot be written
    ├── EngineError                     a cluster that cannot be used, or lost its work
    └── PluginError                     a plugin that failed

A message says what was wrong, what was given and what is accepted; ``hint`` says what to try. Errors about input carry
the file and, if known, the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

__all__ = [
    "EngineError",
    "InputError",
    "OptionError",
    "OutputError",
    "PluginError",
    "ProvenanceError",
    "SchemeMismatchError",
    "UnknownDocumentError",
    "UnknownNameError",
    "closest",
]


class ProvenanceError(Exception):
    """The base class of all errors of this package.

    Parameters
    ----------
    message : str
        One sentence: what was wrong, what was given, what is accepted.
    hint : str, optional
        What to try next.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        # The arguments of __init__ are not kept, so the default pickling between processes would fail.
        return _made_again, (type(self), self.args, dict(vars(self)))

    def __str__(self) -> str:
        return f"{self.message} Hint: {self.hint}" if self.hint else self.message


def _made_again(kind: type[ProvenanceError], args: tuple[Any, ...], state: dict[str, Any]) -> ProvenanceError:
    error = kind.__new__(kind, *args)
    error.args = args
    vars(error).update(state)
    return error


class InputError(ProvenanceError, ValueError):
    """A file, a line or a document that cannot be used.

    Parameters
    ----------
    message, hint : str
        As in `ProvenanceError`.
    path : path-like, optional
        The file; the message begins with it.
    line : int, optional
        The line, counted from 1.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | os.PathLike[str] | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        where = "" if path is None else f"{path}:{line}: " if line is not None else f"{path}: "
        super().__init__(where + message, hint=hint)
        self.path = path
        self.line = line


class OptionError(ProvenanceError, ValueError):
    """An invalid value of an option."""


class UnknownNameError(OptionError):
    """An unknown name of a format, reader, normaliser or other component.

    Parameters
    ----------
    what : str
        What was looked for, such as "format" or "reader".
    name : str
        The name that was given.
    known : iterable of str
        The names that are accepted.
    note : str, optional
        A further hint, such as that a plugin failed which may provide the name.
    said : str
        The verb of the message: "no {what} {said} {name}".
    """

    def __init__(
        self, what: str, name: str, known: Iterable[str], *, note: str | None = None, said: str = "is called"
    ) -> None:
        known = sorted(known)
        near = closest(name, known)
        listed = ", ".join(known) if known else "none"
        hint = " ".join(part for part in (f"did you mean {near!r}?" if near else None, note) if part)
        super().__init__(f"no {what} {said} {name!r}; there are: {listed}.", hint=hint or None)
        self.name = name


class SchemeMismatchError(OptionError):
    """Signatures that cannot be compared: their scheme, seed, length or shingle setting differs."""


class UnknownDocumentError(ProvenanceError, KeyError):
    """An id that is not among the documents."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        near = closest(name, list(known))
        super().__init__(f"no document has the id {name!r}.", hint=f"did you mean {near!r}?" if near else None)
        self.name = name


class OutputError(ProvenanceError, OSError):
    """A result that cannot be written."""


class EngineError(ProvenanceError):
    """A cluster that cannot be used, lacks what is needed, or lost what it computed."""


class PluginError(ProvenanceError):
    """A plugin that failed.

    Parameters
    ----------
    owner : str
        The plugin with its distribution and version.
    stage : str
        The step that failed.
    error : BaseException or str
        What it raised, or what was wrong with what it gave.
    """

    def __init__(self, owner: str, stage: str, error: BaseException | str) -> None:
        detail = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
        super().__init__(f"{owner} failed during {stage}: {detail}")
        self.owner = owner
        self.stage = stage
        self.detail = detail


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most similar to a mistyped one, or None if none is similar.

    Examples
    --------
    >>> closest("markdwon", ["csv", "json", "markdown"])
    'markdown'
    """
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return near[0] if near else None
