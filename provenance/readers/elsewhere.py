"""Copies input that is not a local file, standard input and fsspec addresses, to a temporary folder."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError, OptionError
from provenance.model.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from provenance.model.options import ReadOptions
    from provenance.readers.summary import ReadSummary

__all__ = ["Names", "brought", "is_elsewhere", "plain_suffix"]

STANDARD_INPUT = "-"
_NAME = "standard-input"
# A single letter is a Windows drive; `Path` may have dropped one of the two slashes.
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+(?:::[a-z][a-z0-9+.-]+)*):/{1,3}(?=[^/])(.*)", re.DOTALL)
_CHUNK = 1 << 20


class Names:
    """The original names of files that were copied here."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def add(self, local: Path, said: str) -> None:
        """Record the original name of a file."""
        self._said[str(local)] = said

    def has(self, path: Path) -> bool:
        """Return whether a file was copied here."""
        return any(str(path).startswith(local) for local in self._said)

    def text(self, text: str) -> str:
        """Return a message with the original names."""
        for local, said in self._said.items():
            text = text.replace(local, said)
        return text

    def error(self, error: InputError) -> InputError:
        """Return an error with the original names."""
        renamed = InputError(self.text(error.message), hint=self.text(error.hint) if error.hint else None)
        renamed.line = error.line
        renamed.path = None if error.path is None else self.text(os.fspath(error.path))
        return renamed

    def summary(self, summary: ReadSummary) -> ReadSummary:
        """Return a summary with the original names."""
        skipped = tuple(self.error(error) for error in summary.skipped)
        return replace(summary, skipped=skipped, notes=tuple(map(self.text, summary.notes)))


def is_elsewhere(path: str | os.PathLike[str]) -> bool:
    """Return whether a path means standard input ("-") or is an address such as "s3://bucket/april.jsonl"."""
    text = os.fspath(path)
    return text == STANDARD_INPUT or (_ADDRESS.fullmatch(text) is not None and not Path(text).exists())


@contextmanager
def brought(
    paths: Iterable[str | os.PathLike[str]],
    options: ReadOptions,
    is_read: Callable[[Path], bool],
    has_suffix: Callable[[str], bool],
) -> Iterator[tuple[list[Path], Names]]:
    """Copy remote input to a temporary folder, which is removed when the block ends.

    Parameters
    ----------
    paths : iterable of path-like
        Local files and folders, "-" and addresses.
    options : ReadOptions
        How files become documents.
    is_read : callable
        Whether a reader knows the file by its content.
    has_suffix : callable
        Whether a reader knows the suffix of a name; of a remote folder such files are copied.

    Yields
    ------
    paths : list of pathlib.Path
        Local paths in the same order; local files are not copied.
    names : Names
        The original names of the copied files.

    Raises
    ------
    InputError
        For an address that cannot be reached.
    OptionError
        If a library is not installed, or "-" is given twice.
    """
    given = [os.fspath(path) for path in paths]
    if given.count(STANDARD_INPUT) > 1:
        raise OptionError("standard input is given twice; it can be read once.")
    names = Names()
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        local: list[Path] = []
        for number, path in enumerate(given):
            room = Path(folder, str(number))
            if path == STANDARD_INPUT:
                room.mkdir()
                local.append(_of_standard_input(room, options, is_read))
                names.add(local[-1], "standard input")
            elif is_elsewhere(path):
                room.mkdir()
                local += _of_address(_address(path), room, has_suffix, names)
            else:
                local.append(Path(path))
        yield local, names


def plain_suffix(head: bytes, options: ReadOptions) -> str:
    """Return the suffix that fits the first bytes of a file: of Parquet, JSON Lines, a table, or plain text."""
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"'):
        return ".jsonl"
    first = head.decode("utf-8", "replace").lstrip("\ufeff").splitlines()[:1]
    columns = {column.strip(' "') for column in re.split(r"[,;\t]", first[0])} if first else set()
    if {options.id_field, options.text_field} <= columns:
        return ".tsv" if "\t" in first[0] else ".csv"
    return ".txt"


def _of_standard_input(room: Path, options: ReadOptions, is_read: Callable[[Path], bool]) -> Path:
    bare = room / _NAME
    # Not the text of it, which would be decoded.
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise InputError("standard input: there is none.")
    with bare.open("wb") as out:
        shutil.copyfileobj(stream, out, _CHUNK)
    if options.reader is not None or is_read(bare):
        return bare
    with bare.open("rb") as written:
        suffix = plain_suffix(written.read(1 << 16), options)
    return bare.rename(bare.with_name(_NAME + suffix))


def _address(path: str) -> str:
    match = _ADDRESS.fullmatch(path)
    if match is None or "://" in path:
        return path
    return f"{match[1]}:///{match[2]}" if match[1] == "file" else f"{match[1]}://{match[2]}"


def _of_address(address: str, room: Path, has_suffix: Callable[[str], bool], names: Names) -> list[Path]:
    fsspec: Any = needed("fsspec", "remote", f"reading {address}")
    try:
        system, path = fsspec.core.url_to_fs(address)
        if any(sign in path for sign in "*?["):
            files = [str(file) for file in system.glob(path) if not system.isdir(file)]
            return [_copied(system, file, room / str(rank), names) for rank, file in enumerate(files)]
        if system.isdir(path):
            below = [str(file) for file in system.find(path) if has_suffix(str(file))]
            top = system._strip_protocol(path).rstrip("/")
            for file in below:
                parts = PurePosixPath(file.removeprefix(top).lstrip("/")).parent.parts
                _copied(system, file, room.joinpath(*(part for part in parts if part not in ("..", "/"))), names)
            names.add(room, address)
            return [room]
        return [_copied(system, path, room, names, address)]
    except ImportError as error:
        raise OptionError(
            f"reading {address} needs a library that is not installed: {error}.",
            hint="python -m pip install 'wire-provenance[remote]'",
        ) from None
    except FileNotFoundError:
        raise InputError(f"{address}: there is no such file or folder.") from None
    except (InputError, OptionError):
        raise
    except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
        raise InputError(f"{address}: cannot be read: {type(error).__name__}: {str(error)[:300]}.") from None


def _copied(system: Any, file: str, room: Path, names: Names, said: str | None = None) -> Path:
    room.mkdir(parents=True, exist_ok=True)
    local = room / PurePosixPath(file).name
    with system.open(file, "rb") as stream, local.open("wb") as out:
        shutil.copyfileobj(stream, out, _CHUNK)
    names.add(local, said or system.unstrip_protocol(file))
    return local
