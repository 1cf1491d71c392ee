"""Documents to what the ways to compare them find and cost, measured on a sample."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.api.components import pipeline_for
from provenance.api.inputs import as_documents
from provenance.errors import InputError, OptionError
from provenance.model.dedup_options import DedupOptions
from provenance.model.options import ReuseOptions
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.api.inputs import DocumentsLike
    from provenance.engines.tuning import Resemblances
    from provenance.model.documents import Documents
    from provenance.model.tuning import BandCost, CandidateCost, CurvePoint, Tuning
    from provenance.plugins.manager import Plugins
    from provenance.sketch.bands import Banding
    from provenance.text.pipeline import Pipeline

__all__ = ["tune"]

_REUSE, _DEDUP = ReuseOptions(), DedupOptions()
#: Values of the option ``recall`` that are tried beside the one given.
_RECALLS = (0.9, 0.99, 0.999)
# Ends of the intervals of the S-curve; and how much less than the best one way may find to be taken for its cost.
_STEPS = (0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_LESS = 0.01


def tune(
    documents: DocumentsLike,
    sample: int = 300,
    options: ReuseOptions = _REUSE,
    dedup: DedupOptions = _DEDUP,
    *,
    plugins: Plugins | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Tuning:
    """Measure on some of your documents what the ways to compare them find, and at what cost.

    The sample is taken by the content of the documents, whatever their order, and so that documents with much in common
    are taken together. What every pair of it shares is the measure of what ``exact`` and ``lsh`` find. For duplicates,
    the sets of shingles of all pairs are compared exactly, and then looked for by bands.

    Parameters
    ----------
    documents : iterable of Document, mapping, sequence of str, path, or Arrow table
        The documents; see `provenance.api.inputs.DocumentsLike`.
    sample : int
        How many documents to look at, at least 2; the time grows with its square.
    options : ReuseOptions
        How passages are looked for; ``candidates`` does not count.
    dedup : DedupOptions
        ``threshold``, ``recall``, ``shingle`` and ``num_perm`` count; the measure is resemblance.
    plugins : Plugins, optional
        Those to use; without it all that are installed.
    progress : callable, optional
        Called with the name of a stage, what is done of it, and how much there is.

    Returns
    -------
    Tuning
        The figures, and in ``options`` what to take. All but the seconds depends on the documents and options alone.

    Raises
    ------
    InputError
        For documents that cannot be used, or fewer than two.
    OptionError, UnknownNameError
        For options outside what is accepted.

    Examples
    --------
    >>> story = "The ferry ran aground on a sandbank shortly before dawn on Monday with forty people on board."
    >>> measured = tune({"wire": story, "paper": f"PORT ELLERY: {story}", "other": "The harbour stays closed."})
    >>> [(cost.candidates, cost.passages, cost.recall) for cost in measured.candidates]
    [('every-pair', 1, 1.0), ('exact', 1, 1.0), ('lsh', 1, 1.0)]
    >>> measured.options
    {'candidates': 'every-pair', 'dedup': {'threshold': 0.8, 'recall': 0.99}}
    """
    from provenance.engines.cores import thread_count
    from provenance.engines.tuning import measure_candidates, resemblances, take_sample
    from provenance.model.tuning import Tuning
    from provenance.text.words import words as words_of

    if isinstance(sample, bool) or not isinstance(sample, int) or sample < 2:
        raise OptionError(f"sample is {sample!r}; it is a whole number of at least 2.")
    used = plugins if plugins is not None else load_plugins()
    collection = as_documents(documents, used)
    if len(collection) < 2:
        raise InputError(f"tuning takes at least two documents; there are {len(collection)}.")
    pipeline = pipeline_for(options.normalisers, options.tokeniser, used)

    def tell(stage: str, done: int, total: int) -> None:
        if progress is not None:
            progress(stage, done, total)

    tell("taking a sample", 0, 1)
    taken = take_sample(collection, sample, pipeline, thread_count(options.threads))
    scale = collection.texts.nbytes / max(1, taken.texts.nbytes)
    costs = measure_candidates(taken, options, pipeline, scale, partial(tell, "comparing pairs"))
    tell("comparing duplicates", 0, 1)
    alike = resemblances(taken, dedup.shingle, pipeline)
    bands, curve = _measure_bands(taken, alike, dedup, pipeline)
    tell("comparing duplicates", 1, 1)
    words = round(sum(len(words_of(taken.text(at))) for at in range(len(taken))) * scale)
    return Tuning(
        len(collection),
        len(taken),
        words,
        tuple(costs),
        dedup.threshold,
        int(np.count_nonzero(alike.values >= dedup.threshold)),
        bands,
        curve,
        {
            "candidates": _best_candidates(costs, words, len(collection)),
            "dedup": {"threshold": dedup.threshold, "recall": _best_recall(bands, dedup.recall)},
        },
    )


def _best_candidates(costs: list[CandidateCost], words: int, documents: int) -> str:
    """Choose the way: every pair of a small collection, else the fewest rows that find about as much as the other."""
    from provenance.candidates.pairs import is_affordable

    if is_affordable(documents, words):
        return "every-pair"
    joins = [cost for cost in costs if cost.candidates != "every-pair"]
    most = max(cost.recall or 0.0 for cost in joins)
    return min((c for c in joins if (c.recall or 0.0) >= most - _LESS), key=lambda cost: cost.rows).candidates


def _best_recall(bands: tuple[BandCost, ...], wanted: float) -> float:
    """Choose the least that may be asked for so that as much as is wanted was found; what is wanted, at least."""
    enough = [cost.recall for cost in bands if cost.recall >= wanted and (cost.found is None or cost.found >= wanted)]
    return min(enough) if enough else max(cost.recall for cost in bands)


def _measure_bands(
    documents: Documents, alike: Resemblances, dedup: DedupOptions, pipeline: Pipeline
) -> tuple[tuple[BandCost, ...], tuple[CurvePoint, ...]]:
    from provenance.engines.tuning import checked_pairs
    from provenance.model.tuning import BandCost, CurvePoint
    from provenance.sketch.bands import choose_bands

    def found(which: Any) -> float | None:
        hits = checked[alike.left[which], alike.right[which]]
        return float(hits.mean()) if len(hits) else None

    costs: list[BandCost] = []
    bandings: dict[float, Banding] = {}
    for recall in sorted({*_RECALLS, dedup.recall}):
        try:
            banding = choose_bands(dedup.threshold, recall, dedup.num_perm)
        except OptionError:
            if recall == dedup.recall:
                raise
            continue
        bandings[recall] = banding
        checked = checked_pairs(documents, dedup.shingle, banding, pipeline)
        costs.append(
            BandCost(
                recall,
                banding.bands,
                banding.rows,
                banding.probability(dedup.threshold),
                found(alike.values >= dedup.threshold),
                int(np.count_nonzero(checked)),
            )
        )
    banding = bandings[_best_recall(tuple(costs), dedup.recall)]
    checked = checked_pairs(documents, dedup.shingle, banding, pipeline)
    curve = []
    for start, stop in zip((0.0, *_STEPS), _STEPS, strict=False):
        within = (alike.values >= start) & ((alike.values < stop) | (stop == 1.0))
        middle = banding.probability((start + stop) / 2)
        curve.append(CurvePoint(start, stop, int(np.count_nonzero(within)), middle, found(within)))
    return tuple(costs), tuple(curve)
