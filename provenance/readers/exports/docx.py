"""DOCX to lines: each paragraph is a line. Archives are read with limits of size, and XML without entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.readers.exports.needs import etree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["docx_lines", "is_archive", "is_docx", "member", "members", "opened"]

#: Bytes of one part of an archive, of all of them, and how many there may be.
LARGEST_PART = 1 << 27
LARGEST_ARCHIVE = 1 << 31
_MOST_PARTS = 20_000
#: The greatest compression ratio. Text has about ten; a thousand is a decompression bomb.
_TIGHTEST, _UNSUSPICIOUS = 400, 1 << 24
_DEEPEST = 400
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DOCUMENT = "word/document.xml"


def is_archive(head: bytes) -> bool:
    """Return whether a file begins as a ZIP archive does."""
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def opened(data: bytes, path: Path) -> zipfile.ZipFile:
    """Open an archive that is in memory.

    Raises
    ------
    InputError
        If its directory is broken or missing, as in a file that was downloaded in part.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"begins as a DOCX or ZIP file but is broken or was loaded by half ({_reason(error)}).",
            path=path,
            hint="download it again; what is in a file that ends in the middle cannot be trusted.",
        ) from None
    if len(parts) > _MOST_PARTS:
        raise InputError(f"holds {len(parts)} parts, more than {_MOST_PARTS}.", path=path)
    if sum(part.file_size for part in parts) > LARGEST_ARCHIVE:
        raise InputError("would unpack to more than 2 GB.", path=path)
    return archive


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files in an archive, in order of their names, without what systems put beside them."""
    files = [part for part in archive.infolist() if not part.is_dir()]
    hidden = ("__MACOSX/", ".", "Thumbs.db", "desktop.ini")
    return sorted(
        (part for part in files if not part.filename.startswith(hidden) and not _last(part).startswith(".")),
        key=lambda part: part.filename,
    )


def member(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> bytes:
    """Unpack a file of an archive.

    Raises
    ------
    InputError
        Where it is broken, encrypted, or unpacks to more than it may.
    """
    if part.file_size > LARGEST_PART or (
        part.file_size > _UNSUSPICIOUS and part.file_size > _TIGHTEST * max(1, part.compress_size)
    ):
        raise InputError(f"{part.filename!r} in it would unpack to {part.file_size:,} bytes.", path=path)
    try:
        with archive.open(part) as stream:
            # The stated size may be wrong.
            data = stream.read(LARGEST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"{part.filename!r} in it cannot be unpacked ({_reason(error)}).", path=path, hint="download it again."
        ) from None
    if len(data) > LARGEST_PART:
        raise InputError(f"{part.filename!r} in it unpacks to more than {LARGEST_PART:,} bytes.", path=path)
    return data


def is_docx(archive: zipfile.ZipFile) -> bool:
    """Return whether an archive is a document of Word."""
    return _DOCUMENT in archive.namelist()


def docx_lines(archive: zipfile.ZipFile, path: Path) -> list[str]:
    """Return the paragraphs of a document of Word; a line break in one makes two.

    Raises
    ------
    InputError
        Where the document is broken, or lxml is missing.
    """
    data = member(archive, archive.getinfo(_DOCUMENT), path)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise InputError("declares a document type, which no document of Word does.", path=path)
    lines: list[str] = []
    for paragraph in _paragraphs(data, path):
        lines += paragraph.split("\n")
    return lines


def _paragraphs(data: bytes, path: Path) -> Iterator[str]:
    xml = etree(path)
    # Text boxes hold paragraphs inside of paragraphs.
    open_ones: list[list[str]] = []
    passed_over = 0
    depth = 0
    try:
        events = xml.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in events:
            tag = element.tag if isinstance(element.tag, str) else ""
            name = tag.removeprefix(_WORD) if tag.startswith(_WORD) else tag.removeprefix(_STRICT)
            silent = name in ("del", "moveFrom", "instrText") or tag == f"{_COMPATIBLE}Fallback"
            if event == "start":
                depth += 1
                if depth > _DEEPEST:
                    raise InputError(f"is nested deeper than {_DEEPEST}.", path=path)
                passed_over += silent
                if name == "p" and not passed_over:
                    open_ones.append([])
                continue
            depth -= 1
            passed_over -= silent
            if passed_over:
                pass
            elif name == "p":
                if open_ones:
                    yield "".join(open_ones.pop())
                element.clear(keep_tail=True)
            elif open_ones:
                if name == "t":
                    open_ones[-1].append(element.text or "")
                elif name == "tab":
                    open_ones[-1].append("\t")
                elif name in ("br", "cr"):
                    open_ones[-1].append("\n")
                elif name == "noBreakHyphen":
                    open_ones[-1].append("\u2011")
    except xml.XMLSyntaxError as error:
        raise InputError(
            f"its document is broken ({error.msg}).", path=path, hint="download it again, or save it anew in Word."
        ) from None


def _last(part: zipfile.ZipInfo) -> str:
    return part.filename.rsplit("/", 1)[-1]


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")[:120]
