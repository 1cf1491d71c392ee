"""Stories: articles that share much of their text, and the strongest pair of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.reporters.headlines import about_article
from provenance.reporters.phrases import pair_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.model.matrix import PairScore
    from provenance.model.options import Quotations, ReportOptions
    from provenance.model.result import ReuseResult
    from provenance.reporters.phrases import PairRow

__all__ = ["STORY_SHARE", "Story", "stories", "strongest_of"]

#: Two articles belong to one story if each has this share of the other's words; so a round-up joins no stories.
STORY_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that share much of their text.

    Parameters
    ----------
    articles : sequence of str
        The ids of the articles, in the order of the documents.
    pair : PairScore
        The two articles that share the most, by containment.
    """

    articles: Sequence[str]
    pair: PairScore

    def about(self, result: ReuseResult, columns: int = 200, *, without_text: bool = False) -> str:
        """Return the label of its first article, on one line of this many columns."""
        first = result.documents[result.documents.position(self.articles[0])]
        return about_article(first, columns, without_text=without_text) or self.articles[0]


def strongest_of(
    result: ReuseResult, found: Sequence[Story], options: ReportOptions
) -> tuple[tuple[str, ...], list[PairRow]]:
    """Return the headings of the numbers, and the strongest pair of each story, in the requested measure."""
    by_ids = {frozenset((pair.left, pair.right)): pair for pair in result.pairs(options.measure, options.quotations)}
    return pair_rows([by_ids[frozenset((story.pair.left, story.pair.right))] for story in found], options.measure)


def stories(result: ReuseResult, quotations: Quotations = "include") -> list[Story]:
    """Return the stories, sorted by number of articles, then by the share of their strongest pair, highest first.

    Two articles belong to one story if each has `STORY_SHARE` of its words in the other, directly or through other
    articles.
    """
    ids = result.documents.ids
    place = {name: position for position, name in enumerate(ids)}
    root = list(range(len(ids)))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    joined = [pair for pair in result.pairs("containment", quotations) if pair.reverse >= STORY_SHARE]
    for pair in joined:
        first, second = sorted((find(place[pair.left]), find(place[pair.right])))
        root[second] = first
    strongest: dict[int, PairScore] = {}
    for pair in joined:
        strongest.setdefault(find(place[pair.left]), pair)
    members: dict[int, list[str]] = {at: [] for at in strongest}
    for position, name in enumerate(ids):
        if (at := find(position)) in members:
            members[at].append(name)
    found = [Story(tuple(members[at]), pair) for at, pair in strongest.items()]
    return sorted(found, key=lambda story: (-len(story.articles), -story.pair.value, place[story.articles[0]]))
