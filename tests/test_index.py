"""An index says of an article what the whole collection says, however it came to hold what it holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from provenance import Document, ReuseOptions, find_reuse, open_index, read
from provenance.errors import InputError, OptionError, UnknownDocumentError

SEEDS = Path(__file__).parents[1] / "seeds"
SENTENCES = [
    "The ferry ran aground on a sandbank shortly before dawn on Monday with sixty people on board.",
    "Lifeboats from two harbours took everybody off before the tide turned.",
    "Nobody was hurt, the owner said, but the company was fined in February for a faulty radar.",
    "“We will never sail without a second pilot again,” the captain told reporters on the quay.",
    "Steel prices rose for the third month as mills in the north cut production again.",
    "The council voted against the new bridge after a debate that lasted until midnight.",
    "Subscribe now to read more stories like this one every morning in your inbox.",
    "PORT ELLERY (AFP) - Divers found the bell of the wreck under nine metres of sand.",
]
TIMES = [None, "2031-03-11", "2031-03-11T09:00", "2031-03-11T12:00+00:00", "2031-03-13T12:00+02:00"]


@st.composite
def documents(draw: st.DrawFn, name: str) -> Document:
    """A document of common and of its own sentences, with some words changed, of anybody and any time."""
    some = draw(st.lists(st.one_of(st.sampled_from(SENTENCES), own.texts(max_size=20)), max_size=5))
    words = " ".join(some).split(" ")
    for at in draw(st.lists(st.integers(0, max(0, len(words) - 1)), max_size=3)):
        words[at : at + 1] = draw(st.sampled_from([["other"], [], ["two", "words"], ["sandbnak"]]))
    return Document(
        name,
        " ".join(words),
        source=draw(st.sampled_from([None, "The Wire", "The Paper"])),
        published=draw(st.sampled_from(TIMES)),
        role=draw(st.sampled_from([None, "wire", "outlet"])),
    )


@st.composite
def archives(draw: st.DrawFn) -> tuple[list[Document], Document]:
    """Documents of an archive, of which some are the same, and an article."""
    made = [draw(documents(f"d{at}")) for at in range(draw(st.integers(1, 7)))]
    for at in draw(st.lists(st.integers(0, len(made) - 1), max_size=2, unique=True)):
        made.append(replace(made[at], id=f"again{at}"))
    article = draw(documents("article"))
    if draw(st.integers(0, 4)) == 0:
        article = replace(draw(st.sampled_from(made)), id="article")
    return made, article


def of_article(result, article: str) -> tuple[list[object], str]:
    """Return the passages of an article and what is said of it, without the numbers of unseen dispatches."""
    passages = [p for p in result.passages if article in (p.left.document, p.right.document)]
    derivation = result.derivations[result.documents.position(article)]
    return passages, re.sub(r"unseen-\d+", "unseen", repr(derivation))


@given(archives(), st.sampled_from(["auto", "exact"]), st.integers(2, 64), st.data())
@own.examples(20)
def test_a_trace_says_of_an_article_what_the_collection_says(archive, candidates, most, data):
    held, article = archive
    options = ReuseOptions(candidates=candidates, min_words=4, max_bucket=most)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(held)), max_size=2)))
    gone = data.draw(st.lists(st.sampled_from(held), max_size=2, unique_by=lambda one: one.id))
    with TemporaryDirectory() as folder:
        index = open_index(f"{folder}/wire.duckdb", options)
        for start, stop in zip([0, *cuts], [*cuts, len(held)], strict=True):
            index.add(held[start:stop])
        index.remove(one.id for one in gone)
        if data.draw(st.booleans()):
            index.compact()
        inside = list(index.documents())
        assert inside == [one for one in held if one not in gone]

        if data.draw(st.booleans(), "in memory"):
            index.load()
        found = index.trace(article)
        expected = find_reuse([*inside, article], options=options, statistics=index.statistics)

        assert of_article(found, "article") == of_article(expected, "article")
        assert index.check() == []


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    index = open_index(tmp_path_factory.mktemp("index") / "seeds.duckdb", ReuseOptions(candidates="exact"))
    held = list(read(SEEDS))
    index.add(held[::2])
    return index, held


def test_the_sample_corpus_is_traced_as_the_collection_says(seeds):
    index, held = seeds
    articles = held[1::2]

    traced = index.trace(articles)

    assert len(traced) == len(articles)
    for article, found in [*zip(articles, traced, strict=True)][::3]:
        expected = find_reuse([*held[::2], article], options=index.options, statistics=index.statistics)
        assert of_article(found, article.id) == of_article(expected, article.id)
    assert sum(len(found.passages) for found in traced) > 50


def test_what_is_read_into_memory_follows_what_others_add_and_remove(tmp_path):
    path = tmp_path / "wire.duckdb"
    reader, writer = open_index(path), open_index(path)
    writer.add({f"d{at}": sentence for at, sentence in enumerate(SENTENCES)})
    reader.load()
    article = Document("article", f"{SENTENCES[0]} {SENTENCES[6]}")

    def partners() -> set[str]:
        return {*reader.trace(article).documents.ids} - {"article"}

    assert partners() == {"d0", "d6"}
    writer.add({"d6": "Something else.", "new": SENTENCES[6]})
    assert partners() == {"d0", "new"}
    writer.remove(["d0"])
    assert partners() == {"new"}
    writer.compact()
    assert partners() == {"new"}
    path.unlink()
    open_index(path).add({"other": SENTENCES[0]})
    assert partners() == {"other"}


def test_an_article_of_the_index_is_traced_there(seeds):
    index, held = seeds
    article = next(one for one in held[::2] if one.id.startswith("plant/"))

    found = index.trace(article)

    expected = find_reuse(held[::2], options=index.options, statistics=index.statistics)
    assert of_article(found, article.id) == of_article(expected, article.id)
    assert found.documents.ids.count(article.id) == 1


def test_documents_are_added_replaced_and_left_as_they_are(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    first = [Document("a", SENTENCES[0]), Document("b", SENTENCES[4]), Document("c", SENTENCES[1])]

    assert index.add(first).added == 3
    change = index.add([replace(first[0], source="The Wire"), first[1], Document("d", SENTENCES[5])])

    assert (change.added, change.replaced, change.unchanged) == (1, 1, 1)
    assert index.documents().ids == ["b", "c", "a", "d"]
    assert index.documents()[2].source == "The Wire"
    assert index.remove(["c"]).removed == 1
    assert [len(found.passages) for found in index.trace({"x": SENTENCES[1], "y": SENTENCES[5]})] == [0, 1]
    assert (index.info().documents, index.check()) == (3, [])


def test_a_new_version_takes_the_place_of_the_one_that_is_there_while_it_is_traced(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    index.add([Document("a", SENTENCES[0]), Document("b", SENTENCES[0])])

    found = index.trace(Document("a", SENTENCES[0] + " " + SENTENCES[1]))

    assert [{p.left.document, p.right.document} for p in found.passages] == [{"a", "b"}]
    assert found.documents[1].text.endswith("turned.")


def test_statistics_stay_until_there_are_more_than_twice_as_many_documents(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    texts = [f"{sentence} {at}" for at in range(4) for sentence in SENTENCES]
    held = [Document(f"d{at}", text) for at, text in enumerate(texts)]

    assert index.add(held[:8]).recounted
    counted = index.statistics.digest
    assert not index.add(held[8:16]).recounted
    assert index.statistics.digest == counted
    assert index.add(held[16:]).recounted
    assert (index.info().counted, index.statistics.digest != counted) == (32, True)


def test_after_it_was_compacted_an_index_is_as_if_all_had_been_added_at_once(tmp_path):
    held = [Document(f"d{at}", f"{sentence} {at}") for at, sentence in enumerate(SENTENCES)]
    one, other = open_index(tmp_path / "one.duckdb"), open_index(tmp_path / "other.duckdb")
    one.add(held)
    for document in [*held, Document("gone", "Something else was written in between.")]:
        other.add([document])
    other.remove(["gone"])

    other.compact()

    assert one.statistics.digest == other.statistics.digest
    infos = [replace(index.info(), size=0) for index in (one, other)]
    assert infos[0] == infos[1]


def test_only_the_time_that_is_asked_about_is_looked_at(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    times = {"old": "2031-01-01T10:00", "day": "2031-03-10T10:00", "later": "2031-03-12T09:00", "none": None}
    index.add([Document(name, SENTENCES[0], published=time) for name, time in times.items()])
    article = Document("article", SENTENCES[0], published="2031-03-11T09:00")

    def partners(**asked: object) -> set[str]:
        return {*index.trace(article, **asked).documents.ids} - {"article"}

    assert partners() == {*times}
    assert partners(since="2031-03-01") == {"day", "later"}
    assert partners(window=timedelta(hours=24)) == {"day", "later"}
    assert partners(window=timedelta(hours=24), since="2031-03-11") == {"later"}
    with pytest.raises(InputError, match="a window needs the time of 'article'"):
        index.trace(replace(article, published=None), window=timedelta(days=1))


def test_an_index_is_asked_as_it_was_made(tmp_path):
    path = tmp_path / "wire.duckdb"
    open_index(path, ReuseOptions(min_words=5)).add({"a": SENTENCES[0]})

    assert open_index(path).options.min_words == 5
    assert open_index(path, ReuseOptions(min_words=5, threads=1)).options.threads == 1
    with pytest.raises(OptionError, match="made with other options: min_words"):
        open_index(path, ReuseOptions())
    with pytest.raises(OptionError, match="no candidates 'lsh'"):
        open_index(tmp_path / "other.duckdb", ReuseOptions(candidates="lsh"))


def test_what_is_not_there_is_said(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    with pytest.raises(InputError, match="there is no index"):
        index.trace(Document("a", "text"))
    index.add({"april": SENTENCES[0], "may": SENTENCES[1]})

    with pytest.raises(UnknownDocumentError, match="did you mean 'april'"):
        index.remove(["may", "aprill"])
    assert index.info().documents == 2


def test_an_index_of_nothing_can_be_asked(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    index.add({"a": SENTENCES[0]})
    index.remove(["a"])

    found = index.trace(Document("b", SENTENCES[0]))

    assert (found.documents.ids, len(found.passages), index.check()) == (["b"], 0, [])
    assert index.compact().recounted
    assert index.add({"c": SENTENCES[0]}).added == 1
    assert len(index.trace(Document("b", SENTENCES[0])).passages) == 1


def test_documents_are_held_against_the_index_for_duplicates(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    index.add({"a": SENTENCES[0] + " " + SENTENCES[1], "b": SENTENCES[4]})

    found = index.deduplicate({"a": SENTENCES[5], "same": SENTENCES[4].upper(), "other": SENTENCES[2]})

    assert list(found.kept) == ["a", "other"]
    assert [(one.document, one.survivor, one.rule) for one in found.removed] == [("same", "b", "same-words")]
