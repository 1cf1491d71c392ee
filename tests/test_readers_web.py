"""Pages, feeds and archives of the web become articles, with what the page says of them."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import time
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.api.reading import load
from provenance.errors import InputError
from provenance.model.options import PluginOptions, ReadOptions
from provenance.plugins.manager import load_plugins
from provenance.readers.web.archives import WarcReader
from provenance.readers.web.feeds import FeedReader
from provenance.readers.web.pages import HtmlReader
from provenance.testing import check_reader
from provenance.testing.readers import Context

ALONE = load_plugins(PluginOptions(no_plugins=True))
FIRST = (
    "The ferry to the island of Osk stayed in port on Monday after a lookout saw ice in the channel, and eighty "
    "passengers waited in the hall for the tide to turn."
)
SECOND = (
    "“Nobody is going anywhere before noon,” said the harbour master, who had slept on a bench in the hall since the "
    "evening before and had eaten the last roll."
)
THIRD = (
    "It was the third day without a crossing, the longest pause since the winter of the great fog, and the baker of "
    "the island had begun to ration flour."
)
DESCRIBED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Mail"},
        {
            "@type": ["Thing", "NewsArticle"],
            "headline": "Ferry stays in port",
            "datePublished": "2025-04-24T09:30:00+02:00",
            "author": [{"@type": "Person", "name": "Ann Miller"}, {"name": "AFP"}],
            "publisher": {"@type": "Organization", "name": "The Harbour Mail"},
            "creditText": "Harbour Mail with AFP",
            "copyrightHolder": {"name": "Harbour Press"},
            "inLanguage": "en",
            "mainEntityOfPage": "https://mail.example/ferry",
            "articleSection": "Shipping",
            "isBasedOn": "https://wire.example/osk",
        },
    ],
}


def page(before="", first=FIRST, described=DESCRIBED, last="(with AFP)"):
    script = f'<script type="application/ld+json">{json.dumps(described)}</script>' if described else ""
    return f"""<!DOCTYPE html>
