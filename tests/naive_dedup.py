"""Slow and obvious twins of what finds duplicates."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

MASK = (1 << 64) - 1
_K1, _K2, _STEP = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642D
_FIRST, _SECOND = 0xFFE7037ED1A0B429, 0xFF9D6E8FEB86659D


def folded(first: int, second: int) -> int:
    product = (first ^ _FIRST) * (second ^ _SECOND)
    return product >> 64 ^ product & MASK


def word_hash(word: bytes) -> int:
    """Take in sixteen bytes after the other; the last bytes of each half stand in its highest places."""
    h = 0
    for at in range(0, len(word), 16):
        first, second = (
            int.from_bytes(half.rjust(8, b"\0") if half else b"", "little")
            for half in (word[at : at + 8], word[at + 8 : at + 16])
        )
        h = folded(first ^ h, second)
    return h


def mixed(h: int) -> int:
    h = (h ^ h >> 32) * _K2 & MASK
    return h ^ h >> 32


def ngram_hashes(words: list[int], width: int) -> list[int]:
    size = min(width, len(words))
    hashes = []
    for at in range(len(words) - size + 1 if size else 0):
        h = size * _K1
        for k, word in enumerate(words[at : at + size]):
            h += word * _STEP ** (size - 1 - k)
        hashes.append(mixed(h & MASK))
    return hashes


def signs(hashes: list[int], values: int) -> list[int]:
    """Return eight bits of the least hash in each place, of the first round in which a shingle fell into it."""
    least: dict[int, int] = {}
    for turn in range(2 * values):
        found: dict[int, int] = {}
        for h in hashes:
            if turn:
                h = (h ^ turn * _K1 & MASK) * _K2 & MASK
            place = (h >> 32) * values >> 32 if turn < values else turn - values
            found[place] = min(found.get(place, MASK), h & 0xFFFFFFFF)
        least = found | least
    return [(least.get(place, 0xFFFFFFFF) * 0x9E3779B1 & 0xFFFFFFFF) >> 24 for place in range(values)]


def samples(hashes: list[int], one_in: int) -> list[int]:
    return [h & 0xFFFFFFFF for h in hashes if one_in and h <= MASK // one_in]


def links(
    order: list[int], samples: list[list[int]], indexed: list[bool]
) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[tuple[int, int], int], set[tuple[int, int]]]:
    """Return of samples (document, place) the last one before, in how many documents before; those said again."""
    before, met, again = {}, {}, set()
    for at, document in enumerate(order):
        for place, sample in enumerate(samples[document]):
            if indexed[document] and sample in samples[document][:place]:
                again.add((document, place))
                continue
            having = [other for other in order[:at] if indexed[other] and sample in samples[other]]
            if having:
                before[document, place] = having[-1], samples[having[-1]].index(sample)
                met[document, place] = len(having)
    return before, met, again


def equal_texts(left: str, right: str) -> bool:
    """Whether two texts are equal but for white space and Unicode form."""
    one, other = (re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip() for text in (left, right))
    return one == other


def groups(documents: int, pairs: list[tuple[int, int]]) -> list[set[int]]:
    """Return the sets of documents that are linked, directly or through others."""
    found = [{document} for document in range(documents)]
    for pair in pairs:
        linked = set().union(*(group for group in found if group & set(pair)))
        found = [group for group in found if not group & linked] + [linked]
    return found


def root(document: int, roots: list[int]) -> int:
    return document if roots[document] == document else root(roots[document], roots)


def shingles(words: list[str], width: int) -> set[tuple[str, ...]]:
    size = min(width, len(words))
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if size else set()


def value(left: set[Any], right: set[Any], measure: str) -> float:
    """Return the resemblance of two sets, or how much of the left one stands in the right one."""
    if not left or not right:
        return 0.0
    return len(left & right) / len(left | right if measure == "resemblance" else left)


def keep(documents: list[list[str]], order: list[int], width: int, threshold: float, measure: str) -> dict[int, int]:
    """Return what each document that goes goes for: of those before it that stay and are alike the first."""
    sets = [shingles(words, width) for words in documents]
    stays: list[int] = []
    goes: dict[int, int] = {}
    for document in order:
        for other in stays:
            same = documents[document] == documents[other]
            if documents[document] and (same or value(sets[document], sets[other], measure) >= threshold):
                goes[document] = other
                break
        else:
            stays.append(document)
    return goes


def rarest(sets: list[set[Any]], document: int, threshold: float) -> set[Any]:
    """Return the rarest n-grams of a document: of these, any set that has the threshold's share of it has one."""
    often = {ngram: sum(ngram in other for other in sets) for ngram in sets[document]}
    first = sorted(sets[document], key=lambda ngram: (often[ngram], ngram))
    size = len(first)
    return set(first[: size - next(n for n in range(1, size + 1) if n / size >= threshold) + 1])


