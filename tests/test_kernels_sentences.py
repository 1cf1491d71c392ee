"""Sentences, stems and how rare these are: those of the twins."""

from __future__ import annotations

from itertools import pairwise

import naive
import numpy as np
import pytest
import strategies as own
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.kernels.sentences import mark_sentences
from provenance.kernels.words import stem_numbers
from provenance.model.documents import text_array
from provenance.model.word_flags import QUOTED, SENTENCE, SOLO
from provenance.text.buffers import utf8_buffers
from provenance.text.words import tokenise


def marked(texts: list[str], places: list[list[tuple[int, int]]]) -> list[list[bool]]:
    """Say of the words of texts, at the places given, whether they begin a sentence."""
    starts, stops = (np.array([place[end] for words in places for place in words], np.int32) for end in (0, 1))
    document_tokens = np.cumsum([0, *map(len, places)]).astype(np.int64)
    store = np.full(len(starts) + 8, QUOTED | SOLO, np.uint8)
    mark_sentences(*utf8_buffers(text_array(texts)), starts, stops, document_tokens, store[: len(starts)])
    assert ((store & ~np.uint8(SENTENCE)) == QUOTED | SOLO).all()
    assert (store[len(starts) :] == QUOTED | SOLO).all()
    flags = (store & SENTENCE).astype(bool).tolist()
    return [flags[first:last] for first, last in pairwise(document_tokens.tolist())]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, from their first word on."""
    words = naive.tokenise(text)
    [flags] = marked([text], [[(word.start, word.stop) for word in words]])
    starts = [word.start for word, begins in zip(words, flags, strict=True) if begins]
    return [text[start:stop].strip() for start, stop in pairwise([*starts, len(text)])]


@given(st.lists(st.one_of(own.sentences(), own.texts()), max_size=3))
@settings(max_examples=200)
@example(["One two three. Four five six. seven eight J. Nine ten! eleven\n\ntwelve"])
@example(["a b c.d e f .g h i . J k l.\nM n o.” P q r", "x\n \ny z w\n\nv", ""])
@example(["one two three." + " word" * 130 + ". Two three four. Five"])
def test_sentences_are_those_of_the_twin(texts):
    words = [naive.tokenise(text) for text in texts]

    found = marked(texts, [[(word.start, word.stop) for word in some] for some in words])

    assert found == [naive.mark_sentences(text, some) for text, some in zip(texts, words, strict=True)]


@given(st.data(), own.sentences())
@settings(max_examples=100)
def test_so_they_are_where_edits_dropped_words_or_put_several_in_one_place(data, text):
    words = naive.tokenise(text)
    times = data.draw(st.lists(st.sampled_from([0, 1, 1, 1, 2, 3, 70]), min_size=len(words), max_size=len(words)))
    kept = [word for word, count in zip(words, times, strict=True) for _ in range(count)]

    [found] = marked([text], [[(word.start, word.stop) for word in kept]])

    assert found == naive.mark_sentences(text, kept)


def test_where_a_reader_would_say_that_sentences_begin():
    text = (
        "PARIS (AFP) - The ferry ran aground, J. Smith of the U.S. Coast Guard said at 5.30 a.m. on Monday. "
        "“Nobody was hurt.” The owner (a company of J. Doe) paid 3.5 million euros! Why? That is not known yet… "
        "It left at noon; the crew stayed.\n\nA new paragraph without a stop\n\nAnother one of four words"
    )

    assert sentences(text) == [
        "PARIS (AFP) - The ferry ran aground, J. Smith of the U.S. Coast Guard said at 5.30 a.m. on Monday. “",
        "Nobody was hurt.”",
        "The owner (a company of J. Doe) paid 3.5 million euros!",
        "Why? That is not known yet…",
        "It left at noon;",
        "the crew stayed.",
        "A new paragraph without a stop",
        "Another one of four words",
    ]


@pytest.mark.parametrize(
    "text", ["他说这艘渡轮搁浅了。没有人受伤！", "वह घर गया है। वह सो गया था", "این کشتی آمد؟ او رفت و خوابید"]
)
def test_sentences_of_other_scripts(text):
    assert len(sentences(text)) == 2


def test_a_number_with_full_stops_ends_no_sentence():
    assert len(sentences("Er zahlte am Montag 1.234 Euro an die Stadt.")) == 1


def test_a_text_without_punctuation_is_cut_all_the_same():
    assert [len(sentence.split()) for sentence in sentences("word " * 150)] == [60, 60, 30]


@given(st.lists(own.texts(), max_size=3), st.integers(0, 8))
@example(["東京 タワーabc東 京", "京a", "กำ"], 2)
def test_stems_are_the_hashes_of_the_first_letters(texts, width):
    tokens = tokenise(text_array(texts))
    numbers = np.empty(len(tokens), np.uint32)

    stem_numbers(tokens.norm, tokens.token_start, tokens.solo, tokens.document_tokens, width, numbers)

    assert numbers.tolist() == [n for text in texts for n in naive.stem_numbers(naive.tokenise(text), width)]
