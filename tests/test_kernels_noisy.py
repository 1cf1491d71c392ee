"""The character channel equals its twin."""

from __future__ import annotations

from itertools import pairwise

import naive
import naive_noisy
import noise
import numpy as np
import strategies as own
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.align.model import load_model, vector
from provenance.candidates.characters import close_pairs
from provenance.kernels.align import align_pairs
from provenance.kernels.characters import DIAGONAL, gather_characters, join_shingles, sample_shingles
from provenance.kernels.noisy import add_noisy
from provenance.kernels.words import word_numbers
from provenance.model.documents import text_array
from provenance.model.word_flags import QUOTED
from provenance.stages.words import word_table
from provenance.text.pipeline import Pipeline
from provenance.text.words import tokenise

SENTENCES = """
    the ferry ran aground on a sandbank shortly before dawn on monday with sixty people on board
    and lifeboats from two harbours took everybody off before the tide turned
    nobody was hurt the owner said but the company was fined in february for a faulty radar
    the harbour master told reporters that the vessel had left its usual course in dense fog
    steel prices rose for the third month as mills in the north cut production again
    union leaders will meet the minister on thursday to discuss the closure of the plant
    the council voted against the new bridge after a debate that lasted until midnight
""".strip().splitlines()


@st.composite
def noisy_texts(draw: st.DrawFn) -> list[str]:
    """Two or three texts, each later one of noisy sentences of the first and others."""
    first = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3))
    texts = [" ".join(first)]
    for _ in range(draw(st.integers(1, 2))):
        sentences = []
        for sentence in draw(st.lists(st.sampled_from([*first, *SENTENCES]), min_size=1, max_size=3)):
            seed = draw(st.integers(0, 99))
            changed = noise.scanned(sentence.strip(), seed, draw(st.sampled_from([0, 0, 0.05, 0.15, 0.3])))
            changed = noise.respaced(changed, seed, draw(st.sampled_from([0, 0, 0.1, 0.3])))
            sentences.append(f"“{changed}”" if draw(st.sampled_from([False, False, True])) else changed)
        texts.append(" ".join(sentences))
    return texts


def rows_of(texts: list[str], min_words: int, max_gap: int, wanted: list[bool], room: int = 3):
    """Return the rows of each pair of texts as the kernel and as the twin make them of the exact chains."""
    tokens = tokenise(text_array(texts))
    numbers = np.empty(len(tokens), np.uint32)
    word_numbers(tokens.norm, tokens.token_start, numbers)
    flags = np.zeros(len(tokens), np.uint8)
    for text, (first, last) in zip(texts, pairwise(tokens.document_tokens), strict=True):
        for token in range(first, last):
            marks = text[: tokens.cp_start[token]]
            flags[token] = QUOTED if marks.count("“") > marks.count("”") else 0
    pairs = [(a, b) for a in range(len(texts)) for b in range(a + 1, len(texts))]
    lefts, rights = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    chains = np.empty((4000, 8), np.int64)
    model = load_model()
    filled, _, _ = align_pairs(
        lefts, rights, numbers, flags, tokens.document_tokens, min_words, max_gap, model.chains.gap_cost, 0, chains
    )
    characters = np.empty(len(tokens.norm), np.uint16)
    token_characters = np.empty(len(tokens) + 1, np.int64)
    count = gather_characters(tokens.norm, tokens.token_start, characters, token_characters)
    slots = np.arange(len(texts), dtype=np.int32)
    found: list[list[naive.Row]] = [[] for _ in pairs]
    pair = chain = calls = 0
    while pair < len(pairs):
        store = np.full((filled + 40, 8), -7, np.int64)
        rows = store[: filled + 32 + room]
        made, pair, chain = add_noisy(
            lefts, rights, np.array(wanted[: len(pairs)]), characters[:count], token_characters, slots,
            tokens.document_tokens, flags, tokens.document_tokens, chains[:filled], min_words, max_gap,
            vector(model.characters), pair, chain, rows,
        )  # fmt: skip
        assert (store[len(rows) :] == -7).all()
        for which, *row, quoted, _ in rows[:made].tolist():
            found[which].append(naive.Row(*row, bool(quoted)))
        calls += 1
        assert calls <= len(pairs)
    words = [tokens.words(document) for document in range(len(texts))]
    quoted = np.split(flags == QUOTED, tokens.document_tokens[1:-1])
    expected = []
    for which, (a, b) in enumerate(pairs):
        exact = [naive.Row(*row[1:6], bool(row[6])) for row in chains[:filled].tolist() if row[0] == which]
        sides = [naive_noisy.Side(words[side], quoted[side].tolist()) for side in (a, b)]
        expected.append(naive_noisy.noisy_rows(*sides, exact, min_words, max_gap) if wanted[which] else exact)
    return found, expected


