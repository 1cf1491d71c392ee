"""Whatever a file holds, readers of exports make documents of it or say `InputError`, in a time that grows with it."""

from __future__ import annotations

import time
from functools import cache

import pytest
from exports_made import docx, ended_lines, numbered_text, packed, rtf, story
from exports_pages import europresse, factiva_coded, factiva_plain, factiva_rtf_coded, factiva_rtf_lines, nexis_page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_readers_exports import put

from provenance import InputError
from provenance.readers.exports.reader import ExportReader
from provenance.readers.text import TextReader
from provenance.testing import read_with

many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def samples() -> dict[str, bytes]:
    made = [story(number, language) for number, language in enumerate(("en", "de", "fr"), 1)]
    return {
        "n.txt": numbered_text(made).encode(),
        "u.txt": "\n".join(ended_lines(made)).encode(),
        "u.docx": docx(ended_lines(made)),
        "u.rtf": rtf(ended_lines(made)),
        "t.rtf": factiva_rtf_coded(made),
        "f.rtf": rtf(factiva_rtf_lines(made)),
        "c.html": factiva_coded(made).encode(),
        "p.html": factiva_plain(made).encode(),
        "e.html": europresse(made, count=3).encode(),
        "o.html": europresse(made, framed=False).encode(),
        "n.html": nexis_page(made).encode(),
        "z.zip": packed({"1.docx": docx(ended_lines(made)), "doclist.rtf": rtf(ended_lines([], listed=2))}),
    }


def reads(folder, name, data):
    """Read, in any of three ways; what is raised otherwise is a fault."""
    path = put(folder, name, data)
    try:
        documents, context = read_with(TextReader() if name.endswith(".txt") else ExportReader(), path)
    except InputError:
        return []
    assert len({document.id for document in documents}) == len(documents)
    assert all(document.text.strip() for document in documents)
    assert all(len(note) < 2000 and "\n" not in note for note in context.notes)
    return documents


# Words of the formats, among them those that begin and end what others hold.
PIECES = [
    *(
        "1 of 3 DOCUMENTS\n",
        "Dokument 2 von 3\n",
        "End of Document\n",
        "LENGTH: 12 words\n",
        "LENGTH:",
        "BODY:\n",
        "Body\n",
    ),
    *(
        "LOAD-DATE: May 3, 2019\n",
        "May 3, 2019 Tuesday\n",
        "Copyright 2019 A\n",
        "\n\n",
        "   ",
        "HIGHLIGHT:\n",
        "Documents (9)\n",
    ),
    *(
        "Document AAAA000020150101ea11000aa\n",
        "<article>",
        "</article>",
        "<div class='article enArticle'>",
        "</div>",
        "<p>",
    ),
    *(
        "<div id='hd'>",
        "<td>HD</td>",
        "<tr>",
        "<table>",
        "class='DocPublicationName'",
        "<span class='DocHeader'>",
        "<!--",
    ),
    *(
        "{",
        "}",
        "\\par ",
        "\\u-10179?",
        "\\u-8704?",
        "\\'e9",
        "\\bin9 ",
        "\\cell ",
        "\\row ",
        "\\*",
        "\\uc0 ",
        "\\f9",
        "\\",
    ),
    *(
        "\\fcharset204",
        "\\ansicpg65001",
        "&#0;",
        "&#xD800;",
        "&amp;",
        "\0",
        "\ufeff",
        "é",
        "字",
        "99999999999 words",
        "0",
        "-",
    ),
]


@st.composite
def damaged(draw):
    """Return a name and a sample with parts that are cut, repeated, moved or replaced."""
    name = draw(st.sampled_from(sorted(samples())))
    data = bytearray(samples()[name])
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        stop = start + draw(st.integers(0, 400))
        change = draw(st.sampled_from(["cut", "repeat", "put", "end", "flip"]))
        if change == "cut":
            del data[start:stop]
        elif change == "repeat":
            data[start:start] = data[start:stop] * draw(st.integers(1, 4))
        elif change == "put":
            data[start:start] = draw(st.sampled_from(PIECES)).encode("utf-8")
        elif change == "end":
            del data[stop:]
        elif data:
            data[start] ^= 1 << draw(st.integers(0, 7))
    return name, bytes(data)


