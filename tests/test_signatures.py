"""Signatures are those that a user of datasketch and xxhash would compute by hand."""

from __future__ import annotations

import numpy as np
import pytest
import strategies as own
import xxhash
from datasketch import LeanMinHash, MinHash
from hypothesis import given
from hypothesis import strategies as st

from provenance import Signatures, sign
from provenance.errors import InputError, OptionError, SchemeMismatchError, UnknownDocumentError, UnknownNameError
from provenance.model.components import Edit
from provenance.sketch.scheme import Scheme
from provenance.text.words import words

HASHES = {"affine32": xxhash.xxh32_intdigest, "affine64": xxhash.xxh64_intdigest}
SCHEMES = pytest.mark.parametrize("scheme", HASHES)


def by_hand(text: str, num_perm: int = 128, seed: int = 1, shingle: int = 5, scheme: str = "affine32") -> MinHash:
    """Compute a signature with datasketch and xxhash."""
    signature = MinHash(num_perm=num_perm, seed=seed, scheme=scheme, hashfunc=HASHES[scheme])
    tokens = words(text)
    for at in range(max(1, len(tokens) - shingle + 1)):
        signature.update(" ".join(tokens[at : at + shingle]).encode("utf-8"))
    return signature


@SCHEMES
@given(
    texts=st.lists(st.one_of(own.prose(min_words=1), own.texts()).filter(words), max_size=4),
    num_perm=st.sampled_from([2, 3, 16, 64, 128]),
    seed=st.sampled_from([0, 1, 42, 2**32 - 1]),
    shingle=st.integers(1, 8),
)
def test_signatures_are_bit_for_bit_those_of_the_program_by_hand(scheme, texts, num_perm, seed, shingle):
    signatures = sign(texts, num_perm, seed, shingle, scheme)

    assert signatures.values.dtype == (np.uint32 if scheme == "affine32" else np.uint64)
    assert signatures.values.shape == (len(texts), num_perm)
    for text, row in zip(texts, signatures.values, strict=True):
        assert row.tolist() == by_hand(text, num_perm, seed, shingle, scheme).hashvalues.tolist()


@given(st.sampled_from(["affine32", "affine64"]), st.integers(2, 300), st.integers(0, 2**32 - 1))
def test_permutations_are_drawn_as_datasketch_draws_them(name, count, seed):
    scheme = Scheme(name, count, seed)
    kind, bits = scheme.dtype, 32 if name == "affine32" else 64
    random = np.random.RandomState(seed)
    expected = (
        random.randint(0, 1 << (bits - 1), count, dtype=kind) * kind(2) + kind(1),
        random.randint(0, 1 << bits, count, dtype=kind),
    )
    for drawn, wanted in zip(scheme.permutations(), expected, strict=True):
        assert drawn.dtype == kind
        assert drawn.tolist() == wanted.tolist()


def test_the_defaults():
    text = "The ferry ran aground on a sandbank shortly before dawn on Monday."

    signatures = sign({"a": text})

    assert signatures.row("a").tolist() == by_hand(text).hashvalues.tolist()
    assert (signatures.ids, len(signatures)) == (["a"], 1)


@SCHEMES
@pytest.mark.parametrize("text", ["one", "one two", "one two three four", "中", "中文"])
def test_a_text_with_fewer_words_than_a_shingle_has_one_shingle(scheme, text):
    signature = MinHash(num_perm=16, scheme=scheme, hashfunc=HASHES[scheme])
    signature.update(" ".join(words(text)).encode())

    assert sign([text], 16, scheme=scheme).values[0].tolist() == signature.hashvalues.tolist()


@SCHEMES
def test_a_text_without_words_has_its_stripped_text_for_a_shingle(scheme):
    signature = MinHash(num_perm=16, scheme=scheme, hashfunc=HASHES[scheme])
    signature.update("… !!!".encode())

    signatures = sign({"a": " … !!!\n", "b": "… !!!", "c": "???"}, 16, scheme=scheme)

    assert signatures.row("a").tolist() == signature.hashvalues.tolist()
    assert signatures.resemblance("a", "b") == 1
    assert signatures.resemblance("a", "c") < 0.5


@SCHEMES
def test_no_two_blank_texts_look_alike(scheme):
    signatures = sign({"a": "", "b": "", "c": " \n"}, scheme=scheme)

    assert signatures.resemblance("a", "b") < 0.1
    assert signatures.resemblance("b", "c") < 0.1
    assert signatures.values.tolist() == sign({"a": "", "b": "", "c": " \n"}, scheme=scheme).values.tolist()


def test_no_documents():
    assert sign([]).values.shape == (0, 128)


@SCHEMES
def test_signatures_do_not_depend_on_threads_or_on_what_stands_beside(scheme):
    choose = np.random.default_rng(7)
    texts = [" ".join(f"w{n}" for n in choose.integers(500, size=choose.integers(1, 400))) for _ in range(2500)]

    one = sign(texts, 16, scheme=scheme, threads=1)

    assert (sign(texts, 16, scheme=scheme, threads=3).values == one.values).all()
    assert (sign(texts[2000:2003], 16, scheme=scheme).values == one.values[2000:2003]).all()
    for at in (0, 1234, 2499):
        assert one.values[at].tolist() == by_hand(texts[at], 16, scheme=scheme).hashvalues.tolist()


@pytest.mark.parametrize("scheme", HASHES)
@pytest.mark.parametrize(("common", "rest"), [(0, 300), (100, 200), (250, 50), (400, 0)])
def test_resemblance_is_close_to_the_share_of_common_shingles(scheme, common, rest):
    shared = [f"c{number}" for number in range(common)]
    left = shared + [f"l{number}" for number in range(rest)]
    right = shared + [f"r{number}" for number in range(rest)]

    signatures = sign({"l": " ".join(left), "r": " ".join(right)}, 1024, shingle=1, scheme=scheme)

    true = len(set(left) & set(right)) / len(set(left) | set(right))
    assert signatures.resemblance("l", "r") == pytest.approx(true, abs=4 * 0.5 / 1024**0.5)


