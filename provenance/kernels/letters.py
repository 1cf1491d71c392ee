"""Letters without words: what two texts share though noise moved their word borders and changed some letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.tokenise import decode
from provenance.kernels.windows import mix
from provenance.model.words import SOLO

if TYPE_CHECKING:
    from provenance.kernels.types import F32, I32, I64, U8, U16, U32, U64, Bool, Number

__all__ = [
    "DIAGONAL", "LONGEST_GAP", "MOVED", "RUN", "Room", "Side", "align_letters", "clear", "find_letter_runs",
    "gather_letters", "index_letters", "join_shingles", "pair_up", "sample_shingles", "single_words",
]  # fmt: skip

#: Letters in the shortest run that counts.
RUN = 6
#: The most letters of a stretch that is aligned letter by letter, on each side.
LONGEST_GAP = 128
# A run that stands in the other text more often than this is no sign of anything; nor is it cheap.
_OFTEN = 16
#: What ``Side.hits`` says of a letter with a counterpart where only one of the two begins a word.
MOVED = 2
# Which letters a step of an alignment takes.
_BOTH, _LEFT, _RIGHT = 0, 1, 2


#: Bits of the diagonal in a key of `join_shingles`.
DIAGONAL = np.int64(24)


class Side(NamedTuple):
    """The letters of one document.

    ``letters``: uint16 [letters]. ``words``: int64 [words + 1], where each word begins, plus any constant.
    ``begins``: uint8 [letters], 1 where a word begins. ``hits``: uint8 [letters], 0 for a letter without a
    counterpart, else 1 or `MOVED`.
    """

    letters: U16
    words: I64
    begins: U8
    hits: U8


class Room(NamedTuple):
    """Room for an alignment: int32 [LONGEST_GAP + 1] and uint8 [LONGEST_GAP + 1, LONGEST_GAP + 1]."""

    scores: I32
    ways: U8


@kernel
def gather_letters(norm: U8, token_start: I64, letters: U16, token_letters: I64) -> int:
    """Put the letters and digits of words one after the other.

    Parameters
    ----------
    norm, token_start
        As `provenance.kernels.tokenise.tokenise` fills them.
    letters : uint16 [bytes of norm]
        Out: the lowest bits of their code points.
    token_letters : int64 [tokens + 1]
        Out: where each word begins among them.

    Returns
    -------
    int
        How many letters there are.
    """
    count = 0
    for token in range(len(token_start) - 1):
        token_letters[token] = count
        at, stop = token_start[token], token_start[token + 1] - 1
        while at < stop:
            code, at = decode(norm, at, stop)
            letters[count] = code & 0xFFFF
            count += 1
    token_letters[len(token_start) - 1] = count
    return count


# What `single_words` knows of a word: that no document has it, or more than one.
_NONE, _MANY = -1, -2


@kernel
def single_words(
    numbers: U32, flags: U8, document_tokens: I64, read: Bool, most: Number, owners: I32, shares: F32
) -> None:
    """Take the share of the words of each document that no other document has.

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words of all documents.
    flags : uint8 [tokens]
        With the bit SOLO: such a word says nothing and does not count.
    document_tokens : int64 [documents + 1]
    read : bool [documents]
        The documents whose words are known; another one is compared with these.
    most : int
        Of a document at most so many words are looked up, at even distances.
    owners : int32 [2**k]
        Room, by the lowest bits of a word.
    shares : float32 [documents]
        Out.
    """
    mask = np.uint32(len(owners) - 1)
    owners[:] = _NONE
    for document in range(len(read)):
        if read[document]:
            for token in range(document_tokens[document], document_tokens[document + 1]):
                slot = numbers[token] & mask
                if owners[slot] == _NONE:
                    owners[slot] = document
                elif owners[slot] != document:
                    owners[slot] = _MANY
    for document in range(len(read)):
        first, last = document_tokens[document], document_tokens[document + 1]
        looked, alone = 0, 0
        for token in range(first, last, max(1, (last - first) // most)):
            if not flags[token] & SOLO:
                owner = owners[numbers[token] & mask]
                looked += 1
                alone += owner == _NONE or owner == document
        shares[document] = alone / max(1, looked)


# What multiplies a hash of letters for one letter more.
_BASE = np.uint64(0x9E3779B97F4A7C15)


@kernel
def sample_shingles(
    norm: U8, token_start: I64, document_tokens: I64, width: Number, every: Number, first: Number, hashes: U64,
    owners: I32, places: I32,
) -> int:  # fmt: skip
    """Sample the shingles of letters of documents by their hashes, so that what two share is sampled in both.

    Parameters
    ----------
    norm, token_start, document_tokens
        As `provenance.kernels.tokenise.tokenise` fills them.
    width : int
        Letters in a shingle.
    every : int
        One in so many hashes is taken.
    first : int
        The number of the first document.
    hashes : uint64 [bytes of norm]
        Out: the hashes of the shingles.
    owners : int32 [bytes of norm]
        Out: the document of each.
    places : int32 [bytes of norm]
        Out: how many letters stand before it.

    Returns
    -------
    int
        How many were taken.
    """
    most = np.uint64(0xFFFFFFFFFFFFFFFF) // np.uint64(every)
    oldest = np.uint64(1)
    for _ in range(width):
        oldest *= _BASE
    ring = np.zeros(width, np.uint64)
    found = 0
    for document in range(len(document_tokens) - 1):
        rolled = np.uint64(0)
        ring[:] = 0
        seen, place = 0, 0
        for token in range(document_tokens[document], document_tokens[document + 1]):
            at, stop = token_start[token], token_start[token + 1] - 1
            while at < stop:
                code, at = decode(norm, at, stop)
                letter = np.uint64(code)
                rolled = rolled * _BASE + letter - ring[place] * oldest
                ring[place] = letter
                place = place + 1 if place + 1 < width else 0
                seen += 1
                if seen >= width:
                    mixed = mix(rolled)
                    if mixed <= most:
                        hashes[found] = mixed
                        owners[found] = first + document
                        places[found] = seen - width
                        found += 1
    return found


@kernel
def join_shingles(hashes: U64, owners: I32, places: I32, most: Number, documents: Number, keys: I64) -> int:
    """List the pairs of documents that share a shingle, and on which diagonal.

    Parameters
    ----------
    hashes : uint64 [shingles]
        Sorted.
    owners, places : int32 [shingles]
        The document of each, rising within a bucket of equal hashes, and its place there; the first one counts.
    most : int
        Of the documents that share a shingle, each of the first so many is paired with all before it, and each further
        one with the one before.
    documents : int
        How many there are.
    keys : int64 [any]
        Out: ``(left * documents + right) << DIAGONAL | lowest bits of (right place - left place)``, once for each
        shingle shared; with no room for more, they are counted only.

    Returns
    -------
    int
        How many there are.
    """
    count = 0
    mask = (np.int64(1) << DIAGONAL) - 1
    distinct = np.empty(most, np.int64)
    at = 0
    while at < len(hashes):
        end = at
        size = 0
        previous = np.int64(-1)
        while end < len(hashes) and hashes[end] == hashes[at]:
            if previous < 0 or owners[end] != owners[previous]:
                for i in range(size if size < most else 1):
                    other = distinct[i] if size < most else previous
                    if count < len(keys):
                        diagonal = (places[end] - places[other]) & mask
                        keys[count] = (owners[other] * np.int64(documents) + owners[end]) << DIAGONAL | diagonal
                    count += 1
                if size < most:
                    distinct[size] = end
                previous = end
                size += 1
            end += 1
        at = end
    return count


@inline
def _run_hash(letters: U16, at: Number) -> Number:
    h = np.uint64(0)
    for k in range(RUN):
        h = h * np.uint64(0x9E3779B97F4A7C15) + np.uint64(letters[at + k])
    return h >> np.uint64(32)


@inline
def index_letters(left: U16, heads: I32, following: I32) -> None:
    """Chain the places of each `RUN` letters of a text, the first place first; ``len(heads)`` is a power of two."""
    heads[:] = -1
    mask = np.uint64(len(heads) - 1)
    for at in range(len(left) - RUN, -1, -1):
        slot = np.int64(_run_hash(left, at) & mask)
        following[at] = heads[slot]
        heads[slot] = at


@inline
def find_letter_runs(
    left: U16, right: U16, heads: I32, following: I32, run_left: I32, run_right: I32, run_length: I32, budget: Number
) -> Number:
    """Find the maximal common runs of at least `RUN` letters, by right start, then left start.

    Returns how many there are; where the room or the budget of steps ends, so does the search.
    """
    count = 0
    steps = 0
    mask = np.uint64(len(heads) - 1)
    for j in range(len(right) - RUN + 1):
        at = heads[np.int64(_run_hash(right, j) & mask)]
        places = 0
        while at >= 0 and places < _OFTEN:
            i = at
            at = following[i]
            steps += 1
            length = 0
            while i + length < len(left) and j + length < len(right) and left[i + length] == right[j + length]:
                length += 1
                if length == RUN and i > 0 and j > 0 and left[i - 1] == right[j - 1]:
                    break
            if length < RUN:
                continue
            places += 1
            if i > 0 and j > 0 and left[i - 1] == right[j - 1]:
                continue
            steps += length
            if count == len(run_left) or steps > budget:
                return count
            run_left[count] = i
            run_right[count] = j
            run_length[count] = length
            count += 1
    return count


@inline
def align_letters(
    left: Side, i: Number, left_size: Number, right: Side, j: Number, right_size: Number, step: Number, whole: bool,
    room: Room,
) -> tuple[Number, Number, Number]:  # fmt: skip
    """Align two stretches letter by letter and mark the letters that have a counterpart.

    A pair of equal letters scores 1; any other pair, and a letter without a counterpart, -1 (Needleman and Wunsch
    1970).

    Parameters
    ----------
    left, right : Side
    i, j : int
        The first letters.
    left_size, right_size : int
        How many letters from there, at most `LONGEST_GAP`.
    step : int
        1 to go on from there, -1 to go back.
    whole : bool
        Whether to align all of both, or the beginnings that score best.
    room : Room

    Returns
    -------
    int
        The score.
    int, int
        How many letters of both sides it takes in.
    """
    scores, ways = room
    for b in range(right_size + 1):
        scores[b] = -b
        ways[0, b] = _RIGHT
    best, best_a, best_b = 0, 0, 0
    for a in range(1, left_size + 1):
        diagonal = scores[0]
        scores[0] = -a
        ways[a, 0] = _LEFT
        letter = left.letters[i + step * (a - 1)]
        for b in range(1, right_size + 1):
            score = diagonal + (1 if letter == right.letters[j + step * (b - 1)] else -1)
            diagonal = scores[b]
            way = _BOTH
            if scores[b] - 1 > score:
                score = scores[b] - 1
                way = _LEFT
            if scores[b - 1] - 1 > score:
                score = scores[b - 1] - 1
                way = _RIGHT
            scores[b] = score
            ways[a, b] = way
            if score > best:
                best, best_a, best_b = score, a, b
    if whole:
        best, best_a, best_b = scores[right_size], left_size, right_size
    clear(left, i, left_size, step)
    clear(right, j, right_size, step)
    a, b = best_a, best_b
    while a > 0 or b > 0:
        way = ways[a, b]
        if way != _RIGHT:
            a -= 1
        if way != _LEFT:
            b -= 1
        if way == _BOTH:
            pair_up(left, i + step * a, right, j + step * b)
    return best, best_a, best_b


@inline
def clear(side: Side, first: Number, size: Number, step: Number) -> None:
    """Forget the counterparts of so many letters."""
    for k in range(size):
        side.hits[first + step * k] = 0


@inline
def pair_up(left: Side, i: Number, right: Side, j: Number) -> None:
    """Mark two letters as counterparts where they are equal."""
    if left.letters[i] == right.letters[j]:
        hit = 1 if left.begins[i] == right.begins[j] else MOVED
        left.hits[i] = hit
        right.hits[j] = hit
