"""What databases call the parts of an article, in the languages of their users' screens."""

from __future__ import annotations

import re

__all__ = ["BODY", "TAIL", "count_of_words", "field_of", "is_copyright", "language_tag", "rights_holder", "section_page"]

#: The names of a field, each in the languages in which they were seen.
_FIELDS = {
    "word_count": "length|länge|laenge|lange|lengte|longueur|longitud|lunghezza",
    "byline": "byline|autor|auteur|author|authors|auteurs|autoren|verfasser|signature|name|reporter|autore",
    "section": "section|rubrik|rubrique|rubriek|sectie|ressort|sección|sezione",
    "headline": "headline|title|titel|titre|kop|überschrift|schlagzeile|título|titular|titolo",
    "dateline": "dateline|ortszeile|datumszeile|datumregel|ligne de date|lieu",
    "highlight": "highlight|highlights|chapeau|encart|insert|zusammenfassung|samenvatting|résumé|abstract|summary",
    "caption": "graphic|graphik|grafik|graphique|grafiek|photo|illustration|bildunterschrift|bijschrift|légende|caption",
    "load_date": "load-date|update|upload|date-chargement|date de chargement|ladedatum|laaddatum|fecha de carga",
    "language": "language|sprache|langue|taal|idioma|lingua",
    "publication_type": "publication-type|publication type|pub-type|type-publication|type de publication"
    "|publikationstyp|publikationsart|publicatietype",
    "document_type": "document-type|document type|dokumenttyp|documenttype|type de document",
    "journal_code": "journal-code|journal code|zeitungs-code|zeitungscode|code-revue|code revue",
    "correction": "correction|korrektur|berichtigung|correctie",
    "correction_date": "correction-date|correction date|korrekturdatum",
    "copyright_holder": "copyright",
    "credit_line": "credit|credit-line|agency|agentur|agence",
    "edition": "edition|ausgabe|editie|édition",
    "series": "series|serie|série",
    "url": "url|link",
    "show": "show",
    "guests": "guests|guest",
    "anchors": "anchors|anchor|host|hosts",
    "transcript": "transcript",
    "biography": "bio",
    "notes": "notes|note|anmerkung|opmerking",
    "distribution": "distribution",
    "subject": "subject|pub-subject|sujet|thema|onderwerp|schlagwörter",
    "company": "company|unternehmen|société|societe|bedrijf",
    "organization": "organization|organisation",
    "person": "person|personne|persoon",
    "industry": "industry|branche|secteur-activite|activity-sector",
    "geographic": "geographic|localisation-geo|geo-localization|geographie|country|state|city|region",
    "ticker": "ticker|stock-symbol|symbole-boursier",
}
_FIELD = {name: field for field, names in _FIELDS.items() for name in names.split("|")}
#: Above the text itself.
BODY = frozenset("body text tekst texte article artikel corps haupttext textkörper hoofdtekst cuerpo corpo".split())
BODY |= {"corps de texte", "corps du texte", "full text", "volltext", "texte intégral", "bodytext"}
#: Fields that stand below the text.
TAIL = frozenset(
    "load_date language publication_type document_type journal_code correction_date subject company organization"
    " person industry geographic ticker distribution series".split()
)
_LABEL = re.compile(r"([^\W\d_][\w \u00a0/.’'&-]{1,30}?)[ \u00a0]?:(?=\s|$)")
_WORDS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,\s\u00a0\u202f]\d{3})+|\d+)[\s\u00a0]*"
    r"(words?|wörter|woerter|worte|wort|woorden|woord|mots?|palabras|parole|palavras|字|語)(?!\w)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)\s)", re.IGNORECASE)
