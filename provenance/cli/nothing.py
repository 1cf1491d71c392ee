"""Why nothing was found, and what to try."""

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
    """Return what to say where no passage was found, and what to try.

    Parameters
    ----------
    articles : int
        How many articles there are; at least two.
    pairs : int, optional
        How many pairs were compared.
    nearest : Nearest, optional
        The longest run of words that two of them share.
    options : ReuseOptions
        How it was looked for.
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
        return "so short a run is chance: these articles do not seem to share text."
    if nearest is not None and _LEAST <= nearest.words < options.min_words:
        return f"--min-words {nearest.words} shows runs of so many words."
    if nearest is not None and nearest.words >= options.min_words and options.min_confidence > 0:
        return "--min-confidence 0 shows what is likelier a formula, or the same facts in other words, too."
    if pairs is not None and pairs < everything and options.candidates != "every-pair":
        return "--candidates every-pair compares all of them."
    if options.sensitivity != "wide":
        return "--sensitivity wide asks for less evidence of reworded passages."
    return "these articles tell nothing in the same words; --normalisers can make spellings alike."
