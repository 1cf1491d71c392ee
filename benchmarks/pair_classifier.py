"""Fits the numbers of the table ``[classifier]`` in ``provenance/infer/model.toml``, and says how well they do.

    python benchmarks/pair_classifier.py FOLDER NAME [NAME ...]

FOLDER holds ``NAME-documents.jsonl.gz`` (``id``, ``text``) and ``NAME-pairs.jsonl.gz`` (``left``, ``right`` and
``degree``: wholly, partially or non; or ``category``, of which ``non`` is none and all others are derived). Labelled
corpora do not come with this project. The method is logistic regression with a ridge, with the same
numbers for all corpora, each of which has the same say; figures are of ten-fold cross-validation and of the fit.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.api.components import pipeline_for
from provenance.api.inputs import as_documents
from provenance.infer.classifier import FEATURES, pair_features
from provenance.model.document import Document
from provenance.model.words import WordTable
from provenance.plugins.manager import load_plugins
from provenance.stages.words import word_table
from provenance.text.buffers import split_batches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RIDGE = 1.0
DERIVED, WHOLLY = 0.5, 0.35
DEGREES = ("non", "partially", "wholly")


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the records of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measured(folder: Path, name: str) -> tuple[Floats, NDArray[np.int64], bool]:
    """Return features, degrees, and whether all three degrees are known."""
    plugins = load_plugins()
    documents = as_documents(
        [Document(row["id"], row["text"]) for row in rows(folder / f"{name}-documents.jsonl.gz")], plugins
    )
    pipeline = pipeline_for((), "words", plugins)
    words = WordTable.join([word_table(batch, pipeline) for batch in split_batches(documents.texts)])
    pairs = rows(folder / f"{name}-pairs.jsonl.gz")
    targets = [(documents.position(pair["left"]), documents.position(pair["right"])) for pair in pairs]
    graded = "degree" in pairs[0]
    degrees = [DEGREES.index(pair["degree"]) if graded else int(pair["category"] != "non") for pair in pairs]
    return pair_features(targets, documents, words), np.array(degrees), graded


def fitted(features: Floats, labels: NDArray[np.bool_], weights: Floats, set_: Floats | float = 0.0) -> Floats:
    """Return bias and coefficients: iterated weighted least squares on standardised columns.

    ``set_`` is what columns whose coefficients are set, and not fitted, add to the log-odds of each row.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    columns = np.column_stack([np.ones(len(features)), (features - mean) / scale])
    ridge = RIDGE * np.diag([0.0] + [1.0] * features.shape[1])
    beta = np.zeros(columns.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(columns @ beta + set_, -30, 30)))
        gradient = columns.T @ (weights * (labels - chance)) - ridge @ beta
        curve = (columns * (weights * chance * (1 - chance))[:, None]).T @ columns + ridge + 1e-9 * np.eye(len(beta))
        beta = beta + np.linalg.solve(curve, gradient)
    raw = beta[1:] / scale
    return np.concatenate([[beta[0] - raw @ mean], raw])


def chance(beta: Floats, features: Floats, set_: Floats | float = 0.0) -> Floats:
    """Return the probabilities; ``set_`` as for `fitted`."""
    result: Floats = 1 / (1 + np.exp(-np.clip(beta[0] + features @ beta[1:] + set_, -30, 30)))
    return result


def f1(gold: NDArray[np.int64], said: NDArray[np.int64]) -> float:
    """Return the F1 of the classes, weighted by how many there are of each."""
    total = 0.0
    for label in np.unique(gold):
        hits = ((gold == label) & (said == label)).sum()
        precision, recall = hits / max(1, (said == label).sum()), hits / (gold == label).sum()
        total += (2 * precision * recall / (precision + recall) if hits else 0.0) * (gold == label).mean()
    return total


def main() -> None:
    """Fit, and print the numbers and the figures."""
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    parts = [measured(folder, name) for name in names]
    features = np.concatenate([part[0] for part in parts])
    degrees = np.concatenate([part[1] for part in parts])
    corpus = np.concatenate([np.full(len(part[1]), number) for number, part in enumerate(parts)])
    graded = np.concatenate([np.full(len(part[1]), part[2]) for part in parts])
    most = max(len(part[1]) for part in parts)
    weights = np.concatenate([np.full(len(part[1]), most / len(part[1])) for part in parts])
    fold = np.random.default_rng(1).permutation(len(degrees)) % 10

    def predicted(train: NDArray[np.bool_], test: NDArray[np.bool_]) -> NDArray[np.int64]:
        one = fitted(features[train], degrees[train] > 0, weights[train])
        some = train & graded
        two = fitted(features[some], degrees[some] > 1, weights[some])
        derived, wholly = chance(one, features[test]), chance(two, features[test])
        return np.where(derived < DERIVED, 0, np.where(wholly >= WHOLLY, 2, 1))

    every = np.ones(len(degrees), bool)
    fit = predicted(every, every)
    crossed = np.zeros(len(degrees), np.int64)
    for number in range(10):
        crossed[fold == number] = predicted(fold != number, fold == number)
    for number, name in enumerate(names):
        here = corpus == number
        for how, said in (("fitted", fit), ("ten-fold", crossed)):
            gold = degrees[here]
            binary = f1(np.minimum(gold, 1), np.minimum(said[here], 1))
            right = (np.minimum(gold, 1) == np.minimum(said[here], 1)).mean()
            print(f"{name} {how}: three classes {f1(gold, said[here]):.3f}, two {binary:.3f}, accuracy {right:.3f}")
    print("\n[classifier]")
    for title, label, some in (("derived", degrees > 0, every), ("wholly", degrees > 1, graded)):
        beta = fitted(features[some], label[some], weights[some])
        for column, value in zip(("bias", *FEATURES), beta, strict=True):
            print(f"{title}_{column} = {value:.3f}")


if __name__ == "__main__":
    main()
