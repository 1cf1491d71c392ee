"""The reader of exports. The content of a file decides its format, whatever its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.readers.encoding import decode
from provenance.readers.limits import check_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext
    from provenance.model.document import Document
    from provenance.readers.exports.article import Export

__all__ = ["ExportReader", "is_export", "page_documents", "text_documents"]

_LARGEST = 1 << 30
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_SUSPECT = re.compile(
    r"\d[^\S\n]+(?:of|von|de|van|sur)[^\S\n]+\d{1,6}[^\S\n]+D[OI][CK]UMENT"
    r"|D(?:OC|ocu|OK|oku)[mM]?[a-zA-Z]{0,8}[^\S\n]+\d{1,6}[^\S\n]+(?:of|von|de|van)[^\S\n]+\d"
    r"|^[^\S\n]*(?:LENGTH|LÄNGE|LENGTE|LONGUEUR|Length|Länge|Lengte|Longueur)[^\S\n]*:"
    r"|^[^\S\n]*(?:End of Document|Ende des Dokument|Fin du document|Einde van)"
    r"|^[^\S\n]*(?:Document|Dokument|Documento)[^\S\n]+[A-Za-z0-9]{18,40}[^\S\n]*$",
    re.MULTILINE,
)


class ExportReader:
    """Reads what Nexis, Factiva and Europresse export: DOCX, RTF, HTML, plain text, and ZIP archives of these."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the articles, and say what is missing.

        Raises
        ------
        InputError
            For a file that is broken, that is no export, or that needs what is not installed.
        """
        check_whole(path, "an export", _LARGEST, context.options)
        yield from _documents(path.read_bytes(), path, context.name, context)


def is_export(data: bytes) -> bool:
    """Return whether the text of a file looks like an export as HTML or plain text.

    It takes one pass over the text. A positive answer does not guarantee that there are articles.
    """
    from provenance.readers.exports.europresse import is_europresse
    from provenance.readers.exports.factiva import is_factiva

    text = data.decode("utf-8", "replace")
    return is_europresse(text) or is_factiva(text) or _SUSPECT.search(text) is not None


def text_documents(text: str, path: Path, context: ReadContext) -> Iterator[Document] | None:
    """Return the articles of plain text that is an export; None where it is none."""
    if _SUSPECT.search(text) is None:
        return None
    export = _of_lines(text.splitlines())
    return _documents_of(export, path, context.name, context) if export is not None and export.articles else None


def page_documents(text: str, path: Path, context: ReadContext) -> Iterator[Document] | None:
    """Return the articles of a page of HTML that is an export; None where it is none, or none that has articles."""
    export = _of_page(text, path)
    return _documents_of(export, path, context.name, context) if export is not None and export.articles else None


def _documents(data: bytes, path: Path, name: str, context: ReadContext) -> Iterator[Document]:
    from provenance.readers.exports.docx import is_archive, is_docx, opened

    if not data.strip(b"\0 \t\r\n"):
        raise InputError("is empty.", path=path, hint="download it again." if data else None)
    if is_archive(data):
        archive = opened(data, path)
        if not is_docx(archive):
            from provenance.readers.exports.archive import archive_documents

            yield from archive_documents(archive, path, name, context)
            return
    export, kind = export_of(data, path, context)
    if export is None:
        raise _no_export(kind, path)
    _say_of_name(path, kind, context)
    if not export.articles:
        for note in export.notes:
            context.note(f"{path}: {note}.")
        raise InputError(f"is an export of {export.provider} without an article in it.", path=path)
    yield from _documents_of(export, path, name, context)


def export_of(data: bytes, path: Path, context: ReadContext) -> tuple[Export | None, str]:
    """Read a file that is no archive of others.

    Returns
    -------
    export : Export or None
        None where it is none.
    kind : str
        What the file is by its content: "DOCX", "RTF", "HTML" or "text".
    """
    from provenance.readers.exports.docx import LARGEST_PART, docx_lines, is_archive, is_docx, opened
    from provenance.readers.exports.markup import declared, is_markup
    from provenance.readers.exports.rtf import is_rtf, rtf_lines

    if is_archive(data):
        archive = opened(data, path)
        if not is_docx(archive):
            raise InputError("is an archive inside of another.", path=path, hint="unpack the outer one.")
        return _of_lines(docx_lines(archive, path)), "DOCX"
    if len(data) > LARGEST_PART:
        raise InputError(f"is larger than {LARGEST_PART >> 20} MB, which no export is.", path=path)
    if is_rtf(data[:100]):
        try:
            lines, closed = rtf_lines(data)
        except InputError as error:
            raise InputError(error.message, path=path, hint=error.hint) from None
        export = _of_lines(lines)
        if export is not None and not closed:
            export.notes.append("the RTF ends in the middle: the file may have been loaded by half")
        return export, "RTF"
    if data.startswith(_OLD_WORD):
        raise InputError(
            "is a document of an old Word (.doc).", path=path, hint="save it as DOCX in Word or LibreOffice."
        )
    text = declared(data, context) or decode(data, path, context)
    if is_markup(text):
        return _of_page(text, path), "HTML"
    return _of_lines(text.splitlines()), "text"


def _documents_of(export: Export, path: Path, name: str, context: ReadContext) -> Iterator[Document]:
    # Imported here, because most plain text is not an export.
    from provenance.readers.exports.article import documents_of

    yield from documents_of(export, path, name, context)


def _of_lines(lines: list[str]) -> Export | None:
    from provenance.readers.exports.factiva import factiva_lines
    from provenance.readers.exports.nexis import nexis_export

    return factiva_lines(lines) or nexis_export(lines)


def _of_page(text: str, path: Path) -> Export | None:
    from provenance.readers.exports.europresse import europresse_export, is_europresse
    from provenance.readers.exports.factiva import factiva_export, is_factiva
    from provenance.readers.exports.markup import lines_of, tree_of

    if is_factiva(text):
        return factiva_export(tree_of(text, path))
    if is_europresse(text):
        return europresse_export(tree_of(text, path))
    if _SUSPECT.search(re.sub(r"<[^<>]*>", " ", text)) is None and _SUSPECT.search(text) is None:
        return None
    return _of_lines(lines_of(tree_of(text, path)))


def _no_export(kind: str, path: Path) -> InputError:
    what = {"HTML": "a web page", "text": "plain text"}.get(kind, kind)
    hint = "exports of Nexis, Factiva and Europresse are read."
    if kind == "HTML" and path.suffix.lower() not in (".html", ".htm"):
        hint = "it may be the page of an error that was saved in the place of the export; download it again."
    return InputError(f"is {what} in which there is no article of a press database.", path=path, hint=hint)


def _say_of_name(path: Path, kind: str, context: ReadContext) -> None:
    usual = {"DOCX": (".docx",), "RTF": (".rtf", ".doc"), "HTML": (".html", ".htm"), "text": (".txt",)}[kind]
    if path.suffix.lower() not in usual:
        context.note(f"{path}: was read as {kind}, which it is by its content.")
