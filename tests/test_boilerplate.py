"""What belongs to pages and not to articles: found by counting, and by its look."""

from __future__ import annotations

import random
import time

import naive_boilerplate as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Document, ReuseOptions, compare, find_reuse
from provenance.candidates.boilerplate import find_boilerplate, mark_boilerplate
from provenance.infer.captions import caption_spans
from provenance.infer.credits import read_credits
from provenance.infer.skim import Skim
from provenance.kernels.fingerprints import document_fingerprints
from provenance.model.documents import text_array
from provenance.model.word_flags import BOILERPLATE, NUMERAL, QUOTED, SENTENCE
from provenance.model.words import WordTable
from provenance.text.markup import markup_spans
from provenance.text.posts import post_spans

#: Stories that have nothing in common.
STORIES = [
    (
        "A tortoise that escaped from the zoo of Halm in spring was found in the lift of the town hall on "
        "Sunday. It had eaten the minutes of two meetings, the clerk says, and nobody has asked for copies of"
        " either."
    ),
    (
        "Bakers in the valley have agreed on the weight of a bun, after eleven years of talks and one duel. "
        "The new bun is lighter than the old one, and costs more, which both guilds call a triumph of reason."
    ),
    (
        "The philharmonic played to an empty square because the posters named the wrong month. A pigeon "
        "keeper stayed for all four movements and wept, or so the second oboe told her mother that evening."
    ),
    (
        "Snow fell on the banana plantation of Professor Ilse Quand, who had predicted it in a paper that was"
        " refused nine times. She is now looking for a publisher, a coat, and somebody to taste the harvest."
    ),
    (
        "Two brothers who had not spoken since the war of the garden fence met by chance in a balloon. They "
        "landed in a lake, still silent, and were fined together for fishing without a licence."
    ),
    (
        "The longest bench in the country was measured again and lost a metre. Surveyors blame the heat, the "
        "mayor blames the surveyors, and the old men who sit there say that it was never theirs to count."
    ),
]
FOOTER = (
    "You have reached the end of this page. Our editors send their five favourite stories to your telephone each "
    "evening at six, and you may tell them to stop whenever you like by answering with the word enough."
)


def table(pages: list[naive.Page]) -> WordTable:
    """Make the words of documents whose words are numbers."""
    numbers = np.array([word for page in pages for word in page.words], np.uint32)
    numerals = np.array([flag for page in pages for flag in page.numerals], bool)
    quoted = np.array([flag for page in pages for flag in page.quoted], bool)
    none = np.zeros(len(numbers), np.int32)
    tokens = np.cumsum([0, *(len(page.words) for page in pages)]).astype(np.int64)
    sentences = np.array([flag for page in pages for flag in page.sentences or [False] * len(page.words)], bool)
    flags = (numerals * NUMERAL | quoted * QUOTED | sentences * SENTENCE).astype(np.uint8)
    return WordTable(numbers, numbers, flags, none, none, tokens, np.arange(len(pages), dtype=np.uint64))


def prose(result) -> list:
    return [passage for passage in result.passages if not passage.quoted and passage.overlap != "furniture"]


# By counting


@st.composite
def pages(draw: st.DrawFn) -> list[naive.Page]:
    """Draw documents of words of their own, and pieces that several have, with numerals and quotations in them."""
    choose = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311
    pieces = [[choose.randrange(200) for _ in range(choose.choice([8, 10, 12, 14, 30]))] for _ in range(3)]
    topics = [[1000 + 50 * topic + word for word in range(50)] for topic in range(8)]
    found = []
    for _ in range(draw(st.integers(2, 8))):
        topic = topics[choose.randrange(draw(st.sampled_from([2, 8, 8])))]
        words: list[int] = choose.choices(topic, k=choose.randint(0, 90))
        for piece in choose.sample(pieces, choose.choice([0, 1, 2, 2, 3])):
            at = choose.randint(0, len(words))
            words[at:at] = [choose.randrange(9) if word < 40 else word for word in piece]
        quoted = [False] * len(words)
        if choose.random() < 0.3:
            begin = choose.randint(0, len(words))
            quoted[begin : begin + 12] = [True] * len(quoted[begin : begin + 12])
        source = choose.choice([None, "Gazette", "Gazette", "Gazette", "Herald"])
        often = choose.choice([0.0, 0.1, 0.3])
        sentences = [choose.random() < often for _ in words]
        found.append(naive.Page(words, [word < 40 for word in words], quoted, source, sentences))
    return [page for at, page in enumerate(found) if page.words not in [other.words for other in found[:at]]]


