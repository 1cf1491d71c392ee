"""Furniture: runs of words that stand in very many documents which otherwise differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import kernel
from provenance.model.words import FURNITURE, QUOTED

if TYPE_CHECKING:
    from provenance.kernels.types import F32, I32, I64, U8, U32, Number

__all__ = ["common_shares", "count_voices", "mark_furniture", "mean_shares", "trim_ends"]


@kernel
def count_voices(
    starts: I64, blocks: I32, block_document: I32, sources: I32, source_documents: I64, voices: F32
) -> None:
    """Tell by how many voices each repeated print is said.

    Parameters
    ----------
    starts : int64 [prints + 1]
    blocks : int32 [places]
    block_document : int32 [blocks]
        As `provenance.kernels.repeats.link_documents` takes them.
    sources : int32 [documents]
        The source of each document, from 0 on; a number of its own where it has none.
    source_documents : int64 [sources]
        How many documents each source has.
    voices : float32 [prints, 4]
        Out: documents; sources; documents of the source that has most of them; all documents of that source.
    """
    seen = np.full(len(source_documents), -1, np.int64)
    times = np.zeros(len(source_documents), np.int64)
    for which in range(len(starts) - 1):
        previous = -1
        documents, distinct, most, most_source = 0, 0, 0, 0
        for at in range(starts[which], starts[which + 1]):
            document = block_document[blocks[at]]
            if document == previous:
                continue
            previous = document
            documents += 1
            source = sources[document]
            if seen[source] != which:
                seen[source] = which
                times[source] = 0
                distinct += 1
            times[source] += 1
            if times[source] > most:
                most = times[source]
                most_source = source
        voices[which, 0] = documents
        voices[which, 1] = distinct
        voices[which, 2] = most
        voices[which, 3] = source_documents[most_source]


@kernel
def common_shares(repeats: U32, common: U8, document_tokens: I64, width: Number, shares: F32) -> None:
    """Take the share of each document's words that stand in common prints, into ``shares`` [documents].

    Parameters
    ----------
    repeats : uint32 [tokens]
        The repeated print that begins with each word, counted from 1; 0 for none.
    common : uint8 [prints]
        1 for common ones.
    document_tokens : int64 [documents + 1]
    width : int
        Words in a print.
    """
    for document in range(len(shares)):
        begin, end = document_tokens[document], document_tokens[document + 1]
        covered = 0
        reach = begin
        for at in range(begin, end):
            if repeats[at] and common[repeats[at] - 1]:
                covered += at + width - max(reach, at)
                reach = at + width
        shares[document] = covered / max(1, end - begin)


@kernel
def mean_shares(starts: I64, blocks: I32, block_document: I32, common: U8, shares: F32, means: F32) -> None:
    """Take the mean of the shares of the documents that have a common print, into ``means`` [prints]."""
    for which in range(len(means)):
        if not common[which]:
            continue
        previous = -1
        documents = 0
        total = 0.0
        for at in range(starts[which], starts[which + 1]):
            document = block_document[blocks[at]]
            if document != previous:
                previous = document
                documents += 1
                total += shares[document]
        means[which] = total / max(1, documents)


@kernel
def mark_furniture(repeats: U32, furniture: U8, width: Number, flags: U8) -> int:
    """Set the bit FURNITURE on the words of such prints, but for quoted ones; return on how many words."""
    marked = 0
    for at in range(len(repeats)):
        if repeats[at] and furniture[repeats[at] - 1]:
            for word in range(at, at + width):
                if not flags[word] & (QUOTED | FURNITURE):
                    flags[word] |= np.uint8(FURNITURE)
                    marked += 1
    return marked


@kernel
def trim_ends(spans: I64, flags: U8, own: I64) -> None:
    """Trim furniture at the ends of passages.

    Parameters
    ----------
    spans : int64 [passages, 4]
        In and out: left first, left last, right first, right last, half-open; numbers of words in the collection.
    flags : uint8 [tokens]
        With the bit FURNITURE.
    own : int64 [passages, 2]
        Out: the words of each side that are no furniture.
    """
    for row in range(len(spans)):
        a, a_end, b, b_end = spans[row, 0], spans[row, 1], spans[row, 2], spans[row, 3]
        for at in range(a, a_end):
            own[row, 0] += 0 if flags[at] & FURNITURE else 1
        for at in range(b, b_end):
            own[row, 1] += 0 if flags[at] & FURNITURE else 1
        if own[row, 0] == 0 or own[row, 1] == 0:
            # Nothing remains; one word does, for the sake of the columns.
            spans[row, 1] = a + 1
            spans[row, 3] = b + 1
            continue
        if flags[a] & FURNITURE and flags[b] & FURNITURE:
            while flags[a] & FURNITURE:
                a += 1
            while flags[b] & FURNITURE:
                b += 1
        if flags[a_end - 1] & FURNITURE and flags[b_end - 1] & FURNITURE:
            while flags[a_end - 1] & FURNITURE:
                a_end -= 1
            while flags[b_end - 1] & FURNITURE:
                b_end -= 1
        spans[row, 0], spans[row, 1], spans[row, 2], spans[row, 3] = a, a_end, b, b_end
