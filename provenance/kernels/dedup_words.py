"""Texts to a hash for each word, in one pass over the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.classes import BREAK, GROUPING, LETTER
from provenance.kernels.hashes import LOWER, short_word_hash, word_hash
from provenance.kernels.jit import kernel
from provenance.kernels.load import letters_at, load64, trailing_zeros
from provenance.kernels.tokenise import leading_letters, tokenise

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, U64, Bool, Out, Table

__all__ = ["hash_texts"]

# What a byte of ASCII is to a word: it ends one, it is a letter of one, or the tokeniser has to say.
_ENDS, _LETTER, _OTHER = 0, 1, 2
_ONE = np.uint64(1)


@kernel
def hash_texts(
    data: U8,
    offsets: I64,
    index: U16,
    classes: Table[U8],
    delta: Table[I32],
    expansion_offsets: I32,
    expansions: I32,
    norm: Out[U8],
    token_start: Out[I64],
    cp_start: Out[I32],
    cp_stop: Out[I32],
    solo: Out[Bool],
    rest: Out[U8],
    rest_offsets: Out[I64],
    rest_tokens: Out[I64],
    rest_at: Out[I64],
    rest_documents: Out[I64],
    simple: Out[U64],
    words: Out[U64],
    document_tokens: Out[I64],
) -> int:
    """Cut texts into words as `provenance.kernels.tokenise.tokenise` does, and hash them.

    Hashes are those of `provenance.kernels.hashes.word_hashes`. Runs of ASCII letters are hashed where they stand,
    looked at 64 bytes at a time. From where anything else touches a word up to the next space, the text is put aside
    for the tokeniser: a space ends whatever it is in the middle of.

    Parameters
    ----------
    data, offsets, index, classes, delta, expansion_offsets, expansions, norm, token_start, cp_start, cp_stop, solo
        As there.
    rest : uint8 [bytes]
        Room for what is put aside.
    rest_offsets, rest_tokens, rest_at : int64 [bytes // 2 + documents + 2]
        Room: where each such stretch begins, where its words begin, and how many other words stand before it.
    rest_documents : int64 [documents + 1]
        Room: which stretches are each document's.
    simple : uint64 [bytes // 2 + documents + 1]
        Room for the other words.
    words : uint64 [bytes // 2 + documents + 1]
        Out.
    document_tokens : int64 [documents + 1]
        Out: where each document's words begin.

    Returns
    -------
    int
        The number of words, or -1 where ``norm`` is too short.
    """
    kinds = np.full(256, _OTHER, np.uint8)
    for code in range(128):
        kind = classes[np.int64(index[0]), code]
        if kind == LETTER:
            kinds[code] = _LETTER
        elif kind == BREAK or kind == GROUPING:
            kinds[code] = _ENDS
    count = 0
    stretches = 0
    put = 0
    for document in range(len(offsets) - 1):
        document_tokens[document] = count
        rest_documents[document] = stretches
        at = offsets[document]
        stop = offsets[document + 1]
        while at < stop:
            if at + 80 <= stop:
                letters, others = letters_at(data, at)
                # Words that end before the first byte that has to be judged.
                before = (others & (~others + _ONE)) - _ONE
                starts = letters & ~(letters << _ONE)
                ends = ~letters & (letters << _ONE) & before
                while ends:
                    begin = np.int64(trailing_zeros(starts))
                    size = np.int64(trailing_zeros(ends)) - begin
                    if size <= 16:
                        simple[count] = short_word_hash(data, at + begin, size)
                    else:
                        simple[count] = word_hash(data, at + begin, at + begin + size, LOWER)
                    count += 1
                    starts &= starts - _ONE
                    ends &= ends - _ONE
                here = np.int64(min(trailing_zeros(starts), trailing_zeros(others)))
                if here:
                    at += here
                    continue
            kind = kinds[data[at]]
            if kind == _ENDS:
                at += 1
                continue
            begin = at
            if kind == _LETTER:
                run = 8
                while run == 8 and at < stop and at + 8 <= len(data):
                    eight = load64(data, at)
                    run = leading_letters(eight)
                    at += run
                while run == 8 and at < stop and kinds[data[at]] == _LETTER:
                    at += 1
                at = min(at, stop)
                if at == stop or kinds[data[at]] == _ENDS:
                    size = at - begin
                    if at + 8 <= len(data):
                        simple[count] = word_hash(data, begin, at, LOWER)
                    else:
                        # At the very end there is nothing to read beyond.
                        for k in range(size):
                            norm[k] = data[begin + k]
                        simple[count] = word_hash(norm, np.int64(0), size, LOWER)
                    count += 1
                    at += 1
                    continue
            end = at
            while end < stop and data[end] != 32:
                end += 1
            rest_offsets[stretches] = put
            rest_at[stretches] = count
            stretches += 1
            for k in range(begin, end):
                rest[put] = data[k]
                put += 1
            at = end
    documents = len(offsets) - 1
    document_tokens[documents] = count
    rest_documents[documents] = stretches
    rest_offsets[stretches] = put
    found = tokenise(
        rest, rest_offsets[: stretches + 1], index, classes, delta, expansion_offsets, expansions, norm, token_start,
        cp_start, cp_stop, solo, rest_tokens[: stretches + 1],
    )  # fmt: skip
    if found < 0:
        return -1
    # Both kinds of words are put together again, in their order.
    used = 0
    at = np.int64(0)
    for document in range(documents):
        document_tokens[document] = used
        for stretch in range(rest_documents[document], rest_documents[document + 1]):
            size = rest_at[stretch] - at
            for k in range(size):
                words[used + k] = simple[at + k]
            used += size
            at += size
            for token in range(rest_tokens[stretch], rest_tokens[stretch + 1]):
                words[used] = word_hash(norm, token_start[token], token_start[token + 1] - 1, np.uint64(0))
                used += 1
        # The words of the next document begin here, as long as they are not yet counted anew.
        size = document_tokens[document + 1] - at
        for k in range(size):
            words[used + k] = simple[at + k]
        used += size
        at += size
    document_tokens[documents] = used
    return used