def test_what_is_found_and_marked_is_that_of_the_twin():
    met = {"marked": 0, "not marked": 0, "slot": 0}

    @given(pages(), st.sampled_from([1.0, 0.5]))
    @settings(max_examples=150)
    def check(drawn, common):
        weights = [1.0 if word >= 1000 else common for word in range(2048)]
        words = table(drawn)
        hashes = np.zeros(len(drawn), np.uint64)
        document_fingerprints(words.numbers, words.document_tokens, hashes)
        ranks = np.argsort(np.argsort(hashes)).tolist()

        found = find_boilerplate(words, np.array(weights, np.float32), [page.source for page in drawn])
        flagged, count = mark_boilerplate(words, found)

        expected = naive.boilerplate(drawn, ranks, weights)
        assert len(found) == len(expected)
        inside = [flag for page in drawn for flag in naive.marked(page, expected)]
        assert ((flagged.flags & BOILERPLATE) != 0).tolist() == inside
        assert count == sum(inside)
        assert not (words.flags & BOILERPLATE).any()
        met["marked" if any(inside) else "not marked"] += 1
        met["slot"] += any("#" in map(str, each) for each in expected)

    check()
    assert min(met.values()) >= 10, met


@given(pages(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_the_documents_does_not_matter(drawn, choose):
    drawn = drawn + drawn[:2]  # copies, of one source
    weights = np.ones(2048, np.float32)
    moved = list(drawn)
    choose.shuffle(moved)

    found = find_boilerplate(table(drawn), weights, [page.source for page in drawn])

    assert found.tolist() == find_boilerplate(table(moved), weights, [page.source for page in moved]).tolist()


def test_a_site_with_few_articles_among_thousands():
    random = np.random.default_rng(8)
    footer = random.integers(0, 10_000, 30).tolist()
    drawn = []
    for at in range(7000):
        words = random.integers(0, 10_000, 40).tolist() + footer * (at % 1400 == 0)
        drawn.append(naive.Page(words, [False] * len(words), [False] * len(words)))
    words, weights = table(drawn), np.ones(1 << 14, np.float32)

    of_a_site = find_boilerplate(words, weights, ["Gazette" if at % 1400 == 0 else None for at in range(7000)])

    assert len(of_a_site) == 25
    assert len(find_boilerplate(words, weights, [None] * 7000)) == 0


@pytest.mark.parametrize("candidates", ["every-pair", "lsh"])
def test_a_footer_of_few_pages_links_nothing(candidates):
    documents = [
        Document(f"{at}", f"Story {at}\n{story}\n{FOOTER}", source="Halm Herald") for at, story in enumerate(STORIES)
    ]

    result = find_reuse(documents, options=ReuseOptions(candidates=candidates))

    assert prose(result) == []
    assert {derivation.degree for derivation in result.derivations} == {"non"}
    assert any("words of boilerplate" in text for text in result.run.left_out)


def test_lines_with_slots_link_nothing():
    form = "Posted: May {}, 2031 at {}:1{} pm. {} readers have liked this page since noon, and so may you: press here."
    documents = [
        Document(f"{at}", f"{story}\n{form.format(at + 3, at + 4, at, at * 7 + 12)}", source="Halm Herald")
        for at, story in enumerate(STORIES)
    ]

    assert prose(find_reuse(documents)) == []
    assert len(prose(find_reuse(documents[:2], options=ReuseOptions(min_confidence=0)))) == 1


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        (
            (
                "Hello again, reader. You have opened four stories.\nTwo are left. Do you like our work? Join the club "
                "today.\nIt costs a coffee a week. Members may leave at any time. Not now, thanks."
            ),
            False,
        ),
        (
            (
                "The ministry of bridges said on Friday that it would pay for new planks, and for the goat, but only "
                "after the river had been asked by letter, as the law of 1911 has it, whether it wished to be crossed."
            ),
            True,
        ),
    ],
)
def test_what_few_pages_share_is_boilerplate_when_its_sentences_are_short(text, is_prose):
    own = [" ".join(f"{chr(97 + at)}{word}" for word in range(200)) for at in range(len(STORIES))]
    documents = [f"{story}\n{own[at]}\n{text if at < 4 else ''}" for at, story in enumerate(STORIES)]

    assert bool(prose(find_reuse(documents))) is is_prose


