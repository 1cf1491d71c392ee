"""How likely it is that both sides of a passage go back to one written text."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from provenance.align.gaps import oriented, spans_of
from provenance.model.passage import KINDS
from provenance.model.word_flags import SENTENCE
from provenance.model.words import taken_slices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from provenance.model.passages import PassageTable
    from provenance.model.words import WordTable

__all__ = ["FEATURES", "GROUPS", "Model", "confidence", "features", "groups", "standard_model"]

#: Passages are judged apart: exact and edited ones, reworded ones, and those of which one side condenses the other.
GROUPS = ("exact", "reworded", "condensed")
#: What speaks for a passage, and against it; ``confidence.toml`` says what each means.
FEATURES = (
    "words", "share", "cover", "run", "order", "rising", "names", "plain", "prose", "free", "open", "loose",
    "sentences", "contrast",
)  # fmt: skip
#: How far an edge of a passage may be from that of a sentence, in words: what was edited there is trimmed.
_NEAR = 2
_REWORDED = KINDS.index("paraphrase")
#: What stands within a sentence, and is no longer than this, may be a term, an office, a formula.
_SHORT = 40
#: In a collection of so many sentences, or more, it is known which words are rare.
_MANY = 2000
#: Below and above these numbers of sentences, the size of a collection says nothing more of a passage: whoever compares
#: two texts alone has a reason to.
_FEW, _ENOUGH = 120, 3000
#: So much weight of plain words is plenty: in a long text more of it says that the text is long.
_MOST_PLAIN = 12.0
#: In a smaller one a word weighs at least a part of this: of two texts of one sentence all that is shared is common.
_ANY_WORD = 0.5
#: Shares are taken as logarithms: the evidence against a passage is in how near to nothing they are. What is added to
#: words in equal runs, and the least of links in order and of the contrast.
_SOME_PROSE, _LEAST_RISING, _LEAST_CONTRAST = 0.05, 0.1, 0.03
#: Where fewer words than these stand beside a passage there is little to hold it against: its contrast is middling.
_ROOM, _MIDDLING_CONTRAST = 100, 0.075


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model for each group: the bias, and a coefficient for each feature, in the order of `FEATURES`.

    In a collection of fewer than ``known_from`` sentences there is nothing to hold a condensed passage against: how
    much a short text on a matter has in common with a long one by itself. It has the confidence ``prior`` there. What
    is nearly all of a document, ``whole`` of its words, is no formula in it: an exact passage has at least
    ``whole_confidence``.
    """

    bias: Mapping[str, float]
    coefficients: Mapping[str, NDArray[np.float64]]
    prior: float
    known_from: float
    whole: float
    whole_confidence: float

    @classmethod
    def of(cls, data: Mapping[str, Mapping[str, float]]) -> Model:
        """Take the numbers of each group from a mapping; a feature that it has no number for does not count."""
        return cls(
            {group: data[group]["bias"] for group in GROUPS},
            {group: np.array([data[group].get(name, 0.0) for name in FEATURES]) for group in GROUPS},
            data["background"]["prior"],
            data["background"]["known_from"],
            data["whole"]["share"],
            data["whole"]["confidence"],
        )


@cache
def standard_model() -> Model:
    """Return the model that comes with the package."""
    return Model.of(tomllib.loads((files("provenance.align") / "confidence.toml").read_text(encoding="utf-8")))


def groups(table: PassageTable) -> NDArray[np.int8]:
    """Return the group of each passage, as a place in `GROUPS`, shape=(passages,)."""
    group = np.where(table.kind == _REWORDED, GROUPS.index("reworded"), GROUPS.index("exact"))
    return np.where(table.is_condensed, GROUPS.index("condensed"), group).astype(np.int8)


