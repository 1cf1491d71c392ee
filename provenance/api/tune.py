"""`tune`: measures on a sample what each way to choose candidate pairs finds and costs."""

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
#: Values of the option ``recall`` that are tried in addition to the one given.
_RECALLS = (0.9, 0.99, 0.999)
# Ends of the intervals of the S-curve; how much recall a cheaper way to choose candidates may lose.
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
    """Measure on a sample of your documents what each way to choose candidate pairs finds, and what it costs.

    The sample depends on the content of the documents, not on their order; documents with much in common are sampled
    together. ``exact`` and ``lsh`` are measured against the passages found by comparing every pair of the sample. For
    duplicates, bands are measured against an exact comparison of the shingle sets of all pairs.

    Parameters
    ----------
    documents : iterable of Document, mapping, sequence of str, path, or Arrow table
        The documents; see `provenance.api.inputs.DocumentsLike`.
    sample : int
        Number of documents in the sample, at least 2; the time grows with its square.
    options : ReuseOptions
        How passages are looked for; ``candidates`` is ignored.
    dedup : DedupOptions
        Only ``threshold``, ``recall``, ``shingle`` and ``num_perm`` are used; the measure is resemblance.
    plugins : Plugins, optional
        The plugins to use; by default all that are installed.
    progress : callable, optional
        Called with the name of a stage, the amount done, and the total.

    Returns
    -------
    Tuning
        The figures, and the recommended ``options``. All but the seconds depends on the documents and options alone.

    Raises
    ------
    InputError
        For documents that cannot be used, or fewer than two.
    OptionError, UnknownNameError
        For values of options that are not accepted.

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
    """Choose every pair for a small collection, else the way with fewer rows if it finds about as much."""
    from provenance.candidates.pairs import is_affordable

    if is_affordable(documents, words):
        return "every-pair"
    joins = [cost for cost in costs if cost.candidates != "every-pair"]
    most = max(cost.recall or 0.0 for cost in joins)
    return min((c for c in joins if (c.recall or 0.0) >= most - _LESS), key=lambda cost: cost.rows).candidates


def _best_recall(bands: tuple[BandCost, ...], wanted: float) -> float:
    """Choose the least ``recall``, from ``wanted`` on, whose measured recall reaches ``wanted``; else the greatest."""
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
