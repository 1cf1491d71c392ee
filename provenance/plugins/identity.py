"""Which code a component is: its plugin, distribution and version, and a digest of files that change without either."""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.plugins.owner import Owner

__all__ = ["identity"]

#: Hexadecimal digits of a digest that are shown.
_SHOWN = 16
_LEFT_OUT = {"__pycache__", "build", "dist", "node_modules"}


def identity(owner: Owner, component: object) -> str:
    """Return the plugin of a component, in words that change whenever its code does.

    An installed wheel is its distribution and version. A plugin that is installed as editable, or passed in code,
    changes without a new version, so a digest of its files is added.

    Parameters
    ----------
    owner : Owner
        The plugin.
    component : object
        What it created.

    Examples
    --------
    >>> from provenance.plugins.owner import Owner
    >>> identity(Owner("dup", "provenance-dup", "1.0"), object())
    'plugin dup (provenance-dup 1.0)'
    """
    if owner.distribution is None:
        module = sys.modules.get(type(component).__module__)
        files = [Path(path)] if (path := getattr(module, "__file__", None)) else []
        digest = _digest_of(files) if files else None
    else:
        digest = _editable_digest(owner.distribution)
    return f"{owner}, files {digest}" if digest else str(owner)


@functools.cache
def _editable_digest(distribution: str) -> str | None:
    """Return a digest of the files of a distribution that is installed as editable; None of any other."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import distribution as installed

    try:
        text = installed(distribution).read_text("direct_url.json")
    except (PackageNotFoundError, OSError, UnicodeDecodeError):
        return None
    folder = _editable_folder(text or "{}")
    return None if folder is None else _digest_of(_files_below(folder))


def _editable_folder(direct_url: str) -> Path | None:
    """Return the folder that a ``direct_url.json`` (PEP 610) names, if the distribution is editable."""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        said = json.loads(direct_url)
        if not said["dir_info"]["editable"]:
            return None
        address = urlsplit(said["url"])
    except (ValueError, KeyError, TypeError):
        return None
    return Path(url2pathname(address.path)) if address.scheme == "file" else None


def _files_below(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in _LEFT_OUT or part.endswith(".egg-info") for part in parts)
        if not hidden and path.is_file():
            found.append(path)
    return found


def _digest_of(files: Iterable[Path]) -> str | None:
    import xxhash

    digest = xxhash.xxh3_128()
    try:
        for path in files:
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)} ".encode())
            digest.update(content)
    except OSError:
        return None
    return digest.hexdigest()[:_SHOWN]
