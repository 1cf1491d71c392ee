"""RTF to lines: each paragraph is a line. Pictures, headers and the addresses of links are left out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from provenance.errors import InputError

__all__ = ["is_rtf", "rtf_lines"]

_DEEPEST = 500
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,9})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
#: Groups that hold no text of the document.
_SILENT_WORDS = (
    "fonttbl colortbl stylesheet info pict object objdata header headerl headerr headerf footer footerl footerr footerf"
    " fldinst bkmkstart bkmkend listtable listoverridetable rsidtbl generator xmlnstbl themedata datastore latentstyles"
    " footnote annotation atnid atnauthor filetbl revtbl pntext pntxta pntxtb nonesttables shppict nonshppict shpinst"
    " tc xe txe rxe private falt panose template password datafield formfield"
)
_SILENT = frozenset(_SILENT_WORDS.split())
_BREAKS = frozenset({"par", "line", "row", "nestrow", "page", "sect", "column", "softline"})
_SIGNS = {
    "tab": "\t",
    "cell": "\t",
    "nestcell": "\t",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
_ESCAPED = {"~": "\u00a0", "_": "\u2011", "-": "", "\n": "\n", "\r": "\n"}
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gbk",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}


@dataclass(slots=True)
class _Group:
    """What holds inside a pair of braces."""

    silent: bool = False
    fonts: bool = False
    font: int = -1
    fallback: int = 1
    hidden: bool = False


def is_rtf(head: bytes) -> bool:
    """Return whether a file begins as RTF does."""
    return head.lstrip()[:5] == b"{\\rtf"


def rtf_lines(data: bytes) -> tuple[list[str], bool]:
    """Return the lines of RTF, and whether the file is complete.

    The file is read in one pass, so the time is linear in its size.

    Raises
    ------
    InputError
        Where groups are nested deeper than any program nests them.
    """
    page = "cp1252"
    fonts: dict[int, str] = {}
    groups: list[_Group] = []
    group = _Group()
    text: list[str] = []
    waiting = bytearray()
    skip = 0
    position, end = 0, len(data)
    closed = False

    def codec() -> str:
        return fonts.get(group.font, page)

    while position < end:
        match = _TOKEN.match(data, position)
        if match is None:
            # a backslash at the very end
            position += 1
            continue
        position = match.end()
        word, number, code, sign, brace, plain = match.groups()
        if waiting and code is None:
            text.append(waiting.decode(codec(), "replace"))
            waiting.clear()
        if brace == b"{":
            if len(groups) >= _DEEPEST:
                raise InputError(f"holds groups that are nested deeper than {_DEEPEST}; that is no export.")
            groups.append(group)
            group = _Group(group.silent, group.fonts, group.font, group.fallback, group.hidden)
            skip = 0
        elif brace == b"}":
            skip = 0
            if groups:
                group = groups.pop()
            if not groups:
                closed = True
                break
        elif word is not None:
            name = word.decode("ascii")
            value = int(number) if number else None
            if name == "bin":
                position += max(0, value or 0)
            elif name in _SILENT:
                group.silent = True
                group.fonts = name == "fonttbl"
            elif name == "f":
                group.font = -1 if value is None else value
            elif name == "fcharset" and group.fonts and value in _CHARSETS:
                fonts[group.font] = _CHARSETS[value]
            elif name == "ansicpg":
                page = _codec(value) or page
            elif name == "mac":
                page = "mac_roman"
            elif name == "uc":
                group.fallback = max(0, min(value if value is not None else 1, 10))
            elif name == "v":
                group.hidden = value != 0
            elif name == "plain":
                group.hidden = False
            elif group.silent or group.hidden:
                pass
            elif name == "u" and value is not None:
                text.append(chr(value % 0x10000))
                skip = group.fallback
            elif name in _BREAKS:
                text.append("\n")
            elif name in _SIGNS:
                text.append(_SIGNS[name])
        elif code is not None:
            if skip:
                skip -= 1
            elif not (group.silent or group.hidden):
                waiting.append(int(code, 16))
        elif sign is not None:
            if sign == b"*":
                group.silent = True
            elif not (group.silent or group.hidden):
                character = sign.decode("latin-1")
                text.append(_ESCAPED.get(character, character if character in "\\{}" else ""))
        elif plain is not None and not (group.silent or group.hidden):
            dropped = min(skip, len(plain))
            skip -= dropped
            text.append(plain[dropped:].decode(codec(), "replace"))
    if waiting:
        text.append(waiting.decode(codec(), "replace"))
    whole = "".join(text)
    if any("\ud800" <= character <= "\udfff" for character in whole):
        # Characters beyond the first plane are written as two halves.
        whole = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.split("\n"), closed


def _codec(number: int | None) -> str | None:
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number or 0, f"cp{number}")
    try:
        b"a".decode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
