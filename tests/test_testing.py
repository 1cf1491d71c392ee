"""What plugins' tests are given: the built-in components pass, and each fault is found and named."""

from __future__ import annotations

import re
import types

import pytest
from hypothesis import given, settings

from provenance import Document, ReuseOptions, find_reuse
from provenance.errors import InputError
from provenance.hooks import hookimpl
from provenance.model.components import Edit
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins
from provenance.plugins.types import NormaliserEntry, ReaderEntry, ReporterEntry, TokeniserEntry
from provenance.reporters.escape import visible
from provenance.testing import (
    SAMPLES,
    CheckFailed,
    check_normaliser,
    check_reporter,
    check_tokeniser,
    collections,
    documents,
    normaliser_checks,
    plugin_checks,
    reader_checks,
    reporter_checks,
    sample_result,
    sample_results,
    tokeniser_checks,
)

pytest_plugins = ("provenance.testing.fixtures",)

BUILTIN = load_plugins(PluginOptions(no_plugins=True))


def every(component):
    return {"reporter": BUILTIN.reporters, "normaliser": BUILTIN.normalisers, "tokeniser": BUILTIN.tokenisers}[
        component
    ]()


@pytest.mark.parametrize("name", every("reporter"))
def test_built_in_reporters(name):
    assert failures(reporter_checks(BUILTIN.reporter(name))) == {}


@pytest.mark.parametrize("name", every("normaliser"))
def test_built_in_normalisers(name):
    assert failures(normaliser_checks(BUILTIN.normaliser(name))) == {}


@pytest.mark.parametrize("name", every("tokeniser"))
def test_built_in_tokenisers(name):
    assert failures(tokeniser_checks(BUILTIN.tokeniser(name))) == {}


@pytest.mark.parametrize(
    ("reader", "name", "text"),
    [
        ("text", "a.txt", "Rain fell."),
        ("csv", "a.csv", "id,text\n1,Rain.\n2,Sun.\n"),
        ("jsonl", "a.jsonl", '{"id": 1, "text": "Rain."}\n{"id": "b", "text": "Sun."}\n'),
    ],
)
def test_built_in_readers(reader, name, text):
    for check in reader_checks(BUILTIN.reader(reader), {name: text}):
        check()


def failures(checks):
    """Return what the checks that fail say, by their names."""
    said = {}
    for check in checks:
        try:
            check()
        except CheckFailed as error:
            said[str(check)] = str(error)
    return said


def reporter(write):
    return types.SimpleNamespace(write=write)


class Restless:
    """Each call gives something else."""

    number = 0

    def write(self, result, out, options):
        self.number += 1
        out.write(str(self.number))

    def edits(self, text):
        self.number += 1
        return [Edit(0, 0, str(self.number))]

    def spans(self, text):
        self.number += 1
        return [(0, 1 + self.number % 2)] if len(text) > 1 else []


@pytest.mark.parametrize(
    ("write", "name", "said"),
    [
        (lambda result, out, options: out.close(), "writes shared", "it closed the file"),
        (lambda result, out, options: print("done"), "prints nothing", "it printed 'done"),
        (Restless().write, "writes the same each time", "different output"),
        (
            lambda result, out, options: out.write("".join(each.id for each in result.documents)),
            "lets nothing steer a terminal",
            "a control character of an article was written",
        ),
        (
            lambda result, out, options: out.write("<p>" + "".join(visible(each.id) for each in result.documents)),
            "lets no markup live",
            "markup of an article was written as markup",
        ),
    ],
)
def test_faults_of_reporters_are_found(write, name, said):
    assert said in failures(reporter_checks(reporter(write)))[name]


def test_errors_of_a_component_come_through():
    def write(result, out, options):
        out.write(result.passages[0].kind)

    checks = {str(check): check for check in reporter_checks(reporter(write))}
    checks["writes shared"]()
    with pytest.raises(IndexError):
        checks["writes nothing-shared"]()


class Backtracking:
    """Time grows with the square of the text."""

    def edits(self, text):
        for match in re.finditer(r"(?:a+)b", text):
            yield Edit(*match.span())


@pytest.mark.parametrize(
    ("normaliser", "name", "said"),
    [
        (types.SimpleNamespace(edits=lambda text: [Edit(0, len(text) + 1)]), "takes an empty text", "within the text"),
        (types.SimpleNamespace(edits=lambda text: [Edit(0, 2), Edit(1, 3)]), "takes a hostile text", "overlap"),
        (Restless(), "gives the same each time", "different results"),
        (Backtracking(), "takes time in proportion", "ten times as much of 'a'"),
        (types.SimpleNamespace(token=lambda token: ""), "takes a hostile text", "a word becomes one word"),
        (types.SimpleNamespace(token=lambda token: f"{token} {token}"), "takes every text", "a word becomes one word"),
    ],
)
def test_faults_of_normalisers_are_found(normaliser, name, said):
    assert said in failures(normaliser_checks(normaliser))[name]


