"""Measures on a sample what each way to choose candidates finds and costs, and which duplicates the bands find."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import xxhash

from provenance.engines.local import prepare
from provenance.engines.signing import sign_texts
from provenance.model.documents import Documents
from provenance.model.passages import PassageTable
from provenance.model.tuning import CandidateCost
from provenance.sketch.duplicates import SketchBuffers, SketchSettings, sketch_texts
from provenance.sketch.scheme import Scheme
from provenance.stages.words import word_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from provenance.model.options import CandidateMode, ReuseOptions
    from provenance.model.words import WordTable
    from provenance.sketch.bands import Banding
    from provenance.text.pipeline import Pipeline

__all__ = ["Resemblances", "checked_pairs", "measure_candidates", "resemblances", "take_sample"]

# The most documents taken that have the same least shingle.
_ALIKE = 8
# Shingles compared at a time.
_SHINGLES = 1 << 13


def take_sample(documents: Documents, size: int, pipeline: Pipeline, threads: int) -> Documents:
    """Take a sample of documents that depends on their content, not on their order.

    Documents with much in common mostly have the same least shingle, and are then taken together (coordinated
    sampling). In a sample of independent documents, few pairs would share anything.

    Parameters
    ----------
    documents : Documents
        All documents.
    size : int
        How many documents to take; all, if there are no more.
    pipeline : Pipeline
        How texts become words.
    threads : int
        Threads to use.
    """
    if len(documents) <= size:
        return documents
    texts = documents.texts
    least = sign_texts(texts, Scheme(num_perm=2), pipeline, threads, documents.languages)[:, 0].tolist()
    # Long texts have lower least shingles than short ones; hashing these again removes the bias.
    ordered = sorted(
        (_digest(str(value)), _digest(texts[at].as_py()), documents.ids[at], at) for at, value in enumerate(least)
    )
    taken: list[int] = []
    previous, alike = -1, 0
    for value, _, _, at in ordered:
        alike = alike + 1 if value == previous else 1
        previous = value
        if alike <= _ALIKE:
            taken.append(at)
        if len(taken) == size:
            break
    return Documents.of(documents[at] for at in sorted(taken))


def _digest(text: str) -> int:
    return xxhash.xxh64_intdigest(text.encode())


def measure_candidates(
    documents: Documents, options: ReuseOptions, pipeline: Pipeline, scale: float, tell: Callable[[int, int], None]
) -> list[CandidateCost]:
    """Find the passages of a sample with each way to choose pairs.

    Parameters
    ----------
    documents : Documents
        The sample.
    options : ReuseOptions
        How to look; its ``candidates`` is ignored.
    pipeline : Pipeline
        How texts become words.
    scale : float
        The size of all documents, relative to the sample.
    tell : callable
        Called with the number of ways done, and their total.
    """
    found: list[CandidateCost] = []
    every = PassageTable.concatenate([])
    # Load and compile everything first, so that this time is not counted for the first way.
    ways: tuple[CandidateMode, ...] = ("every-pair", "exact", "lsh")
    few = Documents.of(documents[at] for at in range(min(2, len(documents))))
    for way in ways:
        _run(few, replace(options, candidates=way), pipeline)
    for number, way in enumerate(ways):
        tell(number, len(ways))
        begun = time.perf_counter()
        pairs, rows, table = _run(documents, replace(options, candidates=way), pipeline)
        seconds = time.perf_counter() - begun
        if way == "every-pair":
            every = table
        recall = float(_met(every, table).mean()) if len(every) else None
        found.append(CandidateCost(way, pairs, len(table), recall, rows, round(rows * scale), round(seconds, 3)))
    tell(len(ways), len(ways))
    return found


def _run(documents: Documents, options: ReuseOptions, pipeline: Pipeline) -> tuple[int, int, PassageTable]:
    search = prepare(documents, None, options, pipeline)
    table = PassageTable.concatenate([part.table for part in search.parts()])
    return search.candidates.count, search.candidates.rows, table


def _met(wanted: PassageTable, found: PassageTable) -> NDArray[np.bool_]:
    """Return which wanted passages overlap, on both sides, with a found passage of the same pair."""
    by_pair: dict[tuple[int, int], list[int]] = {}
    for at, pair in enumerate(zip(found.left.tolist(), found.right.tolist(), strict=True)):
        by_pair.setdefault(pair, []).append(at)

    def overlap(one: int, other: int) -> bool:
        return bool(
            wanted.left_start[one] < found.left_stop[other]
            and found.left_start[other] < wanted.left_stop[one]
            and wanted.right_start[one] < found.right_stop[other]
            and found.right_start[other] < wanted.right_stop[one]
        )

    pairs = zip(wanted.left.tolist(), wanted.right.tolist(), strict=True)
    return np.array([any(overlap(at, other) for other in by_pair.get(pair, ())) for at, pair in enumerate(pairs)], bool)


class Resemblances(NamedTuple):
    """The pairs of documents that share a shingle, and how alike they are.

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(pairs,), int64
        Positions of documents, left < right.
    values : numpy.ndarray, shape=(pairs,), float64
        The share of shingles that both have, of those that either has.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    values: NDArray[np.float64]


