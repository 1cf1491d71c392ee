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
from provenance.kernels.align import align_pairs
from provenance.kernels.prints import count_prints, pair_prints, scatter_prints, shingle_prints
from provenance.kernels.quotations import quotations
from provenance.kernels.repeats import find_repeats, link_documents, number_places
from provenance.kernels.words import mark_quoted

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


choose = random.Random(11)

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
    shingle_prints(numbers, begins, silent, 0, 3, width, pairs)
    weights, reach = array([0.1, 0.5, 0.9, 0.9], np.float32), choose.randint(1, 9)
    pair_prints(numbers, weights, 0.4, reach, begins, silent, 0, 3, pairs)
    bits = choose.randint(0, 3)
    counts = room(1 << bits, np.int64)
    count_prints(pairs, bits, counts)
    places = array(np.cumsum([0, *counts])[:-1], np.int64)
    scattered = room(int(counts.sum()), np.uint64)
    scatter_prints(pairs, 0, bits, places, scattered)
    blocks = array(range(4), np.int64)
    table = room(64, np.uint32), room(64, np.int32), room(64, np.int32)
    starts, found, owners = room(len(scattered) // 2 + 1, np.int64), room(len(scattered), np.uint32), room(
        len(scattered), np.int32
    )
    if bits == 0:
        repeated, size = find_repeats(scattered, begins, blocks, *table, starts, found, owners)
        repeats = room(len(numbers), np.uint32)
        number_places(found, starts[: repeated + 1], 1, repeats)
        link_documents(
            repeats, starts[: repeated + 1], owners[:size], room(repeated, np.uint8), begins, blocks,
            array(range(3), np.int32), choose.randint(2, 3), choose.randint(1, 4), 8, 0, 3, room((3, 3), np.uint32),
            array([-1, -1, -1], np.int32), room(8, np.int64),
        )

for _ in range(60):
    sides = [choose.choices(range(choose.choice([2, 6])), k=choose.randrange(22)) for _ in range(2)]
    flags = array(choose.choices([0, 0, 1, 2, 3], k=sum(map(len, sides))), np.uint8)
    rows = room((40, 7), np.int64)
    min_words, max_gap = choose.randint(3, 8), choose.randrange(9)
    lefts, rights, numbers = array([0], np.int32), array([1], np.int32), array(sum(sides, []), np.uint32)
    begins = array(np.cumsum([0, *map(len, sides)]), np.int64)
    filled, _, cut_short = align_pairs(lefts, rights, numbers, flags, begins, min_words, max_gap, 0, rows)
    halves = np.split(flags, [len(sides[0])])
    texts = [naive.Text(words, [bool(f & 1) for f in half], [bool(f & 2) for f in half])
             for words, half in zip(sides, halves)]
    found = [naive.Row(*row[1:6], bool(row[6])) for row in rows[:filled].tolist()]
    assert found == naive.align_pair(*texts, min_words, max_gap)

for _ in range(40):
    places = array(sorted(choose.sample(range(60), 12)), np.int32)
    spans = sorted(sorted(choose.sample(range(60), 2)) for _ in range(3))
    starts, stops = (array([span[side] for span in spans], np.int64) for side in (0, 1))
    flags = room(6, np.uint8)
    begins, document_spans = array([0, 2, 2, 6], np.int64), array([0, 1, 2, 3], np.int64)
    mark_quoted(places[::2], places[1::2], begins, starts, stops, document_spans, flags)

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
