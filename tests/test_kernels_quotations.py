"""The quotations kernel and the marking of quoted words equal their twins."""

from __future__ import annotations

from itertools import pairwise

import naive
import numpy as np
import pytest
import strategies as own
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.kernels.quotations import quotations as kernel
from provenance.kernels.words import mark_spans
from provenance.model.documents import text_array
from provenance.model.word_flags import QUOTED
from provenance.text.quotations import quotation_spans
from provenance.text.words import tokenise


def spans_of(texts: list[str]) -> list[list[tuple[int, int]]]:
    """Return the quotations of each text, sorted."""
    starts, stops, offsets = quotation_spans(text_array(texts))
    spans = list(zip(starts.tolist(), stops.tolist(), strict=True))
    return [sorted(spans[first:last]) for first, last in pairwise(offsets)]


_MARKS = st.lists(
    st.sampled_from(
        [*"\"\"\"“”„«»‹›‘’''‚‟「」『』〝〞〟｢｣＂", "s' ", " a", "b ", "1", "é", "中", "\n", "\n\n", "\r\n", "\r",
         "\u2029", "\x85", " ", " ", "``", ",,", "<<", ">>", "&quot;",
         "״", "צה", ". A", "? ", "。", "(", "-", "–", ":", ".", ",", "\u00a0", "\u3000", "\u2028", "\x01", "\x7f"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(st.one_of(_MARKS, own.texts(), own.prose()))
@settings(max_examples=300)
@example('He said "not now" twice.')
@example('"One paragraph\n\n"and another" end')
@example('"A first\n"A second" “nested ‘inner’ words”')
@example("'Tis the season of the boys' own 'quoted' words, 'n' the '90s")
@example("„Deutsch“ ‚einfach‘ «français» »dänisch« ‹a› 「日『本』語」 “open")
@example("(" * 3 + "“(" * 20 + "x" + "”" * 20)
@example('a\r\n\r\n"b\r"c\u2029"d')
@example("„One. Two of them. Three, \n\n ,,Again'' <<a>> ``b'' &quot;c&quot; 'd ''e'' «f» 12 \"gauge")
def test_spans_are_those_of_the_twin(text):
    assert spans_of([text]) == [naive.quotations(text)]


@given(st.lists(_MARKS, max_size=5))
def test_a_quotation_ends_with_its_document(texts):
    assert spans_of(texts) == [naive.quotations(text) for text in texts]


@given(st.one_of(_MARKS, own.texts()))
def test_spans_lie_within_the_text_and_are_never_reversed(text):
    for start, stop in spans_of([text])[0]:
        assert 0 < start <= stop <= len(text)


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_broken_bytes_stay_within_their_arrays_and_read_nothing_around_them(data):
    answers = []
    for around in (b'"', b"a", b"\xbf"):
        padded = np.frombuffer(around * 8 + data + around * 8, np.uint8)[8 : 8 + len(data)]
        offsets = np.array([0, len(data)], np.int64)
        offsets.flags.writeable = False
        store = [np.full(len(data) + 40, -7, np.int64) for _ in range(2)]
        document_offsets = np.full(2, -7, np.int64)
        starts, stops = (array[: len(data) + 20] for array in store)
        count = kernel(padded, offsets, starts, stops, document_offsets)
        assert all((array[len(data) + 20 :] == -7).all() for array in store)
        answers.append((starts[:count].tolist(), stops[:count].tolist(), document_offsets.tolist()))

    assert answers[0] == answers[1] == answers[2]
    assert all(0 < start <= stop <= len(data) for start, stop in zip(*answers[0][:2], strict=True))


def test_more_quotations_than_any_guess_are_all_found():
    text = '"a" ' * 3000

    assert spans_of([text]) == [[(4 * n + 1, 4 * n + 2) for n in range(3000)]]


@given(st.lists(st.one_of(_MARKS, own.prose(), own.texts()), min_size=1, max_size=4))
@settings(max_examples=200)
def test_quoted_words_are_those_of_the_twin(texts):
    array = text_array(texts)
    tokens = tokenise(array)
    flags = np.zeros(len(tokens), np.uint8)

    mark_spans(tokens.cp_start, tokens.cp_stop, tokens.document_tokens, *quotation_spans(array), QUOTED, flags)

    expected = [quoted for text in texts for quoted in naive.mark_quoted(naive.tokenise(text), naive.quotations(text))]
    assert ((flags & QUOTED) != 0).tolist() == expected


@pytest.mark.parametrize("before", [0, 2, 254])
def test_marking_leaves_other_flags_alone(before):
    array = text_array(['a "b c" d'])
    tokens = tokenise(array)
    flags = np.full(len(tokens), before, np.uint8)

    mark_spans(tokens.cp_start, tokens.cp_stop, tokens.document_tokens, *quotation_spans(array), QUOTED, flags)

    assert flags.tolist() == [before, before | QUOTED, before | QUOTED, before]
