"""Finds spans by patterns, only in the few texts that can have any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.arrow import array_of
from provenance.text.buffers import utf8_buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from provenance.text.quotations import Spans

__all__ = ["find_spans"]


def find_spans(
    texts: pa.LargeStringArray, marks: Sequence[bytes], cue: str, spans_of: Callable[[str], list[tuple[int, int]]]
) -> Spans:
    """Find spans in the texts that match a cue; no Python object is made for the others.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.
    marks : sequence of bytes
        Texts without any of these cannot match the cue. All texts are first searched for them at once, which is quick.
    cue : str
        A regular expression in the syntax of RE2.
    spans_of : callable
        Returns the spans of a text: half-open, in code points.

    Returns
    -------
    Spans
    """
    data, ends = utf8_buffers(texts)
    raw = data[ends[0] : ends[-1]].tobytes()
    if not any(mark in raw for mark in marks):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(len(texts) + 1, np.int64)
    import pyarrow.compute as pc

    sizes = np.zeros(len(texts), np.int64)
    found: list[tuple[int, int]] = []
    for place in np.flatnonzero(array_of(pc.match_substring_regex(texts, cue))).tolist():
        spans = spans_of(texts[place].as_py())
        sizes[place] = len(spans)
        found += spans
    columns = np.array(found, np.int64).reshape(-1, 2)
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return columns[:, 0].copy(), columns[:, 1].copy(), offsets
