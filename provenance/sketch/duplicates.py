"""What is kept of each document to find its duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.text.buffers import split_batches, utf8_buffers
from provenance.text.unicode_tables import load
from provenance.text.words import Room, Words

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.text.pipeline import Pipeline

__all__ = ["Sketch", "SketchRoom", "SketchSettings", "sketch_texts"]

#: Bytes of text that are cut into words at a time.
_BYTES = 1 << 22
#: Words that memory is taken for at a time.
_WORDS = 1 << 24


@dataclass(frozen=True, slots=True)
class SketchSettings:
    """How documents are sketched.

    Parameters
    ----------
    shingle : int
        Words in a shingle.
    values : int
        Values of a signature; 0 for none.
    sampled : int
        One in so many shingles is kept, by its hash (Broder 1997, "modulo" sketches); 0 for none.
    """

    shingle: int
    values: int
    sampled: int


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is kept of a batch of documents.

    Parameters
    ----------
    words : numpy.ndarray, shape=(words,), uint32
        A number for each word of all documents.
    lengths : numpy.ndarray, shape=(documents,), int32
        How many words each document has.
    digests : numpy.ndarray, shape=(documents,), uint64
        The XXH64 of each document's words, as numbers of four bytes.
    signs : numpy.ndarray, shape=(documents, values), uint8
        Eight bits of each value of the signatures (Li and König 2010).
    samples : numpy.ndarray, shape=(any,), uint32
        The sampled shingles of all documents: half of the hash of each.
    sample_counts : numpy.ndarray, shape=(documents,), int32
        How many each document has.
    """

    words: NDArray[np.uint32]
    lengths: NDArray[np.int32]
    digests: NDArray[np.uint64]
    signs: NDArray[np.uint8]
    samples: NDArray[np.uint32]
    sample_counts: NDArray[np.int32]


def sketch_texts(texts: pa.LargeStringArray, pipeline: Pipeline, settings: SketchSettings, room: SketchRoom) -> Sketch:
    """Sketch a batch of texts.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.
    pipeline : Pipeline
        How they become words.
    settings : SketchSettings
        What to keep of them.
    room : SketchRoom
        Of this thread.
    """
    from provenance.kernels.dedup_sketch import sketch_documents

    documents = len(texts)
    lengths = np.zeros(documents, np.int32)
    digests = np.zeros(documents, np.uint64)
    signs = np.zeros((documents, settings.values), np.uint8)
    sample_counts = np.zeros(documents, np.int32)
    # All words of the batch in one place, where they stay.
    room.begin(int(utf8_buffers(texts)[1][-1] - utf8_buffers(texts)[1][0]), documents)
    samples: list[NDArray[np.uint32]] = []
    start = 0
    for batch in split_batches(texts, _BYTES):
        here, document_tokens = _numbers(batch, pipeline, room)
        stop = start + len(batch)
        chosen = np.empty(len(here) if settings.sampled else 0, np.uint32)
        found = sketch_documents(
            here,
            document_tokens,
            settings.shingle,
            settings.sampled,
            digests[start:stop],
            signs[start:stop],
            chosen,
            sample_counts[start:stop],
        )
        lengths[start:stop] = np.diff(document_tokens)
        samples.append(chosen[:found].copy())
        start = stop
    nothing = np.zeros(0, np.uint32)
    return Sketch(
        room.take_words(),
        lengths,
        digests,
        signs,
        np.concatenate(samples) if samples else nothing,
        sample_counts,
    )


class SketchRoom(Room):
    """Arrays to work in, used again for one batch after the other; for one thread."""

    def __init__(self) -> None:
        super().__init__()
        self.rest = np.empty(0, np.uint8)
        self.rest_documents = np.empty(0, np.int64)
        self.simple = np.empty(0, np.uint32)
        self.words = np.empty(0, np.uint32)
        self.used = 0

    def begin(self, size: int, documents: int) -> None:
        """Have room for the numbers of all words of so many bytes in so many documents."""
        most = size // 2 + documents + 2
        self.words = self.words[self.used :]
        self.used = 0
        if len(self.words) < most:
            # Room for many blocks: the system may give so much in large pages, each with one fault.
            self.words = np.empty(max(_WORDS, most), np.uint32)

    def more(self, count: int) -> NDArray[np.uint32]:
        """Return the room for so many numbers behind those before."""
        if len(self.words) < self.used + count:
            # A normaliser made more of a text than it was.
            more = np.empty(2 * (self.used + count), np.uint32)
            more[: self.used] = self.words[: self.used]
            self.words = more
        self.used += count
        return self.words[self.used - count : self.used]

    def take_words(self) -> NDArray[np.uint32]:
        """Return the numbers since `begin`; they stay where they are."""
        return self.words[: self.used]

    def make(self, size: int, documents: int) -> None:
        """Have room for the words of so many bytes in so many documents."""
        super().make(size, documents)
        most = size // 2 + documents + 2
        if len(self.simple) < most:
            self.rest_offsets, self.rest_tokens, self.rest_at = np.empty((3, most), np.int64)
            self.simple = np.empty(most, np.uint32)
        if len(self.rest) < size + 64:
            self.rest = np.empty(size + 64, np.uint8)
        if len(self.rest_documents) <= documents:
            self.rest_documents = np.empty(documents + 1, np.int64)


def _numbers(
    texts: pa.LargeStringArray, pipeline: Pipeline, room: SketchRoom
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return the numbers of the words of some texts, put behind those before, and where each text's begin."""
    from provenance.kernels.dedup_words import number_texts, number_tokens

    if pipeline.normalisers or type(pipeline.tokeniser[1]) is not Words:
        tokens = pipeline.tokens(texts, room)
        words = room.more(len(tokens))
        number_tokens(tokens.norm, tokens.token_start, words)
        return words, tokens.document_tokens
    data, offsets = utf8_buffers(texts)
    room.make(int(offsets[-1] - offsets[0]), len(texts))
    document_tokens = np.empty(len(texts) + 1, np.int64)
    while True:
        count = number_texts(
            data, offsets, *load(), room.norm, room.token_start, room.cp_start, room.cp_stop, room.solo, room.rest,
            room.rest_offsets, room.rest_tokens, room.rest_at, room.rest_documents, room.simple,
            room.words[room.used :], document_tokens,
        )  # fmt: skip
        if count >= 0:
            return room.more(count), document_tokens
        room.norm = np.empty(2 * len(room.norm), np.uint8)
