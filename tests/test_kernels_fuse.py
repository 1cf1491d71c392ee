"""Chains and reworded stretches become the passages of the twin; what that makes of texts."""

from __future__ import annotations

import random
import time
from functools import cache
from itertools import pairwise

import naive
import numpy as np
import pytest
import strategies as own
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from provenance import Passage, ReuseOptions, find_reuse
from provenance.kernels.align import align_pairs
from provenance.kernels.fuse import fuse_pairs
from provenance.model.words import QUOTED, SENTENCE
from provenance.text.words import words

# Kernels


def chains_of(lefts, rights, numbers, flags, document_tokens, min_words: int, max_gap: int) -> np.ndarray:
    """Return the chains of exact runs of pairs."""
    rows = np.empty((20_000, 7), np.int64)
    filled, pair, _ = align_pairs(lefts, rights, numbers, flags, document_tokens, min_words, max_gap, 0, rows)
    assert pair == len(lefts)
    return rows[:filled]


def passages_of(
    articles: list[naive.Article], pairs: list[tuple[int, int]], chains: np.ndarray | None, rare, least, room: int = 900
) -> tuple[list[list[naive.Fused]], list[list[naive.Row]]]:
    """Return the passages of each pair, as the kernel finds them, and the chains they were made of."""
    numbers = np.array([stem for article in articles for stem in article.stems], np.uint32)
    begins = np.array([begin for article in articles for begin in article.begins], bool)
    quoted = np.array([flag for article in articles for flag in article.quoted], bool)
    flags = (begins * SENTENCE | quoted * QUOTED).astype(np.uint8)
    document_tokens = np.cumsum([0, *(len(article.stems) for article in articles)]).astype(np.int64)
    lefts, rights = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    if chains is None:
        chains = chains_of(lefts, rights, numbers, flags, document_tokens, least[0], 8)
    found: list[list[naive.Fused]] = [[] for _ in pairs]
    weights, frequencies = (np.array(column, np.float32) for column in rare)
    pair = chain = calls = 0
    room += len(chains)
    while pair < len(pairs):
        rows = np.full((room + 2, 8), -7, np.int64)
        filled, pair, chain = fuse_pairs(
            lefts, rights, numbers, flags, document_tokens, weights, frequencies, chains, *least, pair, chain,
            rows[:room],
        )  # fmt: skip
        assert (rows[room:] == -7).all()
        for which, a, a_end, b, b_end, matched, is_quoted, origin in rows[:filled].tolist():
            spans = naive.Span(a, a_end), naive.Span(b, b_end)
            found[which].append(naive.Fused(*spans, matched, bool(is_quoted), origin))
        calls += 1
        assert calls <= len(pairs)
    assert chain == len(chains)
    by_pair: list[list[naive.Row]] = [[] for _ in pairs]
    for which, *row, is_quoted in chains.tolist():
        by_pair[which].append(naive.Row(*row, bool(is_quoted)))
    return found, by_pair


def articles_of(made: own.Reworded) -> list[naive.Article]:
    return [naive.Article(made.stems[side], made.begins[side], made.quoted[side]) for side in (0, 1)]


def is_clear(found: list[naive.Rectangle]) -> bool:
    """Whether no two rectangles are equally good: which of them comes first then says nothing."""
    ranks = sorted(box.share * box.weight for box in found)
    return all(more - less > 1e-6 for less, more in pairwise(ranks))


_LEAST = st.tuples(st.integers(3, 9), st.sampled_from([0.0, 1.0, 4.0, 8.0]), st.sampled_from([0.0, 0.3, 0.45, 0.6]))


