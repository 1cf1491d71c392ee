"""The origins of the parts of an article, and unseen dispatches as rebuilt from their witnesses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    from provenance.model.derivation import Evidence
    from provenance.model.passage import Side

__all__ = ["ORIGIN_KINDS", "Dispatches", "Origin", "OriginKind", "RebuiltSentence", "UnseenDispatch", "Witness"]

OriginKind = Literal["dispatch", "unseen", "article", "publisher", "quotation", "boilerplate", "own"]
#: In the order in which reports show them.
ORIGIN_KINDS: tuple[OriginKind, ...] = (
    "dispatch",
    "unseen",
    "article",
    "publisher",
    "quotation",
    "boilerplate",
    "own",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A part of an article, and where it comes from.

    Every word of an article belongs to exactly one of its origins.

    Parameters
    ----------
    kind : {"dispatch", "unseen", "article", "publisher", "quotation", "boilerplate", "own"}
        "dispatch": a dispatch among the documents. "unseen": a text not among the documents that others carry too.
        "article": another outlet's article. "publisher": an article of the same publisher, such as an earlier version.
        "quotation": words inside quotation marks. "boilerplate": page text. "own": everything else.
    source : str or None
        The id of the dispatch or article; for "unseen" the name of the dispatch, such as "unseen-1", or None if too
        little is shared to speak of a dispatch. None for all other kinds.
    agency : str or None
        The agency whose text it is, such as "AFP"; None if not determined.
    share : float
        0 to 1, of all words of the article; the shares of all its origins add up to 1.
    words : int
        The number of words in the spans.
    confidence : float or None
        0 to 1: the probability of this origin. None for quotations, boilerplate and own words.
    spans : tuple of (int, int)
        The position of the part: half-open, in code points of the original text, sorted, not overlapping.
    span_words : tuple of int
        The number of words in each span; their sum is ``words``.
    """

    kind: OriginKind
    source: str | None
    agency: str | None
    share: float
    words: int
    confidence: float | None
    spans: tuple[tuple[int, int], ...]
    span_words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """A document that carries a part of a dispatch.

    Parameters
    ----------
    document : str
        Its id.
    words : int
        The number of its words of prose, without quotations, in passages of the dispatch.
    """

    document: str
    words: int


@dataclass(frozen=True, slots=True)
class RebuiltSentence:
    """A sentence of a dispatch, rebuilt from its witnesses.

    Parameters
    ----------
    text : str
        The longest version that the other witnesses confirm.
    side : Side
        The position of that version.
    variants : tuple of Side
        The versions of the other witnesses.
    """

    text: str
    side: Side
    variants: tuple[Side, ...]

    @property
    def witnesses(self) -> tuple[str, ...]:
        """The documents that contain the sentence in some version."""
        return tuple(dict.fromkeys(side.document for side in (self.side, *self.variants)))


@dataclass(frozen=True, slots=True)
class UnseenDispatch:
    """A text that is not among the documents but that several of them probably used.

    Parameters
    ----------
    name : str
        Its name in results, such as "unseen-1".
    agency : str, optional
        The agency it probably comes from; None if not determined.
    confidence : float
        0 to 1: the probability that such a text exists.
    agency_confidence : float
        0 to 1: the probability of the named agency; if none is named, of the most likely one.
    witnesses : tuple of Witness
        The documents that carry it, the one with the most words first.
    sentences : tuple of RebuiltSentence
        The part that can be rebuilt: sentences that at least two witnesses have, in order.
    evidence : tuple of Evidence
        The reasons.
    """

    name: str
    agency: str | None
    confidence: float
    agency_confidence: float
    witnesses: tuple[Witness, ...]
    sentences: tuple[RebuiltSentence, ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def text(self) -> str:
        """The rebuilt text, one sentence per line."""
        return "\n".join(sentence.text for sentence in self.sentences)


class Dispatches(Sequence[UnseenDispatch]):
    """The unseen dispatches of a result, the one with the most words first; each is rebuilt on access.

    Parameters
    ----------
    names : sequence of str
        Their names.
    make : callable
        Called with an index, returns the dispatch.
    """

    def __init__(self, names: Sequence[str], make: Callable[[int], UnseenDispatch]) -> None:
        self.names = tuple(names)
        self._make = lru_cache(maxsize=128)(make)

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> UnseenDispatch: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[UnseenDispatch]: ...
    def __getitem__(self, index: int | slice) -> UnseenDispatch | Sequence[UnseenDispatch]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"there are {len(self)} unseen dispatches, got the index {index}.")
        return self._make(index % len(self))

    def __repr__(self) -> str:
        return f"<{len(self)} unseen dispatches>"
