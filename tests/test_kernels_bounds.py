"""Kernels that need no machine instruction run as plain Python too, where numpy checks each index."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_SCRIPT = '''
import random
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import naive
import naive_noisy
from provenance.align.model import load_model
from provenance.kernels.align import align_pairs
from provenance.kernels.fingerprints import (
    count_fingerprints, ngram_fingerprints, scatter_fingerprints, stem_pair_fingerprints
)
from provenance.kernels.characters import join_shingles
from provenance.kernels.noisy import add_noisy
from provenance.kernels.fuse import fuse_pairs
from provenance.kernels.quotations import quotations
from provenance.kernels.postings import find_postings, link_documents, number_tokens
from provenance.kernels.statistics import count_documents, single_shares, surprisals
from provenance.kernels.windows import confirm_pairs, context_keys, mark_single, window_keys
from provenance.kernels.words import mark_spans

np.seterr(all="ignore")


class Guarded(np.ndarray):
    """An array that refuses to count from its end."""

    def __getitem__(self, at):
        check(at)
        return super().__getitem__(at)

    def __setitem__(self, at, value):
        check(at)
        super().__setitem__(at, value)


def check(at):
    for part in at if isinstance(at, tuple) else (at,):
        if not isinstance(part, (slice, np.ndarray)) and part < 0:
            raise IndexError(f"a negative index: {part}")


def array(values, kind):
    return np.array(values, kind).view(Guarded)


def room(size, kind):
    return np.zeros(size, kind).view(Guarded)


def fitted(section):
    return array(section, np.float64)


choose, more = random.Random(11), random.Random(12)
model = load_model()
cost = model.chains.gap_cost
sections = (model.evidence, model.seeds, model.stretches, model.summaries, model.merge)

pieces = [b'"', b"'", b" ", b"a", b"s' b", b"\\n", b"\\n\\n", b"\\xe2\\x80\\x9c", b"\\xe2\\x80\\x9d", b"\\xc2\\xab"]
pieces += [b"\\xe2\\x80", b"\\x9c", b"\\xff", b"\\xf0\\x9f", b"\\xc3\\xa9"]
for _ in range(150):
    data = b"".join(choose.choices(pieces, k=choose.randrange(30)))
    begins = array([0, choose.randrange(len(data) + 1), len(data)], np.int64)
    spans = len(data) + 20
    quotations(array(list(data), np.uint8), begins, room(spans, np.int64), room(spans, np.int64), room(3, np.int64))

for _ in range(60):
    lengths = [choose.randrange(14) for _ in range(3)]
    numbers = array(choose.choices(range(5), k=sum(lengths)), np.uint32)
    begins = array(np.cumsum([0, *lengths]), np.int64)
    width, pairs = choose.randint(1, 4), room(len(numbers), np.uint64)
    silent = array([choose.random() < 0.2 for _ in range(3)], np.bool_)
    ngram_fingerprints(numbers, begins, silent, 0, 3, width, pairs)
    weights, reach = array([0.1, 0.5, 0.9, 0.9], np.float32), choose.randint(1, 9)
    stem_pair_fingerprints(numbers, weights, 0.4, reach, begins, silent, 0, 3, pairs)
    bits = choose.randint(0, 3)
    counts = room(1 << bits, np.int64)
    count_fingerprints(pairs, bits, counts)
    places = array(np.cumsum([0, *counts])[:-1], np.int64)
    scattered, tokens = room(int(counts.sum()), np.uint64), room(int(counts.sum()), np.uint32)
    half = more.randrange(1 << bits)
    scatter_fingerprints(pairs, 0, bits, half, places[half:].copy(), scattered, tokens)
    scatter_fingerprints(pairs, 0, bits, 0, places, scattered, tokens)
    blocks = array(range(4), np.int64)
    table = room(16, np.uint8), room(64, np.uint64), room(64, np.int32), room(64, np.int32)
    starts, found, owners = room(len(scattered) // 2 + 1, np.int64), room(len(scattered), np.uint32), room(
        len(scattered), np.int32
    )
    if bits == 0:
        repeated, size = find_postings(scattered, tokens, begins, blocks, *table, starts, found, owners)
        repeats = room(len(numbers), np.uint32)
        number_tokens(found, starts[: repeated + 1], 1, repeats)
        link_documents(
            repeats, starts[: repeated + 1], owners[:size], begins, blocks,
            array(range(3), np.int32), choose.randint(2, 3), choose.randint(1, 4), 8, 0, 3, room((3, 3), np.uint32),
            array([-1, -1, -1], np.int32), room(8, np.int64),
        )

    keys = array([more.randrange(1, 2**63) for _ in range(3)], np.uint64)
    flags = array(more.choices([0, 2, 4], k=len(numbers)), np.uint8)
    tables = room(8, np.uint32), room((4, 2), np.uint32), room(8, np.uint16)
    count_documents(numbers, numbers, flags, begins, keys, *tables)
    single_shares(numbers, flags, begins, keys, tables[1], 3, room(3, np.float32))
    surprisals(numbers, tables[1], tables[2], len(numbers), begins[:-1], begins[1:], room(3, np.float64))

for _ in range(60):
    lengths = [choose.randrange(14) for _ in range(3)]
    stems = array(choose.choices(range(8), k=sum(lengths)), np.uint32)
    begins = array(np.cumsum([0, *lengths]), np.int64)
    mark_single(stems, begins, room(8, np.int32))
    flags = array(choose.choices([0, 0, 8], k=len(stems)), np.uint8)
    ranks = array([choose.choice([1, 2, 3.5, float("inf")]) for _ in range(8)], np.float32)
    keys, places = room(len(stems), np.uint64), room(len(stems), np.int64)
    count = window_keys(
        stems, flags, ranks, choose.randint(1, 9), begins, room(3, np.bool_), 0, 3, keys, places
    )
    order = np.argsort(keys[:count], kind="stable")
    places = places[:count][order]
    owners = (np.searchsorted(begins, places, "right") - 1).astype(np.int32)
    starts = np.flatnonzero(np.concatenate([[True], np.diff(keys[:count][order]) > 0, [True]])) if count else [0]
    weights, reach, most = array([0.1, 0.3, 0.5, 0.9] * 2, np.float32), choose.randint(1, 9), choose.randint(1, 4)
    context_keys(stems, weights, 0.2, reach, begins, places, owners, room(count, np.uint64))
    first, pairs = 0, room(most, np.int64)
    while first < count:
        _, first = confirm_pairs(
            stems, weights, 0.2, reach, 0.5, begins, array(starts, np.int64), places.view(Guarded),
            owners.view(Guarded), most, first, pairs,
        )

for _ in range(60):
    sides = [choose.choices(range(choose.choice([2, 6])), k=choose.randrange(22)) for _ in range(2)]
    flags = array(choose.choices([0, 0, 1, 2, 3], k=sum(map(len, sides))), np.uint8)
    rows = room((40, 8), np.int64)
    min_words, max_gap = choose.randint(3, 8), choose.randrange(9)
    lefts, rights, numbers = array([0], np.int32), array([1], np.int32), array(sum(sides, []), np.uint32)
    begins = array(np.cumsum([0, *map(len, sides)]), np.int64)
    filled, _, cut_short = align_pairs(lefts, rights, numbers, flags, begins, min_words, max_gap, cost, 0, rows)
    halves = np.split(flags, [len(sides[0])])
    texts = [naive.Text(words, [bool(f & 1) for f in half], [bool(f & 2) for f in half])
             for words, half in zip(sides, halves)]
    found = [naive.Row(*row[1:6], bool(row[6])) for row in rows[:filled].tolist()]
    assert found == naive.align_pair(*texts, min_words, max_gap)

origins = set()
sizes = [(0, 9), (1, 9), (4, 0), *[(12, 9)] * 4, (60, 30), (60, 30), (90, 420)]
for size, more in sizes:
    is_summary = more == 420
    vocabulary = choose.choices(range(2**32), k=900 if is_summary else choose.choice([3, 40]))
    left, right = choose.choices(vocabulary, k=size), choose.choices(vocabulary, k=more)
    if is_summary:
        left = sum((right[at : at + 3] for at in choose.sample(range(400), size // 3)), [])
    else:
        right += choose.sample(left, size)
    weights = array([0.2 + 0.8 * choose.random() for _ in range(64)], np.float32)
    flags = array(choose.choices([0, 0, 0, 1, 4], k=len(left + right)), np.uint8)
    begins = array([0, size, size + len(right)], np.int64)
    lefts, rights, stems = array([0], np.int32), array([1], np.int32), array(left + right, np.uint32)
    chains, rows = room((40, 8), np.int64), room((400, 8), np.int64)
    filled, _, _ = align_pairs(lefts, rights, stems, flags, begins, 4, 8, cost, 0, chains)
    filled, _, _ = fuse_pairs(
        lefts, rights, stems, flags, begins, weights, chains[:filled], 4, 1.0, *map(fitted, sections), 0, 0, rows)
    origins |= {(is_summary, int(row[7])) for row in rows[:filled]}
assert origins >= {(False, 1), (False, 2), (True, 1)}, origins

for _ in range(40):
    places = array(sorted(choose.sample(range(60), 12)), np.int32)
    spans = sorted(sorted(choose.sample(range(60), 2)) for _ in range(3))
    starts, stops = (array([span[side] for span in spans], np.int64) for side in (0, 1))
    flags = room(6, np.uint8)
    begins, document_spans = array([0, 2, 2, 6], np.int64), array([0, 1, 2, 3], np.int64)
    mark_spans(places[::2], places[1::2], begins, starts, stops, document_spans, 1, flags)

words = "the ferry ran aground on a sandbank before dawn and nobody was hurt said the owner of it".split()
for _ in range(25):
    left = choose.choices(words, k=choose.randrange(16))
    right = [word.replace(*choose.choice([("a", "e"), ("n", ""), ("o", "oo"), ("x", "y")])) for word in left]
    right = [*choose.choices(words, k=choose.randrange(3)), *right, *choose.choices(words, k=choose.randrange(3))]
    begins = array([0, len(left), len(left) + len(right)], np.int64)
    flags = array(choose.choices([0, 0, 0, 1], k=int(begins[2])), np.uint8)
    letters = array([ord(letter) for word in left + right for letter in word], np.uint16)
    starts = array(np.cumsum([0, *map(len, left + right)]), np.int64)
    rows = room((40, 8), np.int64)
    min_words, max_gap = choose.randint(3, 8), choose.randrange(9)
    filled, _, _ = add_noisy(
        array([0], np.int32), array([1], np.int32), array([True], bool), letters, starts, array([0, 1], np.int32),
        begins, flags, begins, room((0, 8), np.int64), min_words, max_gap,
        fitted(model.characters), 0, 0, rows)
    halves = np.split(np.asarray(flags) == 1, [len(left)])
    sides = [naive_noisy.Side(side, half.tolist()) for side, half in zip((left, right), halves)]
    found = [naive.Row(*row[1:6], bool(row[6])) for row in rows[:filled].tolist()]
    assert found == naive_noisy.noisy_rows(*sides, [], min_words, max_gap)

for _ in range(40):
    some = sorted((choose.randrange(4), choose.randrange(6), choose.randrange(9)) for _ in range(choose.randrange(20)))
    columns = [array([one[k] for one in some], (np.uint64, np.int32, np.int32)[k]) for k in range(3)]
    join_shingles(*columns, choose.randint(1, 3), 6, room(choose.randrange(20), np.int64))

print("done")
'''


def test_kernels_stay_within_their_arrays():
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(Path(__file__).parent)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (0, "done\n"), ran.stderr
