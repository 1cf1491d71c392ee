"""Who had it from whom: evidence terms for each pair, and what they come to.

Each pair has three hypotheses: the left document is the source, the right one is, or both had it from a third. A term
adds log-odds to one of them. Their softmax is the probability of each; below a level nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COMMON", "LEFT", "RIGHT", "Facts", "Judgement", "judge"]

LEFT, RIGHT, COMMON = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is known of each pair: columns of one length.

    Parameters
    ----------
    wire_left, wire_right : bool
        Which of them are dispatches.
    order : int8
        -1 where the left one is surely earlier, 1 where it is surely later.
    said : bool
        Their formats say that order of versions, whatever the times are.
    version : bool
        Both are versions of one dispatch.
    later_left, later_right : float64
        This side is another version than the one that the other, an outlet, used: 1 where it is later, half where their
        order is not known.
    explained : float64
        The share of their common prose that stands in a dispatch at hand; for two outlets.
    own_pairs : int64
        Pairs of words that both have and the dispatch has not.
    own_share : float64
        The share of one's wording that is not the dispatch's and that the other has; the larger of both.
    credited : bool
        An agency is credited for the text that both have and no dispatch at hand explains.
    witnesses : int64
        How many documents have that text.
    contained : float64
        The share of the prose of the one that shares more of it.
    house : bool
        One house has both, as two versions or titles.
    named_left, named_right : bool
        The other one names the source of this one in what they share.
    """

    wire_left: NDArray[np.bool_]
    wire_right: NDArray[np.bool_]
    order: NDArray[np.int8]
    said: NDArray[np.bool_]
    version: NDArray[np.bool_]
    later_left: NDArray[np.float64]
    later_right: NDArray[np.float64]
    explained: NDArray[np.float64]
    own_pairs: NDArray[np.int64]
    own_share: NDArray[np.float64]
    credited: NDArray[np.bool_]
    witnesses: NDArray[np.int64]
    contained: NDArray[np.float64]
    house: NDArray[np.bool_]
    named_left: NDArray[np.bool_]
    named_right: NDArray[np.bool_]


@dataclass(slots=True, eq=False)
class Judgement:
    """The evidence on each pair, and what it comes to.

    Parameters
    ----------
    terms : dict of str to numpy.ndarray, shape=(pairs, 3), float64
        What each kind of evidence adds to the three hypotheses.
    """

    pairs: int
    terms: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def add(self, kind: str, toward: int, weight: float, where: NDArray[Any]) -> None:
        """Add evidence of a kind: ``weight`` times ``where`` toward a hypothesis."""
        term = self.terms.setdefault(kind, np.zeros((self.pairs, 3)))
        term[:, toward] += weight * where

    @property
    def probability(self) -> NDArray[np.float64]:
        """The probability of the three hypotheses, shape=(pairs, 3)."""
        total = np.zeros((self.pairs, 3))
        for term in self.terms.values():
            total = total + term
        odds = np.exp(total - total.max(axis=1, keepdims=True, initial=-np.inf))
        chance: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
        return chance

    def verdict(self, level: float) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
        """Return the likeliest hypothesis, -1 where it is below the level, and its probability."""
        chance = self.probability
        if not self.pairs:
            return np.zeros(0, np.int8), np.zeros(0)
        best = chance.argmax(axis=1).astype(np.int8)
        sure = chance.max(axis=1)
        return np.where(sure >= level, best, -1).astype(np.int8), sure


def judge(facts: Facts, numbers: dict[str, float]) -> Judgement:
    """Weigh the evidence on each pair.

    Parameters
    ----------
    facts : Facts
        What is known.
    numbers : dict
        The table ``direction`` of the settings: log-odds.
    """
    judgement = Judgement(len(facts.order))
    add = judgement.add
    outlets = ~facts.wire_left & ~facts.wire_right
    free = outlets & (facts.explained < 0.5)
    for side, other, mine, theirs, earlier in (
        (LEFT, RIGHT, facts.wire_left, facts.wire_right, -1),
        (RIGHT, LEFT, facts.wire_right, facts.wire_left, 1),
    ):
        first = facts.order == earlier
        dispatch = mine & ~theirs
        add("role", side, numbers["role"], dispatch)
        add("role", other, -numbers["role"], dispatch)
        add("time", other, -numbers["order"], first & ~facts.said)
        add("version", other, -numbers["order"], first & facts.said)
        add("time", side, numbers["earlier"], first & outlets)
        add("time", COMMON, numbers["outlet_first"], dispatch & (facts.order == -earlier))
        add("version", side, numbers["version_order"], facts.version & first)
        later = facts.later_left if side == LEFT else facts.later_right
        add("version", COMMON, numbers["later_version"], later)
        add("house", side, numbers["house"], facts.house & free & first & ~facts.credited)
        named = facts.named_left if side == LEFT else facts.named_right
        add("named", side, numbers["named"], named & free & ~facts.credited)
    add("outlets", COMMON, numbers["base_common"], outlets)
    for side in (LEFT, RIGHT):
        add("outlets", side, numbers["base_copy"], outlets)
    add("dispatch", COMMON, numbers["dispatch"], outlets * facts.explained)
    enough = facts.own_pairs >= numbers["own_pairs"]
    wording = np.where(enough & outlets, facts.own_share - numbers["own_share"], 0.0)
    add("wording", COMMON, -numbers["own_wording"], np.maximum(wording, 0))
    for side in (LEFT, RIGHT):
        add("wording", side, numbers["own_wording"] / 2, np.maximum(wording, 0))
    add("credit", COMMON, numbers["credited"], free & facts.credited)
    add("witnesses", COMMON, numbers["witnesses"], free & (facts.witnesses > 2))
    add("containment", COMMON, numbers["overlap"], free * (numbers["whole"] - facts.contained))
    return judgement
