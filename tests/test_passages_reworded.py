"""What becomes of reworded, copied and quoted texts."""

from __future__ import annotations

import random
import time
from functools import cache

import pytest

from provenance import Passage, ReuseOptions, find_reuse
from provenance.text.words import words

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
    began = time.process_time()

    result = find_reuse(documents)

    assert time.process_time() - began < 5
    for passage in result.passages:
        assert passage.left.stop <= len(left)
        assert passage.right.stop <= len(right)
