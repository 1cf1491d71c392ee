"""What agencies send becomes documents with their fields, whatever the format."""

from __future__ import annotations

import json
import time
from datetime import datetime

import pytest
import wire_samples as samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.api.reading import load
from provenance.errors import InputError, OptionError
from provenance.model import extras
from provenance.model.options import PluginOptions, ReadOptions
from provenance.plugins.manager import load_plugins
from provenance.readers.wire.reader import WireReader
from provenance.testing import check_reader
from provenance.testing.readers import Context

ALONE = load_plugins(PluginOptions(no_plugins=True))
STORY = samples.STORY


def read(folder, content, name="item.xml", **options):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load([path], ReadOptions(**options), ALONE)


def one(folder, content, name="item.xml"):
    documents, summary = read(folder, content, name)
    assert len(documents) == 1
    return documents[0], summary


ALL = {
    "ninjs1.json": samples.ninjs1(),
    "ninjs3.ninjs": samples.ninjs3(),
    "story.nitf": samples.nitf(),
    "afp.xml": samples.newsml1(),
    "belga.xml": samples.newsml1_languages(),
    "g2.xml": samples.newsml2(),
    "message.xml": samples.message(samples.newsml2(), samples.newsml2(guid="tag:second")),
    "dpa.iptc": samples.iptc7901(),
    "story.anpa": samples.anpa(),
    "media.json": samples.ap_media(),
}


@check_reader(WireReader(), ALL)
def test_the_reader_keeps_what_is_asked_of_readers(check):
    check()


@pytest.mark.parametrize(
    ("content", "source", "published", "text"),
    [
        (samples.ninjs1(), "AAP", "2025-04-24T09:30:00+02:00", STORY),
        (samples.ninjs3(), "dpa", "2025-04-24T09:30:00+02:00", STORY),
        (samples.nitf(), "AP", "2025-04-24T09:30:00+00:00", STORY),
        (samples.newsml2(), "AP", "2025-04-24T09:30:00+02:00", STORY),
        (samples.iptc7901(), "dpa", "2025-04-24T07:30:00+00:00", "Osk (dpa) - The ferry"),
        (samples.iptc7901(signs=False), "dpa", "2025-04-24T07:30:00+00:00", "Osk (dpa) - The ferry"),
        (samples.anpa(), "AP", "2025-04-24T07:30:00+00:00", "OSK (AP) _ The ferry"),
        (samples.anpa(signs=False), "AP", "2025-04-24T07:30:00+00:00", "OSK (AP) _ The ferry"),
        (samples.ap_media(), "AP", "2025-04-24T07:30:00+00:00", STORY),
    ],
)
def test_text_time_and_source_arrive_whatever_the_name_of_the_file(tmp_path, content, source, published, text):
    document, summary = one(tmp_path, content, "without-a-suffix")
    assert (document.id, document.source, document.role) == ("without-a-suffix", source, "wire")
    assert document.published == datetime.fromisoformat(published)
    assert document.text.startswith(text)
    assert len(document.text.split("\n\n")) == 3
    assert document.text.endswith("winter of the great fog.")
    assert document.metadata["headline"] == "Ferry stays in port"
    assert not summary.notes


def test_ninjs_fields_versions_and_captions(tmp_path):
    document, _ = one(tmp_path, samples.ninjs1(), "a.json")
    known = document.metadata
    assert (document.language, known["byline"], known["version"]) == ("en", "Ann Miller and Bo Lund", "2")
    assert known["caption"] == "The ferry at its pier. Photo: B. Lund"
    assert known["copyright_holder"] == "Australian Associated Press"
    assert known["links"] == [{"rel": "evolved-from", "uri": "urn:newsml:localhost:2025-04-24:first"}]
    assert (known["change"], known["pubstatus"], known["time_precision"]) == ("correction", "usable", "second")
    assert known["first_created"] == "2025-04-24T08:00:00+0200"


