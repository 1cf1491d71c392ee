"""Sketches of documents for finding duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.text.buffers import split_batches, utf8_buffers
from provenance.text.unicode_tables import load
from provenance.text.words import Buffers, Words

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.text.pipeline import Pipeline

__all__ = ["PackedWords", "Sketch", "SketchBuffers", "SketchSettings", "sketch_texts"]

#: The number of bytes of text that are tokenised at a time.
_BYTES = 1 << 22
#: The number of words for which memory is allocated at a time.
_WORDS = 1 << 24
#: A new vocabulary is made if more than one in this many words of a block has no entry.
_ESCAPED = 6


@dataclass(frozen=True, slots=True)
class SketchSettings:
    """How documents are sketched.

    Parameters
    ----------
    shingle : int
        Words per shingle.
    values : int
        Values per signature; 0 for no signatures.
    sampled : int
        One in this many shingles is kept, by its hash (Broder 1997, "modulo" sketches); 0 for none.
    """

    shingle: int
    values: int
    sampled: int


@dataclass(frozen=True, slots=True, eq=False)
class PackedWords:
    """The 64-bit hashes of the words of a batch of documents, compressed (`provenance.kernels.dedup_pack`).

    Parameters
    ----------
    codes : numpy.ndarray, shape=(words,), uint16
        For each word the index of its entry in the vocabulary, or the code for no entry.
    vocabulary : numpy.ndarray, shape=(a power of two,), uint64
        The hashes with an entry.
    others : numpy.ndarray, shape=(any,), uint64
        The hashes of the words without an entry, and one unused value at the end.
    other_counts : numpy.ndarray, shape=(documents,), int32
        The number of those words in each document.
    """

    codes: NDArray[np.uint16]
    vocabulary: NDArray[np.uint64]
    others: NDArray[np.uint64]
    other_counts: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """The size in bytes."""
        return sum(getattr(self, name).nbytes for name in self.__slots__)

    def of(self, document: int, lengths: NDArray[np.int32]) -> NDArray[np.uint64]:
        """Return the hashes of the words of one document; ``lengths`` are those of all documents."""
        from provenance.kernels.dedup_pack import unpack_hashes

        hashes = np.empty(int(lengths[document]), np.uint64)
        begin, other = int(lengths[:document].sum()), int(self.other_counts[:document].sum())
        unpack_hashes(self.codes, begin, self.vocabulary, self.others, other, hashes)
        return hashes


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The sketches of a batch of documents.

    Parameters
    ----------
    words : PackedWords
        The hashes of all words.
    lengths : numpy.ndarray, shape=(documents,), int32
        The number of words of each document.
    digests : numpy.ndarray, shape=(documents,), uint64
        A digest of each document's words (`provenance.kernels.hashes.document_digest`).
    signs : numpy.ndarray, shape=(documents, values), uint8
        Signatures: eight bits of each value (Li and König 2010).
    samples : numpy.ndarray, shape=(any,), uint32
        The sampled shingles of all documents: half of each hash.
    sample_counts : numpy.ndarray, shape=(documents,), int32
        The number of samples of each document.
    """

    words: PackedWords
    lengths: NDArray[np.int32]
    digests: NDArray[np.uint64]
    signs: NDArray[np.uint8]
    samples: NDArray[np.uint32]
    sample_counts: NDArray[np.int32]


def sketch_texts(
    texts: pa.LargeStringArray,
    pipeline: Pipeline,
    settings: SketchSettings,
    room: SketchBuffers,
    languages: pa.Array[Any] | None = None,
) -> Sketch:
    """Sketch a batch of texts.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.
    pipeline : Pipeline
        Normalisers and tokeniser.
    settings : SketchSettings
        What to keep.
    room : SketchBuffers
        The buffers of this thread.
    languages : pyarrow.Array, optional
        The language of each text, as `Pipeline.tokens` takes it.
    """
    from provenance.kernels.dedup_sketch import sketch_documents

    documents = len(texts)
    lengths = np.zeros(documents, np.int32)
    digests = np.zeros(documents, np.uint64)
    signs = np.zeros((documents, settings.values), np.uint8)
    sample_counts = np.zeros(documents, np.int32)
    other_counts = np.zeros(documents, np.int32)
    data_offsets = utf8_buffers(texts)[1]
    size = int(data_offsets[-1] - data_offsets[0])
    # All codes of the batch are contiguous and are not moved.
    room.begin(size, documents)
    samples: list[NDArray[np.uint32]] = [np.zeros(0, np.uint32)]
    others: list[NDArray[np.uint64]] = []
    start = 0
    for batch in split_batches(texts, _BYTES):
        told = None if languages is None else languages.slice(start, len(batch))
        here, document_tokens = _hashes(batch, pipeline, room, told)
        stop = start + len(batch)
        chosen = np.empty(len(here) if settings.sampled else 0, np.uint32)
        codes = room.more(len(here))
        if not start:
            room.make_vocabulary(here)
        found = sketch_documents(
            here, document_tokens, settings.shingle, settings.sampled, digests[start:stop], signs[start:stop], chosen,
            sample_counts[start:stop], room.vocabulary, codes, room.others, other_counts[start:stop],
        )  # fmt: skip
        left = int(other_counts[start:stop].sum())
        lengths[start:stop] = np.diff(document_tokens)
        samples.append(chosen[:found].copy())
        others.append(room.others[:left].copy())
        start = stop
    words = PackedWords(room.taken(), room.vocabulary, np.concatenate([*others, np.zeros(1, np.uint64)]), other_counts)
    room.serves = len(words.others) * _ESCAPED <= len(words.codes)
    return Sketch(words, lengths, digests, signs, np.concatenate(samples), sample_counts)


