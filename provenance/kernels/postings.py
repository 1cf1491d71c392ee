"""Posting lists: the tokens of each fingerprint that more than one document has, and who shares enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, U64, Out, Table

__all__ = ["BLOCK", "MOST_NEEDED", "count_capped", "find_postings", "link_documents", "number_tokens"]

#: Tokens in a block of a document. Fingerprints in one block or two neighbouring ones are counted together.
BLOCK = 1024
#: The most fingerprints that documents can be asked to share.
MOST_NEEDED = 5
# States of a slot of the hash table; from 0 on it is the one document that has the fingerprint.
_FREE, _SHARED, _LISTED = -1, -2, -3


@kernel
def find_postings(
    fingerprints: U64, tokens: U32, document_tokens: I64, document_blocks: I64, met: Out[U8], keys: Out[U64],
    states: Out[I32], counts: Out[I32], starts: Out[I64], places: Out[U32], blocks: Out[I32],
) -> tuple[int, int]:  # fmt: skip
    """Make the posting lists of the fingerprints of one partition that stand in more than one document.

    Parameters
    ----------
    fingerprints : uint64 [rows]
        In the order of their tokens.
    tokens : uint32 [rows]
        Where each stands; rising.
    document_tokens, document_blocks : int64 [documents + 1]
        Where each document's tokens, and its blocks, begin.
    met : uint8 [2**j]
        Room: most fingerprints stand once only, and a small table tells so before the large one is asked.
    keys : uint64 [2**k]
    states, counts : int32 [2**k]
        Room for a hash table.
    starts : int64 [rows // 2 + 1]
        Out: where each posting list begins, and where the last one ends.
    places : uint32 [rows]
        Out: the tokens of each posting list, one list after the other, rising within each.
    blocks : int32 [rows]
        Out: the block of each.

    Returns
    -------
    int
        How many posting lists there are; -1 where the table has too little room.
    int
        How many places they have.
    """
    mask = np.uint64(len(keys) - 1)
    met_mask = np.uint64(len(met) - 1)
    met[:] = 0
    for at in range(len(fingerprints)):
        once = np.int64((fingerprints[at] >> np.uint64(20)) & met_mask)
        met[once] = 1 if met[once] == 0 else 2
    states[:] = _FREE
    found = np.int64(0)
    size = np.int64(0)
    used = 0
    for listing in (False, True):
        document = np.int64(0)
        for at in range(len(fingerprints)):
            key, place = fingerprints[at], np.int64(tokens[at])
            if met[np.int64((key >> np.uint64(20)) & met_mask)] == 1:
                continue
            while place >= document_tokens[document + 1]:
                document += 1
            # Within a partition the highest bits are equal, the middle ones are as good as random.
            slot = np.int64((key >> np.uint64(20)) & mask)
            while states[slot] != _FREE and keys[slot] != key:
                slot = np.int64(np.uint64(slot + 1) & mask)
            if not listing:
                if states[slot] == _FREE:
                    used += 1
                    if 2 * used > len(keys):
                        return -1, 0
                    keys[slot] = key
                    states[slot] = document
                    counts[slot] = 0
                elif states[slot] != document:
                    states[slot] = _SHARED
                counts[slot] += 1
                continue
            if states[slot] >= 0:
                continue
            if states[slot] == _SHARED:
                # From now on the count is the index for the next place.
                starts[found] = size
                found += 1
                size += counts[slot]
                counts[slot] = starts[found - 1]
                states[slot] = _LISTED
            places[counts[slot]] = place
            blocks[counts[slot]] = document_blocks[document] + (place - document_tokens[document]) // BLOCK
            counts[slot] += 1
    starts[found] = size
    return found, size


@kernel
def number_tokens(places: U32, starts: I64, first: int, lists: Out[U32]) -> None:
    """Write the number of each posting list at its places.

    Parameters
    ----------
    places : uint32 [places]
        Tokens, list after list.
    starts : int64 [posting lists + 1]
        Where the places of each list begin.
    first : int
        The number of the first list.
    lists : uint32 [tokens]
        Out, where a list has a place; the rest stays.
    """
    for which in range(len(starts) - 1):
        for at in range(starts[which], starts[which + 1]):
            lists[places[at]] = first + which


@kernel
def count_capped(starts: I64, blocks: I32, block_document: I32, most: int) -> int:
    """Count the posting lists of many documents.

    Parameters
    ----------
    starts, blocks, block_document
        As for `link_documents`.
    most : int
        Lists of more documents than this count.

    Returns
    -------
    int
        How many lists there are.
    """
    capped = 0
    for which in range(len(starts) - 1):
        if starts[which + 1] - starts[which] <= most:
            continue
        documents = 0
        previous = -1
        for at in range(starts[which], starts[which + 1]):
            if block_document[blocks[at]] != previous:
                previous = block_document[blocks[at]]
                documents += 1
        capped += documents > most
    return capped


@kernel
def link_documents(
    lists: U32, starts: I64, blocks: I32, document_tokens: I64, document_blocks: I64,
    block_document: I32, most: int, needed: int, span: int, first: int, last: int, recent: Out[Table[U32]],
    linked: Out[I32], pairs: Out[I64],
) -> tuple[int, int]:  # fmt: skip
    """List the pairs of documents that share enough fingerprints close together.

    Parameters
    ----------
    lists : uint32 [tokens]
        The posting list of the fingerprint that begins with each token, counted from 1; 0 for none.
    starts : int64 [posting lists + 1]
        Where the places of each begin.
    blocks : int32 [places]
        The block of each place, rising within a list.
    document_tokens, document_blocks : int64 [documents + 1]
        Where each document's tokens, and its blocks, begin.
    block_document : int32 [blocks]
        The document of each block.
    most : int
        Of a posting list, each of the first so many places counts with all before it, and each further one with the
        first and with the one before: a formula that all share costs no square.
    needed : int
        How many tokens of the later document, at most `MOST_NEEDED`, are to be shared ...
    span : int
        ... within so many tokens of it, and within `BLOCK` tokens of the earlier one.
    first, last : int
        The later documents to do, half-open.
    recent : uint32 [blocks, MOST_NEEDED - 1]
        Room; zeros at first.
    linked : int32 [blocks]
        Room; -1 at first.
    pairs : int64 [blocks or more]
        Out: ``left * documents + right`` with left < right; a pair may come twice.

    Returns
    -------
    int
        How many pairs there are.
    int
        The document to go on with when ``pairs`` was full, else ``last``.
    """
    count = 0
    documents = len(document_tokens) - 1
    for document in range(first, last):
        begin, end = document_tokens[document], document_tokens[document + 1]
        own = document_blocks[document]
        if count + own > len(pairs) and count > 0:
            # A document is paired with a block before it once at most.
            return count, document
        for place in range(begin, end):
            which = np.int64(lists[place]) - 1
            if which < 0:
                continue
            low, high = starts[which], starts[which + 1]
            bottom = low
            while low < high:
                middle = (low + high) // 2
                if blocks[middle] < own:
                    low = middle + 1
                else:
                    high = middle
            before = low - bottom
            previous = np.int64(-1)
            for turn in range(before if before < most else 2):
                at = bottom + turn if before < most or turn == 0 else low - 1
                block = np.int64(blocks[at])
                if block == previous:
                    continue
                previous = block
                # What stands in a block counts for it and for the one before, in the same document.
                for window in range(max(block - 1, document_blocks[block_document[block]]), block + 1):
                    if linked[window] == document:
                        continue
                    near = recent[window, needed - 2] if needed > 1 else np.uint32(place + 1)
                    if needed > 1:
                        if recent[window, 0] == place + 1:
                            continue
                        for k in range(needed - 2, 0, -1):
                            recent[window, k] = recent[window, k - 1]
                        recent[window, 0] = place + 1
                    if near > begin and place + 1 - near <= span:
                        linked[window] = document
                        pairs[count] = np.int64(block_document[block]) * documents + document
                        count += 1
    return count, last
