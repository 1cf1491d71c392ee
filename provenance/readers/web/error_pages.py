"""Recognises pages that a server sent instead of an article: an error, a check of the browser, a login."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from provenance.readers.safe_xml import attribute, find_all, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["why_no_article"]

#: A longer text, in code points, is an article whatever stands around it, and whatever its title is.
_LONG, _LONG_ERROR = 600, 2000
_CODES = {status.value: status.phrase.casefold() for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
#: Phrases that are a title of nothing else; single words such as "Gone" might be a headline.
_PHRASES = {
    *(phrase for phrase in _CODES.values() if " " in phrase),
    *("forbidden", "unauthorized", "access denied", "page not found", "file not found"),
}
#: Numbers that headlines have too.
_ROUND = {400, 500}
_ERROR = (
    "error|http|erreur|fehler|errore|erro|fel|feil|fejl|virhe|fout|błąd|chyba|hiba|eroare|hata|ошибка|помилка|"
    "σφάλμα|错误|錯誤|エラー|오류|خطأ"
)
_TITLE = re.compile(rf"(?P<error>(?:{_ERROR})\W*(?:code\W*)?)?(?P<code>[45]\d\d)(?!\w)(?P<rest>.*)", re.DOTALL)
_BREAKS = re.compile(r"\s*(?:[|–—:]|\s-\s)\s*")
_CHECK = re.compile(r"captcha|challenge", re.IGNORECASE)
_ADDRESSES = ("id", "class", "name", "src", "action")


def why_no_article(root: Any, paragraphs: Sequence[str], meta: dict[str, str], *, described: bool) -> str | None:
    """Return what a page is instead of an article, in words; None where it may be one.

    A page that is described as an article, has a date or a long text is always one.

    Parameters
    ----------
    root : element
        The page.
    paragraphs : sequence of str
        The text that would be its article.
    meta : dict of str to str
        Its meta elements.
    described : bool
        Whether the page describes an article or has a date.
    """
    size = sum(map(len, paragraphs))
    if described or meta.get("og:type", "").lower() == "article" or size > _LONG_ERROR:
        return None
    titles = [plain(each) or "" for name in ("title", "h1") for each in find_all(root, name)]
    error = next(filter(_is_error, titles[:10]), None)
    if error is not None:
        return f"the page of an error, {error[:60]!r}"
    if size > _LONG:
        return None
    if any((attribute(each, "type") or "").lower() == "password" for each in find_all(root, "input")):
        return "a page that asks for a password"
    noindex = "noindex" in meta.get("robots", "").lower()
    if (noindex and _is_reloaded(root)) or _has_check(root):
        return "a page that checks the browser"
    return None


def _is_error(title: str) -> bool:
    """Return whether a title is that of an error, by the codes and phrases of HTTP."""
    said = " ".join(title.casefold().split())
    if any(part.strip(" .!") in _PHRASES for part in _BREAKS.split(said)):
        return True
    found = _TITLE.match(said)
    if found is None or int(found["code"]) not in _CODES:
        return False
    code, rest = int(found["code"]), found["rest"].strip()
    if found["error"] or not rest or rest.strip(" -–—:.!").startswith((_CODES[code], "error")):
        return True
    return code not in _ROUND and not rest[0].isalnum() and rest[0] not in ",.%"


def _is_reloaded(root: Any) -> bool:
    return any((attribute(each, "http-equiv") or "").lower() == "refresh" for each in find_all(root, "meta"))


def _has_check(root: Any) -> bool:
    elements = find_all(root, "script", "iframe", "form", "input", "div")
    return any(_CHECK.search(attribute(each, name) or "") for each in elements for name in _ADDRESSES)
