"""Hashes of words and shingles, and signatures, are those of xxhash and datasketch."""

from __future__ import annotations

import naive
import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from provenance.kernels.words import word_numbers
from provenance.kernels.xxhash import xxh32, xxh64
from provenance.model.documents import text_array
from provenance.sketch.scheme import Scheme
from provenance.sketch.signatures import sign_tokens
from provenance.text.words import tokenise

# Each length around the stripes of 16 and 32 bytes and the tails of 4 and 8.
_LENGTHS = [*range(70), 95, 96, 97, 127, 128, 129, 255, 1000]


@pytest.mark.parametrize(("ours", "theirs"), [(xxh32, naive.xxh32), (xxh64, naive.xxh64)])
def test_hashes_of_every_length_and_alignment(ours, theirs):
    pytest.importorskip("numba", reason="helpers of kernels are compiled by numba, of the extra [jit]")
    data = np.random.default_rng(5).bytes(1100)
    array = np.frombuffer(bytearray(data), np.uint8)

    for length in _LENGTHS:
        for start in (0, 1, 3, 8):
            assert int(ours(array, start, start + length)) == theirs(data[start : start + length]), (start, length)


@given(st.lists(own.texts(max_size=30), max_size=3))
def test_the_number_of_a_word_is_its_xxh32(texts):
    tokens = tokenise(text_array(texts))
    numbers = np.empty(len(tokens), np.uint32)

    word_numbers(tokens.norm, tokens.token_start, numbers)

    assert numbers.tolist() == naive.word_numbers([word for n in range(tokens.documents) for word in tokens.words(n)])


@pytest.mark.parametrize(("name", "twin"), [("affine32", naive.affine32), ("affine64", naive.affine64)])
@given(
    texts=st.lists(st.one_of(own.prose(), own.texts()), min_size=1, max_size=4),
    width=st.integers(1, 7),
    num_perm=st.integers(2, 40),
    seed=st.one_of(st.integers(0, 3), st.integers(0, 2**32 - 1)),
)
def test_signatures_are_those_of_datasketch(name, twin, texts, width, num_perm, seed):
    tokens = tokenise(text_array(texts))

    values = sign_tokens(tokens, Scheme(name, num_perm, seed, width))

    assert values.tolist() == [twin(tokens.words(n), width, num_perm, seed) for n in range(len(texts))]


@pytest.mark.parametrize(("name", "twin"), [("affine32", naive.affine32), ("affine64", naive.affine64)])
@pytest.mark.parametrize("width", [1, 3])
def test_signatures_of_texts_about_as_long_as_a_block(name, twin, width):
    texts = [" ".join(f"w{n}" for n in range(size)) for size in (1, 2, *range(255, 261), 511, 512, 513, 517)]
    tokens = tokenise(text_array(texts))

    expected = [twin(text.split(), width, 16, 7) for text in texts]
    assert sign_tokens(tokens, Scheme(name, 16, 7, width)).tolist() == expected