@given(
    noisy_texts(),
    st.integers(3, 9),
    st.integers(0, 9),
    st.lists(st.sampled_from([True, True, True, False]), min_size=3, max_size=3),
)
@settings(max_examples=60, deadline=None)
@example([SENTENCES[0], noise.scanned(SENTENCES[0], 1, 0.15)], 8, 8, [True] * 3)
def test_passages_are_those_of_the_twin(texts, min_words, max_gap, wanted):
    found, expected = rows_of(texts, min_words, max_gap, wanted)

    assert found == expected


@given(st.lists(own.texts(max_size=30), max_size=3))
def test_letters_are_those_of_the_words(texts):
    tokens = tokenise(text_array(texts))
    characters = np.empty(len(tokens.norm), np.uint16)
    starts = np.empty(len(tokens) + 1, np.int64)

    count = gather_characters(tokens.norm, tokens.token_start, characters, starts)

    words = [word for document in range(len(texts)) for word in tokens.words(document)]
    spelled = [naive_noisy.characters_of(word) for word in words]
    assert characters[:count].tolist() == [ord(character) & 0xFFFF for word in spelled for character in word]
    assert np.diff(starts).tolist() == [len(word) for word in spelled]


@given(st.lists(st.one_of(own.texts(max_size=30), own.prose()), max_size=3), st.integers(1, 9), st.integers(1, 4))
@settings(max_examples=60)
def test_sampled_shingles_are_those_of_the_twin(texts, width, every):
    words = word_table(text_array(texts), Pipeline(), characters=True)
    codes, starts = words.characters
    hashes, owners, places = (np.empty(len(codes), kind) for kind in (np.uint64, np.int32, np.int32))

    count = sample_shingles(codes, starts[words.document_tokens], width, every, 5, hashes, owners, places)

    streams = [codes[starts[a] : starts[b]].tolist() for a, b in pairwise(words.document_tokens.tolist())]
    found = zip(hashes[:count].tolist(), owners[:count].tolist(), places[:count].tolist(), strict=True)
    assert list(found) == [
        (h, document + 5, at) for h, document, at in naive_noisy.sample_shingles(streams, width, every)
    ]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-60, 60)), max_size=30))
def test_pairs_share_four_shingles_at_about_the_same_offset(shared):
    pairs, offsets = (np.array([row[side] for row in shared], np.int64) for side in (0, 1))

    expected = [
        pair
        for pair in range(3)
        if any(sum(one == pair and 0 <= at - start <= 48 for one, at in shared) >= 4 for _, start in shared)
    ]
    assert close_pairs(pairs, offsets).tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 50)), max_size=40), st.integers(2, 5))
def test_shared_shingles_are_joined_as_by_the_twin(shingles, most):
    shingles.sort()
    columns = [np.array([shingle[k] for shingle in shingles], (np.uint64, np.int32, np.int32)[k]) for k in range(3)]
    keys = np.empty(1000, np.int64)

    count = join_shingles(*columns, most, 10, keys)

    expected = naive_noisy.join_shingles(shingles, most)
    assert count == len(expected) == join_shingles(*columns, most, 10, keys[:0])
    assert keys[:count].tolist() == [
        (left * 10 + right) << int(DIAGONAL) | further % (1 << int(DIAGONAL)) for left, right, further in expected
    ]