class SketchBuffers(Buffers):
    """Work arrays of one thread, reused from batch to batch."""

    def __init__(self) -> None:
        super().__init__()
        self.rest = np.empty(0, np.uint8)
        self.rest_documents = np.empty(0, np.int64)
        self.simple = np.empty(0, np.uint64)
        self.hashes = np.empty(0, np.uint64)
        self.others = np.empty(0, np.uint64)
        self.codes = np.empty(0, np.uint16)
        self.used = 0
        self.vocabulary = np.zeros(2, np.uint64)
        self.serves = False

    def begin(self, size: int, documents: int) -> None:
        """Allocate the codes for all words of this many bytes and documents."""
        most = size // 2 + documents + 2
        self.codes = self.codes[self.used :]
        self.used = 0
        if len(self.codes) < most:
            # Allocated for many blocks at once: the system may use large pages, with one page fault each.
            self.codes = np.empty(max(_WORDS, most), np.uint16)

    def more(self, count: int) -> NDArray[np.uint16]:
        """Return space for this many codes after those in use."""
        if len(self.codes) < self.used + count:
            # A normaliser made a text longer.
            more = np.empty(2 * (self.used + count), np.uint16)
            more[: self.used] = self.codes[: self.used]
            self.codes = more
        self.used += count
        return self.codes[self.used - count : self.used]

    def taken(self) -> NDArray[np.uint16]:
        """Return the codes since `begin`, without a copy."""
        return self.codes[: self.used]

    def make_hashes(self, count: int) -> None:
        """Allocate the hashes of this many words."""
        if len(self.hashes) < count:
            self.hashes, self.others = np.empty((2, count + 1), np.uint64)

    def make_vocabulary(self, hashes: NDArray[np.uint64]) -> None:
        """Provide a vocabulary: the previous block's while it is good enough, else one made from these words."""
        from provenance.kernels.dedup_pack import MOST_ENTRIES, fill_vocabulary

        if not self.serves:
            self.vocabulary = np.empty(min(MOST_ENTRIES, 2 << len(hashes).bit_length()), np.uint64)
            fill_vocabulary(hashes, self.vocabulary)

    def make(self, size: int, documents: int) -> None:
        """Allocate the arrays for the words of this many bytes and documents."""
        super().make(size, documents)
        most = size // 2 + documents + 2
        if len(self.simple) < most:
            self.rest_offsets, self.rest_tokens, self.rest_at = np.empty((3, most), np.int64)
            self.simple = np.empty(most, np.uint64)
        if len(self.rest) < size + 64:
            self.rest = np.empty(size + 64, np.uint8)
        if len(self.rest_documents) <= documents:
            self.rest_documents = np.empty(documents + 1, np.int64)


def _hashes(
    texts: pa.LargeStringArray, pipeline: Pipeline, room: SketchBuffers, languages: pa.Array[Any] | None
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the word hashes of some texts (overwritten by the next call) and the offsets of the texts."""
    from provenance.kernels.dedup_words import hash_texts
    from provenance.kernels.hashes import word_hashes

    if pipeline.normalisers or type(pipeline.tokeniser[1]) is not Words:
        tokens = pipeline.tokens(texts, room, languages)
        room.make_hashes(len(tokens))
        word_hashes(tokens.norm, tokens.token_start, room.hashes[: len(tokens)])
        return room.hashes[: len(tokens)], tokens.document_tokens
    data, offsets = utf8_buffers(texts)
    size = int(offsets[-1] - offsets[0])
    room.make(size, len(texts))
    room.make_hashes(size // 2 + len(texts) + 1)
    document_tokens = np.empty(len(texts) + 1, np.int64)
    while True:
        count = hash_texts(
            data, offsets, *load(), room.norm, room.token_start, room.cp_start, room.cp_stop, room.solo, room.rest,
            room.rest_offsets, room.rest_tokens, room.rest_at, room.rest_documents, room.simple, room.hashes,
            document_tokens,
        )  # fmt: skip
        if count >= 0:
            return room.hashes[:count], document_tokens
        room.norm = np.empty(2 * len(room.norm), np.uint8)
