"""Names, suffixes, components and guards, with plugins that are passed in code."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import threading
import time
from pathlib import Path

import pytest

import provenance.plugins
from provenance.errors import InputError, OptionError, PluginError, UnknownNameError
from provenance.hooks import hookimpl
from provenance.model.options import PluginOptions
from provenance.plugins import Owner, load_plugins
from provenance.plugins import builtins as built_in
from provenance.plugins.conformance import component_problem
from provenance.plugins.kinds import KINDS, READERS
from provenance.plugins.report import PluginReport
from provenance.plugins.types import (
    AgencyEntry,
    EvidenceEntry,
    KeepPolicyEntry,
    NormaliserEntry,
    ReaderEntry,
    ReporterEntry,
    TokeniserEntry,
)

ALONE = PluginOptions(no_plugins=True)


class Component:
    """Whatever is asked of it."""

    def read(self, path, context):
        return []

    def write(self, result, out, options):
        out.write("written")

    def edits(self, text):
        return []

    def token(self, token):
        return token

    def spans(self, text):
        return []

    def agencies(self):
        return []

    def terms(self, left, right):
        return []


def offering(*entries, hook, name="fake"):
    """Return a plugin that answers one hook."""

    def implementation():
        return iter(entries)

    body = {hook: staticmethod(hookimpl(implementation, specname=hook))}
    return type(name, (), body)()


def reporter(name="mine", factory=Component, **more):
    return offering(ReporterEntry(name=name, factory=factory, **more), hook="provenance_reporters")


def reader(name="mine", factory=Component, **more):
    return offering(ReaderEntry(name=name, factory=factory, **more), hook="provenance_readers")


def test_hook_provenance_readers():
    plugins = load_plugins(ALONE, extra=[reader(suffixes=(".nitf",))])
    assert isinstance(plugins.reader("mine"), Component)
    assert plugins.reader_for("a/b.NITF") is plugins.reader("mine")
    assert {"mine", "text", "jsonl", "csv", "parquet"} <= set(plugins.readers())
    assert plugins.readers()["mine"].owner == Owner("fake")


def test_hook_provenance_reporters():
    plugins = load_plugins(ALONE, extra=[reporter(suffixes=(".page",))])
    assert isinstance(plugins.reporter("mine"), Component)
    assert plugins.reporter_for(Path("a.page")) is plugins.reporter("mine")
    assert {"mine", *load_plugins(ALONE).reporters()} == set(plugins.reporters())


def test_hook_provenance_normalisers():
    entries = [NormaliserEntry(name=kind, factory=Component, kind=kind) for kind in ("text", "token")]
    plugins = load_plugins(ALONE, extra=[offering(*entries, hook="provenance_normalisers")])
    assert isinstance(plugins.normaliser("text"), Component)
    assert plugins.offer_of(plugins.normaliser("token")).entry.kind == "token"
    assert {"text", "token", "hyphenation", "signs", "spelling"} == set(plugins.normalisers())


def test_hook_provenance_tokenisers():
    entry = TokeniserEntry(name="thai", factory=Component)
    plugins = load_plugins(ALONE, extra=[offering(entry, hook="provenance_tokenisers")])
    assert isinstance(plugins.tokeniser("thai"), Component)
    assert {"thai", "words", "characters"} == set(plugins.tokenisers())


def test_hook_provenance_agencies():
    entry = AgencyEntry(name="islands", factory=Component)
    plugins = load_plugins(ALONE, extra=[offering(entry, hook="provenance_agencies")])
    assert isinstance(plugins.agency_list("islands"), Component)
    assert {"islands", "wire"} == set(plugins.agencies())


def test_hook_provenance_evidence():
    entry = EvidenceEntry(name="slugs", factory=Component)
    plugins = load_plugins(ALONE, extra=[offering(entry, hook="provenance_evidence")])
    assert isinstance(plugins.evidence_source("slugs"), Component)
    assert {"slugs", "headline"} == set(plugins.evidence())


def test_hook_provenance_keep_policies():
    class Policy:
        def rank(self, facts):
            return facts

    entry = KeepPolicyEntry(name="licensed", factory=Policy)
    plugins = load_plugins(ALONE, extra=[offering(entry, hook="provenance_keep_policies")])
    assert isinstance(plugins.keep_policy("licensed"), Policy)
    assert {"licensed", "earliest", "wire", "none"} <= set(plugins.keep_policies())


def test_examples_in_docstrings():
    names = [item.name for item in pkgutil.iter_modules(provenance.plugins.__path__)]
    found = {name: doctest.testmod(importlib.import_module(f"provenance.plugins.{name}")) for name in names}

    assert [name for name, outcome in found.items() if outcome.failed] == []
    assert sum(outcome.attempted for outcome in found.values()) > 0


def test_builtin_records_are_valid():
    plugins = load_plugins(ALONE)
    offered = [plugins.readers(), plugins.reporters(), plugins.normalisers(), plugins.tokenisers()]
    offered.append(plugins.keep_policies())
    assert all(offered)
    assert plugins.failures == ()
    assert plugins.warnings() == []
    for offer in (offer for each in offered for offer in each.values()):
        assert offer.owner.builtin
        assert str(offer.owner) == "built-in"
        assert offer.entry.summary
        assert isinstance(offer.entry.factory, str), "what is built in is imported on first use"


def test_builtin_components_are_what_plugins_have_to_be():
    plugins = load_plugins(ALONE)
    for kind in KINDS:
        for offer in plugins._all(kind).offers:
            component = plugins._component(kind, offer)
            assert component_problem(component, kind.method(offer.entry)) is None


def test_a_hook_and_a_factory_are_called_once():
    calls = []

    class Plugin:
        @hookimpl
        def provenance_reporters(self):
            calls.append("hook")
            yield ReporterEntry(name="mine", factory=make)

    def make():
        calls.append("factory")
        return Component()

    plugins = load_plugins(ALONE, extra=[Plugin()])
    assert calls == []
    plugins.reporters()
    plugins.reporters()
    assert calls == ["hook"]
    assert plugins.reporter("mine") is plugins.reporter("mine")
    assert calls == ["hook", "factory"]


def test_a_factory_is_called_once_from_many_threads():
    made = []

    def slow():
        time.sleep(0.01)
        made.append(Component())
        return made[-1]

    plugins = load_plugins(ALONE, extra=[reporter(factory=slow)])
    threads = [threading.Thread(target=plugins.reporter, args=("mine",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_reader_knows_its_files_by_content(tmp_path):
    sniffing = reader("sniffing", suffixes=(".json", ".mine"), sniff=lambda head: b"%" in head)
    plugins = load_plugins(ALONE, extra=[sniffing, reader("plain", suffixes=(".mine",))])

    def reader_of(name, content):
        (tmp_path / name).write_bytes(content)
        found = plugins.reader_for(tmp_path / name)
        return found and plugins.offer_of(found).entry.name

    assert reader_of("a.mine", b"%") == "sniffing"
    assert reader_of("a.mine", b"-") == "plain"
    assert reader_of("a.json", b"%") == "sniffing"
    assert reader_of("a.json", b"-") is None
    assert reader_of("a.json", b'{"uri": "u", "versioncreated": "2025-04-24", "bodies": []}') == "wire"
    assert reader_of("a.unknown", b"%") == "sniffing"
    assert reader_of("a.unknown", b"-") is None
    assert reader_of("a.txt", b"%") == "text"


def test_an_unknown_name():
    plugins = load_plugins(ALONE, extra=[reader("nitf")])
    with pytest.raises(UnknownNameError) as caught:
        plugins.reader("niff")
    assert str(caught.value) == (
        "no reader is called 'niff'; there are: csv, export, export-page, feed, html, jsonl, nitf, parquet, text, "
        "warc, wire. Hint: did you mean 'nitf'? Installed plugins are switched off."
    )
    with pytest.raises(UnknownNameError, match=r"no format is called 'markdwon'.* did you mean 'markdown'"):
        plugins.reporter("markdwon")
    for name in ("", "@", "nitf@", "nitf@other", "@fake", "csv@fake"):
        with pytest.raises(UnknownNameError):
            plugins.reader(name)


def test_an_unknown_name_names_the_plugins_that_failed():
    plugins = load_plugins(ALONE, extra=[reporter(name="Not Valid")])
    with pytest.raises(UnknownNameError, match=r"plugin that failed: plugin fake\."):
        plugins.reporter("not-valid")


def test_what_sniffs_is_checked():
    plugins = load_plugins(ALONE, extra=[reader("x", sniff="no function")])
    assert "x" not in plugins.readers()
    assert any("what sniffs for 'x' is neither" in str(failure) for failure in plugins.failures)


def test_two_plugins_with_one_name():
    first, second = Component(), Component()
    plugins = load_plugins(
        ALONE,
        extra=[
            offering(ReporterEntry(name="mine", factory=lambda: first), hook="provenance_reporters", name="one"),
            offering(ReporterEntry(name="mine", factory=lambda: second), hook="provenance_reporters", name="two"),
        ],
    )
    assert plugins.failures == (), "nothing is wrong as long as nobody uses the name"
    with pytest.raises(OptionError) as caught:
        plugins.reporter("mine")
    assert str(caught.value) == (
        "the format 'mine' is offered by plugin one and plugin two. "
        "Hint: say which as name@distribution: 'mine@one' or 'mine@two'."
    )
    assert plugins.reporter("mine@one") is first
    assert plugins.reporter("mine@TWO") is second
    assert {"mine@one", "mine@two"} <= set(plugins.reporters())
    assert "mine" not in plugins.reporters()


def test_two_plugins_in_code_of_one_class():
    plugins = load_plugins(ALONE, extra=[reporter(), reporter()])
    assert {"mine@fake", "mine@fake-2"} <= set(plugins.reporters())
    assert plugins.reporter("mine@fake-2") is not plugins.reporter("mine@fake")


def test_the_longest_suffix_counts():
    plugins = load_plugins(
        ALONE, extra=[reader("one", suffixes=(".xml",)), reader("two", suffixes=(".Nitf.XML", ".nitf.xml"))]
    )
    assert plugins.reader_for("a.xml") is plugins.reader("one")
    assert plugins.reader_for("a.NITF.xml") is plugins.reader("two")
    assert plugins.reader_for("nitf.xml") is plugins.reader("one")
    assert plugins.reader_for(".xml") is None
    assert plugins.reader_for("xml") is None


def test_a_suffix_of_two_plugins():
    plugins = load_plugins(ALONE, extra=[reader("one", suffixes=(".xml",)), reader("two", suffixes=(".xml",))])
    with pytest.raises(OptionError, match=r"suffix '\.xml' is offered by .* 'one' or 'two'"):
        plugins.reader_for("a.xml")


def test_a_suffix_that_nothing_writes():
    plugins = load_plugins(ALONE)
    with pytest.raises(UnknownNameError, match=r"'\.cvs'; there are: .*\.csv, .*\.json, .* did you mean '\.csv'"):
        plugins.reporter_for("matrix.cvs")
    with pytest.raises(UnknownNameError):
        plugins.reporter_for("matrix")
    assert plugins.reader_for("matrix.cvs") is None


def test_a_builtin_suffix_cannot_be_taken():
    plugins = load_plugins(ALONE, extra=[reader(suffixes=(".old.csv", ".CSV", ".dat"))])
    assert plugins.readers()["mine"].entry.suffixes == (".dat",)
    [message] = plugins.warnings()
    assert message == (
        "plugin fake failed during provenance_readers(): "
        "'mine' cannot have the suffix .old.csv, .csv, which is built in; use it by its name"
    )
    assert plugins.reader_for("a.dat") is plugins.reader("mine")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"name": "x"}, "expected ReporterEntry, got dict"),
        (None, "expected ReporterEntry, got NoneType"),
        (ReaderEntry(name="x", factory=Component), "expected ReporterEntry, got ReaderEntry"),
        (ReporterEntry(name="X", factory=Component), "the name 'X' is not of lower-case"),
        (ReporterEntry(name="a@b", factory=Component), "the name 'a@b' is not"),
        (ReporterEntry(name="a\n", factory=Component), "the name 'a\\n' is not"),
        (ReporterEntry(name=5, factory=Component), "the name 5 is not"),
        (ReporterEntry(name="x", factory=Component()), "the factory of 'x' is neither"),
        (ReporterEntry(name="x", factory="module.Reporter"), "the factory of 'x' is neither"),
        (ReporterEntry(name="x", factory=Component, summary="\x1b[31m"), "the summary of 'x'"),
        (ReporterEntry(name="x", factory=Component, summary="a\nb"), "the summary of 'x'"),
        (ReporterEntry(name="x", factory=Component, suffixes=".html"), "the suffixes of 'x' are '.html'"),
        (ReporterEntry(name="x", factory=Component, suffixes=("html",)), "the suffixes of 'x' are ('html',)"),
        (ReporterEntry(name="json", factory=Component), "'json' is the name of a built-in format"),
        (ReporterEntry(name="good", factory=Component), "two of the name 'good'"),
    ],
)
def test_a_record_that_is_not_valid(entry, problem):
    good = ReporterEntry(name="good", factory=Component)
    plugins = load_plugins(ALONE, extra=[offering(good, entry, hook="provenance_reporters")])
    assert isinstance(plugins.reporter("good"), Component)
    assert set(plugins.reporters()) == {"good", *load_plugins(ALONE).reporters()}
    assert plugins.reporters()["json"].owner.builtin
    [failure] = plugins.failures
    assert (failure.owner.plugin, failure.stage) == ("fake", "provenance_reporters()")
    assert problem in str(failure)


def test_a_normaliser_of_no_kind():
    entry = NormaliserEntry(name="x", factory=Component, kind="word")
    plugins = load_plugins(ALONE, extra=[offering(entry, hook="provenance_normalisers")])
    assert "x" not in plugins.normalisers()
    assert "the kind of 'x' is 'word'" in str(plugins.failures[0])


class NoMethod:
    pass


class WrongArguments:
    def write(self, result, out):
        pass


class SilentError(Exception):
    def __str__(self):
        raise ValueError


def raises(error):
    def factory():
        raise error

    return factory


@pytest.mark.parametrize(
    ("factory", "problem"),
    [
        (NoMethod, "NoMethod has no method write(result, out, options)"),
        (WrongArguments, "takes (result, out); it is called as write(result, out, options)"),
        (lambda: Component, "gave the class Component, not an instance of it"),
        (lambda: None, "NoneType has no method"),
        (raises(KeyError("k")), "KeyError: 'k'"),
        (raises(SystemExit(3)), "SystemExit: 3"),
        (raises(SilentError()), "during making the reporter 'mine': SilentError"),
        (raises(OptionError("too\nlong")), "OptionError: too long"),
        (raises(ValueError("\x1b[31mred")), "ValueError: \N{REPLACEMENT CHARACTER}[31mred"),
        ("no_such_module_of_anyone:Reporter", "ModuleNotFoundError: No module named"),
        ("provenance.errors:NoSuchThing", "AttributeError"),
        ("provenance.hooks:GROUP", "TypeError: provenance.hooks:GROUP is not a class or function"),
    ],
)
def test_a_component_that_cannot_be_made(factory, problem):
    plugins = load_plugins(ALONE, extra=[reporter(factory=factory)])
    assert "mine" in plugins.reporters()
    with pytest.raises(PluginError) as caught:
        plugins.reporter("mine")
    assert str(caught.value).startswith("plugin fake failed during making the reporter 'mine': ")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_ctrl_c_passes():
    plugins = load_plugins(ALONE, extra=[reporter(factory=raises(KeyboardInterrupt()))])
    with pytest.raises(KeyboardInterrupt):
        plugins.reporter("mine")
    with pytest.raises(KeyboardInterrupt), plugins.guard(Owner("x"), "reading"):
        raise KeyboardInterrupt


def test_whose_a_component_is():
    plugins = load_plugins(ALONE, extra=[reporter()])
    mine = plugins.reporter("mine")
    assert plugins.owner_of(mine) == Owner("fake")
    assert plugins.offer_of(mine) == plugins.reporters()["mine"]
    assert plugins.owner_of(Component()) is None
    assert plugins.offer_of(None) is None


def test_guard_names_the_plugin():
    plugins = load_plugins(ALONE)
    owner = Owner("dup", "provenance-dup", "1.0")
    for error, shown in ((KeyError("k"), "KeyError: 'k'"), (SystemExit(2), "SystemExit: 2")):
        with pytest.raises(PluginError) as caught, plugins.guard(owner, "reading a.dup"):
            raise error
        assert str(caught.value) == f"plugin dup (provenance-dup 1.0) failed during reading a.dup: {shown}"
        assert caught.value.__cause__ is error
    with plugins.guard(owner, "reading a.dup"):
        pass


def test_guard_lets_through_what_is_no_fault_of_a_plugin():
    plugins = load_plugins(ALONE)
    for owner, error in (
        (Owner("dup"), InputError("an empty file", path="a.dup")),
        (None, KeyError("k")),
        (plugins.readers()["csv"].owner, KeyError("k")),
    ):
        with pytest.raises(type(error)) as caught, plugins.guard(owner, "reading"):
            raise error
        assert caught.value is error


def test_guard_around_a_generator():
    plugins = load_plugins(ALONE)

    def documents():
        yield 1
        raise ZeroDivisionError

    def guarded():
        with plugins.guard(Owner("dup"), "reading"):
            yield from documents()

    stream = guarded()
    assert next(stream) == 1
    with pytest.raises(PluginError, match="ZeroDivisionError"):
        next(stream)
    early = guarded()
    next(early)
    early.close()


def test_messages_are_given_once():
    plugins = load_plugins(ALONE, extra=[reporter(name="X")])
    assert plugins.warnings() == []
    plugins.reporters()
    assert len(plugins.warnings()) == 1
    assert plugins.warnings() == []
    assert len(plugins.failures) == 1


def test_two_sets_of_plugins_are_apart():
    assert "mine" in load_plugins(ALONE, extra=[reporter()]).reporters()
    assert "mine" not in load_plugins(ALONE).reporters()


def test_report_and_check():
    calls = []

    def factory():
        calls.append("made")
        raise RuntimeError("no model")

    plugins = load_plugins(ALONE, extra=[reporter(factory=factory, summary="Mine.", suffixes=(".m",))])
    host, fake = plugins.report()
    assert (host.plugin, host.distribution, host.status) == ("built-in", "wire-provenance", "ok")
    components = {"reader", "reporter", "reporter of duplicates", "normaliser", "tokeniser", "list of agencies"}
    components |= {"evidence", "keep policy"}
    assert {offer.component for offer in host.offers} == components
    assert isinstance(fake, PluginReport)
    assert (fake.plugin, fake.distribution, fake.status, fake.reasons) == ("fake", None, "ok", ())
    [offer] = fake.offers
    assert (offer.component, offer.name, offer.summary, offer.suffixes) == (
        "reporter",
        "mine",
        "Mine.",
        (".m",),
    )
    assert calls == []
    checked = plugins.check()[1]
    assert checked.status == "failed"
    assert checked.reasons == ("making the reporter 'mine': RuntimeError: no model",)
    assert len(checked.offers) == 1


def test_a_plugin_in_code_can_be_disabled():
    plugins = load_plugins(PluginOptions(no_plugins=True, disable_plugin=("FAKE",)), extra=[reporter()])
    assert "mine" not in plugins.reporters()
    [_, fake] = plugins.report()
    assert (fake.status, fake.reasons) == ("blocked", ("it is disabled",))
    with pytest.raises(UnknownNameError, match="These plugins are disabled: plugin fake"):
        plugins.reporter("mine")


def test_builtin_hooks_are_all_answered():
    hooks = [name for name in vars(provenance.plugins.spec) if name.startswith("provenance_")]
    assert sorted(hooks) == sorted(built_in.__all__)


@pytest.mark.parametrize("qualifier", ["built-in", "wire-provenance", "Wire_Provenance"])
def test_what_is_built_in_can_be_qualified(qualifier):
    plugins = load_plugins(ALONE)
    assert plugins._named(READERS, f"csv@{qualifier}").owner.builtin
