"""The names that databases give to the parts of an article, in several languages."""

from __future__ import annotations

import re

__all__ = [
    "BODY",
    "TAIL",
    "count_of_words",
    "field_of",
    "is_copyright",
    "is_count",
    "language_tag",
    "rights_holder",
    "section_page",
]

#: The names of a field, each in the languages in which they were seen.
_FIELDS = {
    "word_count": "length|länge|laenge|lange|lengte|longueur|longitud|lunghezza",
    "byline": "byline|autor|auteur|author|authors|auteurs|autoren|verfasser|signature|name|reporter|autore",
    "section": "section|rubrik|rubrique|rubriek|sectie|ressort|sección|sezione",
    "headline": "headline|title|titel|titre|kop|überschrift|schlagzeile|título|titular|titolo",
    "dateline": "dateline|ortszeile|datumszeile|datumregel|ligne de date|lieu",
    "highlight": "highlight|highlights|chapeau|encart|insert|zusammenfassung|samenvatting|résumé|abstract|summary",
    "caption": "graphic|graphik|grafik|graphique|grafiek|photo|illustration|bildunterschrift|bijschrift|légende"
    "|caption",
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
_BODY_NAMES = (
    "body|bodytext|text|tekst|texte|article|artikel|corps|haupttext|textkörper|hoofdtekst|cuerpo|corpo|corps de texte"
    "|corps du texte|full text|volltext|texte intégral"
)
BODY = frozenset(_BODY_NAMES.split("|"))
#: Fields that stand below the text.
_TAIL_FIELDS = (
    "load_date language publication_type document_type journal_code correction_date subject company organization"
    " person industry geographic ticker distribution series"
)
TAIL = frozenset(_TAIL_FIELDS.split())
_LABEL = re.compile(r"([^\W\d_][\w \u00a0/.’'&-]{1,30}?)[ \u00a0]?:(?=\s|$)")
_WORDS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,\s\u00a0\u202f]\d{3})+|\d+)[\s\u00a0]*"
    r"(words?|wörter|woerter|worte|wort|woorden|woord|mots?|palabras|parole|palavras|слов|字|語|단어)(?!\w)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)\s)", re.IGNORECASE)
