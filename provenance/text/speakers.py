"""Finds the speakers of quotations by patterns."""

from __future__ import annotations

import re
from typing import NamedTuple

from provenance.model.documents import text_array
from provenance.text.quotations import quotation_spans

__all__ = ["Quotation", "quotations"]

#: Characters examined on each side of a quotation, within its line.
_NEAR = 120
_VERBS = (
    "said", "says", "told", "tells", "added", "adds", "wrote", "writes", "asked", "replied", "responded", "posted",
    "declared", "stated", "insisted", "warned", "argued", "explained", "dit", "déclaré", "affirmé", "expliqué",
    "ajouté", "assuré", "sagte", "sagt", "erklärte", "schrieb", "betonte", "meinte", "dijo", "afirmó", "explicó",
    "declaró", "añadió", "señaló", "disse", "afirmou", "explicou", "ha detto", "ha dichiarato", "spiega", "dice",
    "zei", "zegt", "säger", "sade", "sier", "sa", "siger", "sagde", "powiedział", "powiedziała", "řekl", "řekla",
    "uvedl", "uvedla", "mondta", "közölte", "сказал", "сказала", "заявил", "заявила", "заявив", "dedi", "söyledi",
)  # fmt: skip
_VERB = "|".join(map(re.escape, sorted(_VERBS, key=len, reverse=True)))
# A name: up to four words with capitals, and small particles between them.
_PART = r"[^\W\d_a-z](?:[\w’'-]{1,24}|\.)"
_NAME = rf"(?:{_PART})(?: (?:(?:de|da|di|du|van|von|der|den|al|bin|el|la|le) )?{_PART}){{0,3}}"
_TITLE = r"(?:[\w’'-]{1,24},? ){0,6}?"
_AFTER = (
    re.compile(rf"[\s,.!?”“\"»’']{{0,5}}(?:(?:a|ha|hat|har|have|has) )?(?:{_VERB})\s+{_TITLE}(?P<name>{_NAME})"),
    re.compile(rf"[\s,.!?”“\"»’']{{0,5}}{_TITLE}(?P<name>{_NAME})(?:,[^,\n]{{1,60}},)?\s+(?:{_VERB})\b"),
)
_BEFORE = (
    re.compile(rf"(?P<name>{_NAME})(?:,[^,\n]{{1,60}},)?\s+(?:{_VERB})\b[^.\n]{{0,40}}[:,]?\s{{0,2}}[“\"«„‘']\Z"),
    re.compile(rf"(?:{_VERB})\s+(?P<name>{_NAME})\s{{0,2}}[:,]\s{{0,2}}[“\"«„‘']\Z"),
)
_NO_NAMES = frozenset(
    {"He", "She", "They", "It", "We", "I", "You", "The", "But", "And", "In", "On", "A", "An", "Er", "Sie", "Il", "Elle"}
)


class Quotation(NamedTuple):
    """Text inside quotation marks.

    Parameters
    ----------
    start, stop : int
        Half-open, in code points, without the marks.
    speaker : str or None
        The speaker; None if no pattern matches.
    """

    start: int
    stop: int
    speaker: str | None


def quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of a text with their speakers.

    Examples
    --------
    >>> quotations("“It held,” said engineer Ada Quist. Bo Lind told reporters: “Just.”")
    [Quotation(start=1, stop=9, speaker='Ada Quist'), Quotation(start=61, stop=66, speaker='Bo Lind')]
    """
    starts, stops, _ = quotation_spans(text_array([text]))
    found: list[Quotation] = []
    for start, stop in sorted(zip(starts.tolist(), stops.tolist(), strict=True), key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1].stop:
            found.append(Quotation(start, stop, _speaker(text, start, stop)))
    return found


def _speaker(text: str, start: int, stop: int) -> str | None:
    after = text[stop : stop + _NEAR].partition("\n")[0]
    for pattern in _AFTER:
        match = pattern.match(after)
        if match is not None and match["name"] not in _NO_NAMES:
            return match["name"].rstrip(".,’'-")
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    for pattern in _BEFORE:
        match = pattern.search(before)
        if match is not None and match["name"] not in _NO_NAMES:
            return match["name"].rstrip(".,’'-")
    return None