def test_the_source_of_ninjs_3_may_stand_in_a_list(tmp_path):
    item = {
        "uri": "urn:osk:1",
        "versionCreated": "2025-04-24T09:30:00Z",
        "headlines": [{"value": "Ferry"}],
        "bodies": [{"contentType": "text/plain", "value": STORY}],
        "infoSources": [{"role": "originator", "name": "Osk Agency"}],
    }

    document, _ = one(tmp_path, json.dumps(item).encode(), "item.json")
    assert document.source == "Osk Agency"


def test_a_text_that_ninjs_has_in_two_forms_is_taken_once_with_its_paragraphs(tmp_path):
    document, _ = one(tmp_path, samples.ninjs3(), "a.json")
    assert document.text == STORY
    assert document.metadata["headline"] == "Ferry stays in port"
    assert document.metadata["caption"] == "The ferry at its pier.\n\nThe pier."


def test_the_longer_form_is_taken_where_one_lacks_a_part(tmp_path):
    whole = samples.nitf().decode().partition("?>")[2]
    bodies = [
        {"contentType": "text/plain", "value": samples.SECOND},
        {"contentType": "text/vnd.IPTC.NITF", "value": '<?xml version="1.0" encoding="UTF-8"?>' + whole},
    ]
    item = {"uri": "u", "versionCreated": "2025-04-24", "pubStatus": "usable", "bodies": bodies}
    document, _ = one(tmp_path, json.dumps(item), "a.json")
    assert document.text == STORY
    assert document.metadata["dateline"] == "OSK"
    assert document.metadata["time_precision"] == "day"


def test_a_snippet_is_marked_partial_and_a_picture_is_left_out_with_a_word(tmp_path):
    snippet = json.loads(samples.ninjs1(body_html="", body_text=""))
    picture = json.loads(samples.ninjs1(type="picture", body_html="", body_text=""))
    documents, summary = read(tmp_path, json.dumps({"items": [snippet, picture]}), "feed.json")
    assert [(document.text, document.metadata["partial"]) for document in documents] == [
        ("A ferry stays in port.", True)
    ]
    assert any("1 item left out" in note for note in summary.notes)


def test_items_in_lines_and_in_the_answer_of_an_interface(tmp_path):
    lines = samples.ninjs1() + b"\n" + samples.ninjs3() + b"\n"
    documents, _ = read(tmp_path, lines, "items.jsonl")
    assert documents.ids == ["items#1", "items#2"]
    assert documents.column("text") == [STORY, STORY]
    document, _ = one(tmp_path, samples.ap_media(), "media.json")
    assert document.metadata["usage_terms"] == "For editorial use.\nNo archives."
    assert document.metadata["altids"]["itemid"] == "osk"


def test_nitf_fields(tmp_path):
    known = one(tmp_path, samples.nitf())[0].metadata
    assert known["byline"] == "By ANN MILLER Associated Press"
    assert (known["dateline"], known["provider"]) == ("OSK", "The Associated Press")
    assert known["credit_line"] == "Bo Lund contributed to this report."
    assert known["caption"] == "The ferry at its pier. B. Lund"
    assert (known["version"], known["word_count"], known["pubstatus"]) == ("4", 60, "usable")


def test_paragraphs_of_markup_lists_tables_and_breaks(tmp_path):
    body = (
        "<p>One <person>Ann</person>\n        of two.</p><hl2>A heading</hl2><ul><li>first</li><li>second</li></ul>"
        "<table><tr><td>Osk</td><td>3</td></tr></table><p>A line<br/>and a line<br/><br/>and a paragraph</p>"
        "<p>(Adds)\n    * A point\n    Osk (Reuters) - The story\ngoes on\nand on.</p>"
    )
    document, _ = one(tmp_path, samples.nitf(body=body))
    assert document.text.split("\n\n") == [
        "One Ann of two.", "A heading", "first", "second", "Osk 3", "A line\nand a line", "and a paragraph",
        "(Adds)", "* A point", "Osk (Reuters) - The story goes on and on.",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["iso-8859-1", "iso-8859-15", "utf-8", "utf-16"])
