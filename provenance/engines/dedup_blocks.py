"""Sketched blocks of documents, in memory or in files."""

from __future__ import annotations

import contextlib
import functools
import json
import mmap
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.engines.code import code_digest
from provenance.errors import OutputError
from provenance.files.writing import remove_leftovers, replacing
from provenance.readers.text_batch import Ids
from provenance.sketch.duplicates import PackedWords, Sketch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Block", "BlockFiles", "forget_pages", "unwritable"]

_SUFFIX = ".sketch"
#: The arrays of a file, in order, each with the attribute that holds it.
_ARRAYS = {
    "lengths": "sketch",
    "digests": "sketch",
    "signs": "sketch",
    "samples": "sketch",
    "sample_counts": "sketch",
    "data": "ids",
    "offsets": "ids",
    "rows": "block",
    "sizes": "block",
    "vocabulary": "words",
    "other_counts": "words",
    "others": "words",
    "codes": "words",
}
#: Length of the checksum at the start of a file.
_CHECKSUM = 32
#: Arrays begin at multiples of this, so that they can be mapped.
_ALIGNED = 64


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What is stored of a batch of documents.

    Parameters
    ----------
    sketch : Sketch
        Their sketches.
    ids : Ids
        Their ids.
    rows : numpy.ndarray, shape=(documents,), int32
        The row of each document in the batch.
    count : int
        The number of rows of the batch.
    sizes : numpy.ndarray, shape=(rows,) or (0,), int32
        Bytes of each row, as in `TextBatch`.
    facts : dict
        The values of some columns, for all documents.
    """

    sketch: Sketch
    ids: Ids
    rows: NDArray[np.int32]
    count: int
    sizes: NDArray[np.int32]
    facts: dict[str, list[Any]]

    @property
    def nbytes(self) -> int:
        """The size of all arrays in bytes."""
        return sum(getattr(_holder(self, where), name).nbytes for name, where in _ARRAYS.items())


class BlockFiles:
    """Blocks in a folder, one file each.

    A file records its input and its settings; it is reused for a block only if all of them agree.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; made when the first block is saved.
    how : sequence
        All that blocks depend on, besides the documents and the code: settings, options, plugins.
    stay : bool
        Whether all blocks are written to files that stay and are reused; otherwise only blocks that do not fit in
        memory are written.
    """

    def __init__(self, folder: Path, how: Sequence[object], *, stay: bool) -> None:
        self.folder = folder
        self.how = how
        self.stay = stay
        self.taken_over = 0
        self._made = False
        self._lock = threading.Lock()

    @functools.cached_property
    def made_by(self) -> str:
        """A digest of the options and of the code, with its data, that make blocks."""
        import xxhash

        return xxhash.xxh3_128_hexdigest(repr((*self.how, code_digest())).encode())

    def load(self, number: int, digest: bytes) -> Block | None:
        """Return a saved block, or None if there is none, it has another digest, or it is damaged."""
        # Check the whole file before any of it is used.
        with contextlib.suppress(OSError, ValueError):
            data = np.memmap(self._path(number), np.uint8, "c")
            if data[: _CHECKSUM + 1].tobytes() != _checksum([data[_CHECKSUM + 1 :].data]) + b"\n":
                return None
            end = data.tobytes().index(b"\n", _CHECKSUM + 1) + 1
            heading = json.loads(data[_CHECKSUM + 1 : end].tobytes())
            if heading["made by"] != self.made_by or heading["digest"] != digest.hex():
                return None
            self.taken_over += 1
            return _block(heading, data, end)
        return None

    def save(self, number: int, digest: bytes, block: Block) -> Block:
        """Write a block; return it with all its arrays mapped from the file.

        Raises
        ------
        OutputError
            If the disk is full, or the file cannot be written.
        """
        path = self._path(number)
        arrays = {name: np.ascontiguousarray(getattr(_holder(block, where), name)) for name, where in _ARRAYS.items()}
        heading: dict[str, Any] = {
            "made by": self.made_by,
            "digest": digest.hex(),
            "count": block.count,
            "facts": block.facts,
            "arrays": {name: (array.dtype.str, array.shape) for name, array in arrays.items()},
        }
        pieces: list[Any] = [json.dumps(heading).encode() + b"\n"]
        # The checksum stands before it.
        at = begin = _CHECKSUM + 1 + len(pieces[0])
        for array in arrays.values():
            pieces += [bytes(-at % _ALIGNED), array.reshape(-1).view(np.uint8).data]
            at += len(pieces[-2]) + len(pieces[-1])
        try:
            self._make_folder()
            # If the machine stops while writing, the checksum shows that the file is incomplete.
            with replacing(path, binary=True, durable=False) as stream:
                stream.write(_checksum(pieces) + b"\n")
                stream.writelines(pieces)
            return _block(heading, np.memmap(path, np.uint8, "c"), begin)
        except OSError as error:
            cause = error.__cause__
            raise unwritable(self.folder, cause if isinstance(cause, OSError) else error) from error

    def _make_folder(self) -> None:
        """Make the folder; if it exists, remove what a killed run left in it, once."""
        with self._lock:
            if not self._made:
                self.folder.mkdir(parents=True, exist_ok=True)
                remove_leftovers(self.folder)
                self._made = True

    def forget(self, number: int) -> None:
        """Delete the file of a block; data mapped from it stays valid while it is in use."""
        self._path(number).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}{_SUFFIX}"


def forget_pages(blocks: list[Block]) -> None:
    """Let the system free the memory of blocks that are in files."""
    if not hasattr(mmap, "MADV_DONTNEED"):
        return
    for block in blocks:
        mapped = getattr(block.sketch.words.codes, "_mmap", None)
        if mapped is not None:
            mapped.madvise(mmap.MADV_DONTNEED)


def _holder(block: Block, where: str) -> Any:
    return {"sketch": block.sketch, "ids": block.ids, "block": block, "words": block.sketch.words}[where]


def _block(heading: dict[str, Any], data: NDArray[np.uint8], at: int) -> Block:
    """Return the block in a file; its arrays are mapped, and begin at byte ``at``."""
    found: dict[str, dict[str, NDArray[Any]]] = {}
    for name, (kind, shape) in heading["arrays"].items():
        at += -at % _ALIGNED
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
        found.setdefault(_ARRAYS[name], {})[name] = data[at : at + size].view(kind).reshape(shape)
        at += size
    sketch = Sketch(words=PackedWords(**found["words"]), **found["sketch"])
    return Block(sketch, Ids(**found["ids"]), count=int(heading["count"]), facts=heading["facts"], **found["block"])


def _checksum(pieces: Sequence[Any]) -> bytes:
    import xxhash

    state = xxhash.xxh3_128()
    for piece in pieces:
        state.update(piece)
    return state.hexdigest().encode()


def unwritable(folder: Path, error: OSError) -> OutputError:
    """Return the error for a spill folder that cannot be written to."""
    return OutputError(
        f"{folder} cannot be written: {error.strerror or error}.",
        hint="choose another folder with work, or write less to it with more memory.",
    )
