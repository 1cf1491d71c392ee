"""What is asked of a reader."""

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
    """What a reader is given beside the path.

    Parameters
    ----------
    options : ReadOptions
        How files become documents.
    name : str
        The id for a file that is one article.

    Attributes
    ----------
    faults : list of InputError
        The articles that could not be used.
    notes : list of str
        What the reader said of the input.
    """

    def __init__(self, options: ReadOptions, name: str) -> None:
        self.options = options
        self.name = name
        self.faults: list[InputError] = []
        self.notes: list[str] = []

    def bad(self, error: InputError) -> None:
        """Raise the error, or count it where errors are skipped."""
        if self.options.on_error == "raise":
            raise error
        self.faults.append(error)

    def note(self, message: str) -> None:
        """Keep what the reader says."""
        self.notes.append(message)


def check_reader(reader: Any, samples: Mapping[str, bytes | str]) -> pytest.MarkDecorator:
    """Return a mark that runs a test once for everything that is asked of a reader.

    Parameters
    ----------
    reader : Reader
        An instance.
    samples : mapping of str to bytes or str
        Files that it can read: their contents by name, as ``{"day.nitf": "<nitf>..."}``. A string is UTF-8.

    Examples
    --------
    ::

        @check_reader(NitfReader(), {"day.nitf": SAMPLE})
        def test_nitf(check):
            check()
    """
    return parametrised(reader_checks(reader, samples))


def reader_checks(reader: Any, samples: Mapping[str, bytes | str]) -> Iterator[Check]:
    """Yield what is asked of a reader.

    It makes documents with ids of their own of each sample, the same each time, and leaves the file as it was. Of a
    damaged, empty or foreign file it makes documents or says `InputError`, and raises nothing else.
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
    """Read a file with a reader, and return the documents and what the reader said.

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
        raise CheckFailed("it made no document of the sample.")
    for document in documents:
        if not isinstance(document, Document):
            raise CheckFailed(f"it made an instance of {type(document).__name__}; documents are wanted.")
    if len({document.id for document in documents}) < len(documents):
        raise CheckFailed("it made two documents with one id.")
    if documents != again:
        raise CheckFailed("of one file it made different documents.")
    if changed:
        raise CheckFailed("it changed the file or its folder.")


def _survives(reader: Any, name: str, data: bytes) -> None:
    choose = random.Random(1)  # noqa: S311
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
            f"of {content[:40]!r}... it raised {type(error).__name__}: {error}; what is wrong with a file is said with "
            "provenance.errors.InputError."
        ) from error
