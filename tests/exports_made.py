"""Exports of press databases, made here: the form of each database and screen, with articles that nobody printed."""

from __future__ import annotations

import html
import io
import random
import textwrap
import zipfile
from dataclasses import dataclass, field

_SAID = {
    "en": "the harbour council said ferry timetable would change after winter because two of its boats need new "
    "engines and nobody on the island wants to wait for repairs while fishermen and pupils queue on the pier each day",
    "de": "der Hafenrat teilte mit dass sich der Fahrplan nach dem Winter ändert weil zwei Fähren neue Motoren "
    "brauchen und niemand auf der Insel länger warten will während Fischer und Schüler morgens an der Brücke stehen",
    "fr": "le conseil du port a annoncé que les horaires du bac changeraient après l'hiver car deux bateaux attendent "
    "de nouveaux moteurs et personne sur l'île ne veut patienter pendant que pêcheurs et élèves font la queue",
    "nl": "de havenraad zei dat de dienstregeling na de winter verandert omdat twee boten nieuwe motoren nodig hebben "
    "en niemand op het eiland langer wil wachten terwijl vissers en leerlingen elke ochtend op de steiger staan",
}
WORDS = {language: said.split() for language, said in _SAID.items()}


@dataclass(frozen=True)
class Story:
    """An article before it was exported."""

    headline: str
    source: str
    day: tuple[int, int, int]
    paragraphs: tuple[str, ...]
    language: str = "en"
    byline: str = ""
    section: str = ""
    page: str = ""
    dateline: str = ""
    credit: str = ""
    time: str = ""
    extra: tuple[tuple[str, str], ...] = field(default=())

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def count(self) -> int:
        return len(self.text.split())


def story(number: int, language: str = "en", **known: object) -> Story:
    """Return an article of some paragraphs, the same for the same number."""
    choose = random.Random(f"{number} {language}")  # noqa: S311 - the same articles each time
    words = WORDS[language]

    def sentence() -> str:
        said = [choose.choice(words) for _ in range(choose.randint(9, 24))]
        return f"{' '.join(said).capitalize()} {number}."

    paragraphs = tuple(" ".join(sentence() for _ in range(choose.randint(1, 4))) for _ in range(choose.randint(2, 5)))
    return Story(
        **{
            "headline": f"{' '.join(choose.sample(words, 5)).capitalize()} no {number}",
            "source": f"Island Gazette {number % 3}",
            "day": (2015 + number % 5, 1 + number % 12, 1 + number % 28),
            "paragraphs": paragraphs,
            "language": language,
            "byline": f"Ada Quill {number}",
            "section": "HARBOUR",
            "page": str(1 + number % 30),
            **known,
        }
    )


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
MONTHS = {language: names.split() for language, names in _MONTHS.items()}


def day(made: Story, language: str | None = None) -> str:
    year, month, number = made.day
    language = language or made.language
    name = MONTHS[language][month - 1]
    return {
        "en": f"{name} {number}, {year} Tuesday",
        "de": f"Dienstag {number}. {name} {year}",
        "fr": f"mardi {number} {name} {year}",
        "nl": f"{number} {name} {year} dinsdag",
    }[language]


WORD = {"en": "words", "de": "Wörter", "fr": "mots", "nl": "woorden"}

# --- The older Nexis: numbered, as plain text -------------------------------------------------------------------

