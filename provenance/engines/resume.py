"""Keeps the finished parts of a long run on disk, so that a killed run can be resumed."""

from __future__ import annotations

import contextlib
import io
import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.engines.code import code_digest, pipeline_names
from provenance.engines.local import Part
from provenance.errors import OutputError
from provenance.files.writing import TEMPORARY, locked, replacing
from provenance.model.passages import PassageTable
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.engines.local import Search
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.text.pipeline import Pipeline

__all__ = ["Finished", "run_digest"]

_PART = re.compile(r"\d{12}\.npz")
_RUN = "run.json"
#: Bytes of the checksum at the start of a part.
_CHECKSUM = 16


def run_digest(documents: Documents, options: ReuseOptions, pipeline: Pipeline) -> str:
    """Return a digest of all that the passages depend on: documents, options, plugins, and the code with its data."""
    import xxhash

    digest = xxhash.xxh3_128()
    for name in ("id", "text", "source", *(["language"] if pipeline.reads_language else [])):
        for chunk in documents.table.column(name).chunks:
            for buffer in chunk.buffers():
                if buffer is not None:
                    digest.update(memoryview(buffer))
            digest.update(f"{len(chunk)} {chunk.offset}".encode())
    digest.update(json.dumps([options.as_dict(), pipeline_names(pipeline), code_digest()], sort_keys=True).encode())
    return digest.hexdigest()


class Finished:
    """The parts of a run that are finished, in a folder.

    Parameters
    ----------
    folder : Path
        The folder of the parts; made with the first part.
    digest : str
        The digest of the run, from `run_digest`. Parts of another run are dropped.

    Raises
    ------
    OutputError
        If the folder is a link, or another run is using it.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self.folder = folder
        self.digest = digest
        self.dropped = False
        """Whether parts of another run were dropped."""
        self.stop = 0
        """The pair after the finished ones."""
        self._parts: list[Path] = []
        if folder.is_symlink():
            raise OutputError(f"{folder} is a link; finished parts are not written through links.", hint="remove it.")
        if folder.is_dir():
            # Files that another run puts there now are not removed.
            with locked(folder):
                self._look()

    def parts(self, search: Search, progress: Any = None) -> Iterator[Part]:
        """Yield the finished parts of a search, then the others; each of these is saved before it is yielded."""
        for path in self._parts:
            try:
                part = _loaded(path)
            except (OSError, ValueError) as error:
                raise OutputError(f"{path} was changed during the run.", hint="run it again.") from error
            yield part
        for part in search.parts(self.stop, progress):
            # A run with a single part has nothing to resume.
            if part.stop < search.candidates.count or self.stop:
                self._keep(part)
            yield part

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Make the folder; remove it if the block succeeds, or if it holds no parts to resume from."""
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            hint = None if self.folder.parent.is_dir() else f"make the folder {self.folder.parent} first."
            raise OutputError(f"{self.folder} cannot be made: {error.strerror or error}.", hint=hint) from error
        done = False
        with locked(self.folder):
            try:
                yield
                done = True
            finally:
                if done or not self.stop:
                    self.remove()

    def remove(self) -> None:
        """Remove the files that this class wrote, and the folder if it is then empty."""
        for path in self._own():
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def _look(self) -> None:
        try:
            run = json.loads((self.folder / _RUN).read_bytes())
            same = isinstance(run, dict) and run.get("digest") == self.digest
        except (OSError, ValueError):
            same = False
        found = sorted(path for path in self._own() if _PART.fullmatch(path.name))
        if not same:
            self.dropped = bool(found)
            self.remove()
            return
        for path in found:
            try:
                start, stop = int(path.stem), _loaded(path).stop
            except (OSError, ValueError):
                break
            if start != self.stop:
                break
            self._parts.append(path)
            self.stop = stop

    def _keep(self, part: Part) -> None:
        if not (self.folder / _RUN).exists():
            self._write(_RUN, json.dumps({"digest": self.digest, "version": __version__}).encode())
        held = io.BytesIO()
        columns = {field.name: getattr(part.table, field.name) for field in fields(PassageTable)}
        np.savez(held, **columns, ends=np.array([part.stop, part.cut_short]))
        data = held.getvalue()
        self._write(f"{self.stop:012d}.npz", _checksum(data) + data)
        self.stop = part.stop

    def _write(self, name: str, data: bytes) -> None:
        with replacing(self.folder / name, binary=True) as out:
            out.write(data)

    def _own(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [
            path
            for path in self.folder.iterdir()
            if _PART.fullmatch(path.name) or path.name == _RUN or TEMPORARY.fullmatch(path.name)
        ]


def _checksum(data: bytes) -> bytes:
    import xxhash

    return xxhash.xxh3_128_digest(data)


def _loaded(path: Path) -> Part:
    """Return a part; raise `ValueError` if its file is damaged. The whole file is checked before any of it is used."""
    whole = path.read_bytes()
    data = whole[_CHECKSUM:]
    if whole[:_CHECKSUM] != _checksum(data):
        raise ValueError("damaged")
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        stop, cut_short = held["ends"].tolist()
        return Part(PassageTable(**{field.name: held[field.name] for field in fields(PassageTable)}), stop, cut_short)
