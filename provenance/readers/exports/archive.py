"""Reads a ZIP archive of exports, file by file, and checks the number of articles."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.readers.exports.article import documents_of
from provenance.readers.exports.docx import docx_lines, is_archive, is_docx, member, members, opened
from provenance.readers.exports.nexis import listed_documents
from provenance.readers.exports.nexis_ended import has_cover
from provenance.readers.exports.rtf import is_rtf, rtf_lines
from provenance.readers.place import listed

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from provenance.model.components import ReadContext
    from provenance.model.document import Document

__all__ = ["archive_documents"]

_SUFFIXES = frozenset({".docx", ".doc", ".rtf", ".html", ".htm", ".txt"})


def archive_documents(archive: zipfile.ZipFile, path: Path, name: str, context: ReadContext) -> Iterator[Document]:
    """Yield the articles of all files in an archive.

    The list of documents that Nexis adds is not an article; it gives the expected number.
    """
    from provenance.readers.exports.reader import export_of

    expected = 0
    found = 0
    strange: list[str] = []
    stems: Counter[str] = Counter()
    for part in members(archive):
        called = "".join(character if character.isprintable() else "?" for character in part.filename)
        inside = Path(f"{path}/{called}")
        if PurePosixPath(part.filename).suffix.lower() not in _SUFFIXES:
            strange.append(called)
            continue
        try:
            data = member(archive, part, path)
            listing = _listing(data, inside)
            if listing is not None:
                expected += listing
                continue
            export, kind = export_of(data, inside, context)
            if export is None or not export.articles:
                what = "a web page" if kind == "HTML" else kind
                raise InputError(
                    f"is {what} in which there is no article of a press database.",
                    path=inside,
                    hint="a page of an error may have been put in the place of an article.",
                )
        except InputError as error:
            context.bad(error)
            continue
        found += len(export.articles)
        stem = PurePosixPath(called).with_suffix("").as_posix()
        stems[stem] += 1
        if stems[stem] > 1:
            stem = f"{stem}#{stems[stem]}"
        yield from documents_of(export, inside, f"{name}/{stem}", context)
    if expected and expected != found:
        context.note(f"{path}: {found} articles were found, the list of documents in it says {expected}.")
    if strange:
        context.note(f"{path}: left out, for exports have other suffixes: {listed(strange)}.")
    if not found and not members(archive):
        raise InputError("is an archive without a file in it.", path=path)


def _listing(data: bytes, path: Path) -> int | None:
    """Return how many documents a file lists; None if it is not a list by its name, or contains an article."""
    if "doclist" not in path.name.lower().replace("_", "").replace("-", ""):
        return None
    if is_archive(data):
        archive = opened(data, path)
        lines = docx_lines(archive, path) if is_docx(archive) else []
    elif is_rtf(data[:100]):
        lines = rtf_lines(data)[0]
    else:
        lines = data.decode("utf-8", "replace").splitlines()
    return (listed_documents(lines) or 0) if lines and has_cover(lines) else None