@many
@given(damaged())
def test_damaged_files(tmp_path_factory, sample):
    reads(tmp_path_factory.getbasetemp(), *sample)


@many
@given(
    st.sampled_from(["a.txt", "a.rtf", "a.html", "a.docx"]),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=60),
)
def test_files_of_pieces(tmp_path_factory, name, pieces):
    said = "".join(pieces)
    if name == "a.docx":
        content = docx(
            said.replace("\0", "").translate({number: None for number in range(32) if number != 10}).split("\n")
        )
    elif name == "a.rtf":
        content = ("{\\rtf1 " + said).encode("utf-8", "replace")
    elif name == "a.html":
        content = ("<html><body>" + said).encode("utf-8", "replace")
    else:
        content = said.encode("utf-8", "replace")
    reads(tmp_path_factory.getbasetemp(), name, content)


@many
@given(st.dictionaries(st.text(max_size=12), st.sampled_from(sorted(samples())), max_size=4), st.binary(max_size=8))
def test_archives_of_anything(tmp_path_factory, members, noise):
    archive = {name or "x": samples()[sample] + noise for name, sample in members.items()}
    try:
        content = packed(archive)
    except (ValueError, IndexError):
        return  # Python does not pack what has such a name
    reads(tmp_path_factory.getbasetemp(), "a.zip", content)


#: What makes readers slow that look ahead or back: each is repeated to a million characters.
SLOW = {
    "a.txt": [
        "1 of 9 DOCUMENTS\n",
        "LENGTH: 9 words\n",
        "a: ",
        "May 3, 2019\n\n",
        "1 words ",
        " ",
        "9 of ",
        "1,",
        "Body\n",
        "BODY:\n\n",
        "End of Document\n",
        "Document 1 of 2\nLOAD-DATE: May 3, 2019\n\n\n",
        "LENGTH: 1 words\nLANGUAGE: E\nMay 3, 2019\n\nx\n\n",
        "Download Request: 1,",
        "1. x\n",
        "\u00a0",
        "\n",
        "1" * 50,
        "\n ",
        "Document ",
        "Length \n",
    ],
    "a.rtf": [
        "{",
        "{}",
        "\\par",
        "\\",
        "\\'e9",
        "\\u1?",
        "x\\par 1 of 2 DOCUMENTS\\par ",
        "\\bin1 ",
        "{\\pict 00}",
        "\\cell\\row ",
    ],
    "a.html": [
        "<div>",
        "<p>x",
        "<br>",
        "<div class='article enArticle'><p class='articleParagraph'>x</p></div>",
        "<!--",
        "<a",
        "&amp;",
        "<div class='article enArticle'><div>x</div>",
        "<article><header></header></article>",
        "<td>HD</td><td>x</td>",
        "<span class='DocPublicationName'>x</span>",
        "<div><span class='DocPublicationName'>x</span><p>y</p></div>",
        "<tr><td>HD</td><td>x</td></tr>",
        "<div/",
        "End of Document<br>",
    ],
}


@pytest.mark.parametrize("name", SLOW)
def test_time_grows_with_the_size(tmp_path, name):
    for piece in SLOW[name]:
        begin = {"a.txt": "", "a.rtf": "{\\rtf1 ", "a.html": "<html><body>"}[name]
        if "DocPub" in piece or "article" in piece:
            begin += "<p class='enArticle'>DocPublicationName</p>"
        content = (begin + piece * (400_000 // len(piece)) + "x").encode()
        started = time.process_time()
        reads(tmp_path, name, content)
        assert time.process_time() - started < 20, piece


@pytest.mark.parametrize(
    "piece",
    [
        "<div class='DocHeader'>", "<p class='DocPublicationName'>", "<article>", "<div class='article enArticle'>",
        "<div class='rdp__subtitle'>", "<table><tr><td>HD</td><td>", "<span class='enHeadline'>", "<i>",
    ],
)  # fmt: skip
def test_time_does_not_grow_with_the_depth(tmp_path, piece):
    begin = "<html><body><div class='enArticle DocPublicationName'>x</div><article class='enArticle titreArticle'>"
    content = (begin + piece * (900 // piece.count("<")) + "words and words " * 20_000).encode()
    started = time.process_time()
    reads(tmp_path, "a.html", content)
    assert time.process_time() - started < 20
