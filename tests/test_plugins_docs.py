"""The page on plugins says what the hooks are, and its examples work."""

from __future__ import annotations

import importlib
import inspect
import re
import types
from pathlib import Path

import pytest

from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins, spec
from provenance.plugins.kinds import KINDS

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


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_section_with_its_signature(hook):
    text = section(signature(hook))
    for said in ("The hook gets no arguments", "called once for ", "*Exceptions:*", "*New in "):
        assert said in text


def test_every_hook_section_is_of_a_hook():
    sections = re.findall(r"^### (.+)$", PAGE.partition("\n## Hooks\n")[2], flags=re.MULTILINE)
    assert sorted(sections) == sorted(signature(hook) for hook in HOOKS)


def test_every_hook_is_of_a_kind():
    assert sorted(kind.hook for kind in KINDS) == HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test(hook):
    tests = "".join(path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py"))
    assert f"def test_hook_{hook}(" in tests


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_says_what_its_author_must_know(hook):
    doc = inspect.getdoc(getattr(spec, hook))
    for said in ("at most once", "without arguments", "Yields\n", "If the hook raises", "versionadded:: ", ">>> "):
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


def test_what_a_reporter_gets_can_be_imported():
    rows = re.findall(
        r"^\| (`.+?`) \| .+ \| (`provenance.+?`) \|$", section("What a reporter gets"), flags=re.MULTILINE
    )
    assert len(rows) >= 9
    for names, places in rows:
        modules = re.findall(r"`([\w.]+)`", places)
        full = [modules[0], *(modules[0].rpartition(".")[0] + module for module in modules[1:])]
        found = {name for module in full for name in vars(importlib.import_module(module))}
        assert set(re.findall(r"`(\w+)`", names)) <= found
