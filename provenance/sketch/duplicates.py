"""What is kept of each document to find its duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.sketch.scheme import Scheme
from provenance.text.buffers import split_batches

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.text.pipeline import Pipeline
    from provenance.text.words import Room

__all__ = ["Sketch", "SketchSettings", "sketch_texts"]

#: Bytes of text that are cut into words at a time.
_BYTES = 1 << 19


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
        The XXH64 of each document's normalised words, joined by one space.
    signs : numpy.ndarray, shape=(documents, values), uint8
        Eight bits of each MinHash value (Li and König 2010).
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


def sketch_texts(texts: pa.LargeStringArray, pipeline: Pipeline, settings: SketchSettings, room: Room) -> Sketch:
    """Sketch a batch of texts.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.
    pipeline : Pipeline
        How they become words.
    settings : SketchSettings
        What to keep of them.
    room : Room
        Of this thread.
    """
    from provenance.kernels.dedup_sketch import sketch_documents

    documents = len(texts)
    lengths = np.zeros(documents, np.int32)
    digests = np.zeros(documents, np.uint64)
    signs = np.zeros((documents, settings.values), np.uint8)
    sample_counts = np.zeros(documents, np.int32)
    # Without permutations to draw there are none: a scheme has two at least.
    factors, addends = Scheme(num_perm=max(2, settings.values)).permutations()
    words: list[NDArray[np.uint32]] = []
    samples: list[NDArray[np.uint32]] = []
    start = 0
    for batch in split_batches(texts, _BYTES):
        tokens = pipeline.tokens(batch, room)
        stop = start + len(batch)
        here = np.empty(len(tokens), np.uint32)
        chosen = np.empty(len(tokens) if settings.sampled else 0, np.uint32)
        found = sketch_documents(
            tokens.norm,
            tokens.token_start,
            tokens.document_tokens,
            settings.shingle,
            factors[: settings.values],
            addends[: settings.values],
            settings.sampled,
            here,
            digests[start:stop],
            signs[start:stop],
            chosen,
            sample_counts[start:stop],
        )
        lengths[start:stop] = np.diff(tokens.document_tokens)
        words.append(here)
        samples.append(chosen[:found].copy())
        start = stop
    nothing = np.zeros(0, np.uint32)
    return Sketch(
        np.concatenate(words) if words else nothing,
        lengths,
        digests,
        signs,
        np.concatenate(samples) if samples else nothing,
        sample_counts,
    )