def test_what_two_articles_share_is_reuse_beside_boilerplate():
    paragraph = (
        "Divers found the bell of the Saint Odile under nine metres of mud, with the name of the founder and the year "
        "still on it, and hung it from a crane for the children to ring."
    )
    texts = [f"{story} {paragraph * (at in (1, 4))}\n{FOOTER}" for at, story in enumerate(STORIES)]

    (passage,) = prose(find_reuse([Document(f"{at}", text, source="Halm Herald") for at, text in enumerate(texts)]))

    assert (passage.left.document, passage.right.document) == ("1", "4")
    assert texts[1][passage.left.start : passage.left.stop] == paragraph.rstrip(".")


def test_three_rewrites_of_one_story_share_no_boilerplate():
    sentence = (
        "The ferry Aurelia ran aground on the Corran sandbank shortly before dawn with sixty passengers on board."
    )
    others = [
        (
            "Nobody was hurt, said Captain Brede Holt, whose Aurelia waits for the tide near Corran. Passengers were "
            "given soup. The owner, Northline, wants to know why the lamp of the Corran buoy was dark."
        ),
        (
            "Northline blames the Corran buoy, whose lamp had failed. Holt, the captain, kept his passengers below and "
            "gave them soup until lifeboats from Tarn came alongside the Aurelia at noon."
        ),
        (
            "Lifeboats from Tarn took everybody off by noon, and captain Holt was last to leave. Northline promises to "
            "pay passengers back and to have the buoy's lamp looked at before the Aurelia sails for Corran again."
        ),
    ]

    result = find_reuse([f"{sentence} {other}" for other in others] + STORIES)

    assert {(p.left.document, p.right.document) for p in prose(result)} >= {("0", "1"), ("0", "2"), ("1", "2")}
    assert not any("boilerplate" in text for text in result.run.left_out)


def test_two_documents_have_no_boilerplate_of_their_own():
    one, other = (f"{STORIES[at]}\n{FOOTER}" for at in (0, 1))

    assert len(prose(compare(one, other))) == 1


# By its look


def spans(found, text: str) -> list[str]:
    starts, stops, _ = found(text_array([text]))
    return [text[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            'Rain. &lt;div class="ad box"&gt; &lt;p id="top"&gt;Buy&lt;/p&gt; &lt;/div&gt;',
            ['&lt;div class="ad box"&gt;', '&lt;p id="top"&gt;', "&lt;/p&gt;", "&lt;/div&gt;"],
        ),
        ("It was a &lt;b&gt;very&lt;/b&gt; long day, all told, and &lt;i&gt;still&lt;/i&gt; it rained.", []),
        ("Rain.\nads.push({slot: 'top', size: [300, 250]});\nSun.", ["ads.push({slot: 'top', size: [300, 250]});"]),
        ('{"id": 7, "title": "Rain"}\nSun.', ['{"id": 7, "title": "Rain"}']),
        (".box { margin: 0; color: red; }", [".box { margin: 0; color: red; }"]),
        (
            "See https://halm.example/2031/05/04/a-goat-on-the-bridge?c=1 for more.",
            ["https://halm.example/2031/05/04/a-goat-on-the-bridge?c=1"],
        ),
        ("Fish &amp; chips at www.halm.example, daily", []),
        ("She wrote {sic} in the margin of the long letter that her brother had sent from Halm.", []),
        ("It is < 5 and > 3; A&E was shut.", []),
    ],
)
def test_markup_is_told_from_prose(text, found):
    assert spans(markup_spans, text) == found


