"""Hypothesis strategies for kernels and normalisers, beside those that plugins' tests use too."""

from __future__ import annotations

import random
from typing import NamedTuple

import naive_reworded as naive
from hypothesis import settings
from hypothesis import strategies as st
from naive import Row

from provenance.hooks import hookimpl
from provenance.model.components import Edit
from provenance.model.options import PluginOptions
from provenance.plugins.manager import Plugins, load_plugins
from provenance.plugins.types import NormaliserEntry, TokeniserEntry
from provenance.testing.strategies import Planted, planted, prose, texts

__all__ = [
    "Cutting",
    "DrawnEdits",
    "FixedEdits",
    "Planted",
    "Renaming",
    "Reworded",
    "Rewritten",
    "edits",
    "examples",
    "planted",
    "plugins_with",
    "prose",
    "reworded",
    "rewritten",
    "sentences",
    "texts",
]

# What ends a sentence, or does not.
_MARKS = (
    *("    ", " ", " ", " ", " - ", ": ", ", ", ". ", ". ", ".", "... ", '." ', '". ', ". (", ".)", " . "),
    *("! ", "?", "; ", "…", "。", "؟ ", "।", "\n", "\n\n", ".\n", "\r\n", "\n \r\n", "\n-\n", "\x85", "\r\r"),
    *("۔ ", "؛ ", "｡", "። ", "។ ", "։ "),
    *(".\u00a0", ".\u2009", ".\u00ad ", ".\u00ad"),
)


