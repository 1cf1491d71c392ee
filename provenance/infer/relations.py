"""What each pair of documents shares, taken together, and whether that can be a coincidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.coverage import covered, grouped_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.infer.prose import Prose
    from provenance.infer.settings import Settings
    from provenance.model.passages import PassageTable
    from provenance.model.words import WordTable

__all__ = ["Relations", "Sides", "logistic", "relate"]


def logistic(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 / (1 + exp(-value))."""
    return 1 / (1 + np.exp(-np.clip(value, -30, 30)))


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Each prose passage twice: once as each of its documents'. All of one length.

    ``passage`` numbers passages, ``pair`` rows of `Relations`; ``first`` and ``last`` are token numbers within
    ``document``, ``prose_start`` and ``prose_stop`` the same among its words of prose; ``counts`` says that the side is
    not the long one of a passage that condenses: hardly any of its words stand in the other; ``matched`` is the share
    of its words that do.
    """

    document: NDArray[np.int64]
    partner: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    prose_start: NDArray[np.int64]
    prose_stop: NDArray[np.int64]
    passage: NDArray[np.int64]
    pair: NDArray[np.int64]
    counts: NDArray[np.bool_]
    matched: NDArray[np.float64]

    def take(self, which: NDArray[np.integer]) -> Sides:
        """Return some of them, by row."""
        return Sides(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """The pairs of documents that share a passage, as columns sorted by (left, right).

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(pairs,), int64
        Positions, left < right.
    of : numpy.ndarray, shape=(passages,), int64
        The pair of each passage.
    is_prose : numpy.ndarray, shape=(passages,), bool
        Passages that are neither quotation nor boilerplate.
    is_boilerplate, is_condensed : numpy.ndarray, shape=(passages,), bool
        Passages that are boilerplate; passages of which one side has three times the words of the other.
    words_left, words_right : numpy.ndarray, shape=(pairs,), int64
        Words of prose of each that stand in the pair's passages.
    link : numpy.ndarray, shape=(pairs,), float64
        How likely it is that the prose they share has one written origin.
    sides : Sides
        The prose passages by document.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    of: NDArray[np.int64]
    is_prose: NDArray[np.bool_]
    is_boilerplate: NDArray[np.bool_]
    is_condensed: NDArray[np.bool_]
    words_left: NDArray[np.int64]
    words_right: NDArray[np.int64]
    link: NDArray[np.float64]
    sides: Sides

    def __len__(self) -> int:
        return len(self.left)


