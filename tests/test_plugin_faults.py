"""Every fault of a plugin is named with its component, and nothing that is no fault of it."""

from __future__ import annotations

import io
import textwrap

import pytest

from provenance import Document, deduplicate, find_reuse
from provenance.cli import main
from provenance.errors import InputError, OptionError, PluginError
from provenance.model.options import PluginOptions, ReadOptions, ReuseOptions
from provenance.plugins import load_plugins
from provenance.plugins.guard import prints_apart
from provenance.testing import sample_result

TEXT = "A freight train left the rails near the village of Osk early on Sunday, and nobody was hurt."
PAIR = [Document("a", TEXT), Document("b", f"From Osk. {TEXT}")]
START = """\
import itertools, sys
from provenance.hooks import hookimpl
from provenance.plugins.types import *
from provenance.model.components import Edit
from provenance.model.document import Document


class Panic(BaseException):
    pass

"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Return a function that writes the file of a plugin and returns its path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    (tmp_path / "articles").mkdir()
    for article in PAIR:
        (tmp_path / "articles" / f"{article.id}.txt").write_text(article.text)

    def write(source, name="mine"):
        path = tmp_path / f"{name}.py"
        path.write_text(START + textwrap.dedent(source), encoding="utf-8")
        return path

    return write


def offering(plugin, kind, method, body, more=""):
    """Return the plugins of a file that offers one component of a kind, whose method has this body."""
    path = plugin(f"""
        class Mine:
            {method}
                {body}

        @hookimpl
        def provenance_{kind[1]}():
            yield {kind[0]}(name="mine", factory=Mine, {more})
        """)
    return load_plugins(PluginOptions(no_plugins=True, plugin=(path,)))


KINDS = {
    "reader": (("ReaderEntry", "readers"), "def read(self, path, context):", 'suffixes=(".mine",)'),
    "reporter": (("ReporterEntry", "reporters"), "def write(self, result, out, options):", ""),
    "text": (("NormaliserEntry", "normalisers"), "def edits(self, text):", ""),
    "token": (("NormaliserEntry", "normalisers"), "def token(self, token):", 'kind="token"'),
    "tokeniser": (("TokeniserEntry", "tokenisers"), "def spans(self, text):", ""),
    "agencies": (("AgencyEntry", "agencies"), "def agencies(self):", ""),
    "evidence": (("EvidenceEntry", "evidence"), "def terms(self, left, right):", ""),
    "policy": (("KeepPolicyEntry", "keep_policies"), "def rank(self, facts):", ""),
}


def use(kind, plugins, tmp_path):
    """Use the component "mine" of a kind."""
    if kind == "reader":
        from provenance import read

        (tmp_path / "day.mine").write_text("x")
        read(tmp_path / "day.mine", options=ReadOptions(), plugins=plugins)
    elif kind == "reporter":
        find_reuse(PAIR, plugins=plugins).write(io.StringIO(), "mine")
    elif kind == "policy":
        deduplicate(PAIR, keep="mine", threshold=0.5, plugins=plugins)
    else:
        name = {"text": "normalisers", "token": "normalisers"}.get(kind, kind)
        value = "mine" if name == "tokeniser" else ("mine",)
        result = find_reuse(PAIR, options=ReuseOptions(**{name: value}), plugins=plugins)
        result.direction("a", "b")


FAULTS = {
    "reader": [
        ('yield {"id": "a", "text": "b"}', "expected a Document, got {'id': 'a', 'text': 'b'}"),
        ('yield from (Document(str(n), "x") for n in itertools.count())', "it gave more than 1,032 documents"),
        ("raise BrokenPipeError", "BrokenPipeError"),
        ("raise Panic('of Rust')", "Panic: of Rust"),
    ],
    "reporter": [
        ("raise BrokenPipeError('its own server')", "BrokenPipeError: its own server"),
        ("raise Panic", "Panic"),
        ("with out: out.write('x')", "it closed the file; only the host closes it"),
        ("return 'the report'", "it returned its output and wrote nothing; it writes to the given file"),
        ("result.containment('a', 'nobody')", "UnknownDocumentError: no document has the id 'nobody'."),
        ("result.documents.ids.sort()", "AttributeError: "),
    ],
    "text": [
        ("yield from (Edit(0, 0, 'x') for _ in itertools.count())", "it gave more than "),
        ("raise Panic", "Panic"),
    ],
    "token": [("sys.exit()", "SystemExit")],
    "tokeniser": [("yield from ((0, 1) for _ in itertools.count())", "it gave more than ")],
    "agencies": [
        ("yield from map(str, itertools.count())", "it gave more than 100,000 agencies"),
        ("from provenance.model.credit import Agency; yield Agency('Norpress', 'NORPRESS')", "the forms of the agency"),
        ("from provenance.model.credit import Agency; yield Agency('Norpress', ('(NORPRESS)',))", "InputError: "),
        ("from provenance.model.credit import Agency; yield Agency('Norpress', ())", "has no form"),
        ("yield 'AFP'", "expected an Agency, got 'AFP'"),
    ],
    "evidence": [
        (
            "from provenance.model.direction import Term; yield Term('k', 7, 'left', 1.0)",
            "the detail of a Term is words",
        ),
        ("from provenance.model.direction import Term; yield Term('k', 'd', 'up', 1.0)", "a Term is toward one of"),
        ("from provenance.model.direction import Term; yield Term('k', 'd', 'left', 'much')", "is a finite number"),
        ("yield from itertools.repeat(1)", "it gave more than 1,000 terms"),
    ],
    "policy": [
        ("return itertools.count()", "it gave more than 2 ranks"),
        ("return [1]", "1 ranks for 2 documents"),
        ("return [1, 'a']", "TypeError"),
    ],
}
CALLED = {"text": "normaliser", "token": "normaliser", "agencies": "list of agencies", "policy": "keep policy"}


@pytest.mark.parametrize(
    ("kind", "body", "said"), [(kind, *fault) for kind, faults in FAULTS.items() for fault in faults]
)
def test_a_fault_is_named_with_its_component(plugin, tmp_path, kind, body, said):
    entry, method, more = KINDS[kind]
    plugins = offering(plugin, entry, method, body, more)
    with pytest.raises(PluginError) as caught:
        use(kind, plugins, tmp_path)
    assert str(caught.value).startswith(f"{CALLED.get(kind, kind)} mine of plugin mine failed during "), caught.value
    assert said in str(caught.value)


def test_a_full_disk_and_a_closed_pipe_are_no_fault_of_a_reporter(plugin):
    class Full(io.StringIO):
        def write(self, text):
            raise BrokenPipeError("nobody listens")

    entry, method, more = KINDS["reporter"]
    plugins = offering(plugin, entry, method, "out.write('x')", more)
    with pytest.raises(BrokenPipeError, match="nobody listens"):
        find_reuse(PAIR, plugins=plugins).write(Full(), "mine")


def test_what_a_component_reports_itself_passes(plugin, tmp_path):
    entry, method, more = KINDS["reader"]
    body = "from provenance.errors import InputError; raise InputError('not one of ours.', path=path)"
    with pytest.raises(InputError, match="not one of ours"):
        use("reader", offering(plugin, entry, method, body, more), tmp_path)


@pytest.mark.parametrize("raised", ["Panic('at import')", "SystemExit(3)", "GenPanic"])
def test_an_import_that_fails_in_any_way_is_named(plugin, capsys, raised):
    path = plugin(f"class GenPanic(BaseException): pass\nraise {raised}")
    assert main(["plugins", "check", "--plugin", str(path), "--no-plugins"]) == 1
    assert "failed: mine: import: " in capsys.readouterr().out


PRINTING = """
    print("imported")

    class Mine:
        def write(self, result, out, options):
            print("written")
            sys.stdout.write("written again")
            out.write("{}")

    @hookimpl
    def provenance_reporters():
        print("asked")
        yield ReporterEntry(name="mine", factory=Mine)
    """


def test_what_a_plugin_prints_does_not_mix_with_the_result(plugin, capsys):
    path = plugin(PRINTING)
    assert main(["matrix", "articles", "--format", "mine", "--plugin", str(path), "--no-plugins"]) == 0
    said = capsys.readouterr()
    assert said.out == "{}"
    assert said.err.split("\n")[:3] == ["imported", "asked", "written"]


def test_standard_output_is_the_hosts_again_afterwards(capsys):
    with prints_apart():
        plugins = load_plugins(PluginOptions(no_plugins=True))
        sample_result("one-article").write("/dev/null", "json")
        print("mine", plugins.failures)
    print("after")
    assert capsys.readouterr().out == "mine ()\nafter\n"


def test_traceback_shows_where(plugin, capsys):
    path = plugin("""
        class Mine:
            def write(self, result, out, options):
                self.deep()

            def deep(self):
                raise ValueError("\\x1b[31mred")

        @hookimpl
        def provenance_reporters():
            yield ReporterEntry(name="mine", factory=Mine)
        """)
    arguments = ["matrix", "articles", "--format", "mine", "--plugin", str(path), "--no-plugins"]
    assert main(arguments) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert main([*arguments, "--traceback"]) == 1
    shown = capsys.readouterr().err
    assert "in deep" in shown
    assert str(path) in shown
    assert "\x1b" not in shown
    broken = plugin("1 / 0", "broken")
    assert main(["plugins", "check", "--plugin", str(broken), "--no-plugins", "--traceback"]) == 1
    assert "1 / 0" in capsys.readouterr().out


def test_a_file_that_is_no_plugin(plugin, capsys):
    assert main(["plugins", "check", "--plugin", "nowhere.py"]) == 2
    assert "plugin is 'nowhere.py', but there is no such file" in capsys.readouterr().err
    with pytest.raises(OptionError, match=r"does not end in \.py"):
        load_plugins(PluginOptions(plugin=(plugin("", "mine").rename(plugin("", "other").with_suffix(".txt")),)))


def test_a_file_named_like_a_library_does_not_take_its_place(plugin):
    import json

    path = plugin(PRINTING.replace('print("imported")', ""), "json")
    plugins = load_plugins(PluginOptions(no_plugins=True, plugin=(path,)))
    assert "mine" in plugins.reporters()
    assert json.loads("[]") == []
    assert "files " in plugins.identity_of(plugins.reporter("mine"))
