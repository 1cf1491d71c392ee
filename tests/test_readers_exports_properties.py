"""What was exported comes back, whatever words its texts begin with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from exports_made import story
from exports_pages import europresse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_readers_exports import FORMATS, put

from provenance.readers.exports.reader import ExportReader
from provenance.readers.text import TextReader
from provenance.testing import read_with

#: How paragraphs begin that look like dates, fields, numbers, rights or the lines between articles.
BEGINNINGS = [
    *(
        "",
        "By the pier, ",
        "May 3, 2019 was a day when ",
        "Section 7 of the law: ",
        "LONDON: ",
        '"Text", he said. ',
        "1. ",
    ),
    *(
        "Length matters: ",
        "Länge: ",
        "Copyright law: ",
        "Page 3 of 9 is missing, ",
        "Von Anna: ",
        "2019 war ein Jahr, ",
    ),
    *(
        "© or not, ",
        "Notes: ",
        "Title: ",
        "Update: ",
        "Load-Date: soon, ",
        "Document 7 of 9 says: ",
        "100 words: ",
        "- ",
    ),
    *("URL: ", "https://example.org/ ", "Byline: ", "By Ada Quill ", "Section: ", "Classification: ", "Body: ", "A|B "),
    *("Person: ", "Subject: ", "Credit: ", "AN ", "HD ", "3 of 4 ", "Foto: Ada Quill. ", "End of document, it said: "),
]
SOURCES = [
    "Island Gazette 1",
    "The Times, London 2",
    "Die Insel (online) 3",
    "Le Phare.fr 4",
    "AFP 5",
    "Neue 24 Zeitung 6",
]
HEADLINES = [
    "Ferry: what now?",
    "By the numbers: 12 ferries",
    "100 words on ferries",
    "May 2019: a review",
    "„So nicht“ " * 15,
]


@st.composite
def exports(draw):
    """Return articles of one language, with one byline, dateline and section or none."""
    language = draw(st.sampled_from(["en", "de", "fr", "nl"]))
    made = []
    for number in range(draw(st.integers(1, 4))):
        plain = story(draw(st.integers(1, 999)), language)
        # What follows begins in lower case or not; the beginning alone is no paragraph.
        paragraphs = tuple(draw(st.sampled_from(BEGINNINGS)) + paragraph for paragraph in plain.paragraphs)
        made.append(
            replace(
                plain,
                paragraphs=paragraphs,
                headline=f"{draw(st.sampled_from(HEADLINES)).strip()} no {number}",
                source=draw(st.sampled_from(SOURCES)),
                byline=draw(st.sampled_from(["", plain.byline])),
                dateline=draw(st.sampled_from(["", "SKERRY"])),
            )
        )
    return language, made


@pytest.mark.parametrize("name", [*FORMATS, "e.html"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=exports())
def test_what_was_exported_comes_back(tmp_path_factory, name, sample):
    language, made = sample
    if name == "e.html":
        content = europresse(made, "fr" if language == "fr" else "en")
    else:
        content = FORMATS[name][0](made, language)
    path = put(tmp_path_factory.getbasetemp(), name, content)
    documents, context = read_with(TextReader() if name.endswith(".txt") else ExportReader(), path)
    assert [document.text for document in documents] == [each.text for each in made]
    assert [document.source for document in documents] == [each.source for each in made]
    assert [(each.published.year, each.published.month, each.published.day) for each in documents] == [
        each.day for each in made
    ]
    assert [document.metadata.get("word_count") for document in documents] == [each.count for each in made]
    assert not any("no date" in note or "fewer" in note for note in context.notes)
    if name != "lines.rtf":
        # Without marks a section and a headline look alike.
        assert [document.metadata["headline"] for document in documents] == [each.headline for each in made]
