"""The text of an unseen dispatch, rebuilt from its witnesses."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.infer.components import components
from provenance.model.origin import RebuiltSentence
from provenance.model.passage import Side
from provenance.model.word_flags import SENTENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from provenance.model.documents import Documents
    from provenance.model.passages import PassageTable
    from provenance.model.words import WordTable

__all__ = ["rebuild"]

#: Two sentences are readings of one where so much of the shorter one's words stand in the other.
_SAME = 0.4
#: A sentence counts as carried where passages hold so much of it.
_CARRIED = 0.5
#: A reading is borne out where so much of it stands in the other readings.
_BORNE_OUT = 0.75
_SHORTEST = 4
#: So many sentences before and behind its place on the other side a sentence is looked for.
_NEAR = 24
#: Stands before the first group.
_BEGIN = -1
_ENDING = '.!?。！？؟۔।”"»'
_OPENING = "“„«‹‘‚\"'「『《〈(["


class _Sentence(NamedTuple):
    document: int
    first: int
    last: int
    stems: frozenset[int]


def rebuild(
    table: PassageTable,
    rows: NDArray[np.int64],
    documents: Documents,
    words: WordTable,
    boilerplate: NDArray[np.bool_],
    copies_of: Mapping[int, int],
) -> tuple[RebuiltSentence, ...]:
    """Rebuild a dispatch.

    Sentences that stand in passages are held against the sentences of the other side; what is a reading of what forms
    a group. Each group is a sentence of the dispatch. Their order is that of the witness with most of them, into which
    the others are put behind what they follow in their own witness.

    Parameters
    ----------
    table : PassageTable
        All passages.
    rows : numpy.ndarray, shape=(n,), int64
        Those that witnesses of the dispatch share.
    documents : Documents
        The documents.
    words : WordTable
        Their words.
    boilerplate : numpy.ndarray, shape=(tokens,), bool
        Words of boilerplate.
    copies_of : mapping of int to int
        For a witness that copied another, or was copied, one that stands for both: they are one witness.

    Returns
    -------
    tuple of RebuiltSentence
        In the order of the dispatch as far as it can be told.
    """
    # Each text is decoded once, not for each of its sentences.
    texts = {at: documents.text(at) for at in np.unique([table.left[rows], table.right[rows]]).tolist()}
    sentences, of_document = _sentences(table, rows, documents.ids, texts, words, boilerplate)
    edges: set[tuple[int, int]] = set()
    for row in rows.tolist():
        left = _within(
            of_document[int(table.left[row])], sentences, table.left_token_start[row], table.left_token_stop[row]
        )
        right = _within(
            of_document[int(table.right[row])], sentences, table.right_token_start[row], table.right_token_stop[row]
        )
        edges |= _readings(left, right, sentences)
    if not edges:
        return ()
    one, other = np.array(sorted(edges), np.int64).T
    groups: dict[int, list[int]] = defaultdict(list)
    for place, root in enumerate(components(len(sentences), one, other).tolist()):
        groups[root].append(place)
    groups = {root: members for root, members in groups.items() if _witnesses(members, sentences, copies_of) > 1}
    return tuple(
        _sentence([sentences[member] for member in groups[root]], documents.ids, texts, words)
        for root in _order(groups, sentences)
    )


def _witnesses(members: list[int], sentences: list[_Sentence], copies_of: Mapping[int, int]) -> int:
    return len({copies_of.get(sentences[member].document, sentences[member].document) for member in members})


def _sentences(
    table: PassageTable,
    rows: NDArray[np.int64],
    ids: Sequence[str],
    texts: Mapping[int, str],
    words: WordTable,
    boilerplate: NDArray[np.bool_],
) -> tuple[list[_Sentence], dict[int, list[int]]]:
    """Return the sentences of the witnesses that passages hold, and which are of each document."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for side in ("left", "right"):
        for document, first, last in zip(
            getattr(table, side)[rows].tolist(),
            getattr(table, f"{side}_token_start")[rows].tolist(),
            getattr(table, f"{side}_token_stop")[rows].tolist(),
            strict=True,
        ):
            spans[document].append((first, last))
    sentences: list[_Sentence] = []
    of_document: dict[int, list[int]] = {}
    for document in sorted(spans, key=ids.__getitem__):
        base, end = words.document_tokens[document], words.document_tokens[document + 1]
        inside = np.zeros(end - base, bool)
        for first, last in spans[document]:
            inside[first:last] = True
        inside &= ~boilerplate[base:end]
        begins = np.flatnonzero(words.flags[base:end] & SENTENCE)
        headline = _headline(texts[document])
        of_document[document] = []
        for first, last in zip(begins.tolist(), [*begins.tolist()[1:], int(end - base)], strict=True):
            # A dateline before the first words is no part of the sentence.
            # Nor is a headline that no mark ends.
            while first < last and (boilerplate[base + first] or words.cp_start[base + first] < headline):
                first += 1
            if last - first >= _SHORTEST and inside[first:last].mean() >= _CARRIED:
                stems = frozenset(words.stems[base + first : base + last].tolist())
                of_document[document].append(len(sentences))
                sentences.append(_Sentence(document, first, last, stems))
    return sentences, of_document


