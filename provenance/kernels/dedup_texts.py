"""Finds documents whose digests say that their words are equal, and compares the bytes of their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import kernel
from provenance.kernels.load import load64

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U64, Out

__all__ = ["compare_texts", "first_with_key"]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@kernel
def first_with_key(documents: I32, keys: U64, table: Out[I32], first: Out[I32]) -> None:
    """Find for each document the first one that has the same key.

    Parameters
    ----------
    documents : int32 [any]
        Documents, rising.
    keys : uint64 [all documents]
    table : int32 [a power of two, at least twice as many as documents]
        -1 at first; filled.
    first : int32 [all documents]
        In and out, each document itself at first.
    """
    mask = np.uint64(len(table) - 1)
    for at in range(len(documents)):
        document = documents[at]
        key = keys[document]
        place = np.int64((key * _FACTOR >> np.uint64(24)) & mask)
        while table[place] >= 0 and keys[table[place]] != key:
            place = np.int64(np.uint64(place + 1) & mask)
        if table[place] < 0:
            table[place] = document
        first[document] = table[place]


@kernel
def compare_texts(
    data: U8, offsets: I64, groups: I32, held: Out[U8], held_offsets: Out[I64], begun: int, equal: Out[U8]
) -> int:
    """Compare texts with the first one of their groups.

    Parameters
    ----------
    data, offsets : uint8 [bytes], int64 [texts + 1]
        The texts, as UTF-8, and where each begins.
    groups : int32 [texts]
        The group of each. Groups are numbered in the order of their first texts.
    held : uint8 [bytes]
        In and out: the first texts of groups, one after the other.
    held_offsets : int64 [groups + 1]
        In and out: where each begins.
    begun : int
        How many groups have a first text already.
    equal : uint8 [texts]
        Out: 1 where a text is the first of its group or the same bytes, else 0.

    Returns
    -------
    int
        How many groups have a first text now.
    """
    for text in range(len(groups)):
        group = np.int64(groups[text])
        at, size = offsets[text], offsets[text + 1] - offsets[text]
        equal[text] = 1
        if group == begun:
            begun += 1
            begin = held_offsets[group]
            for k in range(size):
                held[begin + k] = data[at + k]
            held_offsets[begun] = begin + size
            continue
        begin = held_offsets[group]
        same = held_offsets[group + 1] - begin == size
        k = np.int64(0)
        while same and k + 8 <= size:
            same = load64(data, at + k) == load64(held, begin + k)
            k += 8
        while same and k < size:
            same = data[at + k] == held[begin + k]
            k += 1
        equal[text] = np.uint8(same)
    return begun
