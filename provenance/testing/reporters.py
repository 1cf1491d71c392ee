"""Checks of a reporter."""

from __future__ import annotations

import contextlib
import io
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from provenance.model.options import ReportOptions
from provenance.testing.checks import Check, CheckFailed, parametrised
from provenance.testing.everything import SECRETS
from provenance.testing.samples import SAMPLES, sample_result

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from provenance.dedup.result import DedupResult
    from provenance.model.result import ReuseResult

__all__ = ["check_output", "check_reporter", "reporter_checks", "written"]

_VIEWS = get_args(get_type_hints(ReportOptions)["view"])
# Characters that control a terminal or change the direction of a line.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LIVE = re.compile(r"<script>\s*alert|<img src=x onerror", re.IGNORECASE)


def check_reporter(reporter: Any) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a reporter.

    Parameters
    ----------
    reporter : Reporter
        An instance.

    Examples
    --------
    ::

        @check_reporter(Wiki())
        def test_wiki(check):
            check()
    """
    return parametrised(reporter_checks(reporter))


def reporter_checks(reporter: Any) -> Iterator[Check]:
    """Yield the checks of a reporter.

    It must write every sample in every view, only to the given file, and leave that file open and the result as it
    was; write the same each time and from several threads; let nothing in an article control a terminal or run in a
    browser; and on request leave out texts, and with them metadata, evidence in words and rebuilt dispatches.
    """
    for name in SAMPLES:
        yield Check(f"writes {name}", lambda name=name: _writes(reporter, name))  # type: ignore[misc]
    yield Check("writes anything", lambda: _writes_anything(reporter))
    yield Check("leaves the result as it was", lambda: _leaves_the_result(reporter))
    yield Check("writes the same each time", lambda: _is_steady(reporter))
    yield Check("prints nothing", lambda: _prints_nothing(reporter))
    yield Check("lets nothing steer a terminal", lambda: _has_no_controls(reporter))
    yield Check("lets no markup live", lambda: _has_no_live_markup(reporter))
    yield Check("leaves texts out", lambda: _leaves_texts_out(reporter))


def written(reporter: Any, result: ReuseResult | DedupResult, **options: Any) -> str | bytes:
    """Return the output of a reporter, as bytes if it is binary.

    Parameters
    ----------
    reporter : Reporter
        An instance.
    result : ReuseResult or DedupResult
        What to write.
    **options
        The fields of `ReportOptions`.
    """
    out: io.BytesIO | io.StringIO = io.BytesIO() if getattr(reporter, "binary", False) else io.StringIO()
    returned = reporter.write(result, out, ReportOptions(**options))
    if out.closed:
        raise CheckFailed("it closed the file; only the host may close it.")
    if isinstance(returned, (str, bytes)) and not out.tell():
        raise CheckFailed("it returned its output and wrote nothing; it writes to the given file.")
    return out.getvalue()


def _writes(reporter: Any, name: str) -> None:
    result = sample_result(name)
    for view in _VIEWS:
        for changes in ({}, {"limit": 0}, {"limit": 1, "width": 40}, {"measure": "words", "colour": True}):
            written(reporter, result, view=view, **changes)


def _writes_anything(reporter: Any) -> None:
    if not any(written(reporter, sample_result("every-value"), view=view) for view in _VIEWS):
        raise CheckFailed("it wrote nothing of a result with passages, in no view.")


def _leaves_the_result(reporter: Any) -> None:
    result = sample_result("every-value")
    before = _all_of(result)
    for view in _VIEWS:
        written(reporter, result, view=view)
    if _all_of(result) != before:
        raise CheckFailed("it changed the result; other reporters write the same one.")


def _all_of(result: ReuseResult) -> object:
    tables = [one.to_arrow().to_pydict() for one in (result.documents, result.passages, result.derivations)]
    return tables, dict(result.run.options), result.matrix().values.tolist(), list(result.dispatches)


def _is_steady(reporter: Any) -> None:
    result = sample_result("shared")
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(lambda _: written(reporter, result), range(8)))
    if len(set(outputs)) > 1:
        raise CheckFailed("it wrote different output for the same result; the output must depend on the result alone.")


def _prints_nothing(reporter: Any) -> None:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        written(reporter, sample_result("shared"))
    if out.getvalue() or err.getvalue():
        raise CheckFailed(f"it printed {(out.getvalue() or err.getvalue())[:80]!r}; write to the given file instead.")


def _has_no_controls(reporter: Any) -> None:
    for view in _VIEWS:
        _check_controls(written(reporter, sample_result("hostile"), view=view))


def check_output(text: str | bytes) -> None:
    """Raise `CheckFailed` if something in a text, as of a hostile article, controls a terminal or runs in a browser."""
    _check_controls(text)
    _check_markup(text)


def _check_controls(text: str | bytes) -> None:
    found = None if isinstance(text, bytes) else _CONTROLS.search(text)
    if found:
        near = text[max(0, found.start() - 20) : found.end() + 20]
        raise CheckFailed(f"a control character of an article was written: {near!r}.")


def _check_markup(text: str | bytes) -> None:
    if isinstance(text, bytes) or not text.lstrip().startswith("<"):
        return
    found = _LIVE.search(text)
    if found:
        raise CheckFailed(f"markup of an article was written as markup: {text[found.start() :][:60]!r}.")


def _has_no_live_markup(reporter: Any) -> None:
    for view in _VIEWS:
        _check_markup(written(reporter, sample_result("hostile"), view=view))


def _leaves_texts_out(reporter: Any) -> None:
    for name in ("shared", "every-value"):
        for view in _VIEWS:
            text = written(reporter, sample_result(name), view=view, without_text=True)
            plain = " ".join((text.decode("utf-8", "replace") if isinstance(text, bytes) else text).split())
            for where, words in SECRETS.items():
                if words in plain:
                    raise CheckFailed(f"with without_text it still wrote {where}: {words!r}.")
