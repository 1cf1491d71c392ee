"""Text normalisers that are told the language of a document: everywhere the same, and those of one argument go on."""

import json

import pytest

from provenance import (
    DedupOptions,
    Document,
    OnlineDeduplicator,
    ReuseOptions,
    deduplicate,
    find_reuse,
    open_index,
    sign,
)
from provenance.api.components import pipeline_for
from provenance.api.nearest import nearest_pair
from provenance.engines.partitioned import find_passages
from provenance.errors import PluginError
from provenance.hooks import hookimpl
from provenance.model.components import Edit, LanguageNormaliser, TextNormaliser
from provenance.model.documents import Documents
from provenance.model.options import PluginOptions, ReadOptions
from provenance.plugins import load_plugins
from provenance.plugins.types import NormaliserEntry
from provenance.testing import check_normaliser

WORDS = "the old {} in the cellar of the mill was found by two children on a rainy evening in late October near Osk"


class Told:
    """In German a Gift is a poison."""

    def edits(self, text: str, language: str | None):
        at = text.find("Gift")
        if language == "de" and at >= 0:
            yield Edit(at, at + 4, "poison")


class Plain:
    def edits(self, text: str):
        at = text.find("Gift")
        if at >= 0:
            yield Edit(at, at + 4, "poison")


class Plugin:
    @hookimpl
    def provenance_normalisers(self):
        yield NormaliserEntry(name="told", factory=Told)
        yield NormaliserEntry(name="plain", factory=Plain)


PLUGINS = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
TOLD = ReuseOptions(normalisers=("told",))
GERMAN = Document("german", WORDS.format("Gift"), language="de")
ENGLISH = Document("english", WORDS.format("Gift"), language="en")
POISON = Document("poison", WORDS.format("poison"))

a_component: LanguageNormaliser = Told()
another: TextNormaliser = Plain()


@check_normaliser(Told())
def test_it_passes_the_checks(check):
    check()


def words(result):
    """Return how many words of the longest passage both documents of each pair have."""
    return {frozenset((each.left.document, each.right.document)): each.words for each in result.passages}


def test_passages_and_all_that_finds_them(tmp_path):
    documents = [GERMAN, ENGLISH, POISON]
    expected = {
        frozenset(("german", "poison")): 23,
        frozenset(("german", "english")): 20,
        frozenset(("english", "poison")): 20,
    }
    result = find_reuse(documents, options=TOLD, plugins=PLUGINS)
    assert words(result) == expected
    pipeline = pipeline_for(TOLD.normalisers, TOLD.tokeniser, PLUGINS)
    parted = find_passages(Documents.of(documents), TOLD, pipeline)
    assert sorted((parted.left_token_stop - parted.left_token_start).tolist()) == [20, 20, 23]
    index = open_index(tmp_path / "some.duckdb", TOLD, plugins=PLUGINS)
    index.add([GERMAN, ENGLISH])
    assert words(index.trace(POISON)) == expected
    # A normaliser of one argument is called as before, whatever the language.
    plain = find_reuse(documents, options=ReuseOptions(normalisers=("plain",)), plugins=PLUGINS)
    assert set(words(plain).values()) == {23}
    assert nearest_pair(Documents.of([ENGLISH, POISON]), TOLD, PLUGINS).words == 20
    assert nearest_pair(Documents.of([GERMAN, POISON]), TOLD, PLUGINS).words == 23


def test_duplicates_signatures_and_online_documents(tmp_path):
    options = {"normalisers": ("told",), "keep": "first", "plugins": PLUGINS}
    signatures = sign([GERMAN, ENGLISH, POISON], normalisers=("told",), plugins=PLUGINS)
    assert signatures.resemblance("german", "poison") == 1
    assert signatures.resemblance("english", "poison") < 1
    file = tmp_path / "articles.jsonl"
    rows = [{"id": each.id, "text": each.text, "lang": each.language} for each in (POISON, ENGLISH, GERMAN)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    read = ReadOptions(language_field="lang")
    for work in (None, tmp_path / "work", tmp_path / "work"):
        result = deduplicate(file, 0.99, read=read, work=work, **options)
        assert [(each.document, each.survivor, each.rule) for each in result.removed] == [
            ("german", "poison", "same-words")
        ]
    # With another column for the language no sketch of that run is used: now none is known, and two texts are equal.
    [removed] = deduplicate(file, 0.99, work=tmp_path / "work", **options).removed
    assert (removed.document, removed.survivor, removed.rule) == ("german", "english", "exact")
    against = deduplicate([GERMAN, ENGLISH], 0.99, against=[POISON], **options)
    assert [each.document for each in against.removed] == ["german"]
    assert against.removed[0].spans == ((0, len(GERMAN.text)),)
    online = OnlineDeduplicator(threshold=0.99, normalisers=("told",), plugins=PLUGINS)
    said = online.add_all([GERMAN, ENGLISH, POISON])
    assert [match and (match.survivor, match.rule) for match in said] == [None, None, ("german", "same-words")]
    assert DedupOptions(normalisers=("told",)).normalisers == ("told",)


def test_an_interrupted_run_of_other_languages_is_not_gone_on_with(tmp_path):
    from provenance.engines.resume import run_digest

    told, plain = (pipeline_for((name,), "words", PLUGINS) for name in ("told", "plain"))
    some, others = (Documents.of([Document("a", "text", language=language)]) for language in ("de", "en"))
    assert run_digest(some, TOLD, told) != run_digest(others, TOLD, told)
    assert run_digest(some, TOLD, plain) == run_digest(others, TOLD, plain)


def test_a_method_that_takes_something_else_is_refused():
    class Wrong:
        def edits(self, text, country):
            return ()

    class Other:
        @hookimpl
        def provenance_normalisers(self):
            yield NormaliserEntry(name="wrong", factory=Wrong)

    plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Other()])
    said = r"takes \(text, country\); it is called as edits\(text\) or edits\(text, language\)"
    with pytest.raises(PluginError, match=said):
        plugins.normaliser("wrong")
