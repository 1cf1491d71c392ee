"""How much a word says: the rarer, the more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["word_weights"]

# Words that rarity is estimated from: more change nothing that can be seen.
_SAMPLE = 4_000_000
# Below 1: the rarest words count less than the logarithm says, common ones more.
_POWER = 0.85


def word_weights(
    stems: NDArray[np.uint32], flags: NDArray[np.uint8], document_tokens: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Weigh stems by how few sentences they stand in.

    Parameters
    ----------
    stems : numpy.ndarray, shape=(tokens,), uint32
        The stems of the words of all documents.
    flags : numpy.ndarray, shape=(tokens,), uint8
        With the bit SENTENCE where a sentence begins.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.

    Returns
    -------
    numpy.ndarray, shape=(2**k,), float32
        By the lowest bits of a stem: ``(log(S / s) / log(S)) ** 0.85`` for a stem in s of S sentences: 0 for one that
        is in all, 1 for one in a single sentence. Of large collections documents at even distances are counted.
    """
    from provenance.kernels.rewritten import sentence_counts

    bits = int(np.clip(np.ceil(np.log2(max(1, 8 * len(stems)))), 10, 20))
    counts = np.zeros(1 << bits, np.int32)
    seen = np.zeros(1 << bits, np.int32)
    step = -(-len(stems) // _SAMPLE)
    if step > 1:
        chosen = np.zeros(len(document_tokens) - 1, bool)
        chosen[::step] = True
        mask = np.repeat(chosen, np.diff(document_tokens))
        stems, flags = stems[mask], flags[mask]
    sentences = max(2, sentence_counts(stems, flags, counts, seen))
    rarity = np.log(sentences / np.clip(counts, 1, sentences)) / np.log(sentences)
    return (rarity**_POWER).astype(np.float32)
