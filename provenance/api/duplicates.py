"""Writes the result of a deduplication with a reporter of duplicates."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from provenance.api.components import guarded_reporter
from provenance.model.options import ReportOptions

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from provenance.dedup.result import DedupResult
    from provenance.plugins.manager import Plugins

__all__ = ["write_duplicates"]


def write_duplicates(
    result: DedupResult,
    target: str | os.PathLike[str] | TextIO | BinaryIO,
    name: str | None,
    fields: dict[str, Any],
    *,
    plugins: Plugins,
) -> None:
    """Write a result; see `DedupResult.write`."""
    from provenance.errors import OptionError
    from provenance.reporters.output import write_to

    if name is not None:
        reporter: Any = plugins.duplicate_reporter(name)
    elif isinstance(target, (str, os.PathLike)):
        reporter = plugins.duplicate_reporter_for(target)
    else:
        raise OptionError("an open file has no suffix that says the format.", hint='give one, as in format="markdown".')
    write_to(target, guarded_reporter(reporter, plugins), result, ReportOptions(**fields))
