"""Recognises the agency that sends a dispatch, by its names and domains."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["agency_of"]

#: For each agency, as credits name it: its domains without "www." and country, and the names it goes by as a provider.
_SENDERS: dict[str, tuple[str, ...]] = {
    "AFP": ("afp", "agence france-presse", "agence france presse"),
    "AP": ("ap", "associated press", "the associated press", "approviderid:ap", "apmedia"),
    "Reuters": ("reuters", "thomsonreuters", "thomson reuters", "reuters news", "rtr"),
    "PA": (
        "pa",
        "pa.press",
        "press association",
        "the press association",
        "pa media",
        "pressassociation",
        "pamediagroup",
    ),
    "dpa": ("dpa", "dpa-info", "deutsche presse-agentur", "deutsche presse-agentur gmbh", "deutsche presse agentur"),
    "EFE": ("efe", "agencia efe", "texto.efeservicios", "efeservicios"),
    "ANSA": ("ansa", "agenzia ansa"),
    "ANP": ("anp", "algemeen nederlands persbureau"),
    "Belga": ("belga", "belga news agency"),
    "TT": ("tt", "tt nyhetsbyrån", "tidningarnas telegrambyrå"),
    "NTB": ("ntb", "norsk telegrambyrå", "nynorsk pressekontor"),
    "Ritzau": ("ritzau", "ritzaus bureau", "/ritzau/"),
    "STT": ("stt", "stt-lehtikuva", "stt-info"),
    "APA": ("apa", "austria presse agentur"),
    "Keystone-SDA": ("ats", "sda", "sda-ats", "keystone-ats", "keystone-sda", "keystonesda"),
    "PAP": ("pap", "polska agencja prasowa"),
    "CTK": ("ctk", "čtk", "ceskenoviny"),
    "MTI": ("mti",),
    "Xinhua": ("xinhua", "xinhuanet", "xinhua news agency"),
    "Kyodo": ("kyodo", "kyodonews", "kyodo news"),
    "Jiji": ("jiji", "jiji press"),
    "Yonhap": ("yonhap", "yna", "yonhapnews", "yonhap news agency"),
    "TASS": ("tass", "itar-tass"),
    "Interfax": ("interfax",),
    "RIA Novosti": ("ria novosti", "ria"),
    "Ukrinform": ("ukrinform",),
    "Anadolu": ("aa", "anadolu", "anadolu agency"),
    "PTI": ("pti", "ptinews", "press trust of india"),
    "ANI": ("ani", "aniin"),
    "IANS": ("ians",),
    "AAP": ("aap", "australian associated press"),
    "CP": ("cp", "thecanadianpress", "the canadian press", "canadian press", "la presse canadienne"),
    "UPI": ("upi",),
    "APP": ("app",),
    "Lusa": ("lusa",),
    "Adnkronos": ("adnkronos",),
    "Europa Press": ("europa press", "europapress"),
    "Antara": ("antara", "antaranews"),
    "Bernama": ("bernama",),
    "AMNA": ("ana-mpe", "amna", "απε-μπε"),
}
_HOST = re.compile(r"(?:tag:|urn:newsml:|https?://)?([a-z0-9.-]{4,80})(?=[/,:]|$)")
_CODE = re.compile(r"(?:nprov|provider|prov|ns|approviderid):(.+)")


@cache
def _known() -> dict[str, str]:
    return {name: agency for agency, names in _SENDERS.items() for name in names}


def agency_of(sender: str | None) -> str | None:
    """Return the agency named by a provider, a domain or the identifier of an item; None if it is not an agency.

    Examples
    --------
    >>> agency_of("www.itar-tass.com"), agency_of("Agencia EFE"), agency_of("tag:reuters.com,2018:newsml_X:2")
    ('TASS', 'EFE', 'Reuters')
    >>> agency_of("The Miller's Weekly") is None
    True
    """
    text = " ".join((sender or "").split()).casefold()[:300]
    if not text:
        return None
    code = _CODE.fullmatch(text)
    known = _known()
    found = known.get(code[1] if code else text)
    if found is None:
        host = _HOST.match(text)
        labels = host[1].removeprefix("www.").split(".") if host else []
        for last in (1, 2):
            names = (".".join(labels[:-last]), labels[-last - 1]) if len(labels) > last else ()
            found = found or next(filter(None, map(known.get, names)), None)
    return found
