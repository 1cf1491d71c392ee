"""Finds documents with the same words or the same text: hashes propose them, their texts are compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.readers.text_batch import Kept, language_array
from provenance.stages.same import canonical
from provenance.text.buffers import utf8_buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.engines.dedup import Sketched
    from provenance.readers.text_batch import RowSource
    from provenance.text.pipeline import Pipeline

__all__ = ["SameDocuments", "find_same"]

#: Approximate bytes of a word in a text.
_WORD = 8


@dataclass(frozen=True, slots=True, eq=False)
class SameDocuments:
    """Which documents are the same.

    Parameters
    ----------
    proposed : numpy.ndarray, shape=(documents,), int32
        For each document the first one with the same digest of words; mostly the document itself.
    words : numpy.ndarray, shape=(documents,), int32
        The first one with the same normalised words in the same order, by a comparison of the texts.
    texts : numpy.ndarray, shape=(documents,), int32
        The first one with the same text but for white space and Unicode form.
    """

    proposed: NDArray[np.int32]
    words: NDArray[np.int32]
    texts: NDArray[np.int32]


def find_same(
    sources: Sequence[RowSource],
    sketched: Sketched,
    pipeline: Pipeline,
    own: int | None,
    memory: int,
    language: str | None,
) -> SameDocuments:
    """Find the documents that are the same.

    Documents with equal digests are read again, and the texts of each group are compared with its first one, whose
    text is held in memory.

    Parameters
    ----------
    sources : sequence of RowSource
        The sources of the documents.
    sketched : Sketched
        Their sketches.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    own : int or None
        Documents from this number on are a reference; only groups with documents on both sides are compared.
    memory : int
        The most bytes of text held at a time; if there are more, the documents are read several times.
    language : str or None
        The column that has the language of documents; None if words do not depend on it.

    Raises
    ------
    InputError
        If an input file was changed since it was first read.
    """
    from provenance.kernels.dedup_link import find_repeated
    from provenance.kernels.dedup_texts import first_with_key

    digests, lengths = sketched.joined("digests"), sketched.joined("lengths")
    first = np.arange(len(digests), dtype=np.int32)
    repeated = np.empty(len(digests), np.uint8)
    find_repeated(digests, np.zeros(1 << (len(digests) // 4).bit_length(), np.uint64), repeated)
    some = np.flatnonzero((repeated != 0) & (lengths > 0)).astype(np.int32)
    first_with_key(some, digests, np.full(1 << (2 * len(some)).bit_length(), -1, np.int32), first)
    counted = np.bincount(first[some], minlength=len(first)) > 1
    if own is not None:
        counted[own:] = False
        crossing = np.zeros(len(first), bool)
        crossing[first[own:]] = True
        counted &= crossing
    same = SameDocuments(first, np.arange(len(first), dtype=np.int32), np.arange(len(first), dtype=np.int32))
    firsts = np.flatnonzero(counted)
    rounds = np.zeros(len(first), np.int32)
    rounds[firsts] = 1 + (np.cumsum(lengths[firsts], dtype=np.int64) - lengths[firsts]) * _WORD // max(1, memory)
    rounds = rounds[first]
    words_of = partial(_words, pipeline, None if language is None else sketched.fact(language))
    for number in range(1, int(rounds.max(initial=0)) + 1):
        _Round(sketched, words_of, same, np.flatnonzero(rounds == number)).compare(sources)
    return same


@dataclass(slots=True)
class _Group:
    """The distinct texts and word sequences of documents with one digest, each with its first document."""

    texts: dict[str, int] = field(default_factory=dict)
    words: dict[bytes, int] = field(default_factory=dict)


class _Round:
    """Groups of documents whose texts are compared in one pass over the sources."""

    def __init__(
        self,
        sketched: Sketched,
        words_of: Callable[[list[int], list[str]], list[bytes]],
        same: SameDocuments,
        documents: NDArray[np.int64],
    ) -> None:
        self.sketched, self.words_of, self.same, self.documents = sketched, words_of, same, documents
        # Number the groups by their first documents, which are in this order.
        self.firsts, groups = np.unique(same.proposed[documents], return_inverse=True)
        self.groups = groups.astype(np.int32)
        self.held = np.empty(1 << 16, np.uint8)
        self.held_offsets = np.zeros(len(self.firsts) + 1, np.int64)
        self.begun = 0
        self.others: dict[int, _Group] = {}

    def compare(self, sources: Sequence[RowSource]) -> None:
        done = 0
        for source, blocks in zip(sources, self.sketched.sources, strict=True):
            begin, end = self.sketched.begins[[blocks.start, blocks.stop]]
            if not np.any((self.documents >= begin) & (self.documents < end)):
                continue
            for texts in source.texts(self._kept(blocks)):
                self._take(texts, slice(done, done + len(texts)))
                done += len(texts)

    def _kept(self, blocks: range) -> Iterator[Kept]:
        for number in blocks:
            block = self.sketched.blocks[number]
            begin, end = self.sketched.begins[[number, number + 1]]
            low, high = np.searchsorted(self.documents, [begin, end])
            mask = np.zeros(block.count, bool)
            mask[block.rows[self.documents[low:high] - begin]] = True
            yield Kept(mask, block.sizes)

    def _take(self, texts: pa.LargeStringArray, which: slice) -> None:
        from provenance.kernels.dedup_texts import compare_texts

        data, offsets = utf8_buffers(texts)
        used = int(self.held_offsets[self.begun])
        needed = used + int(offsets[-1] - offsets[0])
        if len(self.held) < needed:
            more = np.empty(2 * needed, np.uint8)
            more[:used] = self.held[:used]
            self.held = more
        documents, groups = self.documents[which], self.groups[which]
        equal = np.empty(len(texts), np.uint8)
        self.begun = compare_texts(data, offsets, groups, self.held, self.held_offsets, self.begun, equal)
        self.same.words[documents] = self.same.texts[documents] = self.firsts[groups]
        others = np.flatnonzero(equal == 0)
        if len(others):
            bodies = [
                data[offsets[at] : offsets[at + 1]].tobytes().decode("utf-8", "replace") for at in others.tolist()
            ]
            self._judge(documents[others].tolist(), groups[others].tolist(), bodies)

    def _judge(self, documents: list[int], groups: list[int], bodies: list[str]) -> None:
        """Compare texts whose bytes differ from the first texts of their groups."""
        new = [number for number in dict.fromkeys(groups) if number not in self.others]
        for number in new:
            begin, end = self.held_offsets[[number, number + 1]]
            bodies.append(self.held[begin:end].tobytes().decode("utf-8", "replace"))
        words = self.words_of([*documents, *self.firsts[new].tolist()], bodies)
        texts = [canonical(body) for body in bodies]
        for at, number in enumerate(new, len(documents)):
            first = int(self.firsts[number])
            self.others[number] = _Group({texts[at]: first}, {words[at]: first})
        for at, (document, number) in enumerate(zip(documents, groups, strict=True)):
            group = self.others[number]
            self.same.texts[document] = group.texts.setdefault(texts[at], document)
            self.same.words[document] = group.words.setdefault(words[at], document)


def _words(pipeline: Pipeline, known: list[Any] | None, documents: list[int], bodies: list[str]) -> list[bytes]:
    """Return the normalised words of the text of each document, joined by spaces."""
    from provenance.model.documents import text_array

    languages = None if known is None else language_array([known[document] for document in documents])
    tokens = pipeline.tokens(text_array(bodies), languages=languages)
    edges = tokens.token_start[tokens.document_tokens].tolist()
    return [tokens.norm[begin:end].tobytes() for begin, end in pairwise(edges)]
