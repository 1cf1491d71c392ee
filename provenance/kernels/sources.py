"""The sources that the machine code of kernels is made of."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import xxhash

__all__ = ["digest_of_sources"]

_IMPORT = re.compile(rb"^\s*(?:from|import) +(provenance[\w.]*)", re.MULTILINE)
#: How kernels are run, which makes no difference to what they do.
_MACHINERY = "provenance.kernels.jit"


@functools.cache
def digest_of_sources() -> str:
    """Return a digest of the modules that have kernels, and of all modules of ours that they import.

    A constant of a module becomes part of the code of the kernels that use it.
    """
    digest = xxhash.xxh3_64()
    for name, source in sorted(_sources().items()):
        digest.update(name.encode() + source)
    return digest.hexdigest()


def _sources() -> dict[str, bytes]:
    """Return the sources of the kernels and of what they import, directly or not, by the names of the modules."""
    package = Path(__file__).parents[1]
    sources = {}
    for path in package.glob("kernels/*.py"):
        source = path.read_bytes()
        if f"from {_MACHINERY} import".encode() in source:
            sources[f"provenance.kernels.{path.stem}"] = source
    waiting = list(sources.values())
    while waiting:
        for name in _IMPORT.findall(waiting.pop()):
            module = name.decode()
            path = package.joinpath(*module.split(".")[1:])
            file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
            if module != _MACHINERY and module not in sources and file.is_file():
                sources[module] = file.read_bytes()
                waiting.append(sources[module])
    return sources
