"""The words of a batch of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Tokens"]

_SLACK = bytes(16)


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The normalised words of a batch of documents, as arrays.

    Parameters
    ----------
    norm : numpy.ndarray, shape=(bytes,), uint8
        The normalised words in UTF-8, each followed by one space, so that any run of words is one slice. It ends with
        at least sixteen bytes of padding, which kernels may read.
    token_start : numpy.ndarray, shape=(tokens + 1,), int64
        Where each word begins in ``norm``.
    cp_start, cp_stop : numpy.ndarray, shape=(tokens,), int32
        The offsets of each word in the document's original text: half-open, in code points.
    solo : numpy.ndarray, shape=(tokens,), bool
        Whether a word is a character of a script without spaces.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    """

    norm: NDArray[np.uint8]
    token_start: NDArray[np.int64]
    cp_start: NDArray[np.int32]
    cp_stop: NDArray[np.int32]
    solo: NDArray[np.bool_]
    document_tokens: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.cp_start)

    @property
    def documents(self) -> int:
        """The number of documents in the batch."""
        return len(self.document_tokens) - 1

    def words(self, document: int) -> list[str]:
        """Return the normalised words of one document of the batch."""
        first, last = int(self.document_tokens[document]), int(self.document_tokens[document + 1])
        if first == last:
            return []
        raw = self.norm[self.token_start[first] : self.token_start[last] - 1].tobytes()
        return raw.decode("utf-8").split(" ")

    def raw_words(self) -> list[bytes]:
        """Return all words of the batch as UTF-8."""
        if not len(self):
            return []
        return self.norm[: self.token_start[-1] - 1].tobytes().split(b" ")

    def keep(self, mask: NDArray[np.bool_]) -> Tokens:
        """Return the batch with only the words selected by the mask."""
        return self.replaced(self.raw_words(), mask)

    def replaced(self, words: Sequence[bytes], mask: NDArray[np.bool_] | None = None) -> Tokens:
        """Return the batch with other words at the same offsets, and only those selected by the mask."""
        kept = [word for word, stays in zip(words, mask, strict=True) if stays] if mask is not None else words
        lengths = np.fromiter(map(len, kept), np.int64, len(kept)) + 1
        norm = np.frombuffer(bytearray(b"".join([*(word + b" " for word in kept), _SLACK])), np.uint8)
        token_start = np.concatenate([[0], np.cumsum(lengths)])
        if mask is None:
            return Tokens(norm, token_start, self.cp_start, self.cp_stop, self.solo, self.document_tokens)
        before = np.concatenate([[0], np.cumsum(mask)])
        return Tokens(
            norm,
            token_start,
            self.cp_start[mask],
            self.cp_stop[mask],
            self.solo[mask],
            before[self.document_tokens],
        )
