"""The tokeniser kernel equals its twin, and keeps to its arrays."""

from __future__ import annotations

from itertools import pairwise

import naive
import numpy as np
import pyarrow as pa
import pytest
import strategies as own
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.kernels.tokenise import tokenise as kernel
from provenance.kernels.xxhash import SLACK
from provenance.model.documents import text_array
from provenance.text.unicode_tables import load
from provenance.text.words import tokenise

_CANARY = 0xA5


def found_in(texts: list[str]) -> list[list[naive.Word]]:
    """Return the words of a batch of texts, as the twin gives them."""
    tokens = tokenise(text_array(texts))
    places = list(zip(tokens.cp_start.tolist(), tokens.cp_stop.tolist(), tokens.solo.tolist(), strict=True))
    found = []
    for document in range(tokens.documents):
        first, last = tokens.document_tokens[document : document + 2]
        words = tokens.words(document)
        found.append([naive.Word(w, *place) for w, place in zip(words, places[first:last], strict=True)])
    return found


@given(own.texts())
@settings(max_examples=400)
@example("L’État, c'est 'moi'.")
@example("1,234,567 1.234.567 12,34,567 1,23 1,2345 12'345'678 1'000,000 1234,567 1,234.567")
@example("1,2,345 12,3,456 1,2345,678 1,234,5,678 1,23.456 1.23.456 1.23,456")
@example("1,23,45,67,890 1,23,45,67,89,012 23,4567 1,2\u00ad34 1,234\u0301 a1,234 1a,234")
@example("\u1100\u1161\u11a8 \u1100\u0300\u1161 \u320e\u11a8 가\u11a8 각\u11a8 \u1100\u00ad\u1161")
@example("\u1100 \u1161 가 \u11a8 \u1100-\u1161 가,\u11a8 中\u1161 \u1100中\u1161")
@example("\u11009\u1161 \u1100a\u1161 \u1100é\u1161 \u1100'\u1161 가9\u11a8 \u1100\u0301\u1161")
@example("中\u0301文’s a’中 ก้ 1中2 ㍿㎏")
@example("\u0301abc \u093c\u0915\u093c\u200d\u00ad")
@example("ABCDEFGHIJKLMNOP[abcdefghijklmnop@qrstuvwx`z{yz\u00e9ABCDEFGH")
@example('צה"ל צָ"ל א"\u05bcב 中"ל א1"ל א"')
@example("\ufdfa" * 20)
def test_words_are_those_of_the_twin(text):
    assert found_in([text]) == [naive.tokenise(text)]


@pytest.mark.parametrize("before", ["", "a", "abcdefg", "abcdefgh", "é"])
def test_every_byte_of_ascii_ends_or_continues_a_run_of_letters_alike(before):
    texts = [f"{before}{chr(code)}{after}" for code in range(128) for after in ("", "b", "bcdefghijk", "é", "1")]

    assert found_in(texts) == [naive.tokenise(text) for text in texts]


def test_every_code_point_is_treated_alike_before_and_after_every_class():
    pieces = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    # One of each class around it: each code point of the first planes, every 61st of the rest.
    chosen = pieces[:0x3400] + pieces[0x3400::61]
    around = (("a", "b"), ("1", "234"), ("中", "\u0915"))
    texts = [f"{before}{char}{after}" for char in chosen for before, after in around]

    for text, words in zip(texts, found_in(texts), strict=True):
        assert words == naive.tokenise(text), ascii(text)


@given(st.lists(own.texts(max_size=20), max_size=6))
def test_documents_of_a_batch_do_not_touch_each_other(texts):
    assert found_in(texts) == [naive.tokenise(text) for text in texts]


@given(own.texts(surrogates=True))
def test_a_lone_surrogate_counts_as_one_code_point(text):
    assert found_in([text]) == [naive.tokenise(text)]


@given(st.lists(own.texts(max_size=12), min_size=2, max_size=8), st.data())
def test_a_slice_of_an_array_gives_its_own_words(texts, data):
    start = data.draw(st.integers(0, len(texts)))
    stop = data.draw(st.integers(start, len(texts)))
    array = text_array(texts)

    part = tokenise(array.slice(start, stop - start))

    expected = [[word.text for word in naive.tokenise(text)] for text in texts[start:stop]]
    assert [part.words(n) for n in range(part.documents)] == expected


