"""Sketched blocks of documents, in memory or in files."""

from __future__ import annotations

import contextlib
import functools
import json
import mmap
import os
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from provenance.engines.code import code_digest
from provenance.errors import OutputError
from provenance.files.writing import remove_leftovers, replacing
from provenance.readers.text_batch import Ids
from provenance.sketch.duplicates import Sketch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Block", "BlockFiles", "forget_pages"]

_SUFFIX = ".sketch"
#: What a file holds after its heading, in this order; words are last, to be mapped.
_ARRAYS = ("lengths", "digests", "signs", "samples", "sample_counts", "ids", "id_offsets", "rows", "sizes", "words")


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
        All that blocks depend on beside the documents and the code: settings and options.
    """

    def __init__(self, folder: Path, how: Sequence[object]) -> None:
        self.folder = folder
        self.how = how
        self.taken_over = 0
        self._made = False
        self._lock = threading.Lock()

    @functools.cached_property
    def made_by(self) -> str:
        """A digest of the options, and of the code with its data, that blocks are made with."""
        import xxhash

        return xxhash.xxh3_128_hexdigest(repr((*self.how, code_digest())).encode())

    def load(self, number: int, digest: bytes) -> Block | None:
        """Return a block that was saved, or None where there is none or it is another one."""
        path = self._path(number)
        # A file that was torn by a machine that stopped is no file.
        with contextlib.suppress(OSError, ValueError, KeyError, EOFError), path.open("rb") as stream:
            heading = json.loads(np.load(stream).tobytes())
            if heading["made by"] != self.made_by or heading["digest"] != digest.hex():
                return None
            arrays = {name: np.load(stream) for name in _ARRAYS[:-1]}
            words = _mapped_words(path, stream)
            if heading["words"] != _checksum(words):
                return None
            self.taken_over += 1
            return _block(heading, arrays, words)
        return None

    def save(self, number: int, digest: bytes, block: Block) -> Block:
        """Write a block; return it with its words in the file.

        Raises
        ------
        OutputError
            Where the disk is full, or the file cannot be written.
        """
        path = self._path(number)
        heading = {
            "made by": self.made_by,
            "digest": digest.hex(),
            "count": block.count,
            "facts": block.facts,
            "words": _checksum(block.sketch.words),
        }
        try:
            self._make_folder()
            # A file that is torn by a machine that stops is known by its checksum.
            with replacing(path, binary=True, durable=False) as stream:
                _write(stream, np.frombuffer(json.dumps(heading).encode(), np.uint8))
                for name in _ARRAYS:
                    _write(stream, _array(block, name))
            with path.open("rb") as stream:
                for _ in range(len(_ARRAYS)):
                    _skip(stream)
                words = _mapped_words(path, stream)
        except OSError as error:
            cause = error.__cause__
            raise _unwritable(self.folder, cause if isinstance(cause, OSError) else error) from error
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
        mapped = getattr(block.sketch.words, "_mmap", None)
        if mapped is not None:
            mapped.madvise(mmap.MADV_DONTNEED)


def _array(block: Block, name: str) -> NDArray[Any]:
    own: dict[str, NDArray[Any]] = {
        "ids": block.ids.data,
        "id_offsets": block.ids.offsets,
        "rows": block.rows,
        "sizes": block.sizes,
    }
    array: NDArray[Any] = own[name] if name in own else getattr(block.sketch, name)
    return array


def _block(heading: dict[str, Any], arrays: dict[str, NDArray[Any]], words: NDArray[np.uint32]) -> Block:
    sketch = Sketch(words, *(arrays[name] for name in ("lengths", "digests", "signs", "samples", "sample_counts")))
    ids = Ids(arrays["ids"], arrays["id_offsets"])
    return Block(sketch, ids, arrays["rows"], int(heading["count"]), arrays["sizes"], heading["facts"])


def _mapped_words(path: Path, stream: Any) -> NDArray[np.uint32]:
    """Map the words, which are the last array of a file, from where the stream stands."""
    version = np.lib.format.read_magic(stream)
    shape, _, kind = np.lib.format.read_array_header_1_0(stream) if version == (1, 0) else (None, None, None)
    if shape is None or kind != np.uint32:
        raise ValueError("no words")
    if not shape[0]:
        return np.zeros(0, np.uint32)
    start = stream.tell()
    if os.fstat(stream.fileno()).st_size < start + 4 * shape[0]:
        raise ValueError("cut off")
    return np.memmap(path, np.uint32, "r", offset=start, shape=shape)


def _write(stream: BinaryIO, array: NDArray[Any]) -> None:
    """Write an array as `numpy.save` does, which does not say why it fails."""
    array = np.ascontiguousarray(array)
    np.lib.format.write_array_header_1_0(stream, np.lib.format.header_data_from_array_1_0(array))
    stream.write(array.reshape(-1).view(np.uint8).data)


def _skip(stream: Any) -> None:
    np.lib.format.read_magic(stream)
    shape, _, kind = np.lib.format.read_array_header_1_0(stream)
    stream.seek(int(np.prod(shape, dtype=np.int64)) * kind.itemsize, os.SEEK_CUR)


def _checksum(words: NDArray[np.uint32]) -> str:
    import xxhash

    return xxhash.xxh3_64_hexdigest(np.ascontiguousarray(words).view(np.uint8).data)


def _unwritable(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{folder} cannot be written: {error.strerror or error}.",
        hint="work names another folder, and memory says how much stays out of it.",
    )