def keep_by_rarest(
    documents: list[list[str]], order: list[int], width: int, threshold: float, measure: str
) -> dict[int, int]:
    """Return what `keep` does, of those alone which share a rarest n-gram: of both, or of the one that is contained."""
    sets = [shingles(words, width) for words in documents]
    stays: list[int] = []
    goes: dict[int, int] = {}
    for document in order:
        for other in stays:
            theirs = rarest(sets, other, threshold) if measure == "resemblance" else sets[other]
            met = documents[document] == documents[other] or rarest(sets, document, threshold) & theirs
            if met and value(sets[document], sets[other], measure) >= threshold:
                goes[document] = other
                break
        else:
            stays.append(document)
    return goes


def drop_all(documents: list[list[str]], width: int, threshold: float, measure: str) -> set[int]:
    """Return the documents that are duplicates of any other, before or after."""
    sets = [shingles(words, width) for words in documents]
    return {
        i
        for i in range(len(documents))
        for j in range(len(documents))
        if i != j and documents[i] and (documents[i] == documents[j] or value(sets[i], sets[j], measure) >= threshold)
    }


def kept_lines(data: bytes) -> bytes:
    """Return the lines of documents that are no exact duplicates of an earlier one."""
    marked = data.removeprefix(b"\xef\xbb\xbf")
    lines = marked.removesuffix(b"\n").split(b"\n")
    seen: set[tuple[str, ...]] = set()
    kept = []
    for number, line in enumerate(lines):
        try:
            text = json.loads(line)["text"] or ""
        except ValueError:
            continue
        if not isinstance(text, str):
            continue
        words = tuple(re.findall(r"\w+", text.lower()))
        if words not in seen or not words:
            # A byte order mark becomes blanks.
            kept.append((b"   " if marked != data and number == 0 else b"") + line + b"\n")
        seen.add(words)
    return b"".join(kept)


def receipts(result: Any) -> list[dict[str, Any]]:
    """Return the receipts of a `DedupResult` as they are written."""
    found = []
    for row, rule in enumerate(result.rules.tolist()):
        match = int(result.matches[row])
        left, right, shared, band = result.counts[row].tolist()
        name = None if match < 0 else result.ids(match)
        alike = [1.0 if rule in (1, 4) else 0.0] * 3
        if rule == 2:
            alike = [shared / (left + right - shared), shared / left, shared / right]
        if rule:
            found.append(
                {
                    "document": result.ids(row),
                    "survivor": None if result.drops_all else name,
                    "match": name,
                    "rule": ["", "exact", "near", "empty", "same-words"][rule],
                    "resemblance": round(alike[0], 6),
                    "containment": round(alike[1], 6),
                    "reverse": round(alike[2], 6),
                    "band": band if rule == 2 and band >= 0 else None,
                    "row": row,
                    "match_row": None if match < 0 else match if match < len(result) else match - len(result),
                    "spans": [list(span) for span in result.spans.get(row, ())],
                }
            )
    return found


def clusters(result: Any) -> list[dict[str, Any]]:
    """Return the clusters of a `DedupResult` as they are written."""
    matches = result.matches.tolist()
    groups: dict[int, set[int]] = {}
    for row, match in enumerate(matches):
        if match < 0:
            continue
        while result.drops_all and 0 <= matches[match] < match:
            match = matches[match]
        groups.setdefault(match, {match}).add(row)
    return [
        {
            "cluster": number,
            "survivor": None if result.drops_all else result.ids(root),
            "documents": [result.ids(row) for row in sorted(groups[root])],
        }
        for number, root in enumerate(sorted(groups, key=lambda root: min(groups[root])))
    ]
