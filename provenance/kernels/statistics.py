"""Counts over a collection, in tables of fixed size, and what is derived from them for a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.model.word_flags import SENTENCE, SOLO

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I64, U8, U16, U32, U64, Number, Out, Table

__all__ = ["COUNT", "HOLDER", "MANY", "REMEMBERED", "count_documents", "single_shares", "surprisals"]

#: The columns of the table of words, side by side since both are looked up at once: how often a word stands, and which
#: document has it.
COUNT, HOLDER = 0, 1
#: A word that more than one document has; 0 is one that none has, anything else the key of the only one.
MANY = np.uint32(0xFFFFFFFF)
#: A stem is counted once in a sentence. So many stems of it are remembered, each by some bits of its hash, until
#: another one with the same bits follows.
REMEMBERED = 1024
_FULL = np.uint16(65535)


@inline
def _bigram_slot(first: Number, second: Number, mask: Number) -> Number:
    h = (np.uint64(first) << np.uint64(32)) | np.uint64(second)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return np.int64((h ^ (h >> np.uint64(29))) & np.uint64(mask))


@inline
def holder_key(key: Number) -> Number:
    """Return the 32-bit key of a document in the table of holders: neither 0 nor `MANY`."""
    return np.uint32((key >> np.uint64(32)) % np.uint64(0xFFFFFFFE)) + np.uint32(1)


@kernel
def count_documents(
    numbers: U32, stems: U32, flags: U8, document_tokens: I64, keys: U64, stem_sentences: Out[U32],
    words: Out[Table[U32]], bigrams: Out[U16],
) -> tuple[int, int]:  # fmt: skip
    """Add documents to tables, each indexed by the lowest bits of a hash.

    Parameters
    ----------
    numbers, stems : uint32 [tokens]
        The words, and their stems.
    flags : uint8 [tokens]
        With the bits SENTENCE and SOLO; the first word of a document begins a sentence, too.
    document_tokens : int64 [documents + 1]
    keys : uint64 [documents]
        A hash of each document's id and text.
    stem_sentences : uint32 [2**a]
        In and out: in how many sentences each stem stands.
    words : uint32 [2**b, 2]
        In and out: how often each word stands; and which document has it: 0 for none, `MANY` for more than one, else
        the key of the only one.
    bigrams : uint16 [2**c]
        In and out: how often two words stand side by side in a document; a count stays at its greatest value.

    Returns
    -------
    int
        How many sentences there are.
    int
        The sum of the mixed keys, modulo 2**63: a digest of the documents that their order does not change.
    """
    stem_mask = np.uint32(len(stem_sentences) - 1)
    word_mask = np.uint32(len(words) - 1)
    bigram_mask = len(bigrams) - 1
    sentences = 0
    total = np.uint64(0)
    remembered = np.zeros(REMEMBERED, np.uint32)
    last_sentence = np.zeros(REMEMBERED, np.int64)
    for document in range(len(keys)):
        begin, end = document_tokens[document], document_tokens[document + 1]
        key = holder_key(keys[document])
        mixed = keys[document]
        mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
        mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
        total += mixed ^ (mixed >> np.uint64(33))
        # A loop for each table, so that the machine waits for many slots of it at once.
        for token in range(begin, end):
            if token == begin or flags[token] & SENTENCE:
                sentences += 1
            stem = stems[token]
            place = np.int64(stem >> np.uint32(5)) & (REMEMBERED - 1)
            if remembered[place] != stem or last_sentence[place] != sentences:
                remembered[place] = stem
                last_sentence[place] = sentences
                stem_sentences[stem & stem_mask] += np.uint32(1)
        for token in range(begin, end):
            slot = numbers[token] & word_mask
            words[slot, COUNT] += np.uint32(1)
            holder = words[slot, HOLDER]
            words[slot, HOLDER] = key if holder == np.uint32(0) or holder == key else MANY
        for token in range(begin, end - 1):
            pair = _bigram_slot(numbers[token], numbers[token + 1], bigram_mask)
            if bigrams[pair] != _FULL:
                bigrams[pair] += np.uint16(1)
    return sentences, np.int64(total & np.uint64(0x7FFFFFFFFFFFFFFF))


@kernel
def single_shares(
    numbers: U32, flags: U8, document_tokens: I64, keys: U64, words: Table[U32], most: int, shares: Out[F32]
) -> None:
    """Take the share of the words of each document that no other document has.

    Parameters
    ----------
    numbers, flags, document_tokens, keys
        As for `count_documents`; words with the bit SOLO do not count.
    words : uint32 [2**b, 2]
        As `count_documents` fills it.
    most : int
        Of a document at most so many words are looked up, at even distances.
    shares : float32 [documents]
        Out.
    """
    mask = np.uint32(len(words) - 1)
    for document in range(len(keys)):
        begin, end = document_tokens[document], document_tokens[document + 1]
        key = holder_key(keys[document])
        looked, alone = 0, 0
        for token in range(begin, end, max(1, (end - begin) // most)):
            if not flags[token] & SOLO:
                holder = words[numbers[token] & mask, HOLDER]
                looked += 1
                alone += holder == np.uint32(0) or holder == key
        shares[document] = alone / max(1, looked)


@kernel
def surprisals(
    numbers: U32, words: Table[U32], bigrams: U16, tokens: int, starts: I64, stops: I64, found: Out[F64]
) -> None:
    """Take the surprisal of runs of words that two documents share, in nats.

    The first word surprises by how seldom it stands, each further one by how seldom it follows the one before it:
    counted over all documents but without the two places where the run stands, with one word drawn at random added, so
    that what never stood together surprises as much as the word alone.

    Parameters
    ----------
    numbers : uint32 [any]
        Words.
    words, bigrams
        As `count_documents` fills them.
    tokens : int
        How many words were counted.
    starts, stops : int64 [runs]
        The runs, half-open.
    found : float64 [runs]
        Out.
    """
    word_mask = np.uint32(len(words) - 1)
    bigram_mask = len(bigrams) - 1
    total = np.float64(max(1, tokens))
    for run in range(len(starts)):
        nats = 0.0
        for at in range(starts[run], stops[run]):
            alone = max(0.5, np.float64(words[numbers[at] & word_mask, COUNT]) - 2.0) / total
            if at == starts[run]:
                nats -= np.log(alone)
                continue
            before = max(0.0, np.float64(words[numbers[at - 1] & word_mask, COUNT]) - 2.0)
            slot = _bigram_slot(numbers[at - 1], numbers[at], bigram_mask)
            both = max(0.0, np.float64(bigrams[slot]) - 2.0)
            nats -= np.log(min(1.0, (both + alone) / (before + 1.0)))
        found[run] = nats