<html lang="en"><head><title>Ferry | Mail</title><meta charset="utf-8">
<meta property="og:site_name" content="Mail of Osk"><meta property="article:published_time" content="2025-04-24">
{script}</head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><header><h1>Ferry stays in port</h1></header>
<article>{before}<p>{first}</p><p>{SECOND}</p>
<figure><img src="x"><figcaption>The ferry at its pier. Photo: B. Lund</figcaption></figure>
<p>{THIRD}</p><p>{last}</p></article>
<aside><h2>More</h2><a href="/weather">Weather tomorrow</a></aside>
<footer>All rights reserved.</footer></body></html>"""


def read(folder, content, name="page.html", **options):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load([path], ReadOptions(**options), ALONE)


RSS = f"""<?xml version="1.0"?>
<!-- made by hand --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour Mail</title><language>en</language>
<item><title>Ferry late</title><link>https://mail.example/1</link><guid>g1</guid>
<pubDate>Thu, 24 Apr 2025 09:30:00 +0200</pubDate><dc:creator>Ann Miller</dc:creator>
<description>&lt;p&gt;The ferry caf&amp;eacute; &amp;amp; the hall ...&lt;/p&gt;</description></item>
<item><title>Ferry stays</title><link>https://mail.example/2</link><pubDate>Thu, 24 Apr 2025 07:30:00 GMT</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded></item>
<item><title>A headline alone</title></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Mail</title><entry><title>T</title><id>u:1</id>
<updated>2025-04-24T09:30:00Z</updated><author><name>Ann Miller</name></author><link href="https://m.example/1"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p><p>{SECOND}</p></div></content>
</entry></feed>"""


def warc(*, compressed=True, pages=3):
    out = io.BytesIO()

    def add(kind, uri, payload):
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{len(out.getvalue())}>\r\n"
        head += f"WARC-Target-URI: {uri}\r\nWARC-Date: 2025-04-24T08:00:00Z\r\n"
        kind = "application/http; msgtype=response" if kind == "response" else "application/warc-fields"
        head += f"Content-Type: {kind}\r\nContent-Length: {len(payload)}\r\n\r\n"
        record = head.encode() + payload + b"\r\n\r\n"
        out.write(gzip.compress(record, mtime=0) if compressed else record)

    def answer(kind, payload, status="200 OK"):
        return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + payload

    add("warcinfo", "x.warc", b"software: by hand\r\n")
    for number in range(pages):
        content = page(last=f"Page {number}.").encode()
        add("response", f"https://mail.example/{number}", answer("text/html; charset=utf-8", content))
        add("response", f"https://mail.example/{number}.png", answer("image/png", b"\x89PNG"))
    gone = answer("text/html", b"<p>There is no such page.</p>", "404 Not Found")
    add("response", "https://mail.example/gone", gone)
    return out.getvalue()


SMALL = warc(pages=1)


@check_reader(HtmlReader(), {"page.html": page()})
def test_the_reader_of_pages_keeps_what_is_asked(check):
    check()


@check_reader(FeedReader(), {"feed.rss": RSS, "feed.atom": ATOM})
def test_the_reader_of_feeds_keeps_what_is_asked(check):
    check()


@check_reader(WarcReader(), {"crawl.warc.gz": warc(), "crawl.warc": warc(compressed=False)})
def test_the_reader_of_archives_keeps_what_is_asked(check):
    check()


def test_a_page_and_what_it_says_of_its_article(tmp_path):
    document = read(tmp_path, page())[0][0]
    assert document.text.split("\n\n") == [FIRST, SECOND, THIRD, "(with AFP)"]
    assert (document.source, document.language, document.role) == ("The Harbour Mail", "en", None)
    assert document.published == datetime.fromisoformat("2025-04-24T09:30:00+02:00")
    known = document.metadata
    assert (known["headline"], known["byline"]) == ("Ferry stays in port", "Ann Miller; AFP")
    assert (known["credit_line"], known["copyright_holder"]) == ("Harbour Mail with AFP", "Harbour Press")
    assert (known["section"], known["url"]) == ("Shipping", "https://mail.example/ferry")
    assert known["links"] == [{"rel": "based-on", "uri": "https://wire.example/osk"}]
    assert known["caption"] == "The ferry at its pier. Photo: B. Lund"


def test_a_page_without_a_description(tmp_path):
    document = read(tmp_path, page(described=None))[0][0]
    assert document.text.startswith(FIRST)
    assert (document.source, document.metadata["headline"]) == ("Mail of Osk", "Ferry stays in port")
    assert document.published == datetime(2025, 4, 24)
    assert document.metadata["time_precision"] == "day"


ERROR_PAGES = {
    "forbidden": "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body>",
    "in German": "<html><title>Fehler 404 – Seite nicht gefunden</title><body><p>Diese Seite gibt es nicht.</p>",
    "site first": "<html><title>The Osk Mail | Page not found</title><p>What you looked for has moved.</p>",
    "a heading alone": "<html><title>Osk Mail</title><h1>Service Unavailable</h1><p>Please try again later.</p>",
    "a check": '<html><head><title>One second</title><meta http-equiv="refresh" content="9"><meta name="robots" '
    'content="noindex,nofollow"></head><body><p>We are checking that you are a reader and no machine.</p></body>',
    "a riddle": '<html><title>Osk</title><p>Choose all boats.</p><iframe src="https://boats.example/captcha/1"></iframe>',
    "a login": '<html><title>Archive of Osk</title><p>Members read on here.</p><form><input name="who"><input '
    'type="password" name="word"><button>Go</button></form>',
}
NO_ERROR_PAGES = {
    "a headline with a number": f"<html><title>500 – so many passengers waited</title><p>{FIRST}</p>",
    "a car": f"<html><title>Osk 404 sold for a fortune</title><p>{FIRST}</p>",
    "a long text and a login": f'<html><p>{FIRST} {SECOND} {THIRD} {FIRST}</p><input type="password">',
    "a date and a login": f'<html><time datetime="2025-04-24">today</time><p>{FIRST}</p><input type="password">',
    "an article on errors": f'<html><meta property="og:type" content="article"><title>404 Not Found</title>{FIRST}',
}


@pytest.mark.parametrize("name", [*ERROR_PAGES, *NO_ERROR_PAGES])
def test_what_a_server_sends_instead_of_an_article_is_named_and_left_out(tmp_path, name):
    (tmp_path / "a.html").write_text((ERROR_PAGES | NO_ERROR_PAGES)[name], encoding="utf-8")
    (tmp_path / "b.html").write_text(page(), encoding="utf-8")
    found, summary = load([tmp_path], ReadOptions(), ALONE)
    assert found.ids == (["b"] if name in ERROR_PAGES else ["a", "b"])
    assert [note for note in summary.notes if note.startswith("a: left out, ")] == list(summary.notes)
    assert len(summary.notes) == (name in ERROR_PAGES)


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ('<p class="dateline">OSK (AFP)</p>', FIRST),
        ('<div class="article-dateline">OSK (AFP)</div>', FIRST),
        ("", f'<span class="dateline">OSK (AFP) – </span>{FIRST}'),
        ("", f"<b>OSK (AFP)</b> – {FIRST}"),
        ('<aside class="dateline">OSK (AFP)</aside>', FIRST),
        ('<header><span itemprop="dateline">OSK (AFP)</span></header>', FIRST),
    ],
)
def test_a_dateline_in_a_tag_of_its_own_survives(tmp_path, before, first):
    document = read(tmp_path, page(before, first))[0][0]
    assert document.text.startswith("OSK (AFP)")
    assert document.text.count("OSK (AFP)") == 1
    assert FIRST in document.text


def test_words_that_stand_twice_in_a_page_are_kept_twice(tmp_path):
    document = read(tmp_path, page(last=FIRST))[0][0]
    assert document.text.count(FIRST) == 2


def test_the_body_in_json_ld_where_the_page_shows_less(tmp_path):
    described = {"@type": "NewsArticle", "articleBody": f"{FIRST}\n{SECOND}\n\n{THIRD}"}
    content = (
        f'<html><head><script type="application/ld+json">{json.dumps(described)}</script></head><body><p>Subscribe.</p>'
    )
    assert read(tmp_path, content)[0][0].text.split("\n\n") == [FIRST, SECOND, THIRD]


def test_pages_in_other_encodings(tmp_path):
    content = page(last="Le café d'à côté").replace('charset="utf-8"', 'charset="iso-8859-1"')
    assert (
        "Le café d'à côté" in read(tmp_path, content.replace("“", '"').replace("”", '"').encode("latin-1"))[0][0].text
    )
    assert "Le café" in read(tmp_path, content.encode("utf-16"))[0][0].text


def test_what_is_no_page_stays_what_it_was(tmp_path):
    report = (
        '<!doctype html><html><head><meta name="generator" content="provenance"></head><body><p>x</p></body></html>'
    )
    for content in ("Some words.", "{}", report):
        with pytest.raises(InputError, match="of no format that is known by its content"):
            read(tmp_path, content)


def test_a_feed_of_whole_texts_and_of_snippets(tmp_path):
    documents, summary = read(tmp_path, RSS, "feed.xml")
    snippet, whole = documents
    assert (snippet.text, snippet.metadata["partial"]) == ("The ferry café & the hall ...", True)
    assert snippet.published == datetime.fromisoformat("2025-04-24T09:30:00+02:00")
    assert (snippet.source, snippet.language, snippet.metadata["byline"]) == ("Harbour Mail", "en", "Ann Miller")
    assert whole.text == f"{FIRST}\n\n{SECOND}"
    assert "partial" not in whole.metadata
    assert whole.published == datetime.fromisoformat("2025-04-24T07:30:00+00:00")
    assert any("1 item left out" in note for note in summary.notes)


def test_a_long_description_that_is_not_cut_is_a_whole_text(tmp_path):
    for text, partial in ((f"{FIRST} {SECOND} " * 4, False), (f"{FIRST} {SECOND} " * 4 + "[...]", True), (FIRST, True)):
        content = f"<rss><channel><item><title>T</title><description>{text}</description></item></channel></rss>"
        document = read(tmp_path, content, "feed.rss")[0][0]
        assert ("partial" in document.metadata) == partial


def test_atom(tmp_path):
    document = read(tmp_path, ATOM, "feed.atom")[0][0]
    assert document.text == f"{FIRST}\n\n{SECOND}"
    assert (document.metadata["guid"], document.metadata["url"]) == ("u:1", "https://m.example/1")
    assert document.published == datetime.fromisoformat("2025-04-24T09:30:00+00:00")


@pytest.mark.parametrize("compressed", [True, False])
def test_the_pages_of_an_archive(tmp_path, compressed):
    documents, summary = read(tmp_path, warc(compressed=compressed), "crawl.warc" + ".gz" * compressed)
    assert [document.text.rpartition("\n\n")[2] for document in documents] == ["Page 0.", "Page 1.", "Page 2."]
    assert documents[1].metadata["found_at"] == "https://mail.example/1"
    assert "captured" in documents[1].metadata
    assert not summary.notes


@pytest.mark.parametrize("compressed", [True, False])
def test_what_is_broken_in_an_archive_is_counted_and_read_past(tmp_path, compressed):
    data = warc(compressed=compressed)
    if compressed:
        # The second page: from the middle of its member on.
        starts = [at for at in range(len(data)) if data.startswith(b"\x1f\x8b\x08", at)]
        data = data[: starts[3] + 40] + b"\0" * 60 + data[starts[3] + 100 :]
    else:
        at = data.index(b"https://mail.example/1\r\n")
        data = data[:at] + data[at:].replace(b"Content-Length", b"Content-Broken", 1)
    documents, summary = read(tmp_path, data, "crawl.warc" + ".gz" * compressed)
    texts = [document.text.rpartition("\n\n")[2] for document in documents]
    assert texts == ["Page 0.", "Page 2."]
    assert [note for note in summary.notes if "1 record is broken" in note]


@pytest.mark.parametrize("what", ["a record that is skipped", "a header without end"])
def test_an_archive_that_unpacks_too_far_is_refused_at_once(tmp_path, what):
    head = b"WARC/1.0\r\nWARC-Type: metadata\r\n"
    head += b"Content-Length: 20000000\r\n\r\n" if what == "a record that is skipped" else b"X: "
    packed = gzip.compress(head + b"x" * 20_000_000, mtime=0)
    with pytest.raises(InputError, match=r"crawl\.warc\.gz.*(unpacks to more than 256 times|no page)"):
        read(tmp_path, packed, "crawl.warc.gz", memory="1MB")


def test_files_that_are_read_as_a_whole_keep_to_the_memory(tmp_path):
    for name, content in {"news.xml": "<nitf></nitf>", "feed.rss": "<rss></rss>", "page.html": "<html>"}.items():
        with pytest.raises(InputError, match=r"more than 4 MiB.*--memory"):
            read(tmp_path, content + " " * (5 << 20), name, memory="1MB")


def test_an_archive_is_known_by_its_content(tmp_path):
    assert len(read(tmp_path, warc(), "without-a-suffix")[0]) == 3
    with pytest.raises(InputError):
        read(tmp_path, gzip.compress(b"no archive"), "crawl.warc.gz")


HOSTILE = {
    "deep": "<html><body>" + "<div>" * 50_000 + "x",
    "attributes": "<html><p " + " ".join(f"a{i}='1'" for i in range(50_000)) + ">x</p>",
    "paragraphs": "<html><body>" + "<p>word " * 60_000,
    "tables": "<html><body>" + "<table><tr><td>" * 20_000 + "x",
    "open": "<html>" + "<" * 500_000,
    "comments": "<html>" + "<!--" * 100_000,
    "JSON": '<html><script type="application/ld+json">' + "[" * 100_000 + "</script><p>x</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_soon(tmp_path, name):
    path = tmp_path / "hostile.html"
    path.write_text(HOSTILE[name])
    begun = time.process_time()
    with contextlib.suppress(InputError):
        list(HtmlReader().read(path, Context(ReadOptions(on_error="skip"), "hostile")))
    assert time.process_time() - begun < 20


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_files_give_documents_or_errors_of_ours(tmp_path, data):
    reader, content = data.draw(
        st.sampled_from(
            [
                (HtmlReader(), page().encode()),
                (FeedReader(), RSS.encode()),
                (FeedReader(), ATOM.encode()),
                (WarcReader(), SMALL),
                (WarcReader(), gzip.decompress(SMALL)),
            ]
        )
    )
    pieces = [b"<", b">", b"&x;", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"Content-Length: 9999999\r\n", b"{", b'"', b"\xff"]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        piece = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from(pieces)))
        content = content[:at] + piece + content[at + data.draw(st.integers(0, 60)) :]
    path = tmp_path / "damaged"
    path.write_bytes(content)
    try:
        for document in reader.read(path, Context(ReadOptions(on_error="skip"), "damaged")):
            json.dumps(dict(document.metadata))
    except InputError:
        pass