def test_newsml_1_in_its_encodings_with_captions_apart(tmp_path, encoding):
    document, summary = one(tmp_path, samples.newsml1(encoding))
    assert document.text.split("\n\n") == [
        "Le bac de l'île d'Osk est resté à quai lundi, après qu'un guetteur eut vu de la glace dans le chenal.",
        "Quatre-vingts passagers ont attendu la marée & le soleil.",
    ]
    assert (document.source, document.role, document.language) == ("AFP", "wire", "fr")
    assert document.published == datetime.fromisoformat("2025-04-24T08:00:00+00:00")
    known = document.metadata
    assert known["caption"] == "Le bac à son quai.\n\nDes passagers sur le quai."
    assert known["dateline"] == "Osk, 24 avr 2025 (AFP) -"
    assert known["version"] == "2"
    assert known["links"] == [
        {"rel": "derived-from", "uri": "urn:newsml:afp.com:20250424:TX-OSK-0"},
        {"rel": "previous-version", "uri": "urn:newsml:afp.com:20250424:TX-OSK-1", "version": "1"},
    ]
    assert not summary.notes


def test_the_languages_of_one_item_are_articles_of_their_own(tmp_path):
    documents, _ = read(tmp_path, samples.newsml1_languages(), "b.xml")
    assert [(document.id, document.language, document.source, document.text) for document in documents] == [
        ("b#1", "nl", "Belga", "Het veer naar Osk blijft maandag in de haven liggen."),
        ("b#2", "fr", "Belga", "Le bac d'Osk reste à quai lundi."),
    ]
    assert documents[0].published == datetime(2025, 4, 24, 9, 30)


def test_newsml_g2_fields_and_who_sent_it(tmp_path):
    document, _ = one(tmp_path, samples.newsml2())
    known = document.metadata
    assert (document.source, known["provider"], known["copyright_holder"]) == ("AP", *["The Harbour Mail"] * 2)
    assert (known["byline"], known["credit_line"], known["dateline"]) == ("Ann Miller", "Harbour Mail/AP", "OSK")
    assert (known["version"], known["change"], known["word_count"]) == ("4", "write-through", 62)


def test_newsml_g2_in_html_in_data_and_in_several_forms(tmp_path):
    paragraphs = "".join(f"<p>{part}</p>" for part in (samples.FIRST, samples.SECOND, samples.THIRD))
    html = (
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
        "</head><body><header><ul><li>Shipping</li></ul><h1>Ferry stays in port</h1></header>"
        f"<section>{paragraphs}</section></body></html></inlineXML>"
    )
    data = f'<inlineData contenttype="text/plain"><![CDATA[<p>{samples.FIRST}\n   {samples.SECOND}</p>]]></inlineData>'
    assert one(tmp_path, samples.newsml2(html))[0].text == STORY
    assert one(tmp_path, samples.newsml2(data + html))[0].text == STORY
    only = one(tmp_path, samples.newsml2(data))[0].text
    assert only.split() == f"{samples.FIRST} {samples.SECOND}".split()


def test_the_items_of_a_message_and_what_is_none(tmp_path):
    package = '<packageItem guid="p"><groupSet><group><itemRef residref="tag:second"/></group></groupSet></packageItem>'
    documents, summary = read(
        tmp_path, samples.message(samples.newsml2(), package, samples.newsml2(guid="tag:second")), "day.xml"
    )
    assert documents.ids == ["day#1", "day#3"]
    assert [document.metadata["guid"] for document in documents] == ["tag:ap.org,2011:osk-text", "tag:second"]
    assert [document.source for document in documents] == ["AP", "AP"]
    assert any("1 item left out" in note for note in summary.notes)


def test_a_kill_without_a_text_stays_and_other_items_without_one_are_said(tmp_path):
    killed = samples.newsml2("").replace("stat:usable", "stat:canceled")
    document, _ = one(tmp_path, killed)
    assert (document.text, document.metadata["pubstatus"], document.metadata["change"]) == ("", "canceled", "kill")
    with pytest.raises(InputError, match="the item that should have a text has none"):
        read(tmp_path, samples.newsml2(""))
    _, summary = read(tmp_path, samples.message(samples.newsml2(), samples.newsml2("")), on_error="skip")
    assert "1 item of 2 that should have a text has none" in summary.skipped[0].message


