"""Errors: each survives the way from one process to another, as it was."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from provenance import errors
from provenance.errors import (
    EngineError,
    InputError,
    OptionError,
    OutputError,
    PluginError,
    ProvenanceError,
    SchemeMismatchError,
    UnknownDocumentError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MADE: list[ProvenanceError] = [
    ProvenanceError("it failed.", hint="try again."),
    InputError("is empty.", path="a.txt", line=3, hint="write something."),
    OptionError("threads is -1."),
    UnknownNameError("format", "jsn", ["json", "csv"], note="a plugin failed."),
    SchemeMismatchError("other seeds."),
    UnknownDocumentError("b", ["a", "bb"]),
    OutputError("out.txt cannot be written.", hint="make room."),
    EngineError("Spark failed: it ended.", hint="start it."),
    PluginError("plugin dup (provenance-dup 1.0)", "reading", ValueError("no")),
]


def below(kind: type[ProvenanceError]) -> Iterator[type[ProvenanceError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from below(one)


def test_every_class_is_among_them() -> None:
    assert {type(error) for error in MADE} == {
        one for one in below(ProvenanceError) if one.__module__ == errors.__name__
    }


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_an_error_is_the_same_in_another_process(error: ProvenanceError) -> None:
    error.add_note("in article 7")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - its own
        assert type(again) is type(error)
        assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))
