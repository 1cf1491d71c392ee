"""Rows of a range, brought together and sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.rows.transport import integers, joined
from provenance.model.arrow import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

__all__ = ["AT_A_TIME", "sorted_rows", "whole"]

#: Rows that are held at a time; more, if a key or a component has more.
AT_A_TIME = 1 << 16


def whole(batches: Iterable[pa.RecordBatch]) -> pa.RecordBatch | None:
    """Return all rows in one batch, or None if there is no row."""
    found = [batch for batch in batches if batch.num_rows]
    return joined(found) if found else None


def sorted_rows(batch: pa.RecordBatch | None, *keys: str) -> Iterator[pa.RecordBatch]:
    """Yield rows sorted by columns of numbers, the first one first, a few rows at a time."""
    if batch is None:
        return
    order = np.lexsort([integers(batch, key, None) for key in reversed(keys)])
    for begin in range(0, len(order), AT_A_TIME):
        yield rows_of(batch, order[begin : begin + AT_A_TIME])
