"""The tables of batches, gathered into one as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.words import WordTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from numpy.typing import NDArray

    from provenance.candidates.scratch import Scratch

__all__ = ["gather_words"]

_COLUMNS = {
    "numbers": np.uint32,
    "stems": np.uint32,
    "flags": np.uint8,
    "cp_start": np.int32,
    "cp_stop": np.int32,
}
# More room than the batches so far let expect.
_SPARE = 1.1


def gather_words(tables: Iterable[tuple[WordTable, int]], size: int, scratch: Scratch) -> WordTable:
    """Put the tables of batches one after the other, without holding all of them twice.

    Parameters
    ----------
    tables : iterable of (WordTable, int)
        Each with the size of its texts in bytes.
    size : int
        The size of all texts: how much room there will have to be is told from the first ones.
    scratch : Scratch
        Room for the columns.
    """
    columns: dict[str, NDArray[Any]] = {name: np.zeros(0, dtype) for name, dtype in _COLUMNS.items()}
    starts = [np.zeros(1, np.int64)]
    words, done = 0, 0
    for table, read in tables:
        more = len(table.numbers)
        done += read
        if words + more > len(columns["numbers"]):
            expected = int((words + more) * _SPARE * max(1.0, size / max(1, done)))
            for name in columns:
                grown = scratch.empty(expected, _COLUMNS[name])
                grown[:words] = columns[name][:words]
                columns[name] = grown
        for name, column in columns.items():
            column[words : words + more] = getattr(table, name)
        starts.append(table.document_tokens[1:] + words)
        words += more
    return WordTable(
        **{name: column[:words] for name, column in columns.items()}, document_tokens=np.concatenate(starts)
    )
