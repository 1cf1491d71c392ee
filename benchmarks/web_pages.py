"""Decisions on real web pages, for calibration.py: datelines of agencies are the truth, and half of them are taken out.

The corpus is a JSON Lines file (or ``.gz``) with ``id``, ``text`` and perhaps ``source``; none comes with this project.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from provenance import Document, find_reuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["decisions"]

SEED = 20310311
#: An agency in the brackets of a dateline, and what else names it.
AGENCIES = {"AP": "AP|A\\.P\\.|Associated Press", "Reuters": "Reuters|Thomson", "AFP": "AFP|Agence France[- ]Presse"}
DATELINE = re.compile(r"\((AP|Reuters|AFP)\)\s*(?:--?|[–—_])")
CUE = re.compile(rf"\b(?:{'|'.join(AGENCIES.values())})\b", re.IGNORECASE)
#: A paragraph of fewer characters that names an agency goes as a whole.
SHORT = 200
#: Cosine of the words of two pages from which on they are about one thing, and up to which they are not.
SAME, OTHER = 0.15, 0.05
#: How the evidence begins of an agency that a text is given for its dateline without a name.
BARE = "It begins as dispatches do"


def without_agency(text: str) -> str:
    """Take all that names an agency out of a text."""
    lines = DATELINE.sub("-", text).split("\n")
    return "\n".join(CUE.sub("", line) for line in lines if len(line) >= SHORT or not CUE.search(line))


def topics(texts: list[str]) -> NDArray[np.float32]:
    """Return a unit vector for each text: its words by how rare they are, shape=(texts, words)."""
    counts = [Counter(re.findall(r"[^\W\d_]{3,}", text.lower())) for text in texts]
    spread = Counter(word for count in counts for word in count)
    column = {word: at for at, word in enumerate(w for w, n in spread.items() if 2 <= n <= len(texts) / 20)}
    table = np.zeros((len(texts), len(column)), np.float32)
    for row, count in enumerate(counts):
        for word, times in count.items():
            if word in column:
                table[row, column[word]] = (1 + math.log(times)) * math.log(len(texts) / spread[word])
    unit: NDArray[np.float32] = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return unit


def decisions(path: Path) -> Iterator[tuple[str, float, bool, str]]:
    """Yield what is said of pages, how sure that is, whether it is right, and of whom: agencies, and links of pairs.

    Agencies that are named by how a text begins alone count a second time, as "bare dateline".
    """
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    gold = {row["id"]: match[1] for row in rows if (match := DATELINE.search(row["text"]))}
    order = np.random.default_rng(SEED).permutation(sorted(gold)).tolist()
    vectors = topics([row["text"] for row in rows])
    for masked in (set(order[::2]), set(order[1::2])):
        result = find_reuse(
            [
                Document(
                    row["id"],
                    without_agency(row["text"]) if row["id"] in masked else row["text"],
                    source=row.get("source"),
                )
                for row in rows
            ]
        )
        for derivation in result.derivations:
            if derivation.agency and derivation.confidence is not None and derivation.document in gold:
                good = derivation.agency == gold[derivation.document]
                yield "agency", derivation.confidence, good, derivation.document
                if any(each.kind == "agency" and each.detail.startswith(BARE) for each in derivation.evidence):
                    yield "bare dateline", derivation.confidence, good, derivation.document
        pairs = {
            (p.left.document, p.right.document) for p in result.passages if p.overlap not in ("furniture", "quotation")
        }
        for left, right in sorted(pairs):
            direction = result.direction(left, right)
            alike = float(vectors[result.documents.position(left)] @ vectors[result.documents.position(right)])
            if direction is None or OTHER < alike < SAME:
                continue
            # Below one half nothing is said of a pair.
            if direction.evidence[0].weight >= 0.5:
                yield "link", direction.evidence[0].weight, alike >= SAME, left
