"""WARC: the pages of a crawl."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.model.extras import needed
from provenance.readers.limits import limits_of
from provenance.readers.markup import Marked
from provenance.readers.unpacking import RATIO, UNPACK_ELSEWHERE
from provenance.readers.web.pages import MOST_BYTES, page_item
from provenance.readers.wire.item import Item, documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from provenance.model.components import ReadContext
    from provenance.model.document import Document
    from provenance.readers.limits import Limits

__all__ = ["WarcReader", "sniff"]

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
#: How often reading continues after a broken part.
_MOST_BREAKS = 1000
_BLOCK = 1 << 20
#: The longest line of a header, and the longest header: both are put together in memory.
_LINE, _HEADER = 1 << 16, 1 << 20


def sniff(head: bytes) -> bool:
    """Return whether a file is a WARC, plain or gzipped, by its first bytes."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


class WarcReader:
    """Reads the pages of a WARC, plain or gzipped; broken records are counted and skipped."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the pages that have a text, in their order."""
        needed("warcio", "web", "reading WARC")
        count = _Count()
        pages = 0
        for document in documents(_items(path, count, limits_of(context.options)), context, of_agency=False):
            pages += 1
            yield document
        if count.broken:
            records = "record is" if count.broken == 1 else "records are"
            said = f"{count.broken:,} {records} broken"
            if not pages:
                raise InputError(f"holds no page that can be read; {said}.", path=path)
            context.note(f"{path}: {said}, and left out.")
        if count.large:
            context.note(f"{path}: {count.large:,} pages of more than {MOST_BYTES >> 20} MiB left out.")


class _UnpacksTooFarError(InputError):
    """Ends the reading of a file, where other errors end that of a record."""


class _Count:
    """Counts of what was read and left out."""

    def __init__(self) -> None:
        self.records = self.broken = self.large = 0


def _items(path: Path, count: _Count, limits: Limits) -> Iterator[Item]:
    exceptions = needed("warcio.exceptions", "web", "reading WARC")
    # It stumbles over what is broken in ways of its own, too.
    stumbles = (AttributeError, EOFError, IndexError, KeyError, OSError, TypeError, ValueError, zlib.error)
    faults = (exceptions.ArchiveLoadFailed, *stumbles)
    archive = needed("warcio.archiveiterator", "web", "reading WARC").ArchiveIterator
    start: int | None = 0
    for _ in range(_MOST_BREAKS):
        if start is None:
            return
        good = False
        # Its iterator closes what it reads from.
        with path.open("rb") as stream:
            stream.seek(start)
            records = archive(stream)
            records.reader = _bounded(stream, path, limits.table)
            try:
                for record in records:
                    # Without a length a record would hold all that follows.
                    if record.length is None:
                        raise ValueError
                    item = _item(record, count)
                    start = records.get_record_offset()
                    good = True
                    count.records += 1
                    if item is not None:
                        yield item
                return
            except _UnpacksTooFarError:
                raise
            except faults:
                # In one broken stretch every guess at the next beginning fails; count it once.
                count.broken += good or start == 0
        start = _next_record(path, (start or 0) + 1)


def _bounded(stream: BinaryIO, path: Path, free: int) -> Any:
    """Return what warcio reads its records from, those that are skipped as well, with limits.

    Parameters
    ----------
    stream : BinaryIO
        The file.
    path : Path
        The file, for the message.
    free : int
        How many bytes any file may unpack to, whatever its size.
    """
    begin = stream.tell()

    buffered: Any = needed("warcio.bufferedreaders", "web", "reading WARC").DecompressingBufferedReader

    # The base is imported when it is needed, so its type is not known.
    class Bounded(buffered):  # type: ignore[misc]
        lines = 0

        def read(self, length: int | None = None) -> Any:
            self.check()
            self.lines = 0
            return super().read(length)

        def readline(self, length: int | None = None) -> Any:
            self.check()
            line = super().readline(_HEADER if length is None else min(length, _HEADER))
            self.lines += len(line)
            if self.lines > _HEADER or (len(line) > _LINE and not line.endswith(b"\n")):
                raise ValueError
            return line

        def check(self) -> None:
            if self.num_read > max(free, RATIO * (stream.tell() - begin)):
                raise _UnpacksTooFarError(
                    f"unpacks to more than {RATIO} times its size.", path=path, hint=UNPACK_ELSEWHERE
                )

    return Bounded(stream, block_size=16384)


def _next_record(path: Path, start: int) -> int | None:
    """Return where the next record may begin, from a place on; None where there is none."""
    before = b""
    with path.open("rb") as stream:
        signs = (b"\x1f\x8b\x08",) if stream.read(2) == b"\x1f\x8b" else (b"WARC/1.",)
        stream.seek(start)
        while block := stream.read(_BLOCK):
            data = before + block
            found = [at for sign in signs if (at := data.find(sign)) >= 0]
            if found:
                return start - len(before) + min(found)
            start += len(block)
            before = data[-8:]
    return None


def _item(record: Any, count: _Count) -> Item | None:
    url = record.rec_headers.get_header("WARC-Target-URI")
    captured = record.rec_headers.get_header("WARC-Date")
    kind = (record.http_headers.get_header("Content-Type") or "") if record.http_headers else ""
    if record.rec_type == "conversion":
        data = record.content_stream().read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            count.large += 1
            return None
        text = Marked.of_plain(data.decode("utf-8", "replace")).text
        return Item(text, (url,), None, None, {"guid": url, "captured": captured, "format": "WARC"}, has_text=False)
    if record.rec_type != "response" or (kind and "html" not in kind.lower()):
        return None
    status = (record.http_headers.get_statuscode() if record.http_headers else "200") or "200"
    # What says that there is no page is none.
    if not status.startswith("2"):
        return None
    data = record.content_stream().read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        count.large += 1
        return None
    charset = _CHARSET.search(kind)
    item = page_item(data, url=url, charset=charset[1] if charset else None)
    item.fields |= {"captured": captured, "format": "WARC"}
    item.has_text = False
    return item
