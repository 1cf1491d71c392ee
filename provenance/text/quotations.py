"""Finds text inside quotation marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.text.buffers import utf8_buffers

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Spans", "quotation_spans"]

#: (starts, stops, document_offsets): spans in code points; document i has ``offsets[i]`` to ``offsets[i + 1]``.
Spans = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.int64]"]


def quotation_spans(texts: pa.LargeStringArray) -> Spans:
    """Find the quotations in texts.

    Straight, curly and low-high marks, guillemets in both directions and CJK brackets are recognised, also nested. A
    single mark counts if it is not an apostrophe and is closed. A quotation that is not closed ends with its paragraph.
    A paragraph ends at a blank line, or at a line end if the next mark of the same kind is an opening one.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts.

    Returns
    -------
    starts, stops : numpy.ndarray, shape=(quotations,), int64
        Half-open, in code points, without the marks; both nested and outer spans are returned.
    document_offsets : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's spans begin.

    Examples
    --------
    >>> import pyarrow as pa
    >>> starts, stops, _ = quotation_spans(pa.array(['He said "not now" twice.'], pa.large_string()))
    >>> starts.tolist(), stops.tolist()
    ([9], [16])
    """
    from provenance.kernels.quotations import quotations

    data, offsets = utf8_buffers(texts)
    size = 64 + len(data) // 64
    document_offsets = np.zeros(len(texts) + 1, np.int64)
    while True:
        starts, stops = np.empty(size, np.int64), np.empty(size, np.int64)
        count = quotations(data, offsets, starts, stops, document_offsets)
        if count >= 0:
            return starts[:count], stops[:count], document_offsets
        size *= 4
