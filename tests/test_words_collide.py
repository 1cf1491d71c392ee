"""Words with one 32-bit hash are told apart by their text, by every verb."""

from __future__ import annotations

from functools import cache

import pytest
import xxhash

from provenance import Document, ReuseOptions, compare, deduplicate, find_reuse
from provenance.engines import partitioned
from provenance.model.documents import Documents
from provenance.model.passage import KINDS
from provenance.text.pipeline import Pipeline
from provenance.text.words import words

SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
SENTENCES = (
    "The harbour council met on Tuesday and elected {} to lead the new ferry board for three years.",
    "Rivers rose and {0} said so. Mills in {0} closed on Friday, and nobody knew why {0} had left before noon.",
)
OTHER = "The baker told his cat a long story on the stairs of the old mill while the bread was burning."


@cache
def colliding() -> list[tuple[str, str]]:
    """Return pairs of words with one XXH32: of 200,000 words four or five pairs have one."""
    known: dict[int, str] = {}
    found = []
    for number in range(200_000):
        rest, word = number * 2654435761 % len(SYLLABLES) ** 5, ""
        for _ in range(5):
            rest, syllable = divmod(rest, len(SYLLABLES))
            word += SYLLABLES[syllable]
        before = known.setdefault(xxhash.xxh32_intdigest(word.encode()), word)
        if before != word:
            found.append((before, word))
    return found


def test_there_are_words_that_collide():
    assert colliding()
    for pair in colliding():
        one, other = pair
        assert words(one) + words(other) == [one, other]
        assert len({xxhash.xxh32_intdigest(word.encode()) for word in pair}) == 1 < len(set(pair))


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("candidates", ["every-pair", "exact"])
def test_no_passage_with_other_words_is_verbatim(sentence, candidates):
    apart, size = sentence.count("{"), len(words(sentence.format("x")))
    for one, other in colliding()[:3]:
        texts = [sentence.format(one), sentence.format(other), OTHER, sentence.format(one).upper()]

        found = find_reuse(texts, options=ReuseOptions(candidates=candidates))

        by_sides = {(passage.left.document, passage.right.document): passage for passage in found.passages}
        assert by_sides["0", "3"].kind == "verbatim"
        for pair in (("0", "1"), ("1", "3")):
            assert by_sides[pair].kind == "edited"
            assert by_sides[pair].similarity == pytest.approx((size - apart) / size, abs=1e-3)


def test_all_ways_agree_on_words_that_collide():
    one, other = colliding()[0]
    texts = [SENTENCES[0].format(one), SENTENCES[0].format(other)]
    options = ReuseOptions(candidates="exact")
    documents = Documents.of([Document(str(number), text) for number, text in enumerate(texts)])

    (alone,) = compare(*texts).passages
    table = partitioned.find_passages(documents, options, Pipeline())

    assert alone.kind == "edited"
    assert [KINDS[kind] for kind in table.kind] == ["edited"]
    assert table.similarity.tolist() == pytest.approx([alone.similarity], abs=1e-3)


def test_words_that_are_all_other_words_are_no_passage():
    for one, other in colliding():
        assert compare(" ".join([one] * 20), " ".join([one] * 20)).passages
        assert not compare(" ".join([one] * 20), " ".join([other] * 20)).passages


@pytest.mark.parametrize(
    "settings", [{"threshold": 1.0}, {"threshold": 0.8}, {"threshold": 0.9, "measure": "containment"}]
)
def test_no_document_with_another_word_goes_as_the_same(settings):
    for pair in colliding():
        for text in ("{}", "Parcel {} arrived", SENTENCES[0]):
            removed = deduplicate([text.format(word) for word in pair], **settings).removed
            assert not [receipt for receipt in removed if receipt.rule != "near"]
            if settings["threshold"] == 1.0:
                assert not removed