def examples(count: int) -> settings:
    """Return settings for so many examples; a profile that looks for more takes as many times more of each test."""
    return settings(max_examples=count * settings().max_examples // 60)


class Rewritten(NamedTuple):
    """The words of two texts as numbers, and which of them are quoted; the right text is a rewrite of the left."""

    left: list[int]
    right: list[int]
    left_quoted: list[bool]
    right_quoted: list[bool]


@st.composite
def rewritten(draw: st.DrawFn) -> Rewritten:
    """Return two texts of common, changed, moved and repeated stretches, as a paper rewrites a dispatch."""
    # Few distinct words make chance runs, many make none.
    distinct = draw(st.sampled_from([4, 9, 1000]))
    stretch = st.tuples(
        st.integers(1, 6),  # words that both have
        st.integers(0, 4),  # words that only the left has after them
        st.integers(0, 4),  # words that only the right has
        st.sampled_from([(False, False), (False, False), (True, True), (True, True), (True, False), (False, True)]),
        st.tuples(st.booleans(), st.booleans()),  # whether what only one has is quoted as the stretch is
        st.sampled_from(["keep", "keep", "keep", "keep", "twice", "first", "overlap"]),
    )
    made = Rewritten([], [], [], [])
    number = 0
    for common, only_left, only_right, (quote_left, quote_right), (inside_left, inside_right), what in draw(
        st.lists(stretch, max_size=8)
    ):
        words = [at % distinct for at in range(number, number + common)]
        number += common
        gap_left = [(at * 7 + 2000) if distinct == 1000 else at % distinct for at in range(number, number + only_left)]
        gap_right = [(at * 11 + 9000) if distinct == 1000 else at % 3 for at in range(number, number + only_right)]
        again = {"twice": words, "overlap": words[-2:]}.get(what, [])
        made.left.extend(words + gap_left)
        made.left_quoted.extend([quote_left] * common + [quote_left and inside_left] * only_left)
        if what == "first":
            made.right[:0] = words
            made.right_quoted[:0] = [quote_right] * common
            words = []
        made.right.extend(words + again + gap_right)
        made.right_quoted.extend([quote_right] * len(words + again) + [quote_right and inside_right] * only_right)
    return made


def sentences() -> st.SearchStrategy[str]:
    """Return texts with everything that ends a sentence, or seems to."""
    word = st.sampled_from(
        ["The", "the", "ferry", "Mr", "J", "a", "é", "Été", "5", "1,000", "1.000", "中", "中文", "don't"]
    )
    mark = st.sampled_from(_MARKS)
    some = st.lists(st.tuples(word, mark), max_size=30)
    return st.one_of(some, some.map(lambda parts: parts * 4)).map(lambda parts: "".join(map("".join, parts)))


class Reworded(NamedTuple):
    """The stems of two articles, where their sentences begin, what is quoted, and what no stretch may hold."""

    stems: tuple[list[int], list[int]]
    begins: tuple[list[bool], list[bool]]
    quoted: tuple[list[bool], list[bool]]
    wall: tuple[list[bool], list[bool]]
    weights: list[float]


@st.composite
def reworded(draw: st.DrawFn) -> Reworded:
    """Return two articles that share reworded, quoted, moved and repeated stretches.

    Weights are 64ths; some are as heavy as a word must be to seed, or just not.
    """
    stretch = st.tuples(
        st.sampled_from(
            [
                *("shuffled", "shuffled", "loose", "loose", "loose quoted"),
                *("same", "quoted", "wall", "left wall", "right wall"),
            ]
        ),
        st.integers(0, 45),  # words of it
        st.sampled_from([0, 0, 3, 12, 18, 25, 60]),  # words that only the left has before it
        st.sampled_from([0, 0, 3, 12, 18, 25, 60]),  # words that only the right has
        st.sampled_from(["keep", "keep", "keep", "first", "twice"]),
    )
    stretches = draw(st.lists(stretch, max_size=5))
    choose = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311
    # Few distinct words are shared by chance; a small table gives different stems one weight.
    vocabulary = [choose.randrange(2**32) for _ in range(draw(st.sampled_from([5, 30, 120, 1000])))]
    kinds = draw(st.sampled_from([[0, 4, 64], [16], [11, 12, 40], [0, 0, 8, 20, 30, 50, 64]]))
    weights = [choose.choice(kinds) / 64 for _ in range(draw(st.sampled_from([16, 256, 2048])))]
    made = Reworded(([], []), ([], []), ([], []), ([], []), weights)
    longest = draw(st.sampled_from([4, 12, 25]))

    def add(side: int, words: list[int], *, quoted: bool = False, wall: bool = False, first: bool = False) -> None:
        at = 0 if first else len(made.stems[side])
        lengths: list[int] = []
        while sum(lengths) < len(words):
            lengths.append(choose.randint(1, longest))
        begins = [place == 0 for length in lengths for place in range(length)][: len(words)]
        columns = (words, begins, [quoted] * len(words), [wall] * len(words))
        for column, more in zip((made.stems, made.begins, made.quoted, made.wall), columns, strict=True):
            column[side][at:at] = more

    for kind, size, only_left, only_right, what in stretches:
        words = choose.choices(vocabulary, k=size)
        again = list(words)
        if kind == "shuffled":
            again.sort(key=lambda word: choose.random())
        elif kind in ("loose", "loose quoted"):
            again = [choose.choice(vocabulary) if choose.random() < 0.4 else word for word in words]
            again = [word for place, word in sorted(enumerate(again), key=lambda item: item[0] + 4 * choose.random())]
        add(0, choose.choices(vocabulary, k=only_left))
        add(1, choose.choices(vocabulary, k=only_right))
        quoted = kind in ("quoted", "loose quoted", "wall")
        add(0, words, quoted=quoted, wall=kind in ("wall", "left wall"))
        for _ in range(1 + (what == "twice")):
            add(1, again, quoted=quoted, wall=kind in ("wall", "right wall"), first=what == "first")
    return made


def articles_of(made: Reworded, *, walls: bool = True) -> list[naive.Article]:
    wall = made.wall if walls else ([], [])
    return [naive.Article(made.stems[side], made.begins[side], made.quoted[side], wall[side]) for side in (0, 1)]


def sides_of(made: Reworded) -> tuple[naive.Side, naive.Side]:
    """Return both articles as they are while reworded stretches are looked for."""
    weights = [[made.weights[stem % len(made.weights)] for stem in stems] for stems in made.stems]
    return naive.sides_of(articles_of(made), weights, list(made.wall))


@st.composite
def chains_anywhere(draw: st.DrawFn, sizes: tuple[int, int]) -> list[Row]:
    """Return chains of one pair that lie anywhere."""
    rows = []
    for _ in range(draw(st.integers(0, 5)) if all(sizes) else 0):
        spans = []
        for size in sizes:
            first = draw(st.integers(0, size - 1))
            spans += [first, min(size, first + draw(st.integers(1, 50)))]
        longest = min(spans[1] - spans[0], spans[3] - spans[2])
        rows.append(Row(*spans, draw(st.integers((longest + 1) // 2, longest)), draw(st.booleans())))
    return rows


def edits(text: str) -> st.SearchStrategy[list[Edit]]:
    """Return valid edits of a text: insertions, deletions, replacements, across words too."""
    place = st.integers(0, len(text))
    new = st.sampled_from(["", "", " ", "x", "word", "two words", "中", "\u0301", "'", "9", "1,000"])

    def build(cuts: list[int], replacements: list[str]) -> list[Edit]:
        cuts = sorted(cuts)
        spans = list(zip(cuts[::2], cuts[1::2], strict=False))
        return [Edit(start, stop, new) for (start, stop), new in zip(spans, replacements, strict=False)]

    return st.builds(build, st.lists(place, max_size=12), st.lists(new, max_size=6))


class DrawnEdits:
    """A text normaliser that makes other valid edits for each text."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def edits(self, text: str) -> list[Edit]:
        return self._data.draw(edits(text))


class FixedEdits:
    """A text normaliser that asks for the same edits of each text."""

    def __init__(self, *wanted: object) -> None:
        self._wanted = wanted

    def edits(self, text: str) -> list[object]:
        return list(self._wanted)


class Renaming:
    """A token normaliser made of a function."""

    def __init__(self, function) -> None:
        self._function = function

    def token(self, token: str) -> str:
        return self._function(token)


class Cutting:
    """A tokeniser made of a function."""

    def __init__(self, function) -> None:
        self._function = function

    def spans(self, text: str):
        return self._function(text)


def plugins_with(**components: object) -> Plugins:
    """Return plugins that offer components under their names, as a third party's plugin does."""

    class Offering:
        @hookimpl
        def provenance_normalisers(self):
            for name, component in components.items():
                if hasattr(component, "edits"):
                    yield NormaliserEntry(name=name, kind="text", factory=lambda made=component: made)
                elif hasattr(component, "token"):
                    yield NormaliserEntry(name=name, kind="token", factory=lambda made=component: made)

        @hookimpl
        def provenance_tokenisers(self):
            for name, component in components.items():
                if hasattr(component, "spans"):
                    yield TokeniserEntry(name=name, factory=lambda made=component: made)

    return load_plugins(PluginOptions(no_plugins=True), extra=[Offering()])