_RIGHTS = re.compile(
    r"[\s.,;]*\b(?:all\s+rights?\s+reserved|alle\s+rechte\s+vorbehalten|tous\s+droits\s+réservés|alle\s+rechten"
    r"\s+voorbehouden|todos\s+los\s+derechos\s+reservados|tutti\s+i\s+diritti\s+riservati).*$",
    re.IGNORECASE | re.DOTALL,
)
_RESERVED = re.compile(
    r"\b(?:19|20)\d\d\b|rights?\s+reserved|rechte\s+vorbehalten|droits\s+réservés|rechten\s+voorbehouden"
    r"|derechos\s+reservados|diritti\s+riservati",
    re.IGNORECASE,
)
_FEW, _RIGHTS_LONGEST, _SHORT = 8, 400, 60
_YEARS = re.compile(r"^(?:copyright\b|©|\(c\)|\s|\d{4}\s*[-–/]\s*\d{4}|\d{4}\b|,)+", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:^|[;,]\s*)(?:pg\.?|page|pages|s\.|seite|blz\.?|pagina|p\.|pp\.|pág\.)\s*(?P<page>[A-Za-z]{0,4}-?\d[\w,-]*)",
    re.IGNORECASE,
)
_LANGUAGES = {
    "en": "english englisch anglais engels inglés inglese inglês английский 英语 英文 英語 영어",
    "de": "german deutsch allemand duits alemán tedesco alemão немецкий 德语 德文 ドイツ語 독일어",
    "fr": "french français francais française francaise französisch franzoesisch frans francés francese francês"
    " французский 法语 法文 フランス語",
    "nl": "dutch nederlands niederländisch néerlandais holandés olandese holandês 荷兰语 オランダ語",
    "es": "spanish español espanol castellano spanisch espagnol spaans spagnolo espanhol"
    " испанский 西班牙语 西班牙文 スペイン語",
    "it": "italian italiano italienisch italien italiaans итальянский 意大利语 意大利文 イタリア語",
    "pt": "portuguese português portugues portugiesisch portugais portugees portugués portoghese 葡萄牙语 ポルトガル語",
    "sv": "swedish svenska schwedisch suédois zweeds sueco svedese 瑞典语",
    "da": "danish dansk dänisch danois deens danés danese 丹麦语",
    "no": "norwegian norsk norwegisch norvégien noors noruego norvegese 挪威语",
    "fi": "finnish suomi finnisch finnois fins finlandés 芬兰语",
    "pl": "polish polski polnisch polonais pools polaco polacco 波兰语",
    "cs": "czech čeština tschechisch tchèque tsjechisch checo ceco 捷克语",
    "sk": "slovak slovenčina slowakisch slovaque slowaaks",
    "ru": "russian русский russisch russe ruso russo 俄语 俄文 ロシア語",
    "uk": "ukrainian українська ukrainisch ukrainien oekraïens",
    "bg": "bulgarian български bulgarisch bulgare bulgaars",
    "ro": "romanian română rumänisch roumain roemeens rumano",
    "el": "greek ελληνικά griechisch grec grieks griego greco",
    "ar": "arabic العربية arabisch arabe árabe arabo 阿拉伯语 アラビア語",
    "he": "hebrew עברית hebräisch hébreu hebreeuws",
    "tr": "turkish türkçe türkisch turc turks turco 土耳其语",
    "zh": "chinese 中文 汉语 漢語 简体中文 繁体中文 繁體中文 中国語 chinesisch chinois chinees chino cinese"
    " китайский 중국어",
    "ja": "japanese 日本語 日语 日文 japanisch japonais japans japonés giapponese японский 일본어",
    "ko": "korean 한국어 韩语 韓語 韓国語 koreanisch coréen koreaans coreano",
    "vi": "vietnamese vietnamesisch vietnamien",
    "th": "thai thailändisch thaï",
    "id": "indonesian indonesisch indonésien",
    "ms": "malay malaiisch malais",
    "hi": "hindi",
    "hu": "hungarian magyar ungarisch hongrois hongaars húngaro",
    "ca": "catalan català katalanisch catalán catalaans",
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
    return (field, value) if not value or _fits(field, value) else None


def _fits(field: str, value: str) -> bool:
    """Return whether a value is of the kind of its field; "Länge: ..." and "Update: ..." may begin a paragraph, too."""
    if field == "word_count":
        return count_of_words(value) is not None
    if field == "load_date":
        return len(value) <= _SHORT and re.search(r"\d", value) is not None
    if field == "url":
        return re.match(r"(?:https?://|www\.)\S+$", value) is not None
    return field not in ("language", "publication_type", "document_type", "journal_code") or len(value) <= _SHORT


def count_of_words(text: str) -> int | None:
    """Return the number of words that a line states, as "1,204 words" or "306 Wörter"."""
    match = _WORDS.search(text[:200])
    return int("".join(filter(str.isdigit, match[1]))[:9]) if match else None


def is_count(line: str) -> bool:
    """Return whether a line is a number of words and nothing else.

    Examples
    --------
    >>> is_count("1,204 words"), is_count("100 words on ferries")
    (True, False)
    """
    return _WORDS.fullmatch(line.strip(" .\u00a0")[:40]) is not None


def is_copyright(line: str) -> bool:
    """Return whether a line says whose the rights are; a text may begin with such a word as well.

    Examples
    --------
    >>> is_copyright("Copyright 2010 Harbour Press Ltd"), is_copyright("(c) The Harbour Press Limited")
    (True, True)
    >>> is_copyright("Copyright law is nothing that the people of the island talk about.")
    False
    """
    line = line.strip()
    if _COPYRIGHT.match(line) is None:
        return False
    return len(line.split()) <= _FEW or _RESERVED.search(line[:_RIGHTS_LONGEST]) is not None


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