@pytest.mark.parametrize(
    ("spans", "name", "said"),
    [
        (lambda text: [(0, 0)], "takes a hostile text", "is empty, out of order or out of range"),
        (lambda text: [(0, len(text) + 1)], "takes every text", "is empty, out of order or out of range"),
        (Restless().spans, "gives the same each time", "different results"),
    ],
)
def test_faults_of_tokenisers_are_found(spans, name, said):
    assert said in failures(tokeniser_checks(types.SimpleNamespace(spans=spans)))[name]


def restless_ids():
    number = iter(range(1000))
    return lambda path, context: [Document(str(next(number)), "x")]


def fragile(path, context):
    yield Document("a", path.read_bytes().decode("ascii"))


def careful(path, context):
    try:
        yield Document("a", path.read_bytes().decode("ascii"))
    except UnicodeDecodeError as error:
        context.bad(InputError(str(error), path=path))


@pytest.mark.parametrize(
    ("read", "name", "said"),
    [
        (lambda path, context: [], "reads a.x", "no document"),
        (lambda path, context: ["text"], "reads a.x", "an instance of str"),
        (lambda path, context: [Document("a", "x"), Document("a", "y")], "reads a.x", "two documents with one id"),
        (restless_ids(), "reads a.x", "different documents"),
        (lambda path, context: path.write_text("") or [Document("a", "x")], "reads a.x", "changed the file"),
        (fragile, "says what is wrong with a damaged a.x", "it raised UnicodeDecodeError"),
    ],
)
def test_faults_of_readers_are_found(read, name, said):
    checks = reader_checks(types.SimpleNamespace(read=read), {"a.x": "Rain."})
    assert said in failures(checks)[name]


def test_a_reader_that_says_what_is_wrong():
    assert failures(reader_checks(types.SimpleNamespace(read=careful), {"a.x": "Rain."})) == {}


class Plugin:
    """One of each."""

    @hookimpl
    def provenance_reporters(self):
        yield ReporterEntry(name="quiet", factory=lambda: reporter(lambda result, out, options: out.write("x")))

    @hookimpl
    def provenance_normalisers(self):
        yield NormaliserEntry(
            name="same", kind="token", factory=lambda: types.SimpleNamespace(token=lambda token: token)
        )

    @hookimpl
    def provenance_tokenisers(self):
        yield TokeniserEntry(name="none", factory=lambda: types.SimpleNamespace(spans=lambda text: []))

    @hookimpl
    def provenance_readers(self):
        yield ReaderEntry(name="x", factory=lambda: types.SimpleNamespace(read=careful), suffixes=(".x",))


def test_a_plugin_is_asked_everything():
    checks = list(plugin_checks(Plugin(), {"a.x": "Rain.", "b.y": "is of no reader of it"}))
    assert failures(checks) == {}
    names = [check.name for check in checks]
    assert names[0] == "loads"
    for begin in (
        "reporter quiet writes shared",
        "normaliser same takes",
        "tokeniser none takes",
        "reader x reads a.x",
    ):
        assert any(name.startswith(begin) for name in names)
    assert len(names) == len(set(names))


def test_a_plugin_that_does_not_load():
    class Misspelt:
        @hookimpl
        def provenance_reportres(self):
            return []

    assert "unknown hook" in failures(plugin_checks(Misspelt()))["loads"]
    assert "implements no hook" in failures(plugin_checks(types.ModuleType("empty")))["loads"]

    class Nothing:
        @hookimpl
        def provenance_reporters(self):
            return []

    assert failures(plugin_checks(Nothing())) == {"loads": "it offers nothing."}


@check_reporter(BUILTIN.reporter("csv"))
def test_as_a_mark_for_reporters(check):
    check()


@check_normaliser(BUILTIN.normaliser("spelling"))
def test_as_a_mark_for_normalisers(check):
    check()


@check_tokeniser(BUILTIN.tokeniser("words"))
def test_as_a_mark_for_tokenisers(check):
    check()


# Samples, fixtures, strategies.


def test_samples():
    assert tuple(sample_results()) == SAMPLES
    assert {passage.quoted for passage in sample_result("shared").passages} == {True, False}
    assert len(sample_result("scripts").passages) >= 2
    assert len(sample_result("hostile").passages) >= 1
    assert len(sample_result("no-article").documents) == 0


def test_fixtures(any_result, shared_result, hostile_result):
    assert any_result in sample_results().values()
    assert shared_result is sample_result("shared")
    assert hostile_result is sample_result("hostile")


@settings(max_examples=20)
@given(documents(), collections())
def test_strategies(document, collection):
    assert isinstance(document, Document)
    # Of so few words nobody can say that they are one text.
    result = find_reuse(collection, options=ReuseOptions(min_confidence=0))
    if len(collection) >= 2:
        assert result.containment(collection[0].id, collection[-1].id) > 0
