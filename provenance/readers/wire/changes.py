"""Recognises the kind of a version: a kill, a correction, a write-through, a new lead, a repeat."""

from __future__ import annotations

import re

__all__ = ["change_of", "numbered"]

_NUMBER = r"(?:(\d{1,2})(?:st|nd|rd|th)?[ .-]*)?"
_WRITETHRU = re.compile(
    _NUMBER + r"(?:ld|lead)?[ -]*(?:writethru|write-thru|writethrough|write-through)", re.IGNORECASE
)
_LEAD = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)[ .-]*(?:ld|lead)\b|^update[ -]?(\d{1,2})\b|\(update (\d{1,2})\)|"
    r"^(\d{1,2})\. ?(?:lead|roundup|zusammenfassung|korr|update)\b)",
    re.IGNORECASE,
)
_KILL = re.compile(
    r"\b(?:mandatory kill|bulletin kill|kill(?: notice| advisory|ed)?\b(?=[ :,-]|$)|story withdrawn|"
    r"withdrawn?\b.{0,20}\b(?:story|item|headline)|annul[eé]e?|annulation|anulad[ao]|anulación|zurückgezogen|"
    r"r[üu]ckruf|ritirat[ao]|annullat[ao]|trukket tilbake|återkallas|annulleret)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\b(?:corrections?|corrected|corrects|corrective|rectificatif|correctif|corrección|corrige|berichtigung|"
    r"berichtigt|korrektur|korrigiert|korr|rectificatie|correctie|correzione|rättelse|korrigert|rettelse|korjaus)\b",
    re.IGNORECASE,
)
_REPEAT = re.compile(r"^(?:rpt|refile|repeat|wiederholung|bis|r[eé]p[eé]tition)\b[ :-]", re.IGNORECASE)


def change_of(*said: str | None) -> str | None:
    """Return the kind of a version that is not the first, from its slug line, headline and notes to editors.

    Returns
    -------
    str or None
        "kill", "correction", "write-through", "lead" (a new one) or "repeat".

    Examples
    --------
    >>> change_of("BC-EU--Ferry, 2nd Ld-Writethru"), change_of("Ferry/", "CORRECTION: second paragraph")
    ('write-through', 'correction')
    >>> change_of("Man is killed in a ferry accident") is None
    True
    """
    lines = [line for line in said if line]
    for change, pattern in (("kill", _KILL), ("correction", _CORRECTION), ("write-through", _WRITETHRU)):
        if any(_found(pattern, line, change) for line in lines):
            return change
    if any(_LEAD.search(line) for line in lines):
        return "lead"
    return "repeat" if any(_REPEAT.match(line) for line in lines) else None


def _found(pattern: re.Pattern[str], line: str, change: str) -> bool:
    match = pattern.search(line[:400])
    if match is None or change == "write-through":
        return match is not None
    # In a headline the word may be part of the story: it counts only at the start or end of the line, or in capitals.
    word = match[0]
    before, behind = line[: match.start()].strip(), line[match.end() :].strip()
    opens = not before or before[-1:] in "/(=*-:"
    return (
        word.isupper() or (opens and behind[:1] in ":-(),./=") or (opens and not behind) or before.casefold() == "eds:"
    )


def numbered(*said: str | None) -> int | None:
    """Return the version number of a numbered write-through or lead: the first version is 1, "1st Ld" is 2.

    Examples
    --------
    >>> numbered("BC-EU--Ferry, 2nd Ld-Writethru"), numbered("BC-EU--Ferry, Writethru"), numbered("UPDATE 3-Ferry late")
    (3, 2, 4)
    """
    for line in said:
        match = _WRITETHRU.search(line or "") or _LEAD.search(line or "")
        if match is not None:
            return 1 + int(next((number for number in match.groups() if number), "1"))
    return None
