"""Which pairs are proposed, and what is boilerplate or chance: copies, footers, stories, reworded sentences."""

from __future__ import annotations

import time

import numpy as np
import pytest

from provenance import Document, ReuseOptions, find_reuse
from provenance.candidates.copies import find_copies
from provenance.candidates.exact import needed_fingerprints
from provenance.engines.local import prepare
from provenance.engines.memory import machine_memory
from provenance.engines.pool import in_order
from provenance.engines.scratch import Scratch
from provenance.errors import OutputError
from provenance.model.documents import Documents
from provenance.text.pipeline import Pipeline

EXACT = ReuseOptions(candidates="exact")


def prose(random: np.random.Generator, count: int, vocabulary: int = 5000) -> list[str]:
    """Words without meaning, some of them frequent."""
    return [f"w{int(number)}" for number in (vocabulary * random.random(count) ** 3)]


def articles(count: int, words: int = 120, seed: int = 5) -> list[list[str]]:
    random = np.random.default_rng(seed)
    return [prose(random, words) for _ in range(count)]


def joined(texts: list[list[str]]) -> list[str]:
    return [" ".join(words) for words in texts]


def pairs_of(result) -> set[tuple[str, str]]:
    return {(passage.left.document, passage.right.document) for passage in result.passages}


# Candidates


def test_planted_passages_are_candidates():
    random = np.random.default_rng(2)
    texts = articles(400)
    for target in range(200, 400):
        passage = texts[target - 200][20:60]
        edited = [f"e{target}x{at}" if random.random() < 0.15 else word for at, word in enumerate(passage)]
        texts[target][50:50] = edited

    found = prepare(
        Documents.of([Document(str(at), text) for at, text in enumerate(joined(texts))]), None, EXACT, Pipeline()
    ).candidates

    left, right = found.take(0, found.count)
    proposed = set(zip(left.tolist(), right.tolist(), strict=True))
    assert {(target - 200, target) for target in range(200, 400)} <= proposed
    assert len(proposed) < 300
    assert (np.diff(left) >= 0).all()


def test_a_reworded_sentence_is_a_candidate_by_its_rare_words():
    texts = joined(articles(300, 60))
    texts.append(
        "Divers from the Ellery lifeboat station recovered the trawler's black box near Marrow Reef on Saturday, "
        "harbour master Ines Valdour confirmed."
    )
    texts.append(
        "Harbour master Ines Valdour confirmed on Saturday that divers of Ellery's lifeboat station had found the "
        "black box of the trawler near Marrow Reef."
    )

    found = prepare(
        Documents.of([Document(str(at), text) for at, text in enumerate(texts)]), None, EXACT, Pipeline()
    ).candidates

    left, right = found.take(0, found.count)
    assert (300, 301) in set(zip(left.tolist(), right.tolist(), strict=True))


def test_more_documents_have_to_share_more():
    needed = [needed_fingerprints(documents) for documents in (0, 1, 500, 3_000, 20_000, 60_000, 10**8)]

    both = [(each.ngrams, each.stem_pairs) for each in needed]
    assert both == sorted(both)
    assert (both[0], both[-1]) == ((3, 2), (5, 4))


# Copies


def test_copies_share_what_their_first_shares():
    page, other = articles(2)
    other[30:30] = page[10:50]
    texts = joined([page, other, page, page, *articles(20, seed=9)])

    result = find_reuse(texts, options=EXACT)

    assert pairs_of(result) == {("0", "1"), ("1", "2"), ("1", "3"), ("0", "2"), ("0", "3"), ("2", "3")}


def test_ten_thousand_copies_of_a_page_cost_no_square():
    page = " ".join(articles(1, 300)[0])
    begun = time.process_time()

    result = find_reuse([page] * 10_000)

    assert time.process_time() - begun < 20
    assert len(result.passages) == 64 * 63 // 2 + 2 * (10_000 - 64)
    assert {passage.kind for passage in result.passages[:100]} == {"verbatim"}
    assert "10,000 articles that are word for word like 64 others or more" in result.run.left_out[0]
    assert {derivation.degree for derivation in result.derivations} == {"wholly"}


def test_two_large_groups_of_copies_that_share_a_passage():
    one, other = articles(2)
    other[30:30] = one[10:50]
    texts = joined([one] * 50 + [other] * 50)

    result = find_reuse(texts, options=ReuseOptions(candidates="exact", max_bucket=20))

    across = {pair for pair in pairs_of(result) if (int(pair[0]) < 50) != (int(pair[1]) < 50)}
    # Of documents of the same words the first ones by id.
    groups = sorted(map(str, range(50))), sorted(map(str, range(50, 100)))
    assert {each for pair in across for each in pair} == {*groups[0][:10], *groups[1][:10]}
    assert len(across) == 100


def test_short_and_empty_documents_are_no_copies():
    numbers, tokens = np.array([1, 2, 3, 1, 2, 3], np.uint32), np.array([0, 3, 3, 3, 6], np.int64)

    assert find_copies(numbers, tokens, 4).groups == {}
    assert {first: group.tolist() for first, group in find_copies(numbers, tokens, 3).groups.items()} == {0: [0, 3]}


# Hostile texts


def test_texts_of_one_word_cost_no_square():
    texts = ["word " * (600 + number) for number in range(400)] + ["word " * 200_000, "word " * 200_001]
    begun = time.process_time()

    result = find_reuse(texts, options=EXACT)

    assert time.process_time() - begun < 20
    assert "in more than 64 articles each" in result.run.left_out[0]


