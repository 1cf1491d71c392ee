"""Reads JSON Lines, plain or compressed: each line is one object and one article."""

from __future__ import annotations

import codecs
import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast

import pyarrow as pa

from provenance.errors import InputError
from provenance.readers.limits import MORE_MEMORY, Limits, limits_of, size_of
from provenance.readers.place import Place
from provenance.readers.rows import document
from provenance.readers.unpacking import Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from provenance.model.components import ReadContext
    from provenance.model.document import Document

__all__ = ["JsonlReader", "jsonl_documents", "open_lines", "parse_line"]

_BLANK = 64
_LIMITS = Limits()
_ONE_EACH = "JSON Lines has one object in each line."


class JsonlReader:
    """Reads JSON Lines in UTF-8, also compressed with gzip or Zstandard."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the articles, in the order of the lines."""
        return jsonl_documents(path, context)


def jsonl_documents(path: Path, context: ReadContext, *, text: bool = True) -> Iterator[Document]:
    """Yield the lines of a JSON Lines file as documents, with or without a text."""
    empty = True
    limits = limits_of(context.options)
    with open_lines(path, limits) as stream:
        for place, line in _lines(stream, path, limits.record):
            if not line.strip():
                continue
            empty = False
            try:
                values = parse_line(line)
            except InputError as error:
                fault = place.error(error.message, hint=error.hint)
            else:
                article = document(values, place, context, text=text)
                if article is not None:
                    yield article
                continue
            context.bad(fault)
    if empty:
        raise InputError("is empty.", path=path)


@contextmanager
def open_lines(path: Path, limits: Limits = _LIMITS) -> Iterator[BinaryIO]:
    """Open a file of JSON Lines, plain or compressed, as bytes, with limits for what it unpacks to."""
    with path.open("rb") as raw:
        head = raw.peek(4)[:4]
        kind: Literal["gzip", "zstd"]
        # Compression is detected by content, because the suffix may be wrong.
        if head[:2] == b"\x1f\x8b":
            kind = "gzip"
        elif head == b"\x28\xb5\x2f\xfd" or (head[1:] == b"\x2a\x4d\x18" and head[0] >> 4 == 5):
            kind = "zstd"
        else:
            if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise InputError("is UTF-16; JSON Lines is UTF-8.", path=path, hint="save it as UTF-8.")
            yield raw
            return
        with pa.CompressedInputStream(raw, kind) as stream:
            yield io.BufferedReader(Unpacked(raw, stream, path, limits.lines), 1 << 18)


def _lines(stream: BinaryIO, path: Path, longest: int) -> Iterator[tuple[Place, bytes]]:
    """Yield the lines; they end at a line feed and nowhere else."""
    number = blank = 0
    while True:
        try:
            line = stream.readline(longest + 1)
        except OSError as error:
            if error.errno is not None:
                raise
            # raised by pyarrow for broken compressed data
            reason = str(error).rstrip(".")
            raise InputError(f"is broken after line {number}: {reason}.", path=path) from None
        if not line:
            return
        if len(line) > longest and not line.endswith(b"\n"):
            raise Place(path, number + 1).error(f"the line is longer than {size_of(longest)}.", hint=MORE_MEMORY)
        number += 1
        if line == b"\n":
            # Millions of blank lines compress to almost nothing: skip a long run at once.
            blank += 1
            if blank > _BLANK:
                more = cast("io.BufferedReader", stream).peek()
                run = len(more) - len(more.lstrip(b"\n"))
                number += run
                stream.read(run)
            continue
        blank = 0
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield Place(path, number), line


def parse_line(line: bytes) -> dict[str, Any]:
    """Return the object of a line; raise `InputError` if the line is not one."""
    try:
        values = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 at byte {error.start + 1} of the line.") from None
    except json.JSONDecodeError as error:
        # A line that ends too soon is at fault at its end, not at the beginning of the next one.
        column = min(error.pos, len(error.doc.rstrip("\r\n"))) + 1
        raise InputError(f"is not JSON: {error.msg} at column {column}.", hint=_ONE_EACH) from None
    except RecursionError:
        raise InputError("is nested too deep.") from None
    except ValueError as error:
        # a number with more digits than Python accepts
        raise InputError(f"cannot be read: {str(error).split(';')[0]}.") from None
    if not isinstance(values, dict):
        kind = "a list" if isinstance(values, list) else "a single value"
        raise InputError(f"is {kind}, not an object.", hint=_ONE_EACH)
    return values


def _constant(name: str) -> NoReturn:
    raise InputError(f"is not JSON: {name} is no number of JSON.", hint="null is for what is not known.")


_DECODER = json.JSONDecoder(parse_constant=_constant)