CAPITALS = {
    "en": ("BYLINE", "SECTION", "LENGTH", "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "Pg. ", "ENGLISH", "Newspaper"),
    "de": ("AUTOR", "RUBRIK", "LÄNGE", "UPDATE", "SPRACHE", "PUBLICATION-TYPE", "S. ", "GERMAN; DEUTSCH", "Zeitung"),
    "fr": (
        "AUTEUR",
        "RUBRIQUE",
        "LONGUEUR",
        "DATE-CHARGEMENT",
        "LANGUE",
        "TYPE-PUBLICATION",
        "p. ",
        "FRENCH; FRANÇAIS",
        "Journal",
    ),
    "nl": ("AUTEUR", "RUBRIEK", "LENGTE", "LOAD-DATE", "TAAL", "PUB-TYPE", "Blz. ", "Dutch / Nederlands", "Krant"),
}
NUMBERED = {
    "en": "{} of {} DOCUMENTS",
    "de": "Dokument {} von {}",
    "fr": "Document {} de {}",
    "nl": "{} van {} DOCUMENTEN",
}
REQUEST = {
    "en": "Download Request: Selected Items: {}",
    "de": "Ausgabeauftrag: Dokument(e): {}",
    "fr": "Demande de téléchargement: Tous les documents: {}",
    "nl": "Printopdracht: Alle documenten: {}",
}
REQUESTED = {"en": "Time Of Request: Friday, March 20, 2015  16:51:31", "de": "Zeitpunkt: 20. März 2015"}


def wrap(text: str) -> str:
    return textwrap.fill(text, 79, break_long_words=False, break_on_hyphens=False)


def numbered_text(stories: list[Story], screen: str = "en", *, total: int | None = None, cover: bool = True) -> str:
    """Return an export of the older Nexis as plain text; labels are in the language of the screen."""
    byline, section, length, loaded, tongue, kind, page, _, what = CAPITALS[screen]
    total = total or len(stories)
    lines = []
    if cover:
        lines += [
            "",
            "",
            REQUEST[screen].format(f"1-{total}"),
            REQUESTED.get(screen, ""),
            "",
            "Send To:",
            "",
            "ISLAND LIBRARY",
        ]
        lines += ["PIER 2", "", "", "Terms: ferry and (Date(geq(01/01/2015)))", "", "", ""]
    for number, made in enumerate(stories, 1):
        lines += [
            NUMBERED[screen].format(number, total).center(79).rstrip(),
            "",
            "",
            "",
            made.source.center(79).rstrip(),
        ]
        lines += ["", f"{day(made)} {made.time}".strip().center(79).rstrip(), "Late Edition".center(79).rstrip(), ""]
        lines += [*wrap(made.headline).split("\n"), ""]
        if made.byline:
            lines += [f"{byline}: {made.byline}", ""]
        lines += [f"{section}: {made.section}; {page}{made.page}", "", f"{length}: {made.count} {WORD[screen]}", ""]
        if made.dateline:
            lines += [f"DATELINE: {made.dateline}", ""]
        lines += [""]
        for paragraph in made.paragraphs:
            lines += [*wrap(paragraph).split("\n"), ""]
        for name, value in made.extra:
            lines += [*wrap(f"{name}: {value}").split("\n"), ""]
        lines += [
            f"{loaded}: {day(made).split(' ', 1)[1] if made.language != 'en' else day(made).rsplit(' ', 1)[0]}",
            "",
        ]
        lines += [f"{tongue}: {CAPITALS[made.language][7]}", "", f"{kind}: {what}", "", ""]
        lines += [f"Copyright {made.day[0]} {made.source} Press".center(79).rstrip()]
        lines += ["All Rights Reserved".center(79).rstrip(), "", ""]
    return "\n".join(lines)


# --- Nexis Uni and Lexis+: headings, and an end to each ---------------------------------------------------------

HEADINGS = {
    "en": (
        "Section",
        "Length",
        "Byline",
        "Highlight",
        "Dateline",
        "Body",
        "Load-Date",
        "Language",
        "Classification",
        "End of Document",
        "Graphic",
    ),
    "de": (
        "Rubrik",
        "Länge",
        "Autor",
        "Zusammenfassung",
        "Ortszeile",
        "Text",
        "Update",
        "Sprache",
        "Klassifizierung",
        "Ende des Dokuments",
        "Grafik",
    ),
    "fr": (
        "Rubrique",
        "Longueur",
        "Auteur",
        "Encart",
        "Dateline",
        "Corps",
        "Date de chargement",
        "Langue",
        "Classification",
        "Fin du document",
        "Graphique",
    ),
    "nl": (
        "Rubriek",
        "Lengte",
        "Auteur",
        "Samenvatting",
        "Dateline",
        "Tekst",
        "Laaddatum",
        "Taal",
        "Classificatie",
        "Einde van document",
        "Grafiek",
    ),
}
COVER = {
    "en": (
        "User Name: ",
        "Date and Time: ",
        "Job Number: ",
        "Documents ({})",
        "Client/Matter: -None-",
        "Search Terms: ",
        "Search Type: ",
        "Narrowed by: ",
    ),
    "de": (
        "Benutzername: ",
        "Datum und Uhrzeit: ",
        "Auftragsnummer: ",
        "Dokumente ({})",
        "Mandant: -Kein-",
        "Suchbegriffe: ",
        "Suchtyp: ",
        "Eingegrenzt auf: ",
    ),
    "fr": (
        "Nom d'utilisateur: ",
        "Date et heure: ",
        "Numéro de tâche: ",
        "Documents ({})",
        "Client/Dossier: -Aucun-",
        "Termes de recherche: ",
        "Type de recherche: ",
        "Affiné par: ",
    ),
    "nl": (
        "Gebruikersnaam: ",
        "Datum en tijd: ",
        "Taaknummer: ",
        "Documenten ({})",
        "Client/Matter: -Geen-",
        "Zoektermen: ",
        "Type zoekopdracht: ",
        "Verfijnd op: ",
    ),
}


def ended_lines(
    stories: list[Story], screen: str = "en", *, cover: bool = True, listed: int | None = None
) -> list[str]:
    """Return the paragraphs of an export of Nexis Uni."""
    section, length, byline, _, dateline, body, loaded, tongue, classes, end, graphic = HEADINGS[screen]
    lines: list[str] = []
    if cover:
        who, when, job, documents, matter, terms, search, narrowed = COVER[screen]
        lines += [f"{who}Ada Quill", f"{when}Tuesday, January 8, 2019 5:18:00 PM CET", f"{job}80402331", ""]
        lines += [documents.format(listed or len(stories)), ""]
        for number, made in enumerate(stories, 1):
            lines += [f"{number}. {made.headline}", "", f"{matter}", f"{terms}ferry", f"{search}Terms", narrowed]
            lines += [
                "",
                "Content Type",
                "Narrowed by",
                "News",
                "Sources: Island Gazette; Timeline: Jan 01, 2015 to Dec 31, 2019",
            ]
        lines += ["", "", ""]
    for made in stories:
        lines += [
            made.headline,
            "",
            made.source,
            f"{day(made)} {made.time}".strip(),
            "",
            f"Copyright {made.day[0]} {made.source} Press All Rights Reserved",
            "",
        ]
        lines += [f"{section}:\u00a0{made.section}; Pg. {made.page}", f"{length}:\u00a0{made.count} {WORD[screen]}"]
        if made.byline:
            lines += [f"{byline}:\u00a0{made.byline}"]
        if made.dateline:
            lines += [f"{dateline}:\u00a0{made.dateline}"]
        lines += [body, "", ""]
        for paragraph in made.paragraphs:
            lines += [paragraph, ""]
        for name, value in made.extra:
            lines += [name, "", value, ""] if name == graphic else [f"{name}:\u00a0{value}", ""]
        lines += [classes, "", f"{tongue}:\u00a0{CAPITALS[made.language][7]}", "Publication-Type:\u00a0Newspaper", ""]
        lines += [
            f"{loaded}:\u00a0{day(made).rsplit(' ', 1)[0] if made.language == 'en' else day(made)}",
            "",
            "",
            end,
            "",
            "",
        ]
    return lines


def docx(lines: list[str], *, broken: bool = False) -> bytes:
    """Return a document of Word with a paragraph for each line; the first word of each is a run of its own."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def paragraph(line: str) -> str:
        first, _, rest = line.partition(" ")
        runs = [first, f" {rest}"] if rest else [first] if first else []
        said = "".join(
            f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{html.escape(run)}</w:t></w:r>' for run in runs
        )
        return f"<w:p><w:pPr/>{said}</w:p>"

    body = "".join(paragraph(line) for line in lines)
    document = f'<?xml version="1.0"?><w:document xmlns:w="{name}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    header = f'<?xml version="1.0"?><w:hdr xmlns:w="{name}"><w:p><w:r><w:t>Page 1 of 9</w:t></w:r></w:p></w:hdr>'
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document, "word/header1.xml": header})


def packed(files: dict[str, str | bytes]) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def rtf(lines: list[str], codepage: int = 1252) -> bytes:
    """Return RTF: other characters as bytes of the code page or as numbers, with a picture, a header and a link."""
    picture = r"{\*\shppict{\pict\pngblip" + "\n" + "89504e470d0a1a0a" * 40 + "}}"
    out = [rf"{{\rtf1\ansi\ansicpg{codepage}\deff0{{\fonttbl{{\f0\fswiss Arial;}}}}{{\colortbl;\red0\green0\blue0;}}"]
    out += [r"{\header \pard Page \chpgn of 9\par}", picture + r"\par"]
    for number, line in enumerate(lines):
        said = "".join(_rtf_character(character, codepage) for character in line)
        if number % 7 == 3 and said:
            said = r'{\field{\*\fldinst{HYPERLINK "https://example.org/doc"}}{\fldrslt{' + said + "}}}"
        out.append(rf"\pard\ql\b0 {said}\par")
    return ("\n".join(out) + "\n}").encode("ascii")


def _rtf_character(character: str, codepage: int) -> str:
    if character in "\\{}":
        return f"\\{character}"
    if character < "\x7f":
        return character
    try:
        return "".join(f"\\'{byte:02x}" for byte in character.encode(f"cp{codepage}"))
    except UnicodeEncodeError:
        units = character.encode("utf-16-le")
        return "".join(
            f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2)
        )
