"""Checks of normalisers and tokenisers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings

from provenance.errors import PluginError
from provenance.model.components import takes_language
from provenance.model.documents import text_array
from provenance.testing.checks import Check, CheckFailed, parametrised
from provenance.testing.samples import HOSTILE_TEXT
from provenance.testing.strategies import texts
from provenance.text.offsets import apply_edits
from provenance.text.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    from provenance.model.components import Edit

__all__ = ["check_normaliser", "check_tokeniser", "normaliser_checks", "tokeniser_checks"]

# Texts that make a careless regular expression backtrack.
_TEMPTING = ("a", " ", "-\n", "\n", "((", "a-", "«", "1,", "é\u0301", "中", "http://", "<b ", "\r\n ", "Photo: ", "=")
# What a document may give as its language, which nobody has checked.
_LANGUAGES = (None, "en", "de", "fr", "pt-BR", "zh-Hant", "", "English")
_SMALL, _LARGE = 5_000, 50_000
# Ten times the text should take ten times the time, plus noise; a quadratic pattern takes a hundred times.
_PATIENCE, _FLOOR = 40, 0.01
_EXAMPLES = settings(
    max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def check_normaliser(normaliser: Any) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a normaliser.

    Parameters
    ----------
    normaliser : TextNormaliser, LanguageNormaliser or TokenNormaliser
        An instance. If it has a method ``edits``, it is checked as a text normaliser, else as a token normaliser.

    Examples
    --------
    ::

        @check_normaliser(Names())
        def test_names(check):
            check()
    """
    return parametrised(normaliser_checks(normaliser))


def check_tokeniser(tokeniser: Any) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a tokeniser.

    Parameters
    ----------
    tokeniser : Tokeniser
        An instance.
    """
    return parametrised(tokeniser_checks(tokeniser))


def normaliser_checks(normaliser: Any) -> Iterator[Check]:
    """Yield the checks of a normaliser.

    A text normaliser must return edits within the text, sorted and not overlapping, for any text and, if it is told the
    language, for any and for none; the same edits each time and from several threads; in time proportional to the text.
    A token normaliser must return one word for each
    word, the same each time.
    """
    if hasattr(normaliser, "edits"):
        told: list[dict[str, str | None]] = (
            [{"language": each} for each in _LANGUAGES] if takes_language(normaliser) else [{}]
        )

        def made(text: str) -> list[list[Edit]]:
            return [list(normaliser.edits(text, **each)) for each in told]

        def edits(text: str) -> object:
            for wanted in made(text):
                # mypy does not infer the type of a lambda with a default.
                _valid(lambda wanted=wanted: apply_edits(text, wanted, "it"))  # type: ignore[misc]
            return made

        yield from _checks(edits, made)
        return

    def renamed(text: str) -> object:
        return _words(Pipeline((("it", normaliser),)), text)

    def each(text: str) -> object:
        return [normaliser.token(word) for word in set(text.casefold().split())]

    yield from _checks(renamed, each)


def tokeniser_checks(tokeniser: Any) -> Iterator[Check]:
    """Yield the checks of a tokeniser.

    It must return spans within the text, sorted, not overlapping and not empty, for any text; the same spans each time
    and from several threads; in time proportional to the text.
    """

    def spans(text: str) -> object:
        return _words(Pipeline((), ("it", tokeniser)), text)

    yield from _checks(spans, lambda text: list(tokeniser.spans(text)))


def _checks(checked: Callable[[str], object], called: Callable[[str], object]) -> Iterator[Check]:
    yield Check("takes an empty text", lambda: checked(""))
    yield Check("takes a hostile text", lambda: checked(HOSTILE_TEXT.encode("utf-8", "replace").decode()))
    yield Check("takes every text", lambda: _takes_every_text(checked))
    yield Check("gives the same each time", lambda: _is_steady(called))
    yield Check("takes time in proportion", lambda: _is_linear(called))


def _words(pipeline: Pipeline, text: str) -> list[str]:
    found: list[str] = []
    _valid(lambda: found.extend(pipeline.tokens(text_array([text])).words(0)))
    return found


def _valid(call: Callable[[], object]) -> None:
    try:
        call()
    except PluginError as error:
        raise CheckFailed(error.detail) from None


def _takes_every_text(checked: Callable[[str], object]) -> None:
    @_EXAMPLES
    @given(texts())
    def every(text: str) -> None:
        checked(text)

    every()


def _is_steady(called: Callable[[str], object]) -> None:
    text = HOSTILE_TEXT.encode("utf-8", "replace").decode() * 3 + " a hyphen-\nated word, the colour of 5,000 metres."
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(called, [text] * 8))
    if any(result != results[0] for result in results):
        raise CheckFailed("it gave different results for the same text; the result must depend on the text alone.")


def _is_linear(called: Callable[[str], object]) -> None:
    for piece in _TEMPTING:
        small, large = (piece * (size // len(piece)) + "!" for size in (_SMALL, _LARGE))
        before = max(_taken(called, small), _FLOOR)
        # Measured twice, since the machine may have been busy.
        if all(_taken(called, large) > _PATIENCE * before for _ in range(2)):
            raise CheckFailed(
                f"ten times as much of {piece!r} takes more than {_PATIENCE} times the time; the usual "
                "reason is a pattern that backtracks."
            )


def _taken(called: Callable[[str], object], text: str) -> float:
    begin = time.thread_time()
    called(text)
    return time.thread_time() - begin
