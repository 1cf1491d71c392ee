"""From bytes to text: nothing is translated, only a byte order mark is taken away."""

from __future__ import annotations

import codecs
import io
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TextIO

from provenance.errors import InputError, OptionError, closest
from provenance.readers.context import allows_blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext

__all__ = ["check_encoding", "decode", "open_text", "read_text"]

# UTF-32 before UTF-16: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHUNK = 1 << 20
#: Code pages of Latin scripts, the likeliest first. Those of DOS and of old Macs are not among them: hardly a text is
#: in one, and they have letters for every byte.
_CODE_PAGES = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2")
#: Letters of Windows-1252 that no language has together, one of each of the first two and none of the third, and the
#: code page that they are of then: Czech, Turkish, Latvian, Hungarian.
_STRANGERS = (
    ("cp1250", "ø", "ìèù", "åæ"),
    ("cp1254", "þð", "ý", "áéíóúæ"),
    ("cp1257", "ðþ", "âîç", "éáóúýæ"),
    ("cp1250", "õû", "öü", "ãäà"),
)
#: Bytes that are not ASCII, for each letter that is, of a Latin script at most.
_LATIN = 0.4
_LETTERS = re.compile(rb"[A-Za-z]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_C1 = re.compile("[\x80-\x9f]")
_SIGN_IN_WORD = re.compile(
    r"(?<=[^\W\d_]{3})[¹³£¤¥¨¸¼½¾]|(?<=[^\W\d_])[¹³£¤¥¨¸¼½¾](?=[^\W\d_])|(?<=[^\W\d_])[¿¡¢¦§¬±¶˛ˇ˘]"
)
#: What the detector sees: its time grows with the size, its judgement hardly does.
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
        Where it is empty, binary, or not in its encoding.
    """
    data = path.read_bytes()
    if allows_blank(context) and not data.strip():
        return data.decode("ascii")
    return decode(data, path, context)


def decode(data: bytes, path: Path, context: ReadContext) -> str:
    """Return bytes as text, as `read_text` does; the path is for messages."""
    choice = _choose(io.BytesIO(data), path, context)
    return str(memoryview(data)[choice.start :], choice.codec)


@contextmanager
def open_text(path: Path, context: ReadContext) -> Iterator[TextIO]:
    """Open a file as text that is decoded as it is read; line ends stay as they are.

    The whole file has been decoded once before, so that reading it raises nothing.
    """
    with path.open("rb") as stream:
        choice = _choose(stream, path, context)
        stream.seek(choice.start)
        with io.TextIOWrapper(stream, encoding=choice.codec, newline="") as text:
            yield text


def check_encoding(name: str) -> None:
    """Raise `OptionError` where Python has no text encoding of this name."""
    try:
        # Only decoding tells text encodings from base64 and its like; what is empty is not even tried.
        b" ".decode(name, "replace")
        if codecs.lookup(name).incrementaldecoder is not None:
            return
    except (LookupError, ValueError):
        # also a name with a zero byte
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
    """Return the offset of the first bytes that do not decode; raise where the text is empty or binary."""
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
            # "utf-16" without its mark
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
    # Read as UTF-8 the letters of another encoding are nearly all broken. One that is mostly whole is UTF-8
    # with damage; any other reading would garble all of it.
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
    """Return bytes around the first that are not UTF-8, cut where no encoding has the middle of a letter."""
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
    """Return the encoding that a sample most likely is in; None where it is no text."""
    # Most runs never come here.
    from charset_normalizer import from_bytes

    matches = from_bytes(sample)
    best = matches.best()
    found = None if best is None else best.encoding
    high = sum(byte > 0x7F for byte in sample)
    if _CONTROLS.search(sample) or high > _LATIN * len(_LETTERS.findall(sample)):
        return found
    # In a Latin script a detector is misled by a few letters. Nearly all such files are Windows-1252; another code page
    # is taken where in that one signs stand within words, or letters together that no language has.
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
    """Return how many signs stand within words, and controls anywhere; the size where it does not decode."""
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