def _headline(text: str) -> int:
    """Return where the headline ends: the first line, where it is none of a text; 0 where there is none."""
    line = text.lstrip().partition("\n")[0].rstrip()
    end = text.find(line) + len(line) if line else 0
    return end if end < len(text.rstrip()) and line[-1:] not in _ENDING else 0


def _within(places: list[int], sentences: list[_Sentence], first: int, last: int) -> list[int]:
    """Return the sentences of a document that a span holds a good part of."""
    found = []
    begin = bisect_right(places, first, key=lambda place: sentences[place].last)
    for place in places[begin:]:
        sentence = sentences[place]
        if sentence.first >= last:
            break
        if min(sentence.last, last) - max(sentence.first, first) >= _SAME * (sentence.last - sentence.first):
            found.append(place)
    return found


def _readings(left: list[int], right: list[int], sentences: list[_Sentence]) -> set[tuple[int, int]]:
    """Return the pairs of sentences that are each other's best match.

    A passage has the same order on both sides, so a sentence is held against those near its place on the other side:
    the time grows with the passage, not with its square.
    """
    alike: dict[tuple[int, int], float] = {}
    at = 0
    for i, a in enumerate(left):
        # Behind the last match, and where both sides divide evenly: one holds where much was cut, the other where
        # little matches.
        even = i * len(right) // len(left)
        near = {j for middle in (at, even) for j in range(max(0, middle - _NEAR), min(len(right), middle + _NEAR))}
        best = 0.0
        for j in sorted(near):
            mine, yours = sentences[a].stems, sentences[right[j]].stems
            share = len(mine & yours) / min(len(mine), len(yours))
            if share >= _SAME:
                alike[i, j] = share
                if share > best:
                    best, following = share, j + 1
        if best:
            at = following
    best_right: dict[int, int] = {}
    best_left: dict[int, int] = {}
    for i, j in alike:
        if i not in best_right or alike[i, j] > alike[i, best_right[i]]:
            best_right[i] = j
        if j not in best_left or alike[i, j] > alike[best_left[j], j]:
            best_left[j] = i
    return {(left[i], right[j]) for i, j in best_right.items() if best_left[j] == i}


def _order(groups: dict[int, list[int]], sentences: list[_Sentence]) -> list[int]:
    """Return the groups in the order of the dispatch."""
    sequences: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for root, members in groups.items():
        for member in members:
            sequences[sentences[member].document].append((member, root))
    # Each group points to the one behind it.
    behind: dict[int, int] = {_BEGIN: _BEGIN}
    for sequence in sorted(map(sorted, sequences.values()), key=lambda sequence: (-len(sequence), sequence)):
        previous = _BEGIN
        for _, root in sequence:
            if root not in behind:
                behind[root], behind[previous] = behind[previous], root
            previous = root
    order, at = [], behind[_BEGIN]
    while at != _BEGIN:
        order.append(at)
        at = behind[at]
    return order


def _sentence(
    members: Sequence[_Sentence], ids: Sequence[str], texts: Mapping[int, str], words: WordTable
) -> RebuiltSentence:
    # A stem is borne out where another document has it, too: of two holders one is another.
    holders: dict[int, set[int]] = defaultdict(set)
    for member in members:
        for stem in member.stems:
            if len(holders[stem]) < 2:
                holders[stem].add(member.document)

    def borne_out(member: _Sentence) -> float:
        return sum(holders[stem] != {member.document} for stem in member.stems) / len(member.stems)

    support = [borne_out(member) for member in members]
    level = min(_BORNE_OUT, max(support))
    best = max(
        range(len(members)),
        key=lambda place: (support[place] >= level, members[place].last - members[place].first, support[place], -place),
    )
    sides = [_side(member, ids[member.document], texts[member.document], words) for member in members]
    text = texts[members[best].document][sides[best].start : sides[best].stop]
    return RebuiltSentence(
        " ".join(text.split()), sides[best], tuple(side for place, side in enumerate(sides) if place != best)
    )


def _side(sentence: _Sentence, name: str, text: str, words: WordTable) -> Side:
    """Return where a sentence stands, with the marks that belong to it."""
    base = int(words.document_tokens[sentence.document])
    start = int(words.cp_start[base + sentence.first])
    while start and text[start - 1] in _OPENING:
        start -= 1
    following = base + sentence.last
    stop = len(text)
    if following < words.document_tokens[sentence.document + 1]:
        stop = int(words.cp_start[following])
    last = int(words.cp_stop[following - 1])
    line = text.find("\n", last, stop)
    stop = line if line >= 0 else stop
    while stop > last and (text[stop - 1].isspace() or text[stop - 1] in _OPENING.replace('"', "").replace("'", "")):
        stop -= 1
    # A straight mark behind a space opens what comes next.
    if stop - 1 > last and text[stop - 1] in "\"'" and text[stop - 2].isspace():
        stop -= 1
        while stop > last and text[stop - 1].isspace():
            stop -= 1
    return Side(name, start, stop)