def resemblances(documents: Documents, shingle: int, pipeline: Pipeline) -> Resemblances:
    """Compare the sets of shingles of all pairs of documents, exactly."""
    words = word_table(documents.texts, pipeline, languages=documents.languages)
    which, owners = _shingle_sets(words, shingle)
    sizes = np.bincount(owners, minlength=len(documents))
    shared = np.zeros((len(documents), len(documents)))
    for columns in _incidence(which, owners, len(documents)):
        shared += columns @ columns.T
    left, right = np.nonzero(np.triu(shared, 1))
    both = shared[left, right]
    return Resemblances(left, right, both / (sizes[left] + sizes[right] - both))


def _shingle_sets(words: WordTable, shingle: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the distinct shingles of all documents, and the document of each; a short document is one shingle."""
    from provenance.kernels.fingerprints import document_fingerprints, ngram_fingerprints

    tokens = words.document_tokens
    documents = len(tokens) - 1
    fingerprints = np.empty(len(words.numbers), np.uint64)
    ngram_fingerprints(words.numbers, tokens, np.zeros(documents, bool), 0, documents, shingle, fingerprints)
    whole = np.empty(documents, np.uint64)
    document_fingerprints(words.numbers, tokens, whole)
    sizes = np.diff(tokens)
    short = np.flatnonzero((sizes > 0) & (sizes < shingle))
    owners = np.repeat(np.arange(documents), sizes)
    has = fingerprints != 0
    pairs = np.empty(int(has.sum()) + len(short), np.dtype([("shingle", np.uint64), ("owner", np.int64)]))
    pairs["shingle"] = np.concatenate([fingerprints[has], whole[short]])
    pairs["owner"] = np.concatenate([owners[has], short])
    pairs = np.unique(pairs)
    return pairs["shingle"], pairs["owner"]


def _incidence(
    shingles: NDArray[np.uint64], owners: NDArray[np.int64], documents: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the incidence matrix of documents and the shingles that several have, some shingles at a time."""
    _, number, count = np.unique(shingles, return_inverse=True, return_counts=True)
    several = count[number] > 1
    number, owners = np.unique(number[several], return_inverse=True)[1], owners[several]
    for first in range(0, int(number.max(initial=-1)) + 1, _SHINGLES):
        part = (number >= first) & (number < first + _SHINGLES)
        columns = np.zeros((documents, _SHINGLES), np.float32)
        columns[owners[part], number[part] - first] = 1
        yield columns


def checked_pairs(documents: Documents, shingle: int, banding: Banding, pipeline: Pipeline) -> NDArray[np.bool_]:
    """Return for which pairs a band of the signatures is equal, and enough of all values.

    Returns
    -------
    numpy.ndarray, shape=(documents, documents), bool
        True above the diagonal alone.
    """
    # As in `provenance dedup`: a document without words has no signature.
    settings = SketchSettings(shingle, banding.values, 0)
    sketch = sketch_texts(documents.texts, pipeline, settings, SketchBuffers(), documents.languages)
    signatures, worded = sketch.signs, sketch.lengths > 0
    checked = np.zeros((len(documents), len(documents)), bool)
    for left in range(len(documents) - 1):
        equal = signatures[left + 1 :] == signatures[left]
        in_bands = equal[:, : banding.bands * banding.rows].reshape(-1, banding.bands, banding.rows)
        enough = equal.sum(axis=1) >= banding.least_equal
        checked[left, left + 1 :] = in_bands.all(axis=2).any(axis=1) & enough & worded[left + 1 :] & worded[left]
    return checked