@pytest.mark.parametrize(
    ("meta", "lines", "change"),
    [
        ('<signal qcode="sig:correction"/>', "", "correction"),
        ("<edNote>CORRECTION: second paragraph</edNote>", "", "correction"),
        ("<edNote>MANDATORY KILL</edNote>", "", "kill"),
        ("", "", "write-through"),
    ],
)
def test_what_a_version_says_of_itself(tmp_path, meta, lines, change):
    assert one(tmp_path, samples.newsml2(meta=meta, lines=lines))[0].metadata["change"] == change


def test_links_between_versions(tmp_path):
    link = (
        '<link guidref="tag:ap.org,2011:osk-text" version="3"/><link rel="irel:seeAlso" href="https://example.org/"/>'
    )
    known = one(tmp_path, samples.newsml2(meta=link))[0].metadata
    assert known["links"] == [
        {"rel": "previous-version", "uri": "tag:ap.org,2011:osk-text", "version": "3"},
        {"rel": "seeAlso", "uri": "https://example.org/"},
    ]


@pytest.mark.parametrize("signs", [True, False])
def test_iptc_7901(tmp_path, signs):
    document, _ = one(tmp_path, samples.iptc7901(signs=signs), "a.txt")
    known = document.metadata
    assert (known["slugline"], known["byline"], known["dateline"]) == (
        "Osk/shipping",
        "By Ann Miller, dpa",
        "Osk (dpa)",
    )
    assert (known["version"], known["change"], known["word_count"], known["section"]) == (2, "lead", 62, "i")
    assert "Reporting by: Ann Miller" in known["editorial_note"]
    assert "publication" not in document.text
    assert "rmo" not in document.text


def test_iptc_7901_of_others(tmp_path):
    story = "     Osk, 24 avr 2025 (AFP) - Le bac est resté à quai lundi.\n     La marée\nattend.\n     ab/cd\n"
    heading = "\x01FRA0123 4 I 0012 FRA /AFP-AB12\nOsk-bac\n\x02Osk : le bac reste à quai\n\n"
    content = f"{heading}{story}\x03AFP 240945 GMT AVR 25\n\x04"
    document, _ = one(tmp_path, content.encode("latin-1"), "a.txt")
    assert document.text.split("\n\n")[:2] == [
        "Osk, 24 avr 2025 (AFP) - Le bac est resté à quai lundi.",
        "La marée attend.",
    ]
    assert (document.source, document.metadata["headline"]) == ("AFP", "Osk : le bac reste à quai")
    assert document.published == datetime.fromisoformat("2025-04-24T09:45:00+00:00")
    between = (
        "ZCZC AAP\n%ALL\n$J\n:\n:Osk Harbour\n*X\nFerry stays in port\n\nThe ferry stayed.\n\nIt rained.\n\nNNNN\n"
    )
    document, _ = one(tmp_path, between, "b.tst")
    assert document.text == "The ferry stayed.\n\nIt rained."
    assert (document.source, document.metadata["headline"]) == ("AAP", "Ferry stays in port")


@pytest.mark.parametrize("signs", [True, False])
def test_anpa_1312(tmp_path, signs):
    document, _ = one(tmp_path, samples.anpa(signs=signs), "a.txt")
    known = document.metadata
    assert "“Nobody is going anywhere before noon,” said" in document.text
    assert (known["slugline"], known["word_count"]) == ("BC-EU--Ferry, 2nd Ld-Writethru", 48)
    assert (known["version"], known["change"]) == (3, "write-through")
    assert known["editorial_note"].startswith("Eds: UPDATES")
    assert known["byline"] == "By ANN MILLER, Associated Press"


def test_a_table_in_anpa_1312_loses_nothing(tmp_path):
    content = (
        "s0284-----\nr s BC-OSK--FerryGlance     04-24 \n^BC-OSK--Ferry Glance<\n^Ferry Glance=\n^All Times CET=\n"
        "^By The Associated Press=\n^EAST=\n^ W   L=\nOsk 3  1\nRon 2  2\n\t   ___=\n^Monday's Crossings=\n"
        "\t   Osk 1, Ron 0\n\n\t   AP-WF-04-24-25 0730GMT<\n"
    )
    document, _ = one(tmp_path, content, "a.tst")
    lines = ["EAST", "W L", "Osk 3 1", "Ron 2 2", "___", "Monday's Crossings", "Osk 1, Ron 0"]
    assert document.text.split("\n\n") == lines
    known = document.metadata
    assert (known["headline"], known["abstract"]) == ("Ferry Glance", "All Times CET")
    assert (known["byline"], document.source) == ("By The Associated Press", "AP")


