"""Passages are split where the twin splits them."""

from __future__ import annotations

import random
from collections import Counter

import naive_links as naive
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_links import Box, Piece, Words

from provenance.kernels.links import PIECE, split_passages
from provenance.model.words import SENTENCE, SOLO

#: Weights by stem: half of the words are common ones.
WEIGHTS = np.array([0.02, 0.1, 0.2, 0.3, 0.31, 0.6, 0.8, 1.0] * 128, np.float32)


def words_of(choose: random.Random, stems: list[int], solo: bool) -> Words:
    begins = [at == 0 or choose.random() < 0.1 for at in range(len(stems))]
    weights = [float(WEIGHTS[stem]) for stem in stems]
    return Words(stems, weights, begins, [solo and choose.random() < 0.5 for _ in stems])


def passage_of(choose: random.Random) -> tuple[Words, Words]:
    """Return two sides made of blocks: some copied and edited, some of either side alone."""
    few = choose.choice((60, 1024))
    left: list[int] = []
    right: list[int] = []
    for _ in range(choose.randint(1, 6)):
        copy = [choose.randrange(few) for _ in range(choose.randint(3, 40))]
        left += copy
        right += [word if choose.random() < 0.8 else choose.randrange(few) for word in copy]
        for side in (left, right):
            side += [choose.randrange(few) for _ in range(choose.choice((0, 4, 14, 22, 22, 30)))]
    solo = choose.random() < 0.2
    return words_of(choose, left, solo), words_of(choose, right, solo)


def split_by_kernel(passages: list[tuple[Words, Words]], matched: list[float], room: int) -> list[list[Piece]]:
    sides = [side for passage in passages for side in passage]
    starts = np.concatenate([[0], np.cumsum([len(side.stems) for side in sides])])
    stems = np.array([stem for side in sides for stem in side.stems], np.uint32)
    flags = np.array(
        [begin * SENTENCE + solo * SOLO for side in sides for begin, solo in zip(side.begins, side.solo, strict=True)],
        np.uint8,
    )
    spans = np.column_stack([starts[:-1], starts[1:]]).reshape(-1, 4).astype(np.int64)
    found: list[list[Piece]] = [[] for _ in passages]
    passage = 0
    while passage < len(passages):
        longest = max(int(np.diff(spans[passage : passage + 1]).max()), room)
        rows = np.full((longest + 1, len(PIECE)), -7, np.int64)
        filled, passage = split_passages(stems, flags, WEIGHTS, spans, np.array(matched), 5, passage, rows)
        assert (rows[filled:] == -7).all()
        for which, a, a_end, b, b_end, linked in rows[:filled].tolist():
            begin, other = int(spans[which, 0]), int(spans[which, 2])
            box = Box(a - begin, a_end - begin, b - other, b_end - other)
            found[which].append(Piece(box, None if linked < 0 else linked))
    return found


def test_passages_are_split_as_by_the_twin():
    met: Counter[str] = Counter()

    @given(st.randoms(use_true_random=False), st.integers(1, 4), st.sampled_from((0.0, 10.0, 1000.0)))
    @settings(max_examples=120, deadline=None)
    def compare(choose, count, matched):
        passages = [passage_of(choose) for _ in range(count)]

        found = split_by_kernel(passages, [matched] * count, choose.choice((1, 400)))

        for (left, right), pieces in zip(passages, found, strict=True):
            expected = naive.split(left, right, matched, 5)
            assert sorted(pieces) == sorted(expected)
            met["whole"] += expected == [Piece(Box(0, len(left.stems), 0, len(right.stems)), None)]
            met["split"] += len(expected) > 1
            met["dropped"] += not expected

    compare()
    assert met["whole"] > 10
    assert met["split"] > 10