@st.composite
def chains_anywhere(draw: st.DrawFn, sizes: tuple[int, int]) -> np.ndarray:
    """Return chains of one pair that lie anywhere."""
    rows = []
    for _ in range(draw(st.integers(0, 5))):
        spans = []
        for size in sizes:
            first = draw(st.integers(0, size - 1))
            spans += [first, min(size, first + draw(st.integers(1, 50)))]
        longest = min(spans[1] - spans[0], spans[3] - spans[2])
        rows.append([0, *spans, draw(st.integers((longest + 1) // 2, longest)), draw(st.booleans())])
    return np.array(rows, np.int64).reshape(-1, 7)


@given(own.reworded(), _LEAST)
@settings(max_examples=120)
def test_passages_are_those_of_the_twin(made, least):
    articles = articles_of(made)
    rare = (made.weights, [1e-3] * len(made.weights))

    [found], [chains] = passages_of(articles, [(0, 1)], None, rare, least)

    assume(is_clear(naive.rectangles_beside(*articles, chains, made.weights)))
    assert found == naive.fuse_pairs(*articles, *rare, chains, *least)


@given(st.data(), own.reworded(), _LEAST)
@settings(max_examples=120)
def test_so_they_are_with_chains_anywhere(data, made, least):
    articles = articles_of(made)
    assume(all(article.stems for article in articles))
    rare = (made.weights, [1e-3] * len(made.weights))
    drawn = data.draw(chains_anywhere(tuple(len(article.stems) for article in articles)))

    [found], [chains] = passages_of(articles, [(0, 1)], drawn, rare, least)

    assume(is_clear(naive.rectangles_beside(*articles, chains, made.weights)))
    assert found == naive.fuse_pairs(*articles, *rare, chains, *least)


@given(st.integers(0, 2**32 - 1), st.booleans(), st.sampled_from([0, 8, 20, 40]))
@settings(max_examples=40)
def test_a_summary_takes_the_place_of_what_lies_within_it(seed, is_left, copied):
    choose = random.Random(seed)  # noqa: S311
    long = [choose.randrange(2**32) for _ in range(300)]
    summary = choose.sample(long, 90)
    at = choose.randrange(200)
    copy = long[at : at + copied]
    short = [choose.randrange(2**32) for _ in range(20)] + summary[:50] + copy + summary[50:]
    quoted = choose.random() < 0.3
    articles = [
        naive.Article(
            stems, [place % 15 == 0 for place in range(len(stems))], [stem in copy and quoted for stem in stems]
        )
        for stems in ((short, long) if is_left else (long, short))
    ]
    rare = ([choose.random() for _ in range(1024)], [1e-4 * choose.random() for _ in range(1024)])

    [found], [chains] = passages_of(articles, [(0, 1)], None, rare, (8, 8.0, 0.45))

    rare = tuple(np.array(column, np.float32).tolist() for column in rare)
    assert found == naive.fuse_pairs(*articles, *rare, chains, 8, 8.0, 0.45)
    assert copied >= 20 or any(row.origin == naive.fuse.REWORDED for row in found)


@given(st.lists(own.reworded(), min_size=2, max_size=3), st.integers(0, 300))
@settings(max_examples=40)
def test_pairs_do_not_touch_each_other_and_go_on_where_the_rows_were_full(drawn, room):
    articles = [article for made in drawn for article in articles_of(made)]
    rare = (drawn[0].weights, [1e-3] * len(drawn[0].weights))
    pairs = [(a, b) for a in range(len(articles)) for b in range(a + 1, len(articles))]

    found, chains = passages_of(articles, pairs, None, rare, (4, 2.0, 0.3), room + 257)

    for pair, rows, of_pair in zip(pairs, found, chains, strict=True):
        one_by_one = np.array([[0, *row] for row in of_pair], np.int64).reshape(-1, 7)
        [[*alone], _] = passages_of(articles, [pair], one_by_one, rare, (4, 2.0, 0.3))
        assert [rows] == alone


def test_articles_without_words():
    empty, some = naive.Article([], [], []), naive.Article([1, 2, 3], [True, False, False], [False] * 3)
    rare = ([1.0] * 16, [1e-3] * 16)

    found, _ = passages_of([empty, some, empty], [(0, 1), (0, 2), (1, 2)], None, rare, (3, 0.0, 0.0))

    assert found == [[], [], []]


# Texts

_COMMON = """
    the of to and in a that for it on with was by at as from said had been were is his he its who but
""".split()  # noqa: SIM905 - words are read more easily than a list of strings


@cache
def made_up_words() -> list[str]:
    choose = random.Random(5)  # noqa: S311
    return ["".join(choose.choice("bdfgklmnprstvz") + choose.choice("aeiou") for _ in range(4)) for _ in range(9000)]


@cache
def unrelated(count: int = 24, sentences: int = 12, seed: int = 7) -> tuple[str, ...]:
    """Return articles in made-up words that share nothing but the most common words of English."""
    choose = random.Random(seed)  # noqa: S311

    def sentence() -> str:
        some = [choose.choice(_COMMON if choose.random() < 0.45 else made_up_words()) for _ in range(18)]
        return " ".join(some).capitalize() + "."

    return tuple(" ".join(sentence() for _ in range(sentences)) for _ in range(count))


ORIGINAL = (
    "The harbour authority has fined the operator of the stranded ferry after investigators concluded that its "
    "captain ignored two warnings about the shifting sandbank. Nobody drowned, yet eleven passengers needed treatment "
    "for hypothermia and a crewman fractured his wrist while lowering the lifeboats."
)
REWORDED = (
    "Because two warnings about a shifting sandbank were ignored by the captain, investigators have concluded, the "
    "stranded ferry's operator was fined by the authority that runs the harbour. Treatment for hypothermia was needed "
    "by eleven of its passengers; lowering lifeboats, one crewman had his wrist fractured, yet nobody was drowned."
)
VERBATIM = (
    "Engineers expect salvage barges to tow the wreck towards Rotterdam before winter storms make the estuary "
    "impassable for deep hulls"
)
QUOTE = "we will not rest until every family knows what has happened to them on that night"


def longest_common_run(one: list[str], other: list[str]) -> int:
    return max(
        size
        for size in range(len(one) + 1)
        if {tuple(one[at : at + size]) for at in range(len(one) - size + 1)}
        & {tuple(other[at : at + size]) for at in range(len(other) - size + 1)}
    )


def reuse(left: str, right: str, **options):
    """Compare two texts amid unrelated ones; only passages of the two may be found."""
    documents = {"left": left, "right": right} | {f"other{n}": text for n, text in enumerate(unrelated())}
    result = find_reuse(documents, options=ReuseOptions(**options))
    assert {(p.left.document, p.right.document) for p in result.passages} <= {("left", "right")}
    return result


def texts_of(result, passage: Passage) -> tuple[str, str]:
    left, right = (result.documents[result.documents.position(side.document)] for side in (passage.left, passage.right))
    return left.text[passage.left.start : passage.left.stop], right.text[passage.right.start : passage.right.stop]


def amid(text: str, before: int, after: int) -> str:
    """Put a text amid sentences of an article that is not in the collection."""
    return f"{unrelated(count=1, seed=100 + before)[0]} {text} {unrelated(count=1, seed=100 + after)[0]}"


def test_a_reworded_paragraph_is_one_paraphrase():
    assert longest_common_run(words(ORIGINAL), words(REWORDED)) < 5
    result = reuse(amid(ORIGINAL, 1, 2), amid(REWORDED, 3, 4))

    [passage] = result.passages

    assert (passage.kind, passage.quoted) == ("paraphrase", False)
    assert 0 < passage.similarity < 1
    for found, planted in zip(texts_of(result, passage), (ORIGINAL, REWORDED), strict=True):
        shared = len(set(words(found)) & set(words(planted)))
        assert shared >= 0.85 * len(set(words(planted)))
        assert len(words(found)) <= 1.2 * len(words(planted))


@pytest.mark.parametrize("sensitivity", ["strict", "balanced", "wide"])
def test_a_copied_passage_stays_verbatim_to_the_word(sensitivity):
    result = reuse(amid(VERBATIM + ".", 1, 2), amid(VERBATIM + ",", 3, 4), sensitivity=sensitivity)

    [passage] = result.passages
    assert (passage.kind, passage.quoted, passage.similarity) == ("verbatim", False, 1)
    assert texts_of(result, passage) == (VERBATIM, VERBATIM)


def test_a_copied_and_a_reworded_paragraph_far_apart_are_two_passages():
    between = unrelated(count=2, seed=99)
    result = reuse(
        f"{VERBATIM}. {between[0]} {ORIGINAL}",
        f"{REWORDED} {between[1]} {VERBATIM}.",
    )

    assert sorted(passage.kind for passage in result.passages) == ["paraphrase", "verbatim"]
    [verbatim] = [passage for passage in result.passages if passage.kind == "verbatim"]
    assert texts_of(result, verbatim) == (VERBATIM, VERBATIM)


@pytest.mark.parametrize("amid_words", [True, False])
def test_a_quotation_that_both_sides_quote_is_a_passage_of_its_own(amid_words):
    left, right = f'{ORIGINAL} "{QUOTE}," she said.', f"{REWORDED} A spokeswoman said: “{QUOTE}.”"
    result = reuse(amid(left, 1, 2) if amid_words else left, amid(right, 3, 4) if amid_words else right)

    quoted = [passage for passage in result.passages if passage.quoted]
    assert [texts_of(result, passage) for passage in quoted] == [(QUOTE, QUOTE)]
    [passage] = [passage for passage in result.passages if not passage.quoted]
    assert passage.kind == "paraphrase"
    assert all(QUOTE not in text for text in texts_of(result, passage))


COPIED = "lorry crashed through barrier near bridge yesterday killing"
LISTED = "glaciers retreat faster everywhere across mountains threatening valleys villages rivers harvests shepherds"
TURNED = "shepherds harvests faster rivers mountains everywhere valleys threatening glaciers across villages retreat"


def test_words_in_another_order_are_not_verbatim():
    copied = f"{COPIED} driver instantly officers confirmed witnesses"
    result = reuse(f"{copied} {LISTED}", f"{copied} {TURNED}")

    [passage] = result.passages
    left, right = texts_of(result, passage)
    assert (words(left) == words(right)) == (passage.kind == "verbatim")
    assert passage.similarity < 1


def test_a_reworded_quotation_does_not_make_copied_prose_quoted():
    only_left, only_right = (" ".join(f"{side}{n}" for n in range(15)) for side in ("left", "right"))
    result = reuse(f"{COPIED}. {only_left}. “{LISTED}.”", f"{COPIED}. {only_right}. “{TURNED}.”")

    for passage in result.passages:
        assert not (passage.quoted and COPIED in texts_of(result, passage)[0])


def shuffled(text: str, changed: float, seed: int) -> str:
    """Return a text with words changed and put in another order within each sentence."""
    choose = random.Random(seed)  # noqa: S311
    others = iter(words(unrelated(count=30, sentences=30, seed=1000 + seed)[0]))
    sentences = []
    for sentence in text.split(". "):
        some = [next(others) if choose.random() < changed else word for word in sentence.strip(".").split()]
        sentences.append(
            " ".join(word for _, word in sorted((at + 5 * choose.random(), w) for at, w in enumerate(some)))
        )
    return ". ".join(sentences) + "."


def test_the_more_sensitive_the_more_is_found():
    sources = unrelated(count=24)
    documents = {f"source{n}": text for n, text in enumerate(sources)}
    documents |= {
        f"copy{n}": amid(shuffled(". ".join(text.split(". ")[2:5]), 0.05 * (n % 16), n), n, 40 + n)
        for n, text in enumerate(sources)
    }
    found = {
        sensitivity: [
            passage
            for passage in find_reuse(documents, options=ReuseOptions(sensitivity=sensitivity)).passages
            if passage.kind == "paraphrase"
        ]
        for sensitivity in ("strict", "balanced", "wide")
    }

    counts = [len(passages) for passages in found.values()]
    assert 0 < counts[0] < counts[1] <= counts[2]
    places = [{(p.left, p.right) for p in passages} for passages in found.values()]
    assert places[0] <= places[1] <= places[2]
    assert all(p.left.document[6:] == p.right.document[4:] for passages in found.values() for p in passages)


def collection() -> dict[str, str]:
    sources = unrelated(count=12)
    between = amid(f'{ORIGINAL} {VERBATIM}. "{QUOTE}"', 1, 2)
    return (
        {f"a{n}": text for n, text in enumerate(sources)}
        | {"m1": between, "m2": amid(REWORDED, 5, 6), "m3": amid(f'{VERBATIM}, "{QUOTE}"', 3, 4)}
        | {f"z{n}": amid(shuffled(text, 0.2, n), n, 50 + n) for n, text in enumerate(sources[:6])}
    )


def test_threads_change_nothing():
    results = [find_reuse(collection(), options=ReuseOptions(threads=threads)) for threads in (1, 2, 5)]

    assert list(results[0].passages) == list(results[1].passages) == list(results[2].passages)
    assert {"paraphrase", "verbatim"} <= {passage.kind for passage in results[0].passages}


def test_ids_change_nothing_but_names():
    documents = collection()
    names = dict(zip(documents, sorted(documents, reverse=True), strict=True))

    def named(passage: Passage, side: str) -> tuple:
        found = getattr(passage, side)
        return (names.get(found.document), found.start, found.stop)

    plain = find_reuse(documents).passages
    other = find_reuse({names[name]: text for name, text in documents.items()}).passages

    assert [(named(p, "left"), named(p, "right"), p.kind, p.quoted, p.similarity) for p in plain] == [
        (tuple(vars_of(p.left)), tuple(vars_of(p.right)), p.kind, p.quoted, p.similarity) for p in other
    ]


def vars_of(side) -> tuple:
    return side.document, side.start, side.stop


def test_the_order_of_the_articles_changes_which_side_is_left_and_little_else():
    documents = collection()

    def kinds(result) -> list[tuple]:
        return sorted((*sorted((p.left.document, p.right.document)), p.kind, p.quoted) for p in result.passages)

    plain, turned = find_reuse(documents), find_reuse(dict(reversed(documents.items())))

    assert kinds(plain) == kinds(turned)


@pytest.mark.parametrize("sensitivity", ["strict", "balanced", "wide"])
def test_articles_that_share_only_common_words_share_nothing(sensitivity):
    assert list(reuse(unrelated(seed=1)[0], unrelated(seed=2)[0], sensitivity=sensitivity).passages) == []
    assert list(find_reuse(list(unrelated(seed=3)[:2]), options=ReuseOptions(sensitivity=sensitivity)).passages) == []


# What nobody writes


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("word " * 20_000, "word " * 20_000),
        ("Some say that ferries float. " * 300, "Some say that ferries float. " * 300),
        ("One two three four five six. Seven eight nine ten. " * 300, "six nine one. Ten three four two eight. " * 300),
        ("a. b? c! " * 5000, "c; b. a… " * 5000),
    ],
)
@pytest.mark.parametrize("amid_others", [False, True])
def test_texts_that_repeat_themselves_end_soon(left, right, amid_others):
    documents = [left, right, *(unrelated() if amid_others else ())]
    find_reuse(list(unrelated()[:2]))  # kernels are compiled
    began = time.perf_counter()

    result = find_reuse(documents)

    assert time.perf_counter() - began < 5
    for passage in result.passages:
        assert passage.left.stop <= len(left)
        assert passage.right.stop <= len(right)