def test_markup_makes_no_passage():
    form = '&lt;p style="font: {0} serif; color: #{0}22"&gt;&lt;b class="sign wide"&gt;The {1}&lt;/b&gt;&lt;/p&gt;'
    one, other = (f"{STORIES[at]}\n{form.format(at + 3, name)}" for at, name in ((0, "Herald"), (1, "Gazette")))

    assert len(compare(one, other).passages) == 0


POST = (
    "They told me that the bridge would hold a goat. It does not hold a goat! Forty years I have paid my toll, and now "
    "I swim. Somebody ought to be ashamed of himself at the ministry."
)


@pytest.mark.parametrize(
    "text",
    [
        f"He was cross.\n{POST}\n— Jon Aske (@jonaske) May 4, 2031\nNobody answered.",
        f"He was cross.\n{POST} — Jon Aske (@jonaske) May 4, 2031\nNobody answered.",
        f"He was cross.\n\n{POST}\n\n— Jon Aske (@jonaske)\nNobody answered.",
        f"The goat was unhurt when the bridge fell on Friday.\nJon Aske @jonaske\n{POST}\nNobody answered.",
        f"The goat was unhurt when the bridge fell on Friday.\nJon Aske @jonaske · May 4\n{POST}\nNobody answered.",
    ],
)
def test_a_post_is_a_quotation(text):
    assert [found.strip() for found in spans(post_spans, text)] == [POST]
    bare = f"The minister was in good mood on Monday and fed his swans.\n{POST}\nThe swans have no view of bridges."

    for pair in ((text, bare), (bare, text)):
        (passage,) = compare(*pair).passages
        assert passage.quoted
        assert passage.overlap == "quotation"


@pytest.mark.parametrize(
    "text",
    [
        f"Bridge falls\nJon Aske @jonaske\n{POST}",
        f"The goat was unhurt when the bridge fell on Friday.\nBy Jon Aske @jonaske\n{POST}",
        f"Write to us at desk@halm.example\n{POST}",
        f"The band plays on Friday @ Halm — come early.\n{POST}",
    ],
)
def test_a_byline_is_no_post(text):
    assert spans(post_spans, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Mayor Ane Rud opens the lock in Halm on Monday. (AP Photo/Lea Marsh)\nIt leaks.",
            ["Mayor Ane Rud opens the lock in Halm on Monday. (AP Photo/Lea Marsh)"],
        ),
        (
            "The lock leaks. A duck (Photo by Lea Marsh/Getty Images)",
            ["The lock leaks. A duck (Photo by Lea Marsh/Getty Images)"],
        ),
        (
            "A duck swims in Halm, Norland, Tuesday, May 6, 2031. It is the first.\nThe lock leaks.",
            ["A duck swims in Halm, Norland, Tuesday, May 6, 2031."],
        ),
        (
            "Ane Rud, second from left, feeds a duck, Tuesday, May 6, 2031.\nThe lock leaks.",
            ["Ane Rud, second from left, feeds a duck, Tuesday, May 6, 2031."],
        ),
        ("The trial opens on Tuesday, May 6, 2031, and nobody left, right or wrong, will miss it.", []),
        ("HALM (AP) — The lock leaks, says a picture (AP Photo/Lea Marsh) of Tuesday.", []),
    ],
)
def test_a_caption_is_told_from_prose(text, found):
    assert [text[start:stop] for start, stop in caption_spans(text, read_credits(text), Skim(text))] == found


@pytest.mark.parametrize(
    "text",
    [
        "&lt;a " * 40_000,
        "{ a b c d " * 20_000,
        "— a " * 50_000 + "@b",
        "x @abc 1\n" * 20_000,
        "a" * 60 + "(@abc)" * 20_000,
        "Monday, May 5, 2031 a " * 10_000,
        "(AP Photo/Lea Marsh) " * 5_000,
    ],
)
def test_texts_that_nobody_writes_take_linear_time(text):
    array = text_array([text])
    begun = time.process_time()
    markup_spans(array)
    post_spans(array)
    caption_spans(text, read_credits(text), Skim(text))

    assert time.process_time() - begun < 10
