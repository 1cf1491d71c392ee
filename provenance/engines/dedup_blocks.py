"""Sketched blocks of documents, in memory or in files."""

from __future__ import annotations

import contextlib
import functools
import json
import mmap
import threading
from dataclasses import dataclass, replace
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
#: The arrays of a file, in their order, each with where it is kept.
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
#: Characters of the checksum that a file begins with.
_CHECKSUM = 32
#: Arrays begin at multiples of this, so that they can be mapped.
_ALIGNED = 64


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What is kept of a batch of documents.

    Parameters
    ----------
    sketch : Sketch
        Their sketches.
    ids : Ids
        Their ids.
    rows : numpy.ndarray, shape=(documents,), int32
        Which row of the batch each is.
    count : int
        How many rows the batch has.
    sizes : numpy.ndarray, shape=(rows,) or (0,), int32
        Bytes of each row, as in `TextBatch`.
    facts : dict
        Of some columns the values of all documents.
    """

    sketch: Sketch
    ids: Ids
    rows: NDArray[np.int32]
    count: int
    sizes: NDArray[np.int32]
    facts: dict[str, list[Any]]


class BlockFiles:
    """Blocks in a folder, a file for each.

    A file says what it was made of and how; it is taken for a block only where all of that is the same.

    Parameters
    ----------
    folder : pathlib.Path
        Made with the first block that is saved.
    how : sequence
        All that blocks depend on beside the documents and the code: settings, options, plugins.
    stay : bool
        Whether all blocks go to files that stay, and are taken from there where they are; else they go there that
        do not fit in memory.
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
        """A digest of the options, and of the code with its data, that blocks are made with."""
        import xxhash

        return xxhash.xxh3_128_hexdigest(repr((*self.how, code_digest())).encode())

    def load(self, number: int, digest: bytes) -> Block | None:
        """Return a block that was saved, or None where there is none, it is another one, or it is damaged."""
        # Nothing of a file is used before all of it is known to be what was written.
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
        """Write a block; return it with its words in the file.

        Raises
        ------
        OutputError
            Where the disk is full, or the file cannot be written.
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
            # A file that is torn by a machine that stops is known by its checksum.
            with replacing(path, binary=True, durable=False) as stream:
                stream.write(_checksum(pieces) + b"\n")
                stream.writelines(pieces)
            words = _block(heading, np.memmap(path, np.uint8, "c"), begin).sketch.words
        except OSError as error:
            cause = error.__cause__
            raise unwritable(self.folder, cause if isinstance(cause, OSError) else error) from error
        return replace(block, sketch=replace(block.sketch, words=words))

    def _make_folder(self) -> None:
        """Make the folder; in one that is there, what a run that was killed left goes, once."""
        with self._lock:
            if not self._made:
                self.folder.mkdir(parents=True, exist_ok=True)
                remove_leftovers(self.folder)
                self._made = True

    def forget(self, number: int) -> None:
        """Take the name away from a block: what is mapped stays until nobody uses it."""
        self._path(number).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}{_SUFFIX}"


def forget_pages(blocks: list[Block]) -> None:
    """Let the system take back the memory of words that are in files."""
    if not hasattr(mmap, "MADV_DONTNEED"):
        return
    for block in blocks:
        mapped = getattr(block.sketch.words.codes, "_mmap", None)
        if mapped is not None:
            mapped.madvise(mmap.MADV_DONTNEED)


def _holder(block: Block, where: str) -> Any:
    return {"sketch": block.sketch, "ids": block.ids, "block": block, "words": block.sketch.words}[where]


def _block(heading: dict[str, Any], data: NDArray[np.uint8], at: int) -> Block:
    """Return the block that a file holds, of arrays that are mapped; they begin after byte ``at``."""
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
    """Return the error for a folder that what does not fit in memory cannot be written to."""
    return OutputError(
        f"{folder} cannot be written: {error.strerror or error}.",
        hint="work names another folder, and memory says how much stays out of it.",
    )