_RIGHTS = re.compile(
    r"[\s.,;]*\b(?:all\s+rights?\s+reserved|alle\s+rechte\s+vorbehalten|tous\s+droits\s+réservés|alle\s+rechten"
    r"\s+voorbehouden|todos\s+los\s+derechos\s+reservados|tutti\s+i\s+diritti\s+riservati).*$",
    re.IGNORECASE | re.DOTALL,
)
_YEARS = re.compile(r"^(?:copyright\b|©|\(c\)|\s|\d{4}\s*[-–/]\s*\d{4}|\d{4}\b|,)+", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:^|[;,]\s*)(?:pg\.?|page|pages|s\.|seite|blz\.?|pagina|p\.|pp\.|pág\.)\s*(?P<page>[A-Za-z]{0,4}-?\d[\w,-]*)",
    re.IGNORECASE,
)
_LANGUAGES = {
    "en": "english englisch anglais engels inglés inglese inglês",
    "de": "german deutsch allemand duits alemán tedesco alemão",
    "fr": "french français francais française francaise französisch franzoesisch frans francés francese francês",
    "nl": "dutch nederlands niederländisch néerlandais holandés olandese",
    "es": "spanish español espanol castellano spanisch espagnol spaans spagnolo espanhol",
    "it": "italian italiano italienisch italien italiaans",
    "pt": "portuguese português portugues portugiesisch portugais portugees portugués",
    "sv": "swedish svenska schwedisch suédois zweeds",
    "da": "danish dansk dänisch danois deens",
    "no": "norwegian norsk norwegisch norvégien noors",
    "fi": "finnish suomi finnisch finnois fins",
    "pl": "polish polski polnisch polonais pools",
    "cs": "czech čeština tschechisch tchèque tsjechisch",
    "ru": "russian русский russisch russe",
    "ar": "arabic العربية arabisch arabe",
    "zh": "chinese 中文 chinesisch chinois chinees",
    "ja": "japanese 日本語 japanisch japonais japans",
    "tr": "turkish türkçe türkisch turc turks",
    "hu": "hungarian magyar ungarisch hongrois hongaars",
    "ca": "catalan català katalanisch catalán",
}
_LANGUAGE = {name: tag for tag, names in _LANGUAGES.items() for name in names.split()}


def field_of(line: str, *, capitals: bool = False) -> tuple[str, str] | None:
    """Read a line that begins with the name of a field.

    Parameters
    ----------
    line : str
        The line.
    capitals : bool
        Whether such names are in capitals, as in files that have no other marks.

    Returns
    -------
    (str, str) or None
        The field, "body" for the text itself, and what stands behind the colon.

    Examples
    --------
    >>> field_of("LÄNGE: 306 Wörter", capitals=True)
    ('word_count', '306 Wörter')
    >>> field_of("Berlin: The talks went on.")
    """
    match = _LABEL.match(line)
    if match is None or (capitals and not match[1].isupper()):
        return None
    name = match[1].replace("\u00a0", " ").lower()
    field = "body" if name in BODY else _FIELD.get(name)
    if field is None:
        return None
    value = line[match.end() :].strip()
    # "Länge: ..." may begin a paragraph; a length is a number of words.
    return None if field == "word_count" and value and count_of_words(value) is None else (field, value)


def count_of_words(text: str) -> int | None:
    """Return the number of words that a line states, as "1,204 words" or "306 Wörter"."""
    match = _WORDS.search(text[:200])
    return int("".join(filter(str.isdigit, match[1]))[:9]) if match else None


def is_copyright(line: str) -> bool:
    """Return whether a line says whose the rights are."""
    return _COPYRIGHT.match(line.strip()) is not None


def rights_holder(text: str) -> str:
    """Return whom a line of rights names.

    Examples
    --------
    >>> rights_holder("Copyright 2010 Harbour Press Ltd All Rights Reserved")
    'Harbour Press Ltd'
    """
    text = " ".join(text[:2000].split())
    return _RIGHTS.sub("", _YEARS.sub("", text)).strip(" .,;") or text


def section_page(text: str) -> tuple[str, str]:
    """Split what is said of a section from the page.

    Examples
    --------
    >>> section_page("NEWS; Pg. 3"), section_page("S. 7 Ausg. 167")
    (('NEWS', '3'), ('Ausg. 167', '7'))
    """
    match = _PAGE.search(text)
    if match is None:
        return text.strip(), ""
    rest = text[: match.start()].strip(" ;,") + " " + text[match.end() :].strip(" ;,")
    return rest.strip(), match["page"]


def language_tag(text: str) -> str | None:
    """Return the tag of a language named in any of those of the screens, None where it is not known.

    Examples
    --------
    >>> language_tag("GERMAN; DEUTSCH"), language_tag("Nederlands")
    ('de', 'nl')
    """
    for name in re.split(r"[\s;,/|()]+", text.lower()):
        if name in _LANGUAGE:
            return _LANGUAGE[name]
    return None
