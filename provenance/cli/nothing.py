"""The message if no passage was found: why, and what to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.reporters.fit import shorten
from provenance.reporters.numbers import counted

if TYPE_CHECKING:
    from provenance.api.nearest import Nearest
    from provenance.model.options import ReuseOptions

__all__ = ["why_nothing"]

_LEAST = 3
_EXCERPT = 60


def why_nothing(articles: int, pairs: int | None, nearest: Nearest | None, options: ReuseOptions) -> tuple[str, str]:
    """Return a message and a hint for a search that found no passage.

    Parameters
    ----------
    articles : int
        The number of articles; at least two.
    pairs : int, optional
        The number of pairs compared.
    nearest : Nearest, optional
        The longest run of words that two articles share.
    options : ReuseOptions
        The options of the search.
    """
    everything = articles * (articles - 1) // 2
    compared = f"{counted(pairs, 'pair')} of {everything:,} compared. " if pairs is not None else ""
    if nearest is None:
        said = f"{compared}A passage takes {options.min_words} words in common."
    else:
        excerpt = shorten(" ".join(nearest.text.split()), _EXCERPT)
        said = (
            f"{compared}The longest run that two articles share has {counted(nearest.words, 'word')}, in "
            f"{nearest.left} and {nearest.right}: “{excerpt}”; a passage takes {options.min_words}."
        )
    return said, _hint(pairs, everything, nearest, options)


def _hint(pairs: int | None, everything: int, nearest: Nearest | None, options: ReuseOptions) -> str:
    if nearest is not None and nearest.words < _LEAST and pairs == everything:
        return "so short a run is a coincidence: these articles do not seem to share text."
    if nearest is not None and _LEAST <= nearest.words < options.min_words:
        return f"--min-words {nearest.words} shows runs of this length."
    if nearest is not None and nearest.words >= options.min_words and options.min_confidence > 0:
        return "--min-confidence 0 also shows matches that are probably stock phrases or the same facts in other words."
    if pairs is not None and pairs < everything and options.candidates != "every-pair":
        return "--candidates every-pair compares all of them."
    if options.sensitivity != "wide":
        return "--sensitivity wide needs less evidence for reworded passages."
    return "these articles share no wording; --normalisers can unify different spellings."
