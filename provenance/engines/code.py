"""A digest of the code and data that results depend on, for files that a later run may reuse."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from provenance.version import __version__

if TYPE_CHECKING:
    from provenance.text.pipeline import Pipeline

__all__ = ["code_digest", "pipeline_names"]

#: Folders that show results but do not change them.
_SHOWING = {"cli", "reporters", "testing"}


@functools.cache
def code_digest() -> str:
    """Return a digest of this package, with its models and tables, and of the libraries it computes with."""
    import xxhash

    digest = xxhash.xxh3_128(repr((__version__, np.__version__, pa.__version__)).encode())
    package = Path(__file__).parents[1]
    for folder in sorted(path for path in package.iterdir() if path.is_dir() and path.name not in _SHOWING):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(package).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def pipeline_names(pipeline: Pipeline) -> list[str]:
    """Return the names of normalisers and tokeniser, and which code of plugins these are."""
    return [*(name for name, _ in pipeline.normalisers), pipeline.tokeniser[0], *pipeline.plugins]
