"""What exports do that loses articles or spoils them, and that it is said where it was not avoided."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import datetime

import pytest
from exports_made import docx, ended_lines, numbered_text, packed, rtf, story
from exports_pages import europresse, factiva_coded, factiva_plain, factiva_rtf_lines, nexis_page
from test_readers_exports import put, stories, taken

from provenance import InputError, ReadOptions, read
from provenance.__main__ import main
from provenance.api.reading import load
from provenance.readers.exports.dates import date_line
from provenance.readers.exports.reader import page_documents
from provenance.testing.readers import Context


def fails(folder, name, content, message):
    path = put(folder, name, content)
    with pytest.raises(InputError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)
    return caught.value


# --- Where articles begin and end --------------------------------------------------------------------------------


@pytest.mark.parametrize("cover", [True, False])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_first_article_is_not_lost(tmp_path, cover, number):
    made = stories(number=number)
    for name, content in {
        "n.txt": numbered_text(made, cover=cover),
        "u.docx": docx(ended_lines(made, cover=cover)),
        "u.rtf": rtf(ended_lines(made, cover=cover)),
    }.items():
        documents, notes = taken(tmp_path, name, content)
        assert [document.text for document in documents] == [each.text for each in made]
        assert documents[0].metadata["headline"] == made[0].headline
        assert notes == []


def test_blank_lines_and_labels_inside_of_a_text(tmp_path):
    text = (
        "Die Fähren sollen in 2000 um zwei Boote mehr wachsen, sagte der Rat.",
        "LÄNGE: so heißt auf der Insel die Strecke vom Pier bis zum Haus.",
        "Text: Das ist kein Feld, sondern ein Wort am Anfang eines Absatzes, wie es oft vorkommt.",
        "1 of 2 boats left. Document 7 of the council was signed on",
        "Dienstag 4. März 2014",
        "und danach vergessen. Copyright war nie ein Thema auf der Insel, sagten alle.",
    )
    made = [story(1, "de", paragraphs=text), story(2, "de")]
    for name, content in {
        "n.txt": numbered_text(made, "de"),
        "u.docx": docx(ended_lines(made, "de")),
        "f.html": factiva_plain(made, "de"),
        "f.rtf": rtf(factiva_rtf_lines(made, "de")),
        "e.html": europresse(made, "en"),
    }.items():
        documents, notes = taken(tmp_path, name, content)
        assert [document.text for document in documents] == [each.text for each in made], name
        assert notes == []
        assert (documents[0].published.year, documents[0].published.month) == made[0].day[:2]


@pytest.mark.parametrize("listed", ["1. {}", "1.\n{}"])
def test_a_text_that_speaks_like_a_cover_page(tmp_path, listed):
    text = (
        "Search terms such as pier were banned.",
        "Narrowed by fog",
        "July 4, 2019",
        "Job number: one of three.",
        "The end.",
    )
    made = [story(1, paragraphs=text), story(2, paragraphs=text)]
    lines = "\n".join(ended_lines(made)).replace(f"1. {made[0].headline}", listed.format(made[0].headline)).split("\n")
    documents, notes = taken(tmp_path, "u.docx", docx(lines))
    assert [(each.text, each.metadata["headline"]) for each in documents] == [
        (each.text, each.headline) for each in made
    ]
    assert notes == []


def test_a_headline_of_two_paragraphs(tmp_path):
    lines = "\n".join(ended_lines(stories(number=2)))
    headline = story(1).headline
    lines = lines.replace(f"1. {headline}", "1. Storm at the pier:").replace(
        headline, f"Storm at the pier:\n{headline}"
    )
    documents, notes = taken(tmp_path, "u.docx", docx(lines.split("\n")))
    assert documents[0].metadata["headline"] == f"Storm at the pier: {headline}"
    assert documents[0].text == story(1).text
    assert notes == []


@pytest.mark.parametrize(
    ("line", "day", "precision"),
    [
        ("Montag, 27. Februar 2012 Bundesausgabe", "2012-02-27", "day"),
        ("May 2, 2002, Thursday,, FINAL EDITION", "2002-05-02", "day"),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27T21:50:00+01:00", "minute"),
        ("July 2002/August 2002", None, None),
        ("May/June 2002", "2002-05-01", "month"),
        ("Winter 1999", "1999-12-01", "season"),
        ("1er mars 2014", "2014-03-01", "day"),
        ("2018 年 11 月 30 日 星期五", "2018-11-30", "day"),
        ("sollen in 2000 um", None, None),
        ("11 September 2001 and what came of it", None, None),
        ("May 32, 2002", None, None),
    ],
)
def test_lines_that_are_dates(line, day, precision):
    found = date_line(line)
    if day is None:
        assert found is None
    else:
        assert found.time == datetime.fromisoformat(day)
        assert found.precision == precision


def test_a_heading_in_a_text_is_no_caption(tmp_path):
    text = ("The pier is old.", "Photo", *(f"Paragraph {number} of the long story goes on." for number in range(30)))
    made = [story(1, paragraphs=text, extra=(("Graphic", "The pier at dawn. Photo: Bo Sund"),)), story(2)]
    documents, _ = taken(tmp_path, "u.docx", docx(ended_lines(made)))
    assert documents[0].text == made[0].text
    assert documents[0].metadata["caption"] == "The pier at dawn. Photo: Bo Sund"


def test_a_correction_does_not_move_the_date(tmp_path):
    made = [
        story(
            1, extra=(("CORRECTION-DATE", "March 4, 2021"), ("CORRECTION", "The pier was misnamed on March 3, 2021."))
        ),
        story(2),
    ]
    text = numbered_text(made).replace("Late Edition", "Correction Appended", 1)
    documents, notes = taken(tmp_path, "n.txt", text)
    assert notes == []
    assert documents[0].published == datetime(*made[0].day)
    assert documents[0].metadata["edition"] == "Correction Appended"
    assert documents[0].metadata["correction"] == "The pier was misnamed on March 3, 2021."
    assert documents[0].text == made[0].text


def test_the_day_of_loading_stands_for_a_missing_date(tmp_path):
    made = stories(number=2)
    lines = ended_lines(made)
    lines.remove(next(line for line in lines[25:] if "2016 Tuesday" in line))
    documents, notes = taken(tmp_path, "u.docx", docx(lines))
    assert [document.text for document in documents] == [each.text for each in made]
    assert documents[0].metadata["published_by"] == "load_date"
    assert notes == ["u.docx: 1 article has no date: the day of loading stands for it."]


# --- What is missing is said -------------------------------------------------------------------------------------


def test_fewer_articles_than_the_cover_says(tmp_path):
    made = stories(number=3)
    assert taken(tmp_path, "u.docx", docx(ended_lines(made, listed=5)))[1] == [
        "u.docx: 3 articles were found, the cover page says 5."
    ]
    page = europresse(made, count=4)
    assert taken(tmp_path, "e.html", page)[1] == ["e.html: 3 articles were found, the cover page says 4."]
    text = numbered_text(made).replace("Items: 1-3", "Items: 1-2, 8-9")
    assert taken(tmp_path, "n.txt", text)[1] == ["n.txt: 3 articles were found, the cover page says 4."]


def test_gaps_in_the_numbering(tmp_path):
    text = numbered_text(stories(number=3), total=9, cover=False)
    assert taken(tmp_path, "n.txt", text)[1] == ["n.txt: the numbering goes to 3 of 9; the rest may be in other files."]
    text = text.replace("3 of 9 DOCUMENTS", "6 of 9 DOCUMENTS")
    assert taken(tmp_path, "n.txt", text)[1] == ["n.txt: the numbering of the articles passes over 3-5."]


def test_a_document_of_factiva_that_is_named_and_not_found(tmp_path):
    made = stories(number=3)
    page = factiva_plain(made, frames=False)
    lost = page.index('<div class="article enArticle">')
    page = page[:lost] + "<div>" + page[lost + len('<div class="article enArticle">') :]
    documents, notes = taken(tmp_path, "f.html", page)
    assert len(documents) == 2
    assert notes == ["f.html: 2 articles were found, the number of documents named in it says 3."]


def test_words_that_are_missing_or_too_many(tmp_path):
    made = [story(1, paragraphs=("A ferry went to sea and came back. " * 20,)), story(2)]
    text = factiva_plain(made).replace("A ferry went to sea and came back. " * 19, "")
    documents, notes = taken(tmp_path, "f.html", text)
    assert notes == ["f.html: 1 article has fewer words than stated: no. 1 (8 of 160)."]
    assert documents[0].metadata["word_count"] == 160
    # As if another had run into it.
    page = factiva_plain([story(1), story(2)]).replace(f">{story(2).count} words<", ">7 words<")
    assert taken(tmp_path, "f.html", page)[1] == [
        f"f.html: 1 article has many more words than stated, as if another ran into it: no. 2 ({story(2).count} for 7)."
    ]


@pytest.mark.parametrize("cover", [True, False])
def test_an_end_that_is_lost_loses_no_article(tmp_path, cover):
    made = stories(number=4)
    lines = ended_lines(made, cover=cover)
    lines.remove("End of Document")
    documents, notes = taken(tmp_path, "u.docx", docx(lines))
    assert [document.text for document in documents] == [each.text for each in made]
    assert notes == ["u.docx: an article has no end; where the next begins was taken from its date and length."]


def test_articles_without_text_date_or_source(tmp_path):
    made = stories(number=3)
    page = factiva_coded(made).replace(f"<td>{made[1].source}</td>", "<td></td>", 1)
    for paragraph in made[0].paragraphs:
        page = page.replace(paragraph, "")
    documents, notes = taken(tmp_path, "f.html", page)
    assert [document.text for document in documents] == [each.text for each in made[1:]]
    assert documents[0].source is None
    assert notes == [
        f"f.html: 1 article has no text and is left out: no. 1 ({made[0].headline[:40].strip()}).",
        f"f.html: 1 article has no source: no. 2 ({made[1].headline[:40].strip()}).",
    ]


def test_an_article_without_date_and_length_is_kept(tmp_path):
    made = stories(number=3)
    lines = ended_lines(made, cover=False)
    kept = [line for line in lines if not line.startswith(("March 3, 2017", "Load-Date:\u00a0March 3", "Length:"))]
    documents, notes = taken(tmp_path, "u.docx", docx([line for line in kept if "March 3" not in line]))
    assert [document.text for document in documents] == [each.text for each in made]
    assert [document.published is None for document in documents] == [False, True, False]
    assert notes == [f"u.docx: 1 article has no date: no. 2 ({made[1].headline[:40].strip()})."]


def test_an_error_that_stands_in_the_place_of_an_article(tmp_path):
    made = stories(number=3)
    lines = ended_lines(made, cover=False)
    place = lines.index("End of Document") + 1
    lines[place:place] = ["We are sorry, this document could not be delivered.", "End of Document"]
    documents, notes = taken(tmp_path, "u.docx", docx(lines))
    assert [document.text for document in documents] == [each.text for each in made]
    assert notes == [
        (
            "u.docx: 1 part stands in the place of an article but is none: "
            "'We are sorry, this document could not be delivered.'."
        )
    ]


def test_notes_reach_the_user_of_the_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "u.docx", docx(ended_lines(stories(number=3), listed=4)))
    assert main(["matrix", "u.docx"]) == 0
    assert "3 articles were found, the cover page says 4." in capsys.readouterr().err


# --- Files that are not what they are called ---------------------------------------------------------------------


def test_a_file_with_another_suffix_is_read_by_its_content(tmp_path):
    made = stories(number=2)
    for name, content, kind in (
        ("a.docx", rtf(ended_lines(made)), "RTF"),
        ("b.doc", docx(ended_lines(made)), "DOCX"),
        ("c.rtf", factiva_plain(made), "HTML"),
        ("d.html", numbered_text(made), "text"),
        ("e.zip", docx(ended_lines(made)), "DOCX"),
    ):
        documents, notes = taken(tmp_path, name, content)
        assert [document.text for document in documents] == [each.text for each in made]
        assert notes == [f"{name}: was read as {kind}, which it is by its content."]


def test_files_that_were_loaded_by_half(tmp_path):
    made = stories(number=6)
    whole = docx(ended_lines(made))
    for part in (3, 7):
        error = fails(tmp_path, "u.docx", whole[: len(whole) * part // 8], "is broken or was loaded by half")
        assert "download it again" in error.hint
    whole = rtf(ended_lines(made))
    documents, notes = taken(tmp_path, "u.rtf", whole[: len(whole) * 2 // 3])
    assert 1 < len(documents) < 6
    assert "u.rtf: the RTF ends in the middle: the file may have been loaded by half." in notes
    assert any("the cover page says 6" in note for note in notes)
    page = factiva_coded(made)
    documents, notes = taken(tmp_path, "f.html", page[: len(page) // 2])
    assert documents[0].text == made[0].text
    assert any("fewer words than stated" in note or "number of documents" in note for note in notes)


@pytest.mark.parametrize("name", ["u.docx", "u.rtf", "u.zip"])
def test_a_page_of_an_error_in_the_place_of_an_export(tmp_path, name):
    page = "<html><head><title>Error</title></head><body><h1>Session expired</h1><p>Please sign in.</p></body></html>"
    error = fails(tmp_path, name, page, "is a web page in which there is no article of a press database")
    assert "download it again" in error.hint


def test_one_bad_file_of_an_archive(tmp_path):
    made = stories(number=2)
    archive = {f"{place}.DOCX": docx(ended_lines([each])) for place, each in enumerate(made)}
    archive["3.DOCX"] = "<html><body>Bad gateway</body></html>"
    path = put(tmp_path, "z.zip", packed(archive))
    with pytest.raises(InputError, match=r"3\.DOCX: is a web page in which there is no article"):
        read(path)
    documents, summary = load([path], ReadOptions(on_error="skip"))
    assert [document.text for document in documents] == [each.text for each in made]
    assert len(summary.skipped) == 1


def test_what_is_no_export(tmp_path):
    fails(tmp_path, "a.docx", docx(["A letter.", "It says little."]), "is DOCX in which there is no article")
    fails(tmp_path, "a.rtf", rtf(["A letter."]), "is RTF in which there is no article")
    fails(tmp_path, "a.docx", "", "is empty")
    fails(tmp_path, "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word")
    fails(tmp_path, "a.zip", packed({}), "without a file in it")
    fails(tmp_path, "a.zip", packed({"b.txt": "A letter."}), "plain text in which there is no article|is text in which")
    fails(tmp_path, "a.zip", packed({"b.docx": packed({"c.docx": "x"})}), "archive inside of another")


@pytest.mark.parametrize(
    "text",
    [
        "The ferry left at noon.\n\nNobody was on it.",
        "Length: 3 words\n\nLanguage: all of them. This is an article about fields in files.",
        "1 of 2 documents was lost, the council said.\nDocument 1 of 2\n\nThe other one was found on the pier.",
        "End of Document\n\nis the title of this poem about ferries, which has a second line.",
        "Document AAAA000020150101ea11000aa\n\nwas the number on the box.",
        "SECTION: NEWS\nLENGTH: 20 words\nand other words that an article about databases may quote.",
    ],
)
def test_plain_text_stays_what_it_was(tmp_path, text):
    documents, notes = taken(tmp_path, "a.txt", text)
    assert [(document.id, document.text, document.metadata) for document in documents] == [("a", text, {})]
    assert notes == []


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><div class='mainArticle'><p>May 3, 2019</p><p>120 words on ferries.</p></div></body></html>",
        "<html><body><article><h1 class='titreArticle'>Le bac</h1><p>mardi 4 mai 2021</p></article></body></html>",
        "<html><body><p>Length: 200 words</p><p>Language: English. May 3, 2019</p></body></html>",
        "<html><body><p>articleParagraph is a class of Factiva.</p></body></html>",
    ],
)
def test_other_pages_are_no_exports(tmp_path, page):
    path = put(tmp_path, "a.html", page)
    context = Context(ReadOptions(), "a")
    assert page_documents(page, path, context) is None
    assert context.notes == []


# --- What is made to do harm -------------------------------------------------------------------------------------


def test_archives_that_burst(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(1 << 20))
    fails(tmp_path, "a.docx", out.getvalue(), "would unpack to")
    # The size that is stated is a lie.
    small = docx(ended_lines(stories(number=2)))
    place = small.rindex(b"PK\x01\x02")
    fails(tmp_path, "a.docx", small[:place] + b"PK\x01\x03" + small[place + 4 :], "is broken or was loaded by half")


def test_entities_and_deep_nesting(tmp_path):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    document = f'<?xml version="1.0"?>{laughs}<w:document xmlns:w="urn:x"><w:body>&b;</w:body></w:document>'
    fails(tmp_path, "a.docx", packed({"word/document.xml": document}), "declares a document type")
    deep = f"<a>{'<b>' * 5000}{'</b>' * 5000}</a>"
    fails(tmp_path, "a.docx", packed({"word/document.xml": deep}), "nested deeper|is broken")
    page = factiva_plain(stories(number=2)).replace("</body>", "<div>" * 5000 + "</body>")
    fails(tmp_path, "a.html", page, "nested deeper")
    fails(tmp_path, "a.rtf", b"{\\rtf1" + b"{" * 5000, "nested deeper")


def test_without_lxml(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    for name, content in {
        "a.docx": docx(ended_lines(stories(number=2))),
        "a.html": nexis_page(stories(number=2)),
    }.items():
        error = fails(tmp_path, name, content, "needs lxml, which is not installed")
        assert error.hint == "python -m pip install 'wire-provenance[office]'."
    # Plain text and RTF need nothing.
    assert len(taken(tmp_path, "a.rtf", rtf(ended_lines(stories(number=2))))[0]) == 2
    assert len(taken(tmp_path, "a.txt", numbered_text(stories(number=2)))[0]) == 2
