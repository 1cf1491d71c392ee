"""Exports of press databases as web pages, and those of Factiva, made here."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from exports_made import MONTHS, WORD, day, rtf

if TYPE_CHECKING:
    from exports_made import Story


def nexis_page(stories: list[Story]) -> str:
    """Return an export of the older Nexis as HTML."""
    out = [
        (
            '<HTML><HEAD><STYLE TYPE="text/css"><!-- .c0 { text-align: center; } -->'
            "</STYLE><TITLE>&nbsp;</TITLE></HEAD><BODY>"
        )
    ]
    out += [
        (
            f'<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c11">Download Request: All Documents: 1-{len(stories)}<BR>'
            f"Time Of Request: Saturday<BR>"
            "</SPAN></P></DIV>"
        )
    ]
    for number, made in enumerate(stories, 1):
        out += [
            '<DIV CLASS="c9"/>',
            f'<A NAME="DOC_ID_0_{number}"></A><!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->',
        ]
        out += [
            (
                f'<BR><DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">{number} of {len(stories)} DOCUMENTS</SPAN>'
                "</P>\n</DIV>"
            )
        ]
        out += [
            (
                f'<BR><DIV CLASS="c0"><BR><P CLASS="c1"><SPAN CLASS="c2">'
                f"Copyright {made.day[0]} {made.source} Press<BR>All Rights Reserved</SPAN>"
                f'<BR><BR><SPAN CLASS="c2">{made.source}</SPAN></P></DIV>'
            )
        ]
        out += [
            (
                f'<BR><DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c4">{day(made).split(" ")[0]}</SPAN>'
                f'<SPAN CLASS="c2"> {day(made).split(" ", 1)[1]}</SPAN></P></DIV>'
            )
        ]
        for name, value in (
            ("SECTION", f"{made.section}; Pg. {made.page}"),
            ("LENGTH", f"{made.count} words"),
            ("HEADLINE", made.headline),
            ("BYLINE", made.byline),
        ):
            out += [
                (
                    f'<BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c7">{name}: </SPAN>'
                    f'<SPAN CLASS="c2">{html.escape(value)}</SPAN></P></DIV>'
                )
            ]
        out += ['<BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c7"> BODY:<BR></SPAN></P>']
        for paragraph in made.paragraphs:
            first, _, rest = html.escape(paragraph).partition(" ")
            out += [f'<P CLASS="c8"><SPAN CLASS="c4">{first}</SPAN><SPAN CLASS="c2"> {rest}</SPAN></P>']
        out += [
            (
                '</DIV><BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c7">LOAD-DATE: </SPAN>'
                '<SPAN CLASS="c2">May 3, 2019</SPAN></P></DIV>'
            )
        ]
        out += [
            (
                '<BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c7">LANGUAGE: </SPAN>'
                '<SPAN CLASS="c2">ENGLISH</SPAN></P></DIV><!-- </DOCFULL></DOC> -->'
            )
        ]
    return "\n".join([*out, "</BODY></HTML>"])


# --- Factiva -----------------------------------------------------------------------------------------------------

TONGUE = {
    "en": {"en": "English", "de": "German", "fr": "French", "nl": "Dutch"},
    "de": {"en": "Englisch", "de": "Deutsch", "fr": "Französisch", "nl": "Niederländisch"},
    "fr": {"en": "Anglais", "de": "Allemand", "fr": "Français", "nl": "Néerlandais"},
    "nl": {"en": "Engels", "de": "Duits", "fr": "Frans", "nl": "Nederlands"},
}
DOCUMENT = {"en": "Document", "de": "Dokument", "fr": "Document", "nl": "Document"}


def accession(made: Story, number: int) -> str:
    year, month, date = made.day
    return f"GAZETT{made.source[-1]}0{year}{month:02d}{date:02d}eb5c{number:05d}"


def factiva_day(made: Story, screen: str) -> str:
    year, month, number = made.day
    return f"{number} {MONTHS[screen][month - 1]} {year}"


def factiva_coded(stories: list[Story], screen: str = "fr") -> str:
    """Return an export of Factiva as HTML, with two-letter fields."""
    out = []
    for number, made in enumerate(stories, 1):
        rows = [("SE", made.section), ("HD", f"<b class='{made.language}Headline'>{html.escape(made.headline)}</b>\n")]
        rows += [("BY", made.byline)] if made.byline else []
        rows += [("CR", made.credit)] if made.credit else []
        rows += [("WC", f"{made.count:,} {WORD[screen]}"), ("PD", factiva_day(made, screen))]
        rows += [("ET", made.time)] if made.time else []
        rows += [("SN", made.source), ("SC", "GAZETT"), ("PG", made.page), ("LA", TONGUE[screen][made.language])]
        rows += [("CY", f"(c) {made.day[0]} {made.source} Press.   ")]
        text = [
            f'<p class="articleParagraph {made.language}articleParagraph">{html.escape(each)}   </p>\n'
            for each in made.paragraphs
        ]
        rows += [
            ("LP", "".join(text[:1])),
            ("TD", "".join(text[1:])),
            ("NS", "gcat : Political/General News"),
            ("RE", "fra : France"),
        ]
        rows += [
            ("IPC", "LANGFR"),
            ("PUB", f"{made.source} Publishing Ltd"),
            ("AN", f"{DOCUMENT[screen]} {accession(made, number)}"),
        ]
        cells = "".join(
            f'<tr><td align="right" valign="top" class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>\n'
            for code, value in rows
        )
        out.append(
            f'<span></span><div class="article {made.language}Article"><table cellpadding="1">{cells}</table>'
            "<br/></div><br/>"
        )
    return _factiva_page(out)


def factiva_plain(stories: list[Story], screen: str = "en", *, frames: bool = True) -> str:
    """Return an export of Factiva as HTML, without the names of fields."""
    out = []
    for number, made in enumerate(stories, 1):
        last = "lastarticle" if number == len(stories) else "article"
        head = [f"<div>{made.section}</div>"] if made.section else []
        head += [
            f"<div id=\"hd\" ><span class='{made.language}Headline'> {html.escape(made.headline)}   </span>\n</div>"
        ]
        head += [f'<div class="author">{made.byline}   </div>'] if made.byline else []
        head += [f"<div>{made.count} {WORD[screen]}</div>", f"<div>{factiva_day(made, screen)}</div>"]
        head += [f"<div>{made.time}</div>"] if made.time else []
        head += [
            f"<div>{made.source}</div>",
            "<div>GAZETT</div>",
            f"<div>{made.page}</div>",
            f"<div>{TONGUE[screen][made.language]}</div>",
        ]
        head += [f"<div>(c) {made.day[0]} {made.source} Press.   </div>"]
        text = [
            f'<p class="articleParagraph {made.language}articleParagraph">{html.escape(each)}   </p>'
            for each in made.paragraphs
        ]
        inner = (
            f'<div class="article {made.language}Article"><p>\n{"".join(head)}\n</p>\n'
            f"{chr(10).join(text)}\n<p>{made.source} Publishing Ltd</p>"
            f"<p>{DOCUMENT[screen]} {accession(made, number)}</p></div>"
        )
        out.append(
            f'<div id="article-{accession(made, number)}" class="{last}" >{inner}</div><br/><span></span>'
            if frames
            else f"{inner}<br/><span></span>"
        )
    out.append(
        '<table id="oddEvenPreview"><tr><td class="sbSummaryTitle" colspan="2">Search Summary</td>'
        "</tr><tr><td>Text</td><td>ferry</td></tr><tr><td>Results Found</td>"
        "<td>2,654</td></tr></table>"
    )
    return _factiva_page(out)


def _factiva_page(parts: list[str]) -> str:
    style = "<style>.article{} .articleParagraph b{}</style>"
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html>'
        f'<head><title>Factiva</title>{style}</head><body><div id="contentWrapper">{"".join(parts)}</div>'
        '<div id="pageFooter">&copy; 2021 Factiva, Inc.</div></body></html>'
    )


def factiva_rtf_lines(stories: list[Story], screen: str = "en") -> list[str]:
    """Return the paragraphs of an export of Factiva as RTF."""
    lines: list[str] = []
    for number, made in enumerate(stories, 1):
        lines += [made.section, made.headline] if made.section else [made.headline]
        lines += [f"By {made.byline}"] if made.byline else []
        lines += [
            f"{made.count} {WORD[screen]}",
            factiva_day(made, screen),
            *([made.time] if made.time else []),
            made.source,
            "GAZETT",
            made.page,
        ]
        lines += [
            TONGUE[screen][made.language],
            f"(c) {made.day[0]} {made.source} Press. ",
            "",
            *made.paragraphs,
            "",
            f"{made.source} Publishing Ltd",
            "",
            f"{DOCUMENT[screen]} {accession(made, number)}",
            "",
            "",
        ]
    return [*lines, "Search Summary", "Text", "ferry", "Results Found", "2,654"]


def factiva_rtf_coded(stories: list[Story], screen: str = "en") -> bytes:
    """Return an export of Factiva as RTF, with a table of two-letter fields for each article."""
    rows: list[str] = []
    for number, made in enumerate(stories, 1):
        for code, value in (
            ("SE", made.section),
            ("HD", made.headline),
            ("BY", made.byline),
            ("CR", made.credit),
            ("WC", f"{made.count:,} {WORD[screen]}"),
            ("PD", factiva_day(made, screen)),
            ("ET", made.time),
            ("SN", made.source),
            ("SC", "GAZETT"),
            ("PG", made.page),
            ("LA", TONGUE[screen][made.language]),
            ("CY", f"(c) {made.day[0]} {made.source} Press."),
            ("LP", made.paragraphs[0]),
            ("TD", "\n".join(made.paragraphs[1:])),
            ("PUB", f"{made.source} Publishing Ltd"),
            ("AN", f"{DOCUMENT[screen]} {accession(made, number)}"),
        ):
            rows += [f"{code}<CELL>{value}<CELL><ROW>"] if value else []
        rows += [""]
    marked = rtf("\n".join(rows).split("\n"))
    return marked.replace(rb"<ROW>\par", rb"\row").replace(b"<ROW>", rb"\row").replace(b"<CELL>", rb"\cell ")


# --- Europresse --------------------------------------------------------------------------------------------------


def europresse(stories: list[Story], screen: str = "fr", *, count: int | None = None, framed: bool = True) -> str:
    """Return an export of Europresse as HTML; older ones have no element of an article's own."""
    out = [f"<p>{count} documents</p>"] if count is not None else []
    for number, made in enumerate(stories, 1):
        year, month, date = made.day
        said = (
            f"mardi {date} {MONTHS['fr'][month - 1]} {year}"
            if screen == "fr"
            else f"Tuesday, {MONTHS['en'][month - 1]} {date}, {year}"
        )
        if made.time:
            said += f" - {made.time} UTC +2"
        said += f" {made.count} {'mots' if screen == 'fr' else 'words'}, p. {made.page}"
        if made.section:
            said = f"{made.section}, {said}"
        author = f'<p class="sm-margin-bottomNews">{made.byline}</p>' if made.byline else ""
        text = "".join(f"<p>{html.escape(each)}</p>" for each in made.paragraphs)
        out.append(
            f'<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">'
            f'{made.source}, no. {900 + number}<span class="extra"> | Nationale</span>'
            "</span></div>"
            f'<div class="rdp__DocHeader"><span class="DocHeader">{said}</span></div>'
            f'<div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">'
            f"{html.escape(made.headline)}</p>"
            f"</div>{author}</header>"
            f'<section><div class="DocText clearfix"><div class="docOcurrContainer">{text}'
            f'<p>Cet article est paru dans <a href="https://example.org/{number}">{made.source} (site web)</a>'
            "</p></div></div></section>"
            '<aside><div class="apd-wrapper"></div></aside><footer><div class="Doc-LegalInfo">'
            f"<small>© {year} {made.source} Presse. Tous droits réservés.</small>"
            "</div>"
            f'<div class="publiC-lblNodoc">news·{year}{month:02d}{date:02d}·GZ·{number:07d}</div></footer></article>'
        )
    page = "".join(out)
    if not framed:
        page = page.replace("<article>", "<div>").replace("</article>", "</div>")
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Europresse</title></head><body>{page}</body></html>"
    )