def test_a_long_article_shares_passages_with_others_and_no_chance():
    random = np.random.default_rng(6)
    long = prose(random, 150_000)
    texts = articles(300)
    for number in range(0, 300, 30):
        texts[number][60:60] = long[number * 400 : number * 400 + 60]
    begun = time.process_time()

    result = find_reuse(joined([long, *texts]))

    assert time.process_time() - begun < 20
    assert {right for left, right in pairs_of(result) if left == "0"} >= {str(1 + at) for at in range(0, 300, 30)}
    assert len(pairs_of(result)) < 15


# Boilerplate


def test_a_footer_of_many_articles_is_boilerplate():
    footer = articles(1, 60, seed=77)[0]
    texts = [words + footer for words in articles(400)]
    texts[7][20:20] = texts[3][40:80]

    result = find_reuse(joined(texts))

    assert pairs_of(result) == {("3", "7")}
    assert any("words of boilerplate" in text for text in result.run.left_out)


def test_a_passage_is_trimmed_of_furniture_at_its_ends():
    footer = articles(1, 40, seed=77)[0]
    texts = [words + footer for words in articles(300)]
    texts[7][-40:-40] = texts[3][-80:-40]
    own = " ".join(texts[3][-80:-40])

    (passage,) = find_reuse(joined(texts)).passages

    assert (passage.left.document, passage.right.document, passage.words, passage.kind) == ("3", "7", 40, "verbatim")
    text = " ".join(texts[3])
    assert text[passage.left.start : passage.left.stop] == own


def test_a_story_that_hundreds_print_is_none():
    story = articles(1, 300, seed=77)[0]
    texts = [[*words[:20], *story] for words in articles(150)] + articles(600, seed=8)

    result = find_reuse(joined(texts))

    assert {int(document) for pair in pairs_of(result) for document in pair} == set(range(150))
    assert all(passage.words >= 300 for passage in result.passages)
    assert not any("boilerplate" in text for text in result.run.left_out)


def test_what_thirty_of_fifty_papers_print_is_none():
    paragraph = articles(1, 50, seed=77)[0]
    texts = [words + paragraph * (number < 30) for number, words in enumerate(articles(50))]

    for candidates in ("every-pair", "exact"):
        result = find_reuse(joined(texts), options=ReuseOptions(candidates=candidates))
        assert len(pairs_of(result)) == 30 * 29 // 2


def test_voices_are_sources_where_they_are_known():
    # A hundred and twenty editions of one paper have a paragraph, and one of each other paper.
    paragraph = articles(1, 40, seed=77)[0]
    rows = [
        Document(str(number), " ".join(words + paragraph * (number < 120)), source="Gazette" if number < 120 else None)
        for number, words in enumerate(articles(700))
    ]

    assert len(find_reuse(rows).passages) == 0
    apart = [Document(row.id, row.text, source=f"paper {number % 60}") for number, row in enumerate(rows)]
    assert len(find_reuse(apart).passages) > 100


def test_what_all_quote_is_no_boilerplate():
    quotation = " ".join(articles(1, 25, seed=77)[0])
    texts = [f"{' '.join(words)}. “{quotation}”, she said" for words in articles(300)]

    result = find_reuse(texts)

    assert all(passage.quoted for passage in result.passages)
    assert {int(document) for pair in pairs_of(result) for document in pair} == set(range(300))


# Chance


def test_short_runs_that_a_large_collection_holds_by_chance_are_no_passages():
    # Common words in few orders: what two articles share of them is nobody's.
    random = np.random.default_rng(1)
    chains = [[f"c{(at * 7 + turn) % 60}" for turn in range(12)] for at in range(400)]
    texts = [[word for i in random.integers(0, 400, 12) for word in chains[i]] for _ in range(600)]
    unusual = [f"rare{at}" for at in range(10)]
    texts[10][30:30] = texts[20][30:30] = unusual

    # How likely a run within a sentence is a formula is another question.
    result = find_reuse(joined(texts), options=ReuseOptions(min_confidence=0))

    assert ("10", "20") in pairs_of(result)
    short = [passage for passage in result.passages if passage.words < 15]
    assert {(passage.left.document, passage.right.document) for passage in short} <= {("10", "20")}


# Room


def test_arrays_beyond_the_limit_lie_in_files():
    scratch = Scratch(1 << 20)
    first = scratch.empty(1 << 17, np.int64)
    second = scratch.zeros(1 << 17, np.int64)
    kinds = [type(first), type(second), type(scratch.empty(10, np.int64))]
    del first
    kinds.append(type(scratch.empty(1 << 17, np.int64)))

    assert kinds == [np.ndarray, np.memmap, np.ndarray, np.ndarray]
    assert (second == 0).all()
    second[:] = 7
    assert int(second.sum()) == 7 << 17


def test_no_room_for_temporary_files(monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/no such folder")

    with pytest.raises(OutputError, match="no room for 1,048,576 bytes") as caught:
        Scratch(0).empty(1 << 17, np.int64)
    assert "--memory" in str(caught.value.hint)


def test_the_memory_of_the_machine():
    assert 1 << 26 < machine_memory() < 1 << 50


@pytest.mark.parametrize("threads", [1, 2])
def test_work_in_threads_comes_in_order(threads):
    assert list(in_order(lambda number: number * number, range(50), threads)) == [n * n for n in range(50)]
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda number: 1 // number, range(5, -5, -1), threads))
