"""Links documents by sampled shingles, and chooses by which of them each is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.dedup_link import REFERENCE, UNINDEXED, join
from provenance.kernels.dedup_verify import EITHER
from provenance.kernels.jit import inline, kernel
from provenance.kernels.sorting import best_first

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, U64, Number, Out

__all__ = [
    "LOOKED_UP",
    "TWICE",
    "choose_samples",
    "join_samples",
    "least_shared",
    "link_samples",
    "part_samples",
]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
#: How often a sample that stands twice in one document was met before: it is passed over.
TWICE = 2147483647
#: What is done with a sample: its document is looked up by it; one that is leads past it.
LOOKED_UP, PASSED = 1, 2


@kernel
def part_samples(
    order: I32, begins: I64, samples: U32, parts: int, starts: Out[I64], entries: Out[I32], values: Out[U32]
) -> None:
    """Divide sampled shingles into parts by their hashes; in each they stand in the order of their documents.

    Parameters
    ----------
    order : int32 [documents]
        All documents, best first.
    begins : int64 [documents + 1]
        Where each document's samples begin.
    samples : uint32 [samples]
    parts : int
        How many parts there are, a power of two.
    starts : int64 [parts + 1]
        Out: where each part begins.
    entries : int32 [samples]
        Out: the places of the samples, part by part.
    values : uint32 [samples]
        Out: the samples there.
    """
    mask = np.uint32(parts - 1)
    starts[:] = 0
    for entry in range(len(samples)):
        starts[np.int64(samples[entry] & mask) + 1] += 1
    for part in range(parts):
        starts[part + 1] += starts[part]
    free = starts[:parts].copy()
    for at in range(len(order)):
        for entry in range(begins[order[at]], begins[order[at] + 1]):
            part = np.int64(samples[entry] & mask)
            entries[free[part]] = entry
            values[free[part]] = samples[entry]
            free[part] += 1


@kernel
def link_samples(
    entries: I32, values: U32, mode: U8, owners: I32, table: Out[U64], before: Out[I32], met: Out[I32]
) -> None:
    """Find for each sampled shingle of one part the last document before that has it.

    Parameters
    ----------
    entries, values : int32 [any], uint32 [any]
        The places of the samples, and the samples, as `part_samples` orders them.
    mode : uint8 [documents]
        As in `provenance.kernels.dedup_link`.
    owners : int32 [samples]
        The document of each sample.
    table : uint64 [a power of two, at least twice the entries]
        0 at first; filled.
    before : int32 [samples]
        In and out, -1 at first: the place of the sample before, where there is one.
    met : int32 [samples]
        In and out, 0 at first: in how many documents before it stands; 2**31 - 1 where it stood in this one before.
    """
    mask = np.uint64(len(table) - 1)
    for at in range(len(entries)):
        entry = np.int64(entries[at])
        document = owners[entry]
        sample = np.uint64(values[at])
        # An entry counts from 1, so that none is free.
        tag = sample << np.uint64(32)
        place = np.int64((sample * _FACTOR >> np.uint64(30)) & mask)
        while table[place] != 0 and (table[place] >> np.uint64(32)) != sample:
            place = np.int64(np.uint64(place + 1) & mask)
        if table[place] != 0:
            last = np.int64(table[place] & np.uint64(0xFFFFFFFF)) - 1
            if owners[last] == document:
                met[entry] = TWICE
                continue
            before[entry] = last
            met[entry] = min(met[last] + 1, TWICE - 1)
        if mode[document] != UNINDEXED:
            table[place] = tag | np.uint64(entry + 1)


@kernel
def choose_samples(
    documents: I32, mode: U8, measure: int, least_hits: I32, begins: I64, before: I32, met: I32, followed: Out[U8]
) -> None:
    """Choose which samples of documents are looked up.

    Of the samples of a document as many are shared with one that holds it as the threshold says, give or take chance;
    so some of the most frequent need not be looked up at all (prefix filtering: Chaudhuri, Ganti and Kaushik 2006).

    Parameters
    ----------
    documents : int32 [any]
    mode, measure, least_hits, begins, before, met
        As in `decide_by_samples`.
    followed : uint8 [samples]
        In and out, 0 at first: LOOKED_UP for those that are chosen.
    """
    for at in range(len(documents)):
        document = np.int64(documents[at])
        if mode[document] == REFERENCE:
            continue
        first, last = begins[document], begins[document + 1]
        own_samples = 0
        linked = 0
        for entry in range(first, last):
            own_samples += met[entry] != TWICE
            linked += before[entry] >= 0
        allowed = linked
        # If either may contain the other, the few samples of a short document may be among the most frequent.
        if measure != EITHER:
            allowed = min(linked, linked - least_shared(least_hits, own_samples) + 1)
        if allowed <= 0:
            continue
        scores = np.empty(linked, np.float64)
        entries = np.empty(linked, np.int64)
        size = 0
        for entry in range(first, last):
            if before[entry] >= 0:
                scores[size] = -met[entry]
                entries[size] = entry
                size += 1
        rarest = best_first(scores)
        for k in range(allowed):
            followed[entries[rarest[k]]] = LOOKED_UP


@kernel
def join_samples(
    order: I32, rank: I32, begins: I64, owners: I32, before: I32, followed: Out[U8], same_before: I32, roots: Out[I32]
) -> None:
    """Join documents as `provenance.kernels.dedup_link.join_linked` does, by the samples that are looked up.

    Parameters
    ----------
    order, rank, begins, owners, before, same_before
        As in `decide_by_samples`.
    followed : uint8 [samples]
        In and out: LOOKED_UP as `choose_samples` leaves it; PASSED is added for those that are met on the way.
    roots : int32 [documents]
        As there.
    """
    for at in range(len(order) - 1, -1, -1):
        document = np.int64(order[at])
        if same_before[document] >= 0:
            join(document, np.int64(same_before[document]), rank, roots)
        for entry in range(begins[document], begins[document + 1]):
            other = before[entry]
            if followed[entry] and other >= 0:
                followed[other] |= PASSED
                join(document, np.int64(owners[other]), rank, roots)


@inline
def least_shared(least_hits: I32, samples: Number) -> Number:
    """Return how many of so many samples are shared with a duplicate, at least."""
    last = len(least_hits) - 1
    if samples <= last:
        return np.int64(least_hits[samples])
    return np.int64(least_hits[last]) * samples // last
