"""Statistics of a collection: everything that is counted over all its documents, as one value."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, fields, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from provenance.errors import InputError, OptionError
from provenance.files.writing import replacing

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["FULL_SIZE", "Sizes", "Statistics", "sizes_for"]

#: The mark of a word that occurs in more than one document; see `Statistics.words`.
MANY = np.uint32(0xFFFFFFFF)
_SCHEMA = "provenance/statistics/1"
_TABLES = ("stems", "words", "bigrams")
_DTYPES = {
    "stems": np.uint32,
    "words": np.uint32,
    "bigrams": np.uint16,
    "boilerplate": np.uint64,
    "posts": np.uint64,
}


class Sizes(NamedTuple):
    """The sizes of the tables, as powers of two."""

    stems: int
    words: int
    bigrams: int


#: The largest tables: `statistics_of` counts into these, so that any other statistics can be merged.
FULL_SIZE = Sizes(20, 22, 25)
_LEAST_SIZE = Sizes(10, 12, 12)


def sizes_for(tokens: int) -> Sizes:
    """Return the table sizes for a collection with this many words: small tables are quick to allocate.

    A table has eight slots per word of the collection (four for words and bigrams), within a minimum and a maximum.

    Examples
    --------
    >>> sizes_for(1000)
    Sizes(stems=13, words=12, bigrams=12)
    """
    bits = max(1, tokens - 1).bit_length()
    wanted = Sizes(bits + 3, bits + 2, bits + 2)
    return Sizes(*(min(max(w, least), most) for w, least, most in zip(wanted, _LEAST_SIZE, FULL_SIZE, strict=True)))


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """The counts over a collection of documents, in tables of fixed size.

    The statistics of two collections `merge` into those of both, in any order. From them follow which words are rare,
    how much evidence a reworded passage needs, how much agreement is expected by chance, and what is boilerplate. So
    two documents compared with the same statistics share the same passages, whatever the other documents are.

    Parameters
    ----------
    documents, tokens, sentences : int
        The numbers of documents, tokens and sentences.
    content : int
        The sum of a hash of each document's id and text, modulo 2**63: the same for any order of the documents.
    stems : numpy.ndarray, shape=(2**a,), uint32
        The number of sentences that contain each stem, indexed by the lowest bits of its hash.
    words : numpy.ndarray, shape=(2**b, 2), uint32
        How often each word occurs, and in which document: 0 for none, 2**32 - 1 for more than one, else 32 bits of that
        document's key.
    bigrams : numpy.ndarray, shape=(2**c,), uint16
        How often each bigram occurs within a document; counts stop at 65,535.
    boilerplate, posts : numpy.ndarray, shape=(n-grams,), uint64
        The fingerprints of the collection's boilerplate n-grams, and of the n-grams of its posts, in ascending order.
    pipeline : str
        The tokeniser and normalisers that made the words; statistics with different ones cannot be merged.

    Examples
    --------
    >>> from provenance import compare, statistics_of
    >>> background = statistics_of({"a": "The ferry ran aground.", "b": "The council met on Monday."})
    >>> background.documents, background.tokens
    (2, 9)
    >>> len(compare("The ferry ran aground.", "The ferry sank.", statistics=background).passages)
    0
    """

    documents: int
    tokens: int
    sentences: int
    content: int
    stems: NDArray[np.uint32]
    words: NDArray[np.uint32]
    bigrams: NDArray[np.uint16]
    boilerplate: NDArray[np.uint64]
    posts: NDArray[np.uint64]
    pipeline: str = ""

    @classmethod
    def empty(cls, sizes: Sizes = FULL_SIZE, pipeline: str = "") -> Statistics:
        """Return empty statistics, with tables of these sizes."""
        return cls(
            0,
            0,
            0,
            0,
            np.zeros(1 << sizes.stems, np.uint32),
            np.zeros((1 << sizes.words, 2), np.uint32),
            np.zeros(1 << sizes.bigrams, np.uint16),
            np.zeros(0, np.uint64),
            np.zeros(0, np.uint64),
            pipeline,
        )

    @property
    def sizes(self) -> Sizes:
        """The sizes of the tables."""
        return Sizes(*(len(getattr(self, name)).bit_length() - 1 for name in _TABLES))

    @property
    def digest(self) -> str:
        """A digest of 32 hexadecimal digits over the documents, their words and the boilerplate."""
        counted = struct.pack("<4q", self.documents, self.tokens, self.sentences, self.content)
        made = hashlib.blake2b(digest_size=16)
        for part in (_SCHEMA.encode(), self.pipeline.encode(), counted, *map(bytes, (self.boilerplate, self.posts))):
            made.update(struct.pack("<q", len(part)))
            made.update(part)
        return made.hexdigest()

    def folded(self, sizes: Sizes) -> Statistics:
        """Return the same statistics in tables no larger than these sizes.

        Slots are added together, so the result equals counting into small tables.
        """
        sizes = Sizes(*map(min, sizes, self.sizes))
        if sizes == self.sizes:
            return self
        return replace(
            self,
            stems=_sum_folded(self.stems, sizes.stems),
            words=_either_words(self.words.reshape(-1, 1 << sizes.words, 2)),
            bigrams=np.minimum(_sum_folded(self.bigrams.astype(np.uint32), sizes.bigrams), 65535).astype(np.uint16),
        )

    def sized(self) -> Statistics:
        """Return the same statistics in tables of the sizes for this many words."""
        return self.folded(sizes_for(self.tokens))

    def merge(self, other: Statistics) -> Statistics:
        """Return the statistics of both collections, which must have no document in common.

        Raises
        ------
        OptionError
            If their words were made by different tokenisers or normalisers.
        """
        if self.pipeline != other.pipeline:
            raise OptionError(
                f"statistics of words made by {self.pipeline!r} and by {other.pipeline!r} do not add up.",
                hint="count both with the same normalisers and the same tokeniser.",
            )
        one, two = self.folded(other.sizes), other.folded(self.sizes)
        return Statistics(
            one.documents + two.documents,
            one.tokens + two.tokens,
            one.sentences + two.sentences,
            (one.content + two.content) & (2**63 - 1),
            one.stems + two.stems,
            _either_words(np.stack([one.words, two.words])),
            np.minimum(one.bigrams.astype(np.uint32) + two.bigrams, 65535).astype(np.uint16),
            np.union1d(one.boilerplate, two.boilerplate),
            np.union1d(one.posts, two.posts),
            self.pipeline,
        )

    @classmethod
    def merged(cls, parts: Iterable[Statistics]) -> Statistics:
        """Return the statistics of all parts, merged."""
        return reduce(cls.merge, parts)

    def to_batch(self) -> pa.RecordBatch:
        """Return the statistics as an Arrow record batch of one row: numbers, and tables as bytes."""
        import pyarrow as pa

        columns: dict[str, Any] = {
            field.name: value.tobytes() if isinstance(value := getattr(self, field.name), np.ndarray) else value
            for field in fields(self)
        }
        types: dict[type, pa.DataType] = {int: pa.int64(), bytes: pa.large_binary(), str: pa.large_string()}
        schema = pa.schema([(name, types[type(value)]) for name, value in columns.items()])
        metadata = {"schema": _SCHEMA, "checksum": _checksum(columns)}
        return pa.RecordBatch.from_pylist([columns], schema=schema.with_metadata(metadata))

    @classmethod
    def from_batch(cls, batch: pa.RecordBatch) -> Statistics:
        """Return the statistics from a record batch made by `to_batch`.

        Raises
        ------
        InputError
            Where it holds something else, or was damaged.
        """
        metadata = batch.schema.metadata or {}
        row = batch.to_pylist()[0] if batch.num_rows == 1 else {}
        if metadata.get(b"schema") != _SCHEMA.encode() or sorted(row) != sorted(field.name for field in fields(cls)):
            raise InputError("this is no file of statistics.", hint="`Statistics.save` writes one.")
        if metadata.get(b"checksum") != _checksum(row).encode():
            raise InputError("the statistics were damaged: their checksum is another.", hint="count them again.")
        arrays = {name: np.frombuffer(row[name], dtype).copy() for name, dtype in _DTYPES.items()}
        arrays["words"] = arrays["words"].reshape(-1, 2)
        return cls(**(row | arrays))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the statistics to one Arrow IPC file.

        Raises
        ------
        OutputError
            Where the file cannot be written.
        """
        import pyarrow as pa

        batch = self.to_batch()
        made = pa.BufferOutputStream()
        with pa.ipc.new_file(made, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_batch(batch)
        with replacing(Path(path), binary=True) as out:
            out.write(made.getvalue())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Statistics:
        """Read statistics from a file that `save` wrote.

        Raises
        ------
        InputError
            Where there is no such file, or it holds something else, or was damaged.
        """
        import pyarrow as pa

        try:
            with pa.OSFile(str(path), "rb") as file:
                table = pa.ipc.open_file(file).read_all()
            # A damaged file may have wrong lengths.
            table.validate(full=True)
            return cls.from_batch(table.combine_chunks().to_batches()[0])
        except (OSError, pa.ArrowException, IndexError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read as statistics: {error}.") from error
        except InputError as error:
            raise InputError(f"{path}: {error.message}", hint=error.hint) from None


def _sum_folded(table: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    """Add up the slots of a table whose indices share their lowest bits."""
    folded: NDArray[np.uint32] = table.reshape(-1, 1 << bits).sum(axis=0, dtype=np.uint32)
    return folded


def _either_words(tables: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Merge several tables of words, shape=(tables, slots, 2), into one."""
    holders = tables[:, :, 1]
    most = holders.max(axis=0)
    # One document alone: every table that knows a holder knows the same.
    alone = ((holders == 0) | (holders == most)).all(axis=0)
    return np.stack([tables[:, :, 0].sum(axis=0, dtype=np.uint32), np.where(alone, most, MANY)], axis=1)


def _checksum(row: dict[str, Any]) -> str:
    made = hashlib.blake2b(digest_size=16)
    for name, value in sorted(row.items()):
        part = value if isinstance(value, bytes) else str(value).encode()
        made.update(f"{name} {len(part)} ".encode())
        made.update(part)
    return made.hexdigest()
