"""Checks of a reporter of duplicates."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from provenance.api.dedup import deduplicate
from provenance.model.document import Document
from provenance.model.options import PluginOptions
from provenance.plugins.manager import load_plugins
from provenance.testing.checks import Check, CheckFailed, parametrised
from provenance.testing.reporters import check_output, written
from provenance.testing.samples import sample_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from provenance.dedup.result import DedupResult

__all__ = ["check_duplicate_reporter", "duplicate_reporter_checks"]

_SAMPLES = ("no-article", "shared", "hostile")


def check_duplicate_reporter(reporter: Any) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a reporter of duplicates.

    Parameters
    ----------
    reporter : DuplicateReporter
        An instance.
    """
    return parametrised(duplicate_reporter_checks(reporter))


def duplicate_reporter_checks(reporter: Any) -> Iterator[Check]:
    """Yield the checks of a reporter of duplicates.

    It must write results without documents, with duplicates, and with hostile ids, each with any limit; only to the
    given file, which stays open; the same each time; and let no id control a terminal or run in a browser.
    """
    for name in _SAMPLES:
        yield Check(f"writes {name}", lambda name=name: _writes(reporter, name))  # type: ignore[misc]
    yield Check("writes the same each time", lambda: _is_steady(reporter))
    yield Check("lets nothing of an id live", lambda: check_output(_written(reporter, "hostile")))


@cache
def _result(name: str) -> DedupResult:
    # Each document twice, so that there are duplicates of all.
    documents = [
        Document(f"{document.id} {copy}", document.text)
        for document in sample_documents()[name]
        for copy in ("", "again")
    ]
    return deduplicate(documents, plugins=load_plugins(PluginOptions(no_plugins=True)))


def _written(reporter: Any, name: str, limit: int | None = None) -> str | bytes:
    return written(reporter, _result(name), limit=limit)


def _writes(reporter: Any, name: str) -> None:
    for limit in (None, 0, 1):
        _written(reporter, name, limit)


def _is_steady(reporter: Any) -> None:
    if _written(reporter, "shared") != _written(reporter, "shared"):
        raise CheckFailed("it wrote different output for the same result.")
