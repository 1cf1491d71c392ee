"""Texts to signatures, on the threads of one machine."""

from __future__ import annotations

import threading
from itertools import accumulate
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


def sign_texts(
    texts: pa.LargeStringArray,
    scheme: Scheme,
    pipeline: Pipeline,
    threads: int,
    languages: pa.Array[Any] | None = None,
) -> NDArray[Any]:
    """Compute the signatures of texts, shape=(texts, num_perm); languages as `Pipeline.tokens` takes them."""
    rooms = threading.local()

    def work(batch: pa.LargeStringArray, told: pa.Array[Any] | None) -> NDArray[Any]:
        if not hasattr(rooms, "room"):
            rooms.room = Buffers()
        return sign_tokens(pipeline.tokens(batch, rooms.room, told), scheme)

    batches = split_batches(texts)
    starts = accumulate(map(len, batches), initial=0)
    with_languages = [
        (batch, None if languages is None else languages.slice(start, len(batch)))
        for batch, start in zip(batches, starts, strict=False)
    ]
    many = thread_count(threads) if len(batches) > 1 else 1
    parts = list(in_order(lambda pair: work(*pair), with_languages, many))
    return np.concatenate(parts) if parts else np.empty((0, scheme.num_perm), scheme.dtype)
