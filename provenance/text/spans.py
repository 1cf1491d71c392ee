"""Spans of texts that patterns find, for the few texts that have any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.arrow import array_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from provenance.text.quotations import Spans

__all__ = ["find_spans"]


def find_spans(texts: pa.LargeStringArray, cue: str, spans_of: Callable[[str], list[tuple[int, int]]]) -> Spans:
    """Look for spans in the texts that have a cue; the others cost no Python object.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.
    cue : str
        A regular expression, as RE2 reads it.
    spans_of : callable
        Gives the spans of a text: half-open, in code points.

    Returns
    -------
    Spans
    """
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
