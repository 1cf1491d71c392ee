"""What stands in more than one document: prints that repeat, and the documents that share enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, U64, Number

__all__ = ["BLOCK", "MOST_NEEDED", "count_crowded", "find_repeats", "link_documents", "number_places"]

#: Words in a block of a document. Prints count together when they stand in one block or in two neighbours.
BLOCK = 1024
#: The most prints that documents can be asked to share.
MOST_NEEDED = 5
# States of a slot of the table of prints; from 0 on it is the one document that has the print.
_FREE, _REPEATED, _LISTED = -1, -2, -3


@kernel
def find_repeats(
    prints: U64, document_tokens: I64, document_blocks: I64, tags: U32, states: I32, counts: I32, starts: I64,
    places: U32, blocks: I32,
) -> tuple[int, int]:  # fmt: skip
    """Gather the places of the prints of one partition that stand in more than one document.

    Parameters
    ----------
    prints : uint64 [any]
        As `provenance.kernels.prints.scatter_prints` leaves them: by place.
    document_tokens, document_blocks : int64 [documents + 1]
        Where each document's words, and its blocks, begin.
    tags : uint32 [2**k]
    states, counts : int32 [2**k]
        Room for a table.
    starts : int64 [prints // 2 + 1]
        Out: where the places of each repeated print begin, and where those of the last one end.
    places : uint32 [prints]
        Out: the places of the repeated prints, print by print, rising.
    blocks : int32 [prints]
        Out: the block of each.

    Returns
    -------
    int
        How many prints repeat; -1 where the table has too little room.
    int
        How many places they have.
    """
    mask = np.uint32(len(tags) - 1)
    states[:] = _FREE
    found = np.int64(0)
    size = np.int64(0)
    used = 0
    for gather in (False, True):
        document = np.int64(0)
        for at in range(len(prints)):
            tag, place = np.uint32(prints[at] >> np.uint64(32)), np.int64(prints[at] & np.uint64(0xFFFFFFFF))
            while place >= document_tokens[document + 1]:
                document += 1
            slot = np.uint32(tag * np.uint32(0x9E3779B1)) & mask
            while states[slot] != _FREE and tags[slot] != tag:
                slot = np.uint32(slot + np.uint32(1)) & mask
            if not gather:
                if states[slot] == _FREE:
                    used += 1
                    if 2 * used > len(tags):
                        return -1, 0
                    tags[slot] = tag
                    states[slot] = document
                    counts[slot] = 0
                elif states[slot] != document:
                    states[slot] = _REPEATED
                counts[slot] += 1
                continue
            if states[slot] >= 0:
                continue
            if states[slot] == _REPEATED:
                # From now on the count is where the next place goes.
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
def number_places(places: U32, starts: I64, first: Number, repeats: U32) -> None:
    """Write the number of a repeated print, from ``first`` on, at each of its places in ``repeats`` [tokens]."""
    for which in range(len(starts) - 1):
        for at in range(starts[which], starts[which + 1]):
            repeats[places[at]] = first + which


@kernel
def count_crowded(starts: I64, blocks: I32, block_document: I32, most: Number) -> int:
    """Count the repeated prints that more than ``most`` documents have; arrays as `link_documents` takes them."""
    crowded = 0
    for which in range(len(starts) - 1):
        if starts[which + 1] - starts[which] <= most:
            continue
        documents = 0
        previous = -1
        for at in range(starts[which], starts[which + 1]):
            if block_document[blocks[at]] != previous:
                previous = block_document[blocks[at]]
                documents += 1
        crowded += documents > most
    return crowded


@kernel
def link_documents(
    repeats: U32, starts: I64, blocks: I32, skipped: U8, document_tokens: I64, document_blocks: I64,
    block_document: I32, most: Number, needed: Number, span: Number, first: Number, last: Number, recent: U32,
    linked: I32, pairs: I64,
) -> tuple[int, int]:  # fmt: skip
    """List the pairs of documents that share enough prints close together.

    Parameters
    ----------
    repeats : uint32 [tokens]
        The repeated print that begins with each word, counted from 1; 0 for none.
    starts : int64 [prints + 1]
        Where the places of each repeated print begin.
    blocks : int32 [places]
        The block of each place, rising within a print.
    skipped : uint8 [prints]
        1 for prints that link nothing.
    document_tokens, document_blocks : int64 [documents + 1]
        Where each document's words, and its blocks, begin.
    block_document : int32 [blocks]
        The document of each block.
    most : int
        Of the places of a print, each of the first so many counts with all before it, and each further one with the
        first and with the one before: a formula that all share costs no square.
    needed : int
        How many places of the later document, at most `MOST_NEEDED`, are to be shared ...
    span : int
        ... within so many words of it, and within `BLOCK` words of the earlier one.
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
            which = np.int64(repeats[place]) - 1
            if which < 0 or skipped[which]:
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
