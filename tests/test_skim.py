"""Skimming: searches that are left out would have found nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.infer.boilerplate import boilerplate_spans
from provenance.infer.credits import read_credits, standard_grammar
from provenance.infer.skim import Cues, Skim

DATA = Path(__file__).parent / "data"
LINES = [
    line.split("\t")[-1].replace("\\n", "\n")
    for name in ("credits.tsv", "bylines.tsv")
    for line in (DATA / name).read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PAGE = [
    "Sign up for our morning letter", "© 2031 The Vale Courier", "Photo: Lea Marsh",
    "(Photo by Lea Marsh/Getty Images)",
    "Lire aussi : la crue", "Все права защищены", "無断転載を禁じます", "The dam held all night.",
    "By Ada Quist, staff writer",
    "BERN, 3. Mai. ag. Der Paß ist offen.", "جميع الحقوق محفوظة", "  (c) Vale Press", "l'aqence Havas annonce",
]  # fmt: skip


def everything() -> str:
    """Return a text with every word that anything is found by."""
    forms = [form for agency in standard_grammar().agencies for form in (*agency.forms, *agency.past, *agency.tags)]
    toml = Path(boilerplate_spans.__code__.co_filename).with_suffix(".toml").read_text(encoding="utf-8")
    return " ".join([*forms, *LINES, *PAGE, toml])


@pytest.fixture(scope="module")
def all_words() -> Skim:
    return Skim(everything())


@given(st.lists(st.sampled_from(LINES + PAGE), min_size=1, max_size=5))
def test_what_is_read_is_what_is_read_with_every_search(all_words, lines):
    text = "\n".join(lines)
    credits_ = read_credits(text, others=True)

    assert credits_ == standard_grammar().read(text, others=True, skim=all_words)
    assert boilerplate_spans(text, credits_) == boilerplate_spans(text, credits_, all_words)


words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)


@given(words, st.lists(words, max_size=4), st.sampled_from([" ", ", ", "—", "\n", "“"]))
@example("résumé", ["a"], " ")
@example("新華社", ["a"], " ")
@example("ÀÀ", [], " ")
def test_a_cue_that_stands_in_a_text_is_told(cue, others, between):
    low = cue.lower()
    text = between.join([*others, low, *others])

    assert low in Cues([low, "ferry"]).within(Skim(text))
    assert "ferry" not in Cues([low, "ferry"]).within(Skim(text)) or "ferry" in (low, *others)
