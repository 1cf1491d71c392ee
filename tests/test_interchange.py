"""Signatures go to datasketch's objects and come back."""

from __future__ import annotations

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH

from provenance import Signatures, sign
from provenance.errors import OptionError, SchemeMismatchError
from provenance.sketch.interchange import fill_lsh, load_lsh, to_lean, to_lsh

TEXTS = {"a": "one two three four five six seven", "b": "One two three four five six seven eight", "c": "else entirely"}


@pytest.fixture
def signatures() -> Signatures:
    return sign(TEXTS, shingle=2)


def test_lean_minhashes_keep_all(signatures):
    lean = to_lean(signatures, "a")
    buffer = bytearray(lean.bytesize("<"))
    lean.serialize(buffer, "<")

    back = Signatures.from_datasketch([("a", LeanMinHash.deserialize(buffer, "<"))], shingle=2)

    assert np.array_equal(back.row("a"), signatures.row("a"))
    assert lean.jaccard(to_lean(signatures, "b")) == signatures.resemblance("a", "b")


def test_an_index_is_filled_and_loaded(signatures):
    lsh = MinHashLSH(num_perm=128, params=(32, 4))
    fill_lsh(signatures, lsh)

    assert set(lsh.query(signatures.to_datasketch("a"))) == {"a", "b"}
    back = load_lsh(lsh, shingle=2, text=signatures.scheme.text)
    assert back.scheme == signatures.scheme
    assert list(back.ids) == list(signatures.ids)
    assert np.array_equal(back.values, signatures.values)


def test_an_index_is_made_for_a_threshold(signatures):
    lsh = to_lsh(signatures, 0.5)

    assert lsh.b * lsh.r == 126
    assert set(lsh.query(to_lean(signatures, "b"))) == {"a", "b"}
    with pytest.raises(SchemeMismatchError, match="its bands hold 126 of 128 values"):
        load_lsh(lsh)


def test_an_index_for_other_signatures(signatures):
    with pytest.raises(SchemeMismatchError, match="for signatures of 64 values; these have 128"):
        fill_lsh(signatures, MinHashLSH(num_perm=64))
    lsh = MinHashLSH(num_perm=128, params=(32, 4))
    with pytest.raises(OptionError, match="is empty"):
        load_lsh(lsh)
    fill_lsh(signatures, lsh)
    with pytest.raises(OptionError, match="datasketch says: The given key already exists"):
        fill_lsh(signatures, lsh)
    legacy = MinHashLSH(num_perm=128, params=(32, 4))
    legacy.insert("a", MinHash(num_perm=128, scheme="legacy"))
    with pytest.raises(SchemeMismatchError, match="scheme"):
        fill_lsh(signatures, legacy)
    with pytest.raises(SchemeMismatchError, match="the scheme 'legacy'"):
        load_lsh(legacy)
    hashed = MinHashLSH(num_perm=128, params=(32, 4), hashfunc=lambda data: data[:8])
    with pytest.raises(SchemeMismatchError, match="they were hashed"):
        load_lsh(hashed)