def run(data: bytes, offsets: list[int], *, around: int = _CANARY, room: int | None = None):
    """Call the kernel on bytes that stand amid others, with guarded room for its answers; return what it gave."""
    padded = np.frombuffer(bytes([around]) * 16 + data + bytes([around]) * 16, np.uint8)[16 : 16 + len(data)]
    size = len(data)
    most = size // 2 + len(offsets)
    room = 4 * size + 256 if room is None else room
    store = {
        "norm": np.full(room + 64, _CANARY, np.uint8),
        "token_start": np.full(most + 1 + 8, -7, np.int64),
        "cp_start": np.full(most + 8, -7, np.int32),
        "cp_stop": np.full(most + 8, -7, np.int32),
        "solo": np.zeros(most + 8, bool),
        "document_tokens": np.full(len(offsets) + 8, -7, np.int64),
    }
    sizes = {"norm": room, "token_start": most + 1, "document_tokens": len(offsets)}
    out = {name: array[: sizes.get(name, most)] for name, array in store.items()}
    begins = np.array(offsets, np.int64)
    begins.flags.writeable = False
    count = kernel(padded, begins, *load(), *out.values())
    for name, array in store.items():
        beyond = array[len(out[name]) :]
        assert (beyond == (_CANARY if name == "norm" else 0 if name == "solo" else -7)).all(), f"wrote beyond {name}"
    return count, out


def listed(count, out):
    """Return the answers as lists."""
    assert count >= 0
    starts = out["token_start"][: count + 1].tolist()
    assert count == 0 or len(out["norm"]) - starts[-1] >= SLACK
    raw = out["norm"].tobytes()
    return (
        [raw[start : stop - 1] for start, stop in pairwise(starts)],
        out["cp_start"][:count].tolist(),
        out["cp_stop"][:count].tolist(),
        out["document_tokens"].tolist(),
    )


_PIECES = [b"a", b"Ab", b"1", b",", b"'", b" ", b"\xc3", b"\xa9", b"\xe4\xb8", b"\xf0\x9f", b"\xff", "é中😀".encode()]
_BROKEN = st.one_of(
    st.binary(max_size=40),
    st.lists(st.sampled_from(_PIECES), max_size=20).map(b"".join),
)


@given(_BROKEN)
@settings(max_examples=300)
def test_broken_bytes_stay_within_their_arrays_and_read_nothing_around_them(data):
    answers = [listed(*run(data, [0, len(data)], around=around)) for around in (ord("a"), ord("7"), 0xBF)]

    assert answers[0] == answers[1] == answers[2]
    words, starts, stops, _ = answers[0]
    assert all(0 <= start < stop <= len(data) for start, stop in zip(starts, stops, strict=True))
    assert all(stop <= start for stop, start in zip(stops, starts[1:], strict=False))
    assert all(words)
    for word in words:
        word.decode("utf-8")


@given(_BROKEN)
@settings(max_examples=300)
@example(b"a\xe2\x82b")
@example(b"a\x80b\xf5\x80\x80\x80c\xf4\x90\x80\x80d")
@example(b"a\xc0\xafb\xc1\xbfc")
@example(b"a\xe0\x80\xafb")
@example(b"a\xf0\x80\x80\xafb")
@example(b"a\xed\xa0\x80b")
def test_a_broken_sequence_counts_as_one_code_point_a_byte(data):
    words, starts, stops, _ = listed(*run(data, [0, len(data)]))

    twin = naive.tokenise(naive.decode(data))
    assert [word.decode() for word in words] == [word.text for word in twin]
    assert starts == [word.start for word in twin]
    assert stops == [word.stop for word in twin]


@given(own.texts().map(str.encode), st.lists(st.integers(0, 60), max_size=4))
def test_a_document_that_ends_amid_a_code_point_reads_nothing_of_the_next(data, cuts):
    offsets = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    parts = [data[start:stop] for start, stop in pairwise(offsets)]

    words, starts, stops, document_tokens = listed(*run(data, offsets))

    alone = [listed(*run(part, [0, len(part)])) for part in parts]
    assert words == [word for part in alone for word in part[0]]
    assert starts == [start for part in alone for start in part[1]]
    assert stops == [stop for part in alone for stop in part[2]]
    assert np.diff(document_tokens).tolist() == [len(part[0]) for part in alone]


@given(st.one_of(own.texts(), st.text("ABcdé ", min_size=60, max_size=300)).map(str.encode), st.integers(-200, 200))
@settings(max_examples=200)
@example(b"a" * 200, 1)
@example(b"a" * 200 + b" b", 7)
def test_too_little_room_is_said_and_not_overrun(data, spare):
    count, out = run(data, [0, len(data)], room=max(0, len(data) + spare))

    if count >= 0:
        assert listed(count, out) == listed(*run(data, [0, len(data)]))


def test_an_expansion_of_the_greatest_kind_gets_the_room_it_needs():
    text = "\ufdfa" * 5000

    assert found_in([text]) == [naive.tokenise(text)]


def test_no_documents_and_empty_documents():
    assert found_in([]) == []
    assert found_in(["", "", ""]) == [[], [], []]


def test_arrays_that_come_from_elsewhere_are_read_where_they_begin():
    array = pa.concat_arrays([text_array(["zero"]), text_array(["one two", "three"])])

    assert tokenise(array[1:]).words(0) == ["one", "two"]
    assert tokenise(array[1:]).words(1) == ["three"]
