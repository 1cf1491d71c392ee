"""Texts to signatures, on the threads of one machine."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.cores import thread_count
from provenance.engines.pool import in_order
from provenance.sketch.signatures import sign_tokens
from provenance.text.buffers import split_batches
from provenance.text.words import Buffers

if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.sketch.scheme import Scheme
    from provenance.text.pipeline import Pipeline

__all__ = ["sign_texts"]


def sign_texts(texts: pa.LargeStringArray, scheme: Scheme, pipeline: Pipeline, threads: int) -> NDArray[Any]:
    """Compute the signatures of texts, shape=(texts, num_perm)."""
    rooms = threading.local()

    def work(batch: pa.LargeStringArray) -> NDArray[Any]:
        if not hasattr(rooms, "room"):
            rooms.room = Buffers()
        return sign_tokens(pipeline.tokens(batch, rooms.room), scheme)

    batches = split_batches(texts)
    parts = list(in_order(work, batches, thread_count(threads) if len(batches) > 1 else 1))
    return np.concatenate(parts) if parts else np.empty((0, scheme.num_perm), scheme.dtype)
