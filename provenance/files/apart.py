"""Refuses outputs that are also inputs, before anything is read or written."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from provenance.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["check_apart", "identity"]

#: Device and inode of an existing file; of a new one, those of its folder, and its name.
Identity: TypeAlias = tuple[int, int] | tuple[int, int, str] | str


def identity(path: str | os.PathLike[str]) -> Identity:
    """Return a value that is equal for all paths to the same file or folder, also through links and for new files."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return _identity_of_new(path)
    return found.st_dev, found.st_ino


def _identity_of_new(path: str | os.PathLike[str]) -> Identity:
    real = Path(os.path.realpath(path))
    try:
        folder = real.parent.stat()
    except (OSError, ValueError):
        return str(real)
    return folder.st_dev, folder.st_ino, real.name


def check_apart(
    outputs: Mapping[str, str | os.PathLike[str] | None],
    inputs: Iterable[str | os.PathLike[str]],
    *,
    hint: str = "give the output another name.",
) -> None:
    """Check that no output is an input, or another output.

    Devices and pipes are ignored, since writing to them destroys nothing.

    Parameters
    ----------
    outputs : mapping of str to path or None
        Output files and folders, by option name; None if not written.
    inputs : iterable of path
        Input files and folders. Not iterated over if all outputs are new.
    hint : str
        The hint of the error.

    Raises
    ------
    OptionError
        If two are the same file (by device and inode, so also through links).
    """
    written: dict[Identity, str] = {}
    for name, output in outputs.items():
        if output is None or not _matters(Path(output)):
            continue
        first = written.setdefault(identity(output), name)
        if first != name:
            raise OptionError(
                f"{name} is {os.fspath(output)!r}, the same as {first}.", hint="each output has a name of its own."
            )
    existing = {name: output for name, output in outputs.items() if output is not None and Path(output).exists()}
    if not existing:
        return
    for path in inputs:
        name = written.get(identity(path), "")
        if name in existing:
            raise OptionError(
                f"{name} is {os.fspath(existing[name])!r}, which is read: the input {os.fspath(path)!r}.", hint=hint
            )


def _matters(path: Path) -> bool:
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(kind) or stat.S_ISDIR(kind)
