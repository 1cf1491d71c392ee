from __future__ import annotations

import re
from pathlib import Path

import provenance_furniture
import pytest
from hypothesis import given
from hypothesis import strategies as st
from provenance_furniture.rules import Furniture, Pattern

from provenance import find_reuse
from provenance.errors import InputError
from provenance.model.options import PluginOptions, ReuseOptions
from provenance.plugins import load_plugins
from provenance.testing import check_plugin

SEEDS = Path(__file__).parents[3] / "seeds" / "ferry"


@check_plugin(provenance_furniture)
def test_what_is_asked_of_every_plugin(check):
    check()


def furniture(tmp_path, rules):
    path = tmp_path / "rules.toml"
    path.write_text(rules, encoding="utf-8")
    return Furniture.read(path)


def left(normaliser, text):
    for edit in reversed(list(normaliser.edits(text))):
        text = text[: edit.start] + edit.replacement + text[edit.stop :]
    return text


@pytest.mark.parametrize(
    ("rules", "text", "rest"),
    [
        ('[[rule]]\nline = "Read more: *"', "One.\nREAD  more: two\r\nThree.", "One.\nThree."),
        ('[[rule]]\nline = "Read more"', "One.\nRead more of it.\n", "One.\nRead more of it.\n"),
        ('[[rule]]\nfrom = "Sign up"\nto = "No"\nlines = 3', "A\nSign up\nnow\nNo\nB", "A\nB"),
        ('[[rule]]\nfrom = "Sign up"\nto = "No"\nlines = 2', "A\nSign up\nnow\nNo\nB", "A\nSign up\nnow\nNo\nB"),
        ('[[rule]]\nafter = "More"\npart = 0.5', "A\nB\nC\nMore\nD\nE", "A\nB\nC\n"),
        ('[[rule]]\nafter = "More"\npart = 0.5', "More\nA\nB\nC", "More\nA\nB\nC"),
        ('[[rule]]\nline = "A"\n[[rule]]\nfrom = "A"\nto = "B"', "A\nx\nB\nC", "C"),
        ("", "A", "A"),
    ],
)
def test_rules(tmp_path, rules, text, rest):
    assert left(furniture(tmp_path, rules), text) == rest


@given(st.text("ab* ", max_size=8), st.text("ab ", max_size=8))
def test_a_pattern_is_the_regular_expression_it_looks_like(pattern, line):
    line = " ".join(line.split())
    parts = [re.escape(" ".join(part.split())) for part in pattern.split("*")]
    assert Pattern(pattern).matches(line) == bool(re.fullmatch(".*".join(parts), line))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("[[rule]", "no rules can be read"),
        ("x = 1", "has tables [[rule]] and nothing else"),
        ("[[rule]]\n", "rule 1: a rule has one of the keys line, from and after"),
        ('[[rule]]\nline = "a"\nafter = "b"', "rule 1: a rule has one of the keys"),
        ('[[rule]]\nline = "a"\nlimes = 2', "there is no key 'limes'"),
        ('[[rule]]\nline = "*"', "line is '*'; it is text that says more"),
        ('[[rule]]\nfrom = "a"', "a rule with from has to"),
        ('[[rule]]\nfrom = "a"\nto = "b"\nlines = "c"', "lines is 'c'; it is a number above 0"),
    ],
)
def test_mistakes_in_rules_are_said(tmp_path, rules, said):
    with pytest.raises(InputError, match=re.escape(said)):
        furniture(tmp_path, rules)


def test_the_furniture_of_the_sample_corpus_is_no_passage():
    if not SEEDS.is_dir():
        pytest.skip("without the sample corpus")
    names = ("ellery-morning", "ellery-evening", "evening-lantern", "bay-dispatch")
    texts = {name: (SEEDS / f"{name}.txt").read_bytes().decode() for name in names}
    plugins = load_plugins(PluginOptions(no_plugins=True), extra=[provenance_furniture])

    def printed(*normalisers):
        result = find_reuse(texts, options=ReuseOptions(normalisers=normalisers), plugins=plugins)
        return " ".join(texts[each.left.document][each.left.start : each.left.stop] for each in result.passages)

    for line in ("Subscribe to the Lantern", "Write to the newsroom", "free morning letter", "All rights reserved"):
        assert line in printed()
        assert line not in printed("furniture", "furniture-ellery", "furniture-lantern")
    assert "Nobody was left waiting on that deck" in printed("furniture", "furniture-ellery", "furniture-lantern")