def test_the_picture_beside_a_text_is_no_article(tmp_path):
    picture = """<NewsComponent><Role FormalName="Picture"/><NewsLines><HeadLine>Veer</HeadLine></NewsLines>
<NewsComponent><Role FormalName="Title"/><ContentItem><DataContent>Veer</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Caption"/>
<ContentItem><DataContent>De kade.</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Image"/><ContentItem Href="x.jpeg"/></NewsComponent></NewsComponent>"""
    end = "</NewsComponent></NewsItem>"
    content = samples.newsml1_languages().decode().replace(end, picture + end)
    documents, _ = read(tmp_path, content, "b.xml")
    assert documents.ids == ["b#1", "b#2"]
    start = content.index('<NewsComponent xml:lang="fr">')
    content = content[:start] + content[content.index(picture) :]
    document, _ = one(tmp_path, content)
    assert document.text == "Het veer naar Osk blijft maandag in de haven liggen."
    assert (document.metadata["caption"], document.metadata["credit_line"]) == ("De kade.", "BELGA")
    assert (document.language, document.source) == ("nl", "Belga")


def test_messages_one_behind_the_other(tmp_path):
    documents, _ = read(tmp_path, samples.iptc7901() + samples.iptc7901().replace(b"0123", b"0124"), "day.txt")
    assert [document.metadata["guid"] for document in documents] == ["eca0123", "eca0124"]
    documents, _ = read(tmp_path, samples.anpa() * 3, "day.txt")
    assert len(documents) == 3


def test_too_few_words_are_said(tmp_path):
    _, summary = one(tmp_path, samples.newsml2().replace('wordcount="62"', 'wordcount="620"'))
    assert any("words of the 620" in note for note in summary.notes)


def test_other_json_xml_and_text_stay_what_they_were(tmp_path):
    document, _ = one(tmp_path, '{"id": "7", "text": "Some words.", "uri": "u"}\n', "a.jsonl")
    assert (document.id, document.text) == ("7", "Some words.")
    assert one(tmp_path, "Eca0123 is no heading.\n", "a.txt")[0].text == "Eca0123 is no heading.\n"
    for name, content in (("a.json", '{"id": "7", "text": "Some words."}'), ("a.xml", "<recipe><p>Flour</p></recipe>")):
        with pytest.raises(InputError, match="of no format that is known by its content"):
            read(tmp_path, content, name)


def test_a_folder_of_a_feed_and_what_else_lies_there(tmp_path):
    (tmp_path / "one.xml").write_bytes(samples.nitf())
    (tmp_path / "two.json").write_bytes(samples.ninjs1())
    (tmp_path / "settings.json").write_text('{"colour": "red"}')
    (tmp_path / "metadata.csv").write_text("id,source\none,The Miller\n")
    documents, summary = load([tmp_path], ReadOptions(), ALONE)
    assert documents.ids == ["one", "two"]
    assert [note for note in summary.notes if "settings.json" in note and "content" in note]


def test_named_characters_and_entities_of_a_document_type(tmp_path):
    doctype = '<!DOCTYPE nitf [<!ENTITY % dtd SYSTEM "nitf.dtd"> %dtd; <!ENTITY osk "Osk"> <!-- it\'s -->]>'
    content = samples.nitf(body="<p>caf&eacute; &amp; AT&T &osk; &#8211; &#0;end</p>").decode()
    content = content.replace('<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">', doctype)
    document, summary = one(tmp_path, content)
    assert document.text == "café & AT&T &osk; – end"
    assert any("&osk;" in note for note in summary.notes)


