"""How much a word says: the rarer, the more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.words import SENTENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.options import Sensitivity
    from provenance.model.words import WordTable

__all__ = ["least_evidence", "rarity"]

# The least evidence for a reworded stretch, in nats.
_EVIDENCE = {"strict": 50.0, "balanced": 35.0, "wide": 24.0}
# How rare a word is cannot be told from few sentences: from so many down, half as much evidence again is asked for.
_FEW, _MORE = 40, 0.5
# Words that rarity is estimated from: more change nothing that can be seen.
_SAMPLE = 4_000_000
# Below 1: the rarest words count less than the logarithm says, common ones more.
_POWER = 0.85


def rarity(words: WordTable) -> NDArray[np.float32]:
    """Weigh the stems of a collection; of a large one documents at even distances are counted.

    Parameters
    ----------
    words : WordTable
        The words of all documents.

    Returns
    -------
    numpy.ndarray, shape=(2**k,), float32
        By the lowest bits of a stem: ``(log(S / s) / log(S)) ** 0.85`` for a stem in s of S sentences, so 0 for one
        that is in all and 1 for one in a single sentence.
    """
    from provenance.kernels.seeds import sentence_counts

    stems, flags = words.stems, words.flags
    bits = int(np.clip(np.ceil(np.log2(max(1, 8 * len(stems)))), 10, 20))
    step = -(-len(stems) // _SAMPLE)
    if step > 1:
        chosen = np.zeros(len(words.document_tokens) - 1, bool)
        chosen[::step] = True
        mask = np.repeat(chosen, np.diff(words.document_tokens))
        stems, flags = stems[mask], flags[mask]
    counts = np.zeros(1 << bits, np.int32)
    seen = np.zeros(1 << bits, np.int32)
    sentences = max(2, sentence_counts(stems, flags, counts, seen))
    weights: NDArray[np.float64] = (np.log(sentences / np.clip(counts, 1, sentences)) / np.log(sentences)) ** _POWER
    return weights.astype(np.float32)


def least_evidence(words: WordTable, sensitivity: Sensitivity) -> float:
    """Return the evidence that a reworded stretch needs to be a passage, in nats.

    Parameters
    ----------
    words : WordTable
        The words of all documents: in a collection of few sentences every word looks rare, so more is needed there.
    sensitivity : {"strict", "balanced", "wide"}
    """
    sentences = int(np.count_nonzero(words.flags & SENTENCE))
    return _EVIDENCE[sensitivity] * (1.0 + _MORE * min(1.0, _FEW / max(1, sentences)))
