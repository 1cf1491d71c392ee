"""Checks of a reader."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from provenance.errors import InputError
from provenance.model.document import Document
from provenance.model.options import ReadOptions
from provenance.testing.checks import Check, CheckFailed, parametrised

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import pytest

__all__ = ["Context", "check_reader", "read_with", "reader_checks"]


class Context:
    """The context passed to a reader, recording what it reports.

    Parameters
    ----------
    options : ReadOptions
        How files become documents.
    name : str
        The id for a file that holds one article.

    Attributes
    ----------
    faults : list of InputError
        The errors of the articles that could not be used.
    notes : list of str
        The reader's notes about the input.
    """

    def __init__(self, options: ReadOptions, name: str) -> None:
        self.options = options
        self.name = name
        self.faults: list[InputError] = []
        self.notes: list[str] = []

    def bad(self, error: InputError) -> None:
        """Raise the error, or record it if errors are skipped."""
        if self.options.on_error == "raise":
            raise error
        self.faults.append(error)

    def note(self, message: str) -> None:
        """Record a note."""
        self.notes.append(message)


def check_reader(reader: Any, samples: Mapping[str, bytes | str]) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a reader.

    Parameters
    ----------
    reader : Reader
        An instance.
    samples : mapping of str to bytes or str
        Files that it can read: contents by name, such as ``{"day.nitf": "<nitf>..."}``. Strings are encoded as UTF-8.

    Examples
    --------
    ::

        @check_reader(NitfReader(), {"day.nitf": SAMPLE})
        def test_nitf(check):
            check()
    """
    return parametrised(reader_checks(reader, samples))


def reader_checks(reader: Any, samples: Mapping[str, bytes | str]) -> Iterator[Check]:
    """Yield the checks of a reader.

    From each sample it must make documents with distinct ids, the same each time, and leave the file unchanged. From a
    damaged, empty or foreign file it must make documents or raise `InputError`, and nothing else.
    """
    for name, content in samples.items():
        data = content.encode() if isinstance(content, str) else content
        yield Check(f"reads {name}", lambda name=name, data=data: _reads(reader, name, data))  # type: ignore[misc]
        yield Check(
            f"says what is wrong with a damaged {name}",
            lambda name=name, data=data: _survives(reader, name, data),  # type: ignore[misc]
        )


def read_with(
    reader: Any, path: str | os.PathLike[str], options: ReadOptions | None = None
) -> tuple[list[Document], Context]:
    """Read a file with a reader; return the documents and the context with the reader's reports.

    Parameters
    ----------
    reader : Reader
        An instance.
    path : path-like
        The file.
    options : ReadOptions, optional
        How files become documents.
    """
    place = Path(path)
    context = Context(options or ReadOptions(), place.stem)
    return list(reader.read(place, context)), context


def _reads(reader: Any, name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        documents, _ = read_with(reader, path)
        again, _ = read_with(reader, path)
        changed = path.read_bytes() != data or list(Path(folder).iterdir()) != [path]
    if not documents:
        raise CheckFailed("it made no document from the sample.")
    for document in documents:
        if not isinstance(document, Document):
            raise CheckFailed(f"it made an instance of {type(document).__name__} instead of a document.")
    if len({document.id for document in documents}) < len(documents):
        raise CheckFailed("it made two documents with one id.")
    if documents != again:
        raise CheckFailed("it made different documents from the same file.")
    if changed:
        raise CheckFailed("it changed the file or its folder.")


def _survives(reader: Any, name: str, data: bytes) -> None:
    choose = random.Random(1)  # noqa: S311 - the same damage each time
    damaged = [b"", b"\x00", b"\xff\xfe\x00", choose.randbytes(500), data + b"\x00\xff", data[::-1], data * 2]
    damaged += [data[: len(data) * part // 8] for part in range(1, 8)]
    for _ in range(20):
        copy = bytearray(data)
        for _ in range(1 + len(copy) // 200):
            copy[choose.randrange(len(copy))] = choose.randrange(256)
        damaged.append(bytes(copy))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        for content in damaged:
            path.write_bytes(content)
            choices: tuple[Literal["raise", "skip"], ...] = ("raise", "skip")
            for choice in choices:
                _says(reader, path, content, ReadOptions(on_error=choice))


def _says(reader: Any, path: Path, content: bytes, options: ReadOptions) -> None:
    try:
        read_with(reader, path, options)
    except InputError:
        pass
    except Exception as error:
        raise CheckFailed(
            f"of {content[:40]!r}... it raised {type(error).__name__}: {error}; a faulty file is reported with "
            "provenance.errors.InputError."
        ) from error