def hostile() -> dict[str, str]:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return {
        "laughs": f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{laughs}]><nitf><body.content><p>&l11;</p></body.content></nitf>',
        "a file": '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><body.content><p>&x;</p></body.content></nitf>',
        "deep": "<nitf>" * 50_000,
        "deep JSON": '{"uri": "u", "pubstatus": "x", "bodies": ' + "[" * 50_000,
        "spaces": "<nitf>" + " " * 1_000_000,
        "quotation marks": "<!DOCTYPE nitf [" + "'" * 500_000,
        "sections": "<nitf>" + "<![CDATA[" * 100_000,
        "comments": "<nitf>" + "<!--" * 100_000,
        "ampersands": "<nitf><body.content><p>" + "&" * 200_000 + "</p></body.content></nitf>",
        "attributes": "<nitf " + " ".join(f'a{i}="1"' for i in range(20_000)) + "><p>x</p></nitf>",
        "blank lines": "\x01eca0123 4 i 62  dpa\n\x02a =" + "\n " * 200_000,
        "lines": "\x01eca0123 4 i 62  dpa\n\x02" + "a =\n" * 100_000,
        "headings": "\x01" * 100_000 + "eca0123 4 i 62  dpa\n",
        "carets": "W2870asian\nr i BC-EU--Ferry 04-24 0103\n" + "^a<\n" * 100_000,
        "languages": "<NewsML><NewsItem><NewsComponent>"
        + "<NewsComponent><NewsLines><HeadLine>a</HeadLine></NewsLines>"
        "<ContentItem><DataContent>b</DataContent></ContentItem></NewsComponent>" * 20_000
        + "</NewsComponent></NewsItem></NewsML>",
        "HTML": '{"uri": "u", "pubstatus": "x", "body_html": "' + "<div><p " + "a='1' " * 100_000 + '"}',
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile())
def test_hostile_files_end_soon_and_with_errors_of_ours(tmp_path, name):
    path = tmp_path / "hostile"
    path.write_text(hostile()[name])
    begun = time.process_time()
    try:
        texts = [document.text for document in WireReader().read(path, Context(ReadOptions(), "hostile"))]
    except InputError:
        texts = []
    assert time.process_time() - begun < 10
    assert sum(map(len, texts)) < 1_000_000
    assert not any("root:" in text or "haha" in text for text in texts)


fuzz = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@fuzz
@given(data=st.data())
def test_damaged_files_give_documents_or_errors_of_ours(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(ALL)))
    content = ALL[name] if isinstance(ALL[name], bytes) else ALL[name].encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        length = data.draw(st.integers(0, 60))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=12),
                st.sampled_from([b"<", b">", b"&x;", b"]]>", b"\x02", b"{", b'"', b"\xff", b"<p>"]),
            )
        )
        content = content[:at] + piece + content[at + length :]
    path = tmp_path / "damaged"
    path.write_bytes(content)
    try:
        for document in WireReader().read(path, Context(ReadOptions(on_error="skip"), "damaged")):
            assert isinstance(document.text, str)
            json.dumps(dict(document.metadata))
    except InputError:
        pass


KEYS = st.sampled_from(
    [
        "uri",
        "guid",
        "versioncreated",
        "pubstatus",
        "bodies",
        "value",
        "contentType",
        "role",
        "body_html",
        "headlines",
        "associations",
        "description_text",
        "renditions",
        "nitf",
        "by",
        "type",
        "items",
        "version",
        "links",
    ]
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=30)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=12,
)


@fuzz
@given(value=st.lists(st.dictionaries(KEYS, values, max_size=12), max_size=4))
def test_any_json_gives_documents_or_errors_of_ours(tmp_path, value):
    path = tmp_path / "any.json"
    path.write_text(json.dumps(value))
    try:
        for document in WireReader().read(path, Context(ReadOptions(on_error="skip"), "any")):
            json.dumps(dict(document.metadata))
    except InputError:
        pass


def test_a_library_that_is_not_installed_is_named_with_what_installs_it():
    with pytest.raises(OptionError, match=r"reading XML needs no_such_library.*pip install 'wire-provenance\[news\]'"):
        extras.needed("no_such_library.part", "news", "reading XML")
