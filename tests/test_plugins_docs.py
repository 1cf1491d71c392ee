"""The page on plugins says what the hooks are, and its examples work."""

from __future__ import annotations

import importlib.util
import inspect
import io
import re
import tomllib
import types
from pathlib import Path

import pytest

from provenance.hooks import GROUP
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins, spec

TESTS = Path(__file__).parent
PAGE = TESTS.parent.joinpath("docs", "plugins.md").read_text(encoding="utf-8")
HOOKS = sorted(name for name in vars(spec) if name.startswith("provenance_"))
ALONE = PluginOptions(no_plugins=True)


def section(title):
    parts = re.split(r"^#{2,3} (.+)\n", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[title]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def signature(hook):
    return f"`{hook}{inspect.signature(getattr(spec, hook))}`".replace("'", "")


def module(source, name="example"):
    made = types.ModuleType(name)
    exec(compile(source, name, "exec"), made.__dict__)  # noqa: S102
    return made


def test_there_are_five_hooks():
    assert [hook.removeprefix("provenance_") for hook in HOOKS] == [
        "keep_policies",
        "normalisers",
        "readers",
        "reporters",
        "tokenisers",
    ]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_section_with_its_signature(hook):
    text = section(signature(hook))
    for said in ("The hook gets no arguments", "called once for ", "*Exceptions:*", "*New in 0.1.*"):
        assert said in text


def test_every_hook_section_is_of_a_hook():
    assert re.findall(r"^### (.+)$", PAGE, flags=re.MULTILINE) == [
        signature(f"provenance_{kind}")
        for kind in ("readers", "reporters", "normalisers", "tokenisers", "keep_policies")
    ]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test(hook):
    tests = TESTS.joinpath("test_plugins.py").read_text(encoding="utf-8")
    assert f"def test_hook_{hook}(" in tests


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_says_what_its_author_must_know(hook):
    doc = inspect.getdoc(getattr(spec, hook))
    for said in ("at most once", "no arguments", "Yields\n", "An exception is", "versionadded:: 0.1", ">>> "):
        assert said in doc


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example_of_a_hook_works(hook):
    [example] = blocks(section(signature(hook)), "python")
    plugins = load_plugins(ALONE, extra=[module(example)])
    listed = getattr(plugins, hook.removeprefix("provenance_"))()
    assert [name for name, offer in listed.items() if not offer.owner.builtin]
    assert plugins.failures == ()


def test_the_examples_that_make_components():
    names = module(blocks(section(signature("provenance_normalisers")), "python")[0])
    assert load_plugins(ALONE, extra=[names]).normaliser("names").token("kiew") == "kyiv"
    spaced = module(blocks(section(signature("provenance_tokenisers")), "python")[0])
    assert load_plugins(ALONE, extra=[spaced]).tokeniser("spaced").spans("a bc") == [(0, 1), (2, 4)]


def test_the_reporter_in_fifteen_lines(tmp_path, monkeypatch):
    text = section("A reporter in fifteen lines")
    [source], [project] = blocks(text, "python"), blocks(text, "toml")
    assert len([line for line in source.splitlines() if line.strip()]) == 15
    settings = tomllib.loads(project)["project"]
    assert settings["entry-points"][GROUP] == {"wiki": "provenance_wiki"}

    (tmp_path / "provenance_wiki.py").write_text(source, encoding="utf-8")
    info = tmp_path / "provenance_wiki-1.0.dist-info"
    info.mkdir()
    identity = f"Metadata-Version: 2.1\nName: {settings['name']}\nVersion: {settings['version']}\n"
    (info / "METADATA").write_text(identity, encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nwiki = provenance_wiki\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    plugins = load_plugins()
    side = types.SimpleNamespace
    passage = side(left=side(document="a|b\n"), right=side(document="</nowiki>"), words=14)
    out = io.StringIO()
    plugins.reporter_for("passages.wiki").write(side(passages=[passage]), out, None)
    assert out.getvalue().splitlines() == [
        '{| class="wikitable"',
        "! left !! right !! words",
        "|-",
        "| <nowiki>a|b</nowiki> || <nowiki>&lt;/nowiki&gt;</nowiki> || 14",
        "|}",
    ]
    assert str(plugins.owner_of(plugins.reporter("wiki"))) == "plugin wiki (provenance-wiki 1.0)"


def test_the_example_of_using_plugins(capsys):
    if importlib.util.find_spec("provenance.reporters.markdown") is None:
        pytest.skip("without the built-in reporters")
    [source] = blocks(section("Using plugins"), "python")
    module(source)
    assert capsys.readouterr().err == ""