def features(
    table: PassageTable, words: WordTable, weights: NDArray[np.float32], sentences: int
) -> NDArray[np.float64]:
    """Measure passages.

    Parameters
    ----------
    table : PassageTable
        Passages.
    words : WordTable
        The words of all documents.
    weights : numpy.ndarray, shape=(2**k,), float32
        The weight of each stem, by its lowest bits.
    sentences : int
        The sentences of the collection that the weights were learnt from.

    Returns
    -------
    numpy.ndarray, shape=(passages, 14), float64
        In the order of `FEATURES`. They do not depend on which document is the left one.
    """
    from provenance.kernels.contrast import measure_contrast
    from provenance.kernels.measures import MEASURES, measure_passages

    spans, turned = oriented(spans_of(table, words), words)
    begin, end = words.document_tokens[:-1], words.document_tokens[1:]
    first, second = np.where(turned, table.right, table.left), np.where(turned, table.left, table.right)
    documents = np.column_stack([begin[first], end[first], begin[second], end[second]])
    out = np.zeros((len(table), len(MEASURES)))
    known = np.log(min(_MANY, max(2, sentences))) / np.log(_MANY)
    at_least = np.maximum(weights, np.float32(_ANY_WORD * (1.0 - known)))
    measure_passages(words.numbers, words.stems, words.flags, at_least, spans, documents, out)
    linked, run, prose, order, rising, names, plain, free, sentence = out.T
    group = groups(table)
    contrast = np.ones(len(table))
    reworded = np.flatnonzero(group == GROUPS.index("reworded"))
    found = np.empty(len(reworded))
    measure_contrast(words.stems, at_least, spans[reworded], documents[reworded], found)
    contrast[reworded] = found
    sizes = spans[:, 1] - spans[:, 0], spans[:, 3] - spans[:, 2]
    beside = np.minimum(documents[:, 1] - documents[:, 0] - sizes[0], documents[:, 3] - documents[:, 2] - sizes[1])
    contrast = np.where(beside < _ROOM, _MIDDLING_CONTRAST, contrast)
    both = np.maximum(sizes[0] + sizes[1], 1)
    # Words that scanning misread are matched by their characters: there are more of them than there are linked words.
    matched = np.maximum(1.0, np.maximum(linked, np.where(group == 0, table.similarity * both / 2, 0.0)))
    columns = {
        "words": np.log(matched),
        "share": 2.0 * matched / both,
        "cover": matched / np.maximum(1, np.minimum(*sizes)),
        "run": np.log(np.maximum(1.0, run) / matched),
        "order": order,
        "rising": np.log(np.maximum(_LEAST_RISING, rising)),
        "names": np.maximum(-0.2, names),
        "plain": np.log1p(np.minimum(plain, _MOST_PLAIN)),
        "prose": np.log(_SOME_PROSE + prose / matched),
        "free": free,
        "open": np.maximum(0.0, np.log(_SHORT / matched)) * (1.0 - sentence),
        "loose": np.maximum(0.0, np.log(_SHORT / matched)) * ~has_edge(spans, documents, words.flags),
        "sentences": np.full(len(table), np.log(min(_ENOUGH, max(_FEW, sentences)))),
        "contrast": np.log(np.maximum(_LEAST_CONTRAST, contrast)),
    }
    return np.column_stack([columns[name] for name in FEATURES])


def has_edge(spans: NDArray[np.int64], documents: NDArray[np.int64], flags: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which passages begin, or end, or go on from one sentence to the next on both sides, shape=(passages,).

    A term, an office, a formula stands within a sentence of each text; who copies a sentence or a part of one seldom
    leaves out both its beginning and its end.

    Parameters
    ----------
    spans, documents : numpy.ndarray, shape=(passages, 4), int64
        Both sides of each passage, and the documents in which they stand, as tokens of the collection, half-open.
    flags : numpy.ndarray, shape=(tokens,), uint8
        With marks where sentences begin.
    """
    left, right = (
        _edges(spans[:, at], spans[:, at + 1], documents[:, at], documents[:, at + 1], flags) for at in (0, 2)
    )
    found: NDArray[np.bool_] = np.any(left & right, axis=0)
    return found


def _edges(
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    begin: NDArray[np.int64],
    end: NDArray[np.int64],
    flags: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    """Return which sides of passages begin with a sentence, end with one, or have an edge of one within, shape=(3, n).

    Nothing but the passages and what is near them is looked at, since a collection has many batches of passages.
    """
    low, high = np.maximum(begin, start - _NEAR), np.minimum(end, stop + _NEAR + 1)
    near = taken_slices(flags, low, high)
    begun = np.concatenate([[0], np.cumsum(near & SENTENCE > 0)])
    shift = np.cumsum(high - low) - high

    def any_begins(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
        first = np.clip(first, low, high)
        found: NDArray[np.bool_] = begun[np.clip(last, first, high) + shift] > begun[first + shift]
        return found

    opens = (start - begin <= _NEAR) | any_begins(start - _NEAR, start + _NEAR + 1)
    closes = (end - stop <= _NEAR) | any_begins(stop - _NEAR, stop + _NEAR + 1)
    return np.stack([opens, closes, any_begins(start + _NEAR + 1, stop - _NEAR)])


def confidence(
    table: PassageTable,
    words: WordTable,
    weights: NDArray[np.float32],
    sentences: int | None = None,
    model: Model | None = None,
) -> NDArray[np.float32]:
    """Return the probability that both sides go back to one written text, shape=(passages,), float32, 0 to 1.

    Parameters
    ----------
    table, words, weights, sentences
        As for `features`; without ``sentences`` those of the words are counted.
    model : Model, optional
        The numbers; without it those that come with the package.
    """
    model = model or standard_model()
    if sentences is None:
        sentences = int(np.count_nonzero(words.flags & SENTENCE))
    measured = features(table, words, weights, sentences)
    group = groups(table)
    log_odds = np.zeros(len(table))
    for number, name in enumerate(GROUPS):
        rows = group == number
        log_odds[rows] = model.bias[name] + measured[rows] @ model.coefficients[name]
    probability = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))
    sizes = np.diff(words.document_tokens)
    left = (table.left_token_stop - table.left_token_start) / np.maximum(1, sizes[table.left])
    right = (table.right_token_stop - table.right_token_start) / np.maximum(1, sizes[table.right])
    whole = (group == GROUPS.index("exact")) & (np.maximum(left, right) >= model.whole)
    probability[whole] = np.maximum(probability[whole], model.whole_confidence)
    if sentences < model.known_from:
        probability[group == GROUPS.index("condensed")] = model.prior
    return probability.astype(np.float32)
