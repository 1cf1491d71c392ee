"""Decodes bytes to text. Only a byte order mark is removed; line ends are kept."""

from __future__ import annotations

import codecs
import io
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TextIO

from provenance.errors import InputError, OptionError, closest
from provenance.readers.context import allows_blank
from provenance.readers.limits import MORE_MEMORY, limits_of, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext

__all__ = ["check_encoding", "decode", "open_text", "read_text"]

# UTF-32 comes before UTF-16, because the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHUNK = 1 << 20
#: Code pages of Latin scripts, the likeliest first. Those of DOS and of old Macs are left out: they are rare, and
#: accept every byte.
_CODE_PAGES = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2")
#: Evidence against Windows-1252: a text with letters of both the first two sets and none of the third is in the given
#: code page, since no language has these letters together. Czech, Turkish, Latvian, Hungarian.
_STRANGERS = (
    ("cp1250", "ø", "ìèù", "åæ"),
    ("cp1254", "þð", "ý", "áéíóúæ"),
    ("cp1257", "ðþ", "âîç", "éáóúýæ"),
    ("cp1250", "õû", "öü", "ãäà"),
)
#: In a Latin script, at most so many non-ASCII bytes for each ASCII letter.
_LATIN = 0.4
_LETTERS = re.compile(rb"[A-Za-z]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_C1 = re.compile("[\x80-\x9f]")
_SIGN_IN_WORD = re.compile(
    r"(?<=[^\W\d_]{3})[¹³£¤¥¨¸¼½¾]|(?<=[^\W\d_])[¹³£¤¥¨¸¼½¾](?=[^\W\d_])|(?<=[^\W\d_])[¿¡¢¦§¬±¶˛ˇ˘]"
)
#: Bytes given to the detector: more take longer, but hardly improve the result.
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class _Choice:
    """An encoding, and the length of the byte order mark."""

    codec: str
    start: int = 0


def read_text(path: Path, context: ReadContext) -> str:
    """Read a whole file as text.

    Raises
    ------
    InputError
        If the file is empty, binary, not in its encoding, or larger than an article may be.
    """
    most = limits_of(context.options).record
    if path.stat().st_size > most:
        raise InputError(f"is larger than {size_of(most)}.", path=path, hint=MORE_MEMORY)
    data = path.read_bytes()
    if allows_blank(context) and not data.strip():
        return data.decode("ascii")
    return decode(data, path, context)


def decode(data: bytes, path: Path, context: ReadContext) -> str:
    """Decode bytes as `read_text` does; the path is for messages."""
    choice = _choose(io.BytesIO(data), path, context)
    return str(memoryview(data)[choice.start :], choice.codec)


@contextmanager
def open_text(path: Path, context: ReadContext) -> Iterator[TextIO]:
    """Open a file as text that is decoded while it is read; line ends are kept.

    The whole file is decoded once before, so that reading it raises no errors.
    """
    with path.open("rb") as stream:
        choice = _choose(stream, path, context)
        stream.seek(choice.start)
        with io.TextIOWrapper(stream, encoding=choice.codec, newline="") as text:
            yield text


def check_encoding(name: str) -> None:
    """Raise `OptionError` if Python has no text encoding with this name."""
    try:
        # Decoding tells text encodings from base64 and the like; empty input would not be decoded at all.
        b" ".decode(name, "replace")
        if codecs.lookup(name).incrementaldecoder is not None:
            return
    except (LookupError, ValueError):
        # for instance, a name with a zero byte
        pass
    from encodings.aliases import aliases

    near = closest(name.lower().replace("-", "_"), {*aliases, *aliases.values()})
    hint = f"did you mean {near!r}?" if near else "usual ones are utf-8, utf-16-le, cp1252, gb18030."
    raise OptionError(f"there is no encoding {name!r}.", hint=hint)


def _choose(stream: BinaryIO, path: Path, context: ReadContext) -> _Choice:
    asked = context.options.encoding
    head = stream.read(4)
    for mark, codec in _MARKS:
        # A mark is better evidence than an option that was given for many files.
        if head.startswith(mark):
            choice = _Choice(codec, len(mark))
            flaw = _flaw(stream, choice, path)
            if flaw is not None:
                raise InputError(
                    f"is {codec} by its byte order mark, but the bytes at offset {flaw} are not.", path=path
                )
            return choice
    if asked is not None:
        check_encoding(asked)
        choice = _Choice(asked)
        flaw = _flaw(stream, choice, path)
        if flaw is not None:
            raise InputError(
                f"is not {asked}: the bytes at offset {flaw} do not decode.",
                path=path,
                hint="without --encoding it is looked for.",
            )
        return choice
    choice = _Choice("utf-8")
    flaw = _flaw(stream, choice, path)
    return choice if flaw is None else _guess(stream, flaw, path, context)


def _flaw(stream: BinaryIO, choice: _Choice, path: Path) -> int | None:
    """Return the offset of the first bytes that do not decode; raise an error if the text is empty or binary."""
    decoder = codecs.getincrementaldecoder(choice.codec)("strict")
    offset = choice.start
    stream.seek(offset)
    blank = True
    while True:
        chunk = stream.read(_CHUNK)
        waiting = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return offset - waiting + error.start
        except UnicodeError:
            # "utf-16" without a byte order mark
            return offset
        if "\0" in text:
            raise _binary(path)
        blank = blank and (not text or text.isspace())
        if not chunk:
            break
        offset += len(chunk)
    if blank:
        raise InputError("is empty.", path=path)
    return None


def _guess(stream: BinaryIO, flaw: int, path: Path, context: ReadContext) -> _Choice:
    sample = _sample(stream, flaw)
    if b"\0" in sample:
        raise _binary(path)
    # If text in another encoding is read as UTF-8, nearly all its non-ASCII letters are broken. If most are intact, the
    # file is damaged UTF-8, and any other encoding would garble all of it.
    seen = sample.decode("utf-8", "replace")
    broken = seen.count("\ufffd")
    if sum(letter > "\x7f" for letter in seen) - broken > 2 * broken:
        raise InputError(
            f"is UTF-8, but the bytes at offset {flaw} are broken.",
            path=path,
            hint="save it as UTF-8 again, or give --encoding.",
        )
    codec = _detect(sample)
    if codec is None:
        raise _binary(path)
    choice = _Choice(codec)
    flaw_too = _flaw(stream, choice, path)
    if flaw_too is not None:
        raise InputError(
            f"is not UTF-8 at offset {flaw}; it looks like {codec}, but offset {flaw_too} is not.",
            path=path,
            hint="--encoding names the encoding.",
        )
    context.note(f"{path}: read as {codec}, which is a guess; --encoding makes it sure.")
    return choice


def _sample(stream: BinaryIO, flaw: int) -> bytes:
    """Return bytes around the first that are not UTF-8, cut where no encoding can have the middle of a character."""
    start = max(0, flaw - _SAMPLE // 2)
    stream.seek(start)
    sample = stream.read(_SAMPLE)
    first = max(sample.find(b" "), sample.find(b"\n")) + 1 if start else 0
    if first > flaw - start:
        first = 0
    last = max(sample.rfind(b" "), sample.rfind(b"\n"))
    if len(sample) < _SAMPLE or last <= flaw - start:
        last = len(sample)
    return sample[first:last]


def _detect(sample: bytes) -> str | None:
    """Return the most likely encoding of a sample; None if it is not text."""
    # Imported here, because most runs do not need it.
    from charset_normalizer import from_bytes

    matches = from_bytes(sample)
    best = matches.best()
    found = None if best is None else best.encoding
    high = sum(byte > 0x7F for byte in sample)
    if _CONTROLS.search(sample) or high > _LATIN * len(_LETTERS.findall(sample)):
        return found
    # In Latin scripts a few letters can mislead the detector, and nearly all such files are Windows-1252. Another code
    # page is chosen only if Windows-1252 gives signs within words, or letters that no language has together.
    misplaced = {codec: _misplaced(sample, codec) for codec in _CODE_PAGES}
    likely = min(misplaced, key=lambda codec: misplaced[codec])
    if misplaced[likely] == len(sample):
        return found
    usual = _CODE_PAGES[0]
    if misplaced[usual] == len(sample) or misplaced[usual] - misplaced[likely] > max(1, high // 20):
        return likely
    letters = set(sample.decode(usual).lower())
    for codec, *some, none in _STRANGERS:
        if all(letters.intersection(each) for each in some) and not letters.intersection(none):
            return codec
    return usual


def _misplaced(sample: bytes, codec: str) -> int:
    """Return the number of signs within words plus control characters; the size if the sample does not decode."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return len(sample)
    return len(_SIGN_IN_WORD.findall(text)) + len(_C1.findall(text))


def _binary(path: Path) -> InputError:
    return InputError(
        "looks binary, not like text.",
        path=path,
        hint="if it is text without a byte order mark, name it: --encoding utf-16-le.",
    )
