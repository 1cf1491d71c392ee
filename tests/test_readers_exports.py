"""Exports of press databases become articles: each format, in the languages of the screens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from exports_made import docx, ended_lines, numbered_text, packed, rtf, story
from exports_pages import europresse, factiva_coded, factiva_plain, factiva_rtf_coded, factiva_rtf_lines, nexis_page

from provenance import InputError, read
from provenance.api.reading import load
from provenance.readers.exports.reader import ExportReader
from provenance.testing import check_reader

SCREENS = ["en", "de", "fr", "nl"]


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def taken(folder, name, content):
    """Return the documents of a file, and what was said of it without its place."""
    path = put(folder, name, content)
    documents, summary = load([path])
    return list(documents), [note.replace(f"{path}", name) for note in summary.notes]


def stories(language="en", number=8, **known):
    return [
        story(place, language, dateline="SKERRY" if place % 2 else "", byline=f"Ada Quill {place}" if place % 3 else "")
        if not known
        else story(place, language, **known)
        for place in range(1, number + 1)
    ]


def agrees(document, made, *, page=True, dateline=False):
    """Check a document against the article that was exported."""
    assert document.text == made.text
    assert document.source == made.source
    assert document.language == made.language
    assert (document.published.year, document.published.month, document.published.day) == made.day
    known = document.metadata
    assert known["headline"] == made.headline
    assert known.get("byline", "").removeprefix("By ") == made.byline
    assert known["word_count"] == made.count
    assert known["time_precision"] == "day"
    if page:
        assert (known["section"], known["page"]) == (made.section, made.page)
        assert f"{made.source} Press" in known["copyright_holder"]
    if dateline:
        assert known.get("dateline", "") == made.dateline


FORMATS = {
    "nexis.txt": (lambda made, screen: numbered_text(made, screen), True),
    "nexis.rtf": (lambda made, screen: rtf(numbered_text(made, screen).split("\n")), True),
    "uni.docx": (lambda made, screen: docx(ended_lines(made, screen)), True),
    "uni.rtf": (lambda made, screen: rtf(ended_lines(made, screen)), True),
    "coded.html": (lambda made, screen: factiva_coded(made, screen), False),
    "plain.html": (lambda made, screen: factiva_plain(made, screen), False),
    "unframed.html": (lambda made, screen: factiva_plain(made, screen, frames=False), False),
    "lines.rtf": (lambda made, screen: rtf(factiva_rtf_lines(made, screen)), False),
    "table.rtf": (lambda made, screen: factiva_rtf_coded(made, screen), False),
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", FORMATS)
def test_formats(tmp_path, name, screen):
    make, dateline = FORMATS[name]
    made = stories(screen)
    documents, notes = taken(tmp_path, name, make(made, screen))
    assert notes == []
    assert len(documents) == len(made)
    for document, each in zip(documents, made, strict=True):
        agrees(document, each, dateline=dateline)
    assert len({document.id for document in documents}) == len(made)
    assert {document.metadata["provider"] for document in documents} == {
        "Nexis" if name.startswith(("nexis", "uni")) else "Factiva"
    }


@pytest.mark.parametrize("screen", ["en", "fr"])
@pytest.mark.parametrize("framed", [True, False])
def test_europresse(tmp_path, screen, framed):
    made = stories(screen)
    documents, notes = taken(tmp_path, "e.html", europresse(made, screen, count=8, framed=framed))
    assert notes == []
    for number, (document, each) in enumerate(zip(documents, made, strict=True), 1):
        # Europresse says no language.
        assert document.text == each.text
        assert document.source == each.source
        assert (document.published.year, document.published.month, document.published.day) == each.day
        assert document.metadata["provider"] == "Europresse"
        assert document.metadata["headline"] == each.headline
        assert document.metadata["word_count"] == each.count
        assert document.metadata["page"] == each.page
        assert document.metadata["section"] == each.section
        assert document.metadata.get("byline", "") == each.byline
        assert document.metadata["copyright_holder"] == f"{each.source} Presse"
        assert document.metadata["url"] == f"https://example.org/{number}"
        assert document.id.startswith("e/news·")


def test_nexis_page(tmp_path):
    made = [story(place) for place in range(1, 9)]
    documents, notes = taken(tmp_path, "n.html", nexis_page(made))
    assert notes == []
    for document, each in zip(documents, made, strict=True):
        agrees(document, each)


def test_262_articles_in_each_format(tmp_path):
    made = stories("de", 262)
    for name, (make, _) in FORMATS.items():
        documents, notes = taken(tmp_path, name, make(made, "de"))
        assert [(document.text, document.source) for document in documents] == [
            (each.text, each.source) for each in made
        ]
        assert notes == []


def test_credits_and_times(tmp_path):
    made = stories(number=2, byline="Ada Quill", credit="Tidewire", time="20:42")
    document = taken(tmp_path, "c.html", factiva_coded(made, "en"))[0][0]
    assert document.metadata["credit_line"] == "Tidewire"
    assert document.metadata["byline"] == "Ada Quill"
    assert document.metadata["copyright_holder"] == "Island Gazette 1 Press"
    assert document.published == datetime(*made[0].day, 20, 42, tzinfo=document.published.tzinfo)
    assert document.metadata["time_precision"] == "minute"
    made = stories(number=2, time="8:42 PM EST")
    document = taken(tmp_path, "u.docx", docx(ended_lines(made)))[0][0]
    assert document.published.astimezone(UTC) == datetime(*made[0].day, 20, 42, tzinfo=UTC) + timedelta(hours=5)
    assert document.metadata["time_zone"] == "EST"
    made = stories("fr", 2, time="14:05")
    document = taken(tmp_path, "e.html", europresse(made))[0][0]
    assert document.published.astimezone(UTC) == datetime(*made[0].day, 12, 5, tzinfo=UTC)
    assert document.metadata["word_count"] == made[0].count


def test_roles_follow_the_kind_of_publication(tmp_path):
    text = numbered_text(stories(number=2)).replace("PUBLICATION-TYPE: Newspaper", "PUBLICATION-TYPE: Newswire", 1)
    assert [document.role for document in taken(tmp_path, "n.txt", text)[0]] == ["wire", "outlet"]


def test_classification_and_what_stands_below_is_no_text(tmp_path):
    made = [story(1, extra=(("Graphic", "A ferry, in grey. Photo: Bo Sund"),)), story(2)]
    first, second = taken(tmp_path, "u.docx", docx(ended_lines(made)))[0]
    assert (first.text, second.text) == (made[0].text, made[1].text)
    assert first.metadata["caption"] == "A ferry, in grey. Photo: Bo Sund"


def test_counted_headlines_and_other_scripts(tmp_path):
    text = factiva_plain(stories("de", 2), "de").replace("class='deHeadline'> ", "class='deHeadline counted'> 18) ")
    document = taken(tmp_path, "f.html", text)[0][0]
    assert document.metadata["headline"] == story(1, "de").headline
    text = factiva_plain([story(1)], "en").replace(">English<", ">英语<").replace("enArticle", "zhcnArticle")
    text = re.sub(r">\d+ words<", ">1,204 字<", text)
    text = re.sub(r"<div>\d+ \w+ \d{4}</div>", "<div>2018 年 11 月 30 日</div>", text)
    text = text.replace("Document GAZ", "文件 GAZ")
    document = taken(tmp_path, "f.html", text)[0][0]
    assert document.published == datetime(2018, 11, 30)
    assert document.metadata["accession_number"].startswith("GAZETT")
    assert (document.source, document.metadata["word_count"]) == ("Island Gazette 1", 1204)


def test_latin_1_and_the_code_page_of_rtf(tmp_path):
    made = stories("fr", 3)
    page = factiva_plain(made, "fr").replace(
        "<head>", '<head><meta http-equiv="x" content="text/html; charset=iso-8859-1">'
    )
    documents = taken(tmp_path, "f.html", page.encode("iso-8859-1"))[0]
    assert [document.text for document in documents] == [each.text for each in made]
    czech = story(1, paragraphs=("Kůň přešel přes řeku a šel domů, řekl starosta ostrova včera večer.",))
    document = taken(tmp_path, "u.rtf", rtf(ended_lines([czech]), 1250))[0][0]
    assert document.text == czech.text
    document = taken(tmp_path, "u.rtf", rtf(ended_lines([czech]), 1252))[0][0]
    assert document.text == czech.text


def test_one_article_has_the_name_of_its_file(tmp_path):
    for name, content in {
        "one.docx": docx(ended_lines([story(1)], cover=False)),
        "one.txt": numbered_text([story(1)]),
        "one.html": factiva_plain([story(1)]),
    }.items():
        assert [document.id for document in taken(tmp_path, name, content)[0]] == ["one"]


def test_the_same_article_twice_keeps_two_ids(tmp_path):
    page = factiva_plain([story(1), story(2), story(1)])
    numbers = re.findall(r"Document (GAZETT\w+)<", page)
    page = page.replace(numbers[2], numbers[0])
    documents, _ = taken(tmp_path, "f.html", page)
    assert [document.id for document in documents] == [f"f/{numbers[0]}", f"f/{numbers[1]}", f"f/{numbers[0]}#3"]


def test_archive(tmp_path):
    made = stories(number=4)
    archive = {f"{each.headline}.DOCX": docx(ended_lines([each], cover=False)) for each in made}
    archive["Files (4)_doclist.DOCX"] = docx(ended_lines([], listed=4))
    archive["__MACOSX/._x.DOCX"] = b"\0"
    documents, notes = taken(tmp_path, "z.zip", packed(archive))
    assert notes == []
    assert {document.id: document.text for document in documents} == {f"z/{each.headline}": each.text for each in made}
    del archive[f"{made[0].headline}.DOCX"]
    archive["terms.pdf"] = b"%PDF"
    documents, notes = taken(tmp_path, "z.zip", packed(archive))
    assert len(documents) == 3
    assert notes == [
        "z.zip: 3 articles were found, the list of documents in it says 4.",
        "z.zip: left out, for exports have other suffixes: terms.pdf.",
    ]


def test_names_that_come_twice_in_an_archive(tmp_path):
    archive = {
        "a.docx": docx(ended_lines([story(1)])),
        "a.rtf": rtf(ended_lines([story(2)])),
        "b/a.rtf": rtf(ended_lines([story(3)])),
    }
    assert [document.id for document in taken(tmp_path, "z.zip", packed(archive))[0]] == ["z/a", "z/a#2", "z/b/a"]


def test_a_folder_of_exports(tmp_path):
    put(tmp_path, "a.docx", docx(ended_lines(stories(number=3))))
    put(tmp_path, "b.html", factiva_plain(stories(number=2)))
    documents = read(tmp_path)
    assert len(documents) == 5
    assert [document.id for document in documents][:3] == ["a/1", "a/2", "a/3"]


@check_reader(
    ExportReader(),
    {
        "a.txt": numbered_text(stories(number=3)),
        "b.docx": docx(ended_lines(stories(number=3))),
        "c.rtf": rtf(factiva_rtf_lines(stories(number=3))),
        "d.html": factiva_coded(stories("fr", 3)),
        "e.html": europresse(stories("fr", 3)),
        "f.zip": packed({"1.docx": docx(ended_lines([story(1)])), "2.rtf": rtf(ended_lines([story(2)]))}),
    },
)
def test_what_is_asked_of_a_reader(check):
    check()


def test_through_a_reader_named(tmp_path):
    path = put(tmp_path, "export", docx(ended_lines(stories(number=2))))
    from provenance import ReadOptions

    assert len(read(path, options=ReadOptions(reader="export"))) == 2
    with pytest.raises(InputError, match="nothing reads a file without a suffix"):
        read(path)