# To and from datasketch


@SCHEMES
def test_to_datasketch_and_back_without_loss(scheme):
    signatures = sign({"a": "one two three four five six", "b": "seven"}, 32, 9, 3, scheme)

    made = [(name, signatures.to_datasketch(name)) for name in signatures.ids]
    back = Signatures.from_datasketch(made, shingle=3, text=signatures.scheme.text)

    assert back.scheme == signatures.scheme
    assert back.ids == signatures.ids
    assert back.values.dtype == signatures.values.dtype
    assert (back.values == signatures.values).all()
    assert signatures.resemblance("a", "b", back) == signatures.resemblance("a", "b")


@SCHEMES
def test_what_datasketch_is_given_works_there(scheme):
    text = "one two three four five six seven"
    signatures = sign({"a": text}, 32, 9, 3, scheme)

    made = signatures.to_datasketch("a")

    assert made == by_hand(text, 32, 9, 3, scheme)
    assert made.jaccard(by_hand(text, 32, 9, 3, scheme)) == 1
    made.update(b"more")
    more = by_hand(text, 32, 9, 3, scheme)
    more.update(b"more")
    assert made == more
    assert signatures.row("a").tolist() == by_hand(text, 32, 9, 3, scheme).hashvalues.tolist()


@SCHEMES
def test_lean_signatures_are_taken_over(scheme):
    text = "one two three four five six seven"
    signatures = sign({"a": text}, 32, 9, 3, scheme)

    back = Signatures.from_datasketch([("x", LeanMinHash(by_hand(text, 32, 9, 3, scheme)))], shingle=3)

    assert back.row("x").tolist() == signatures.row("a").tolist()


def test_the_legacy_scheme_of_datasketch_is_refused():
    legacy = MinHash(scheme="legacy")

    with pytest.raises(SchemeMismatchError, match="'a' has the scheme 'legacy'"):
        Signatures.from_datasketch([("a", legacy)])


def test_nothing_to_take_over():
    with pytest.raises(OptionError, match="no signatures"):
        Signatures.from_datasketch([])


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"num_perm": 64}, "num_perm 128 and 64"),
        ({"seed": 2}, "seed 1 and 2"),
        ({"shingle": 3}, "shingle 5 and 3"),
        ({"scheme": "affine64"}, "name 'affine32' and 'affine64'"),
        ({"normalisers": ("spelling",)}, "text '.*' and '.*spelling'"),
        ({"tokeniser": "characters"}, "text '.*words.*' and '.*characters'"),
    ],
)
def test_signatures_of_other_settings_are_not_compared_and_what_differs_is_said(other, said):
    one, another = sign(["a b c"]), sign(["a b c"], **other)

    with pytest.raises(SchemeMismatchError, match=said):
        one.resemblance("0", "0", another)


@pytest.mark.parametrize("changed", [{"num_perm": 64}, {"seed": 2}, {"scheme": "affine64"}])
def test_signatures_of_several_settings_are_not_taken_over_together(changed):
    with pytest.raises(SchemeMismatchError):
        Signatures.from_datasketch([("a", by_hand("x")), ("b", by_hand("x", **changed))])


@pytest.mark.parametrize(("shape", "kind"), [((1, 4), np.uint64), ((2, 4), np.uint32), ((1, 5), np.uint32)])
def test_values_that_do_not_fit_their_scheme_are_refused(shape, kind):
    with pytest.raises(SchemeMismatchError):
        Signatures(["a"], np.zeros(shape, kind), Scheme(num_perm=4))


def test_an_id_that_is_not_there():
    signatures = sign({"alpha": "x"})

    with pytest.raises(UnknownDocumentError, match="did you mean 'alpha'"):
        signatures.row("alhpa")
    with pytest.raises(KeyError):
        signatures.resemblance("alpha", "b")
    with pytest.raises(UnknownDocumentError):
        signatures.to_datasketch("b")


# Settings


@pytest.mark.parametrize(
    "settings",
    [
        {"num_perm": 1},
        {"num_perm": 0},
        {"num_perm": 1 << 17},
        {"num_perm": True},
        {"num_perm": 12.0},
        {"seed": -1},
        {"seed": 1 << 32},
        {"shingle": 0},
        {"shingle": "5"},
        {"scheme": "affine16"},
        {"scheme": "legacy"},
    ],
)
def test_settings_outside_what_is_accepted(settings):
    with pytest.raises(OptionError, match=next(iter(settings))):
        sign(["a"], **settings)


def test_an_unknown_component():
    with pytest.raises(UnknownNameError):
        sign(["a"], normalisers=["nothing"])
    with pytest.raises(UnknownNameError):
        sign(["a"], tokeniser="nothing")


def test_documents_that_cannot_be_used():
    with pytest.raises(InputError):
        sign(7)


def test_normalisers_and_tokenisers_shape_the_shingles():
    plugins = own.plugins_with(short=own.FixedEdits(Edit(0, 4)))

    assert sign(["the colour of one"], normalisers=["spelling"]).row("0").tolist() == (
        by_hand("the color of one").hashvalues.tolist()
    )
    assert sign(["the colour of one"], normalisers=["short"], plugins=plugins).row("0").tolist() == (
        by_hand("colour of one").hashvalues.tolist()
    )
    assert sign(["ab c"], tokeniser="characters", shingle=2).row("0").tolist() == (
        by_hand("a b c", shingle=2).hashvalues.tolist()
    )
