"""Sketches of blocks of documents as rows, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from provenance.engines.rows.solving import bare_sketch
from provenance.engines.rows.transport import blobs_of, bytes_of
from provenance.model.arrow import batch_of
from provenance.sketch.duplicates import PackedWords

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.sketch.duplicates import Sketch

__all__ = ["rows_of_sketch", "sign_column", "signs_of_row", "sketch_of", "word_hashes"]

#: What is kept of the words and samples of a block, as bytes, each with its type.
_ARRAYS: dict[str, Any] = {
    "lengths": np.int32,
    "codes": np.uint16,
    "vocabulary": np.uint64,
    "others": np.uint64,
    "other_counts": np.int32,
    "samples": np.uint32,
    "sample_counts": np.int32,
}


def rows_of_sketch(number: int, sketch: Sketch) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Return the signatures and the words of a block, each as one row, with the number of the block."""
    block = np.array([number])
    signs = batch_of(block=block, signs=bytes_of(np.array([0, sketch.signs.size]), sketch.signs.reshape(-1)))
    blobs = {}
    for name in _ARRAYS:
        # The buffer of codes goes on with those of the next block.
        array = getattr(sketch if hasattr(sketch, name) else sketch.words, name).copy()
        blobs[name] = bytes_of(np.array([0, len(array)]), array)
    return signs, batch_of(block=block, **blobs)


def sketch_of(row: pa.RecordBatch) -> Sketch:
    """Return the words and samples of a block, without signatures."""
    arrays = {name: blobs_of(row, name, dtype)[1] for name, dtype in _ARRAYS.items()}
    packed = PackedWords(*(arrays[name] for name in ("codes", "vocabulary", "others", "other_counts")))
    bare = bare_sketch(arrays["lengths"])
    return replace(bare, words=packed, samples=arrays["samples"], sample_counts=arrays["sample_counts"])


def signs_of_row(row: pa.RecordBatch, values: int) -> NDArray[np.uint8]:
    """Return the signatures of a block of documents, so many values each, without a copy."""
    return np.frombuffer(cast("Any", row.column("signs")[0]).as_buffer(), np.uint8).reshape(-1, values)


def sign_column(signs: NDArray[np.uint8]) -> Any:
    """Return signatures as a column, a row for each document."""
    return bytes_of(np.arange(len(signs) + 1, dtype=np.int64) * signs.shape[1], signs.reshape(-1))


def word_hashes(sketch: Sketch) -> NDArray[np.uint64]:
    """Return the hashes of the words of all documents of a block."""
    from provenance.kernels.dedup_pack import unpack_hashes

    hashes = np.empty(int(sketch.lengths.sum()), np.uint64)
    unpack_hashes(sketch.words.codes, 0, sketch.words.vocabulary, sketch.words.others, 0, hashes)
    return hashes
