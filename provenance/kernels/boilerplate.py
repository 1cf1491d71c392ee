"""Boilerplate: n-grams shared by documents with nothing else in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.fingerprints import mix
from provenance.kernels.jit import inline, kernel
from provenance.model.word_flags import BOILERPLATE, NUMERAL, QUOTED, SOLO

if TYPE_CHECKING:
    from provenance.kernels.types import F32, I32, I64, U8, U32, U64, Number, Out, Table

__all__ = [
    "NO_NGRAM",
    "WIDTH",
    "find_unrelated",
    "mark_runs",
    "slotted_ngrams",
    "trim_ends",
]

#: Where no n-gram begins.
NO_NGRAM = np.uint64(0)
#: Words of an n-gram; a character of a script without spaces is half a word. In some thousand documents, three
#: unrelated ones share many phrases of four words, but few of six.
WIDTH = 6
# An n-gram is a polynomial in its words, mixed; this stands for any numeral.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SLOT = np.uint64(0x5BD1E9955BD1E995)
# Documents that have nothing in common, so many are enough.
_GROUPS = 3
# Two documents of fewer different stems beside what they share are judged by what they share alone.
_FEW_STEMS = 15


@inline
def _ngram_stop(flags: U8, at: Number, end: Number) -> Number:
    """Return the end of the n-gram that begins with a word, or -1 if the document ends before it."""
    halves = 0
    while halves < 2 * WIDTH:
        if at == end:
            return np.int64(-1)
        halves += 1 if flags[at] & SOLO else 2
        at += 1
    return np.int64(at)


@inline
def _value(number: Number, flag: Number) -> Number:
    return _SLOT if flag & NUMERAL else np.uint64(number) + np.uint64(1)


@inline
def _slotted(numbers: U32, flags: U8, at: Number, stop: Number, with_quoted: Number) -> Number:
    """Return the hash of one n-gram, `NO_NGRAM` where it does not count or does not end."""
    if stop < 0:
        return NO_NGRAM
    quoted, numerals = True, True
    for word in range(at, stop):
        quoted = quoted and flags[word] & QUOTED != 0
        numerals = numerals and flags[word] & NUMERAL != 0
    if quoted and not with_quoted:
        return NO_NGRAM
    h = np.uint64(0)
    for word in range(at, stop):
        h = h * _FACTOR + (np.uint64(numbers[word]) + np.uint64(1) if numerals else _value(numbers[word], flags[word]))
    return mix(h) | np.uint64(1)


@kernel
def slotted_ngrams(
    numbers: U32, flags: U8, document_tokens: I64, first: int, last: int, with_quoted: int, ngrams: Out[U64]
) -> None:
    """Hash the n-gram that begins with each word. All numerals are hashed alike, so that weather tables are equal.

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words, as `provenance.kernels.words.word_numbers` gives them.
    flags : uint8 [tokens]
        NUMERAL, SOLO and QUOTED count.
    document_tokens : int64 [documents + 1]
    first, last : int
        The documents to do, half-open.
    with_quoted : int
        1 where n-grams of which all words are quoted count, else 0.
    ngrams : uint64 [tokens of these documents]
        Out: `NO_NGRAM` where there is none. An n-gram of numerals alone has no open place.
    """
    base = document_tokens[first]
    leading = np.uint64(1)
    for _ in range(WIDTH):
        leading *= _FACTOR
    for document in range(first, last):
        begin, end = document_tokens[document], document_tokens[document + 1]
        has_solo = False
        for at in range(begin, end):
            has_solo |= flags[at] & SOLO != 0
        if has_solo:
            for at in range(begin, end):
                ngrams[at - base] = _slotted(numbers, flags, at, _ngram_stop(flags, at, end), with_quoted)
            continue
        # All n-grams have as many words: the hash of one is rolled to the next.
        h = np.uint64(0)
        quoted, numerals = 0, 0
        for at in range(begin, end):
            h = h * _FACTOR + _value(numbers[at], flags[at])
            quoted += flags[at] & QUOTED != 0
            numerals += flags[at] & NUMERAL != 0
            if at - begin >= WIDTH:
                h -= leading * _value(numbers[at - WIDTH], flags[at - WIDTH])
                quoted -= flags[at - WIDTH] & QUOTED != 0
                numerals -= flags[at - WIDTH] & NUMERAL != 0
            if at - begin < WIDTH - 1:
                continue
            start = at - WIDTH + 1
            if numerals == WIDTH:
                ngrams[start - base] = _slotted(numbers, flags, start, at + 1, with_quoted)
            elif quoted == WIDTH and not with_quoted:
                ngrams[start - base] = NO_NGRAM
            else:
                ngrams[start - base] = mix(h) | np.uint64(1)
        for at in range(max(begin, end - WIDTH + 1), end):
            ngrams[at - base] = NO_NGRAM


@inline
def _share_and_topic(
    one: Number, other: Number, spans: I64, rows: I64, tokens: I64, lists: I32, stems: U32, flags: U8, weights: F32,
    known: U8, list_marks: I64, stem_marks: I64, tick: Number,
) -> tuple[float, float]:  # fmt: skip
    """Compare two documents, boilerplate left out.

    Returns the share of the words of one document that are in n-grams of the other (the greater of both directions),
    and the cosine of their stems outside those n-grams, by squared weights. Marks ``tick`` to ``tick + 3`` are used.
    """
    mask = np.uint32(len(weights) - 1)
    share, both = 0.0, 0.0
    norm, norm_other = 0.0, 0.0
    count, count_other = 0, 0
    for row in range(rows[other], rows[other + 1]):
        list_marks[lists[row]] = tick
    for side in range(2):
        document = one if side == 0 else other
        partner_mark = tick + side
        if side == 1:
            for row in range(rows[one], rows[one + 1]):
                list_marks[lists[row]] = tick + 1
        row = rows[document]
        reach, boiler = np.int64(0), np.int64(0)
        own, shared = 0, 0
        for at in range(spans[document, 0], spans[document, 1]):
            while row < rows[document + 1] and tokens[row] <= at:
                if known[lists[row]]:
                    boiler = _ngram_stop(flags, tokens[row], spans[document, 1])
                elif list_marks[lists[row]] == partner_mark:
                    reach = _ngram_stop(flags, tokens[row], spans[document, 1])
                row += 1
            if at < boiler:
                continue
            own += 1
            if at < reach:
                shared += 1
                continue
            stem = np.int64(stems[at] & mask)
            weight = np.float64(weights[stem]) ** 4
            if side == 0:
                if stem_marks[stem] != tick:
                    stem_marks[stem] = tick
                    norm += weight
                    count += 1
            elif stem_marks[stem] != tick + 1 and stem_marks[stem] != tick + 2:
                if stem_marks[stem] == tick:
                    both += weight
                    stem_marks[stem] = tick + 1
                else:
                    stem_marks[stem] = tick + 2
                norm_other += weight
                count_other += 1
        share = max(share, shared / max(1, own))
    if min(count, count_other) < _FEW_STEMS or both == 0.0:
        return share, 0.0
    return share, both / np.sqrt(norm * norm_other)


@kernel
def find_unrelated(
    starts: I64, documents: I32, limits: F32, sources: I32, site_limit: float, topic: float, spans: Table[I64],
    rows: I64, tokens: I64, lists: I32, stems: U32, flags: U8, weights: F32, known: U8, cache: Out[I64],
    cached: Out[Table[F32]], found: Out[U8],
) -> int:  # fmt: skip
    """Find the n-grams that three documents share that have nothing else in common.

    Parameters
    ----------
    starts : int64 [n-grams + 1]
        Where the documents of each n-gram begin in ``documents``.
    documents : int32 [any]
        The documents that have it: each is compared with those before it that were found to be unrelated.
    limits : float32 [n-grams]
        From which share of the words of one on, in n-grams that both have, two documents are related.
    sources : int32 [documents]
        Their sources, from 0 on; a number of its own where there is none.
    site_limit : float
        As ``limits``, for two documents of one source.
    topic : float
        From which cosine on, of their stems beside what they share, two documents are related.
    spans : int64 [documents, 2]
        The words of each document, half-open.
    rows : int64 [documents + 1]
        Where the places of each document begin in ``tokens`` [rows], rising, and in ``lists`` [rows]: the n-grams that
        begin there.
    stems : uint32 [tokens]
    flags : uint8 [tokens]
        SOLO counts.
    weights : float32 [2**k]
        The weight of each stem, 0 to 1, by its lowest bits.
    known : uint8 [n-grams]
        1 for boilerplate: it counts for nothing, as if it were not there.
    cache : int64 [2**j]
        Room, filled with -1: pairs that were compared.
    cached : float32 [2**j, 2]
        Room: their shares and cosines.
    found : uint8 [n-grams]
        Out: 1 for those, and for the known ones.

    Returns
    -------
    int
        How many were found that were not known.
    """
    number = len(spans)
    list_marks, stem_marks = np.zeros(len(known), np.int64), np.zeros(len(weights), np.int64)
    taken = np.empty(_GROUPS, np.int64)
    tick = np.int64(1)
    new = 0
    for each in range(len(known)):
        found[each] = known[each]
        if known[each]:
            continue
        groups = 0
        for at in range(starts[each], starts[each + 1]):
            document = np.int64(documents[at])
            is_related = False
            for before in range(groups):
                one, other = min(taken[before], document), max(taken[before], document)
                key = one * number + other
                slot = np.int64(mix(np.uint64(key)) & np.uint64(len(cache) - 1))
                if cache[slot] != key:
                    cache[slot] = key
                    cached[slot, 0], cached[slot, 1] = _share_and_topic(
                        one, other, spans, rows, tokens, lists, stems, flags, weights, known, list_marks, stem_marks,
                        tick,
                    )  # fmt: skip
                    tick += 4
                limit = max(limits[each], np.float32(site_limit)) if sources[one] == sources[other] else limits[each]
                if cached[slot, 0] >= limit or cached[slot, 1] >= topic:
                    is_related = True
                    break
            if not is_related:
                taken[groups] = document
                groups += 1
                if groups == _GROUPS:
                    found[each] = 1
                    new += 1
                    break
    return new


@inline
def _is_in(ngram: Number, ngrams: U64) -> bool:
    low, high = 0, len(ngrams)
    while low < high:
        middle = (low + high) // 2
        if ngrams[middle] < ngram:
            low = middle + 1
        else:
            high = middle
    return low < len(ngrams) and ngrams[low] == ngram


@kernel
def mark_runs(
    ngrams: U64, document_tokens: I64, first: int, last: int, chosen: U64, common: U8, gap: int,
    least: int, bit: int, flags: Out[U8],
) -> int:  # fmt: skip
    """Set a bit on runs of some n-grams, but for quoted words.

    Parameters
    ----------
    ngrams : uint64 [tokens of these documents]
        As `slotted_ngrams` gives them.
    document_tokens : int64 [documents + 1]
    first, last : int
        The documents to do, half-open.
    chosen : uint64 [any]
        The n-grams, sorted.
    common : uint8 [2**k]
        1 where one of them has these lowest bits, from the second on.
    gap : int
        So many other words between two of them are a slot: a name, a date.
    least : int
        Shorter runs, in words, are phrases of the language.
    bit : int
        As `provenance.model.words` has them.
    flags : uint8 [tokens]
        In and out.

    Returns
    -------
    int
        How many words were marked.
    """
    base = document_tokens[first]
    mask = np.uint64(len(common) - 1)
    marked = 0
    for document in range(first, last):
        end = document_tokens[document + 1]
        begin, reach = np.int64(-1), np.int64(-1)
        for at in range(document_tokens[document], end + 1):
            hit = False
            if at < end:
                ngram = ngrams[at - base]
                if ngram != NO_NGRAM and common[np.int64((ngram >> np.uint64(1)) & mask)]:
                    hit = _is_in(ngram, chosen)
            if begin >= 0 and (at == end or (hit and at > reach + gap)):
                halves = 0
                for word in range(begin, reach):
                    halves += 1 if flags[word] & SOLO else 2
                if halves >= 2 * least:
                    for word in range(begin, reach):
                        if not flags[word] & (QUOTED | bit):
                            flags[word] |= np.uint8(bit)
                            marked += 1
                begin = np.int64(-1)
            if hit:
                if begin < 0:
                    begin = at
                reach = _ngram_stop(flags, at, end)
    return marked


@kernel
def trim_ends(spans: Out[Table[I64]], flags: U8, own: Out[Table[I64]]) -> None:
    """Trim boilerplate at the ends of passages.

    Parameters
    ----------
    spans : int64 [passages, 4]
        In and out: the start and stop of the left side, then those of the right one, in words of the collection.
    flags : uint8 [tokens]
        With the bit BOILERPLATE.
    own : int64 [passages, 2]
        Out: the words of each side that are no boilerplate.
    """
    for row in range(len(spans)):
        a, a_end, b, b_end = spans[row, 0], spans[row, 1], spans[row, 2], spans[row, 3]
        for at in range(a, a_end):
            own[row, 0] += 0 if flags[at] & BOILERPLATE else 1
        for at in range(b, b_end):
            own[row, 1] += 0 if flags[at] & BOILERPLATE else 1
        if own[row, 0] == 0 or own[row, 1] == 0:
            # Nothing remains; one word does, for the sake of the columns.
            spans[row, 1] = a + 1
            spans[row, 3] = b + 1
            continue
        if flags[a] & BOILERPLATE and flags[b] & BOILERPLATE:
            while flags[a] & BOILERPLATE:
                a += 1
            while flags[b] & BOILERPLATE:
                b += 1
        if flags[a_end - 1] & BOILERPLATE and flags[b_end - 1] & BOILERPLATE:
            while flags[a_end - 1] & BOILERPLATE:
                a_end -= 1
            while flags[b_end - 1] & BOILERPLATE:
                b_end -= 1
        spans[row, 0], spans[row, 1], spans[row, 2], spans[row, 3] = a, a_end, b, b_end
