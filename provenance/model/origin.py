"""Where the parts of an article are from; and dispatches that are not at hand, as their witnesses show them."""

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
    """A part of an article, and where it is from.

    Every word of an article belongs to exactly one of its origins.

    Parameters
    ----------
    kind : {"dispatch", "unseen", "article", "publisher", "quotation", "boilerplate", "own"}
        "dispatch": a dispatch among the documents. "unseen": a text that is not among them, and that others carry too.
        "article": another outlet's article. "publisher": an article of the same house, as an earlier version.
        "quotation": words inside quotation marks, whoever else has them. "boilerplate": text of the page. "own": all
        else.
    source : str or None
        The id of the dispatch or article; of an unseen dispatch its name, as "unseen-1", None where what is shared is
        too little to call it one. None for all other kinds.
    agency : str or None
        Whose text it is, as "AFP"; None where that is not determined.
    share : float
        0 to 1, of all words of the article; the shares of its origins add up to 1.
    words : int
        How many words the spans hold.
    confidence : float or None
        0 to 1: how likely the part is from there. None for quotations, boilerplate and its own.
    spans : tuple of (int, int)
        Where the part stands: half-open, code points of the original text, sorted, without overlap.
    span_words : tuple of int
        How many words each span holds; they add up to ``words``.
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
        Its words of prose, quotations left out, that stand in passages of the dispatch.
    """

    document: str
    words: int


@dataclass(frozen=True, slots=True)
class RebuiltSentence:
    """A sentence of a dispatch, as the witnesses have it.

    Parameters
    ----------
    text : str
        The longest reading that the other witnesses bear out.
    side : Side
        Where that reading stands.
    variants : tuple of Side
        The readings of the other witnesses.
    """

    text: str
    side: Side
    variants: tuple[Side, ...]

    @property
    def witnesses(self) -> tuple[str, ...]:
        """The documents that have the sentence, in some reading."""
        return tuple(dict.fromkeys(side.document for side in (self.side, *self.variants)))


@dataclass(frozen=True, slots=True)
class UnseenDispatch:
    """A text that several documents seem to have used and that is not among them.

    Parameters
    ----------
    name : str
        What results call it, as "unseen-1".
    agency : str, optional
        Whose it likely is; None where that is undetermined.
    confidence : float
        0 to 1: that there is such a text.
    agency_confidence : float
        0 to 1: that it is of the agency that is named; of the likeliest where none is.
    witnesses : tuple of Witness
        Those who carry it, the one with most words first.
    sentences : tuple of RebuiltSentence
        What can be rebuilt of it: sentences that two witnesses or more have, in their order.
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
        """The rebuilt text, one sentence a line."""
        return "\n".join(sentence.text for sentence in self.sentences)


class Dispatches(Sequence[UnseenDispatch]):
    """The unseen dispatches of a result, the one with most words first; each is rebuilt when it is asked for.

    Parameters
    ----------
    names : sequence of str
        Their names.
    make : callable
        Makes one, by its place.
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
