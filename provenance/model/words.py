"""The words of a collection as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.coverage import WordCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["FURNITURE", "NAME", "QUOTED", "SENTENCE", "SOLO", "WordTable"]

#: Bits of a word's flags: it stands inside quotation marks; it is a character of a script without spaces; it begins a
#: sentence; it belongs to words that very many documents have which otherwise differ; it begins with a digit, or with a
#: capital though no sentence does.
QUOTED = 1
SOLO = 2
SENTENCE = 4
FURNITURE = 8
NAME = 16


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The words of documents as numbers, ready to be compared.

    Parameters
    ----------
    numbers, stems : numpy.ndarray, shape=(tokens,), uint32
        A number for each word, equal for equal words; and one that is equal for words that begin alike.
    flags : numpy.ndarray, shape=(tokens,), uint8
        The bits QUOTED, SOLO, SENTENCE, FURNITURE and NAME.
    cp_start, cp_stop : numpy.ndarray, shape=(tokens,), int32
        Each word's place in its text.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    """

    numbers: NDArray[np.uint32]
    stems: NDArray[np.uint32]
    flags: NDArray[np.uint8]
    cp_start: NDArray[np.int32]
    cp_stop: NDArray[np.int32]
    document_tokens: NDArray[np.int64]

    def counts(self) -> WordCounts:
        """Return the words of each document, and the runs of quoted ones."""
        quoted = np.concatenate([[False], (self.flags & QUOTED).astype(bool), [False]])
        change = np.flatnonzero(quoted[1:] != quoted[:-1])
        return WordCounts(self.document_tokens, change[::2].astype(np.int64), change[1::2].astype(np.int64))

    @classmethod
    def join(cls, tables: Sequence[WordTable]) -> WordTable:
        """Put the tables of batches one after the other."""
        if not tables:
            none = np.zeros(0, np.int32)
            return cls(
                np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.uint8), none, none, np.zeros(1, np.int64)
            )
        sizes = np.concatenate([np.diff(table.document_tokens) for table in tables])
        return cls(
            np.concatenate([table.numbers for table in tables]),
            np.concatenate([table.stems for table in tables]),
            np.concatenate([table.flags for table in tables]),
            np.concatenate([table.cp_start for table in tables]),
            np.concatenate([table.cp_stop for table in tables]),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        )