def relate(
    table: PassageTable,
    words: WordTable,
    prose: Prose,
    settings: Settings,
    credited: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]],
) -> Relations:
    """Take the passages of each pair together.

    Parameters
    ----------
    table : PassageTable
        The passages.
    words : WordTable
        The words of the documents.
    prose : Prose
        Which words are prose.
    settings : Settings
        What makes a link.
    credited : callable
        Says of pairs, by positions, whether one is a dispatch whose agency the other credits.
    """
    numbers = settings.link
    left, right = table.left.astype(np.int64), table.right.astype(np.int64)
    documents = len(prose.counts.offsets) - 1
    keys, of = np.unique(left * documents + right, return_inverse=True)
    pair_left, pair_right = np.divmod(keys, max(1, documents))
    lf, ll = prose.rank(left, table.left_token_start), prose.rank(left, table.left_token_stop)
    rf, rl = prose.rank(right, table.right_token_start), prose.rank(right, table.right_token_stop)
    length = np.minimum(ll - lf, rl - rf)
    is_boilerplate = (
        np.maximum(
            prose.share_of_boilerplate(left, table.left_token_start, table.left_token_stop),
            prose.share_of_boilerplate(right, table.right_token_start, table.right_token_stop),
        )
        >= numbers["boilerplate"]
    )
    is_prose = ~table.quoted & ~is_boilerplate & (length >= numbers["least"])
    alike = table.similarity >= numbers["alike"]
    # What stands in the leads of both, reworded, may be what anybody would write of the event.
    leads = (lf < numbers["lead"]) & (rf < numbers["lead"]) & ~(alike & (length > numbers["lead"] / 3))
    told = np.minimum(length, numbers["lead_words"])
    # Of a summary few words of the long side match, and of the short side most; thinly strewn ones are chance.
    share_left, share_right = table.matched("left"), table.matched("right")
    density = np.maximum(share_left, share_right)
    weighty = np.where(leads, length - told * 2 / 3, length) * density * is_prose
    weighty *= np.minimum(1, density / numbers["density"]) ** 3
    matched = np.bincount(of, weighty, len(keys))
    exact = np.bincount(of, np.where(alike, weighty, 0), len(keys))
    places = np.bincount(of, is_prose & (length >= 2 * numbers["least"]), len(keys))
    logit = (
        numbers["slope"] * np.log(np.maximum(matched, 1) / numbers["scale"])
        + numbers["exact"] * np.log1p(exact)
        + numbers["places"] * np.clip(places - 1, 0, 4)
        + numbers["credited"] * credited(pair_left, pair_right)
    )
    # Where that much is plain already, nothing needs to be added.
    logit += _wording(pair_left, pair_right, (matched > 0) & (logit < numbers["plain"]), words, prose, numbers)
    chosen = np.flatnonzero(is_prose)
    sides = Sides(
        np.concatenate([left[chosen], right[chosen]]),
        np.concatenate([right[chosen], left[chosen]]),
        np.concatenate([table.left_token_start[chosen], table.right_token_start[chosen]]),
        np.concatenate([table.left_token_stop[chosen], table.right_token_stop[chosen]]),
        np.concatenate([lf[chosen], rf[chosen]]),
        np.concatenate([ll[chosen], rl[chosen]]),
        np.concatenate([chosen, chosen]),
        np.concatenate([of[chosen], of[chosen]]),
        np.concatenate([(ll - lf)[chosen], (rl - rf)[chosen]]) < numbers["condensed"] * np.tile(length[chosen], 2),
        np.concatenate([share_left[chosen], share_right[chosen]]),
    )
    half = len(chosen)
    added = covered(
        np.concatenate([sides.pair[:half] * 2, sides.pair[half:] * 2 + 1]),
        sides.prose_start,
        np.where(sides.counts, sides.prose_stop, sides.prose_start),
    )
    return Relations(
        pair_left,
        pair_right,
        of,
        is_prose,
        is_boilerplate,
        np.maximum(ll - lf, rl - rf) >= numbers["condensed"] * np.maximum(length, 1),
        grouped_sum(sides.pair[:half], added[:half], len(keys)),
        grouped_sum(sides.pair[half:], added[half:], len(keys)),
        logistic(logit) * (matched > 0),
        sides,
    )


def _wording(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    which: NDArray[np.bool_],
    words: WordTable,
    prose: Prose,
    numbers: dict[str, float],
) -> NDArray[np.float64]:
    """Return what it adds to a link that one document has many of the other's pairs of words in a row.

    A brief that condenses a dispatch has few long passages, and hardly any wording of its own.
    """
    from provenance.kernels.overlap import COMMON_WORDS, MEASURES, common_words

    rows = np.flatnonzero(which)
    most = np.zeros(len(left))
    if not len(rows):
        return most  # the kernel sets up large tables
    weights = np.ones(2, np.float32)
    pairs, found = MEASURES.index("pairs"), MEASURES.index("found_pairs")
    for one, other in ((left, right), (right, left)):
        out = np.zeros((len(rows), COMMON_WORDS))
        common_words(
            words.stems, words.numbers, prose.mask, words.document_tokens, one[rows], other[rows], weights, 2.0, out
        )
        most[rows] = np.maximum(most[rows], out[:, found] / np.maximum(out[:, pairs], 1))
    result: NDArray[np.float64] = numbers["wording"] * np.maximum(0, most - numbers["wording_from"])
    return result
