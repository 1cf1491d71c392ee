"""Text made safe and cut to fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from provenance.reporters.escape import markdown, one_line, spreadsheet, visible
from provenance.reporters.fit import at_words, cut_at_word, middle, shorten, unique_tails


def test_visible_replaces_one_for_one() -> None:
    assert visible("\x00\x1b\x7f\x9b\u202e\u2028\ud800é中") == "\u2400\u241b\u2421\ufffd\ufffd\ufffd\ufffdé中"
    assert visible("a\nb\tc", keep="\n") == "a\nb\u2409c"


def test_one_line_keeps_words_apart() -> None:
    assert one_line(" a\r\n\r\nb\u2028c\t d ") == "a b c d"


@given(st.text())
def test_visible_keeps_the_length(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\u3000@"])
def test_a_formula_becomes_text(start: str) -> None:
    assert spreadsheet(f"{start}1").startswith("'")


def test_other_cells_stay() -> None:
    assert spreadsheet("a=1") == "a=1"
    assert spreadsheet("") == ""


def test_markdown_leaves_no_markup() -> None:
    assert markdown("a|b`c`*d*_e_<b>&[x](y)\\ ~~s~~\nn") == (r"a\|b\`c\`\*d\*\_e\_&lt;b&gt;&amp;\[x\](y)\\ \~\~s\~\~ n")
    assert markdown("http://a.b www.c.d") == r"http\://a.b www\.c.d"


# Fitting.


@given(st.text(alphabet="ab é中한🙂\u0301"), st.integers(1, 40))
def test_shorten_fits(text: str, columns: int) -> None:
    short = shorten(text, columns)
    assert cell_len(short) <= columns
    if cell_len(text) <= columns:
        assert short == text
    cut = middle(text, columns)
    assert cut is None or 0 <= cut[0] <= cut[1] <= len(text)


@given(st.lists(st.text(alphabet="abc中", min_size=1, max_size=12), min_size=1, max_size=60), st.integers(4, 60))
def test_what_is_left_of_a_text_are_whole_words(words: list[str], columns: int) -> None:
    text = " ".join(words)
    assert cell_len(cut_at_word(text, columns)) <= columns
    cut = middle(text, columns)
    if cut is None:
        assert cut_at_word(text, columns) == text
        return
    start, stop = at_words(text, *cut)
    assert start <= cut[0] <= cut[1] <= stop
    head, tail = text[:start].split(), text[stop:].split()
    # The first and the last word alone may be too long for the room.
    assert head == words[: len(head)] or len(head) == 1
    assert tail == words[len(words) - len(tail) :] or len(tail) == 1
    short = cut_at_word(text, columns).rstrip("…").split()
    assert short == words[: len(short)] or len(short) == 1


def test_shared_folders_are_left_out() -> None:
    assert unique_tails(["a/b/1", "a/b/2"]) == ["1", "2"]
    assert unique_tails(["a/1", "b/1", "1"]) == ["a/1", "b/1", "1"]
    assert unique_tails(["a/1"]) == ["a/1"]


@given(st.lists(st.text(alphabet="a/b"), unique=True))
def test_names_without_shared_folders_stay_unique(names: list[str]) -> None:
    assert len(set(unique_tails(names))) == len(names)
