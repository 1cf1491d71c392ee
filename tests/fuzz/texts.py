"""Hostile texts: places lie within their texts, kinds are what they say, and no order changes anything."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from fuzz.inputs import articles, hostile_text
from provenance import Document, deduplicate, find_reuse

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from provenance import ReuseResult

__all__ = ["texts"]


def _found(result: ReuseResult) -> set[tuple[object, ...]]:
    """Return the passages, whichever side is left."""
    return {
        (
            frozenset((side.document, side.start, side.stop) for side in (passage.left, passage.right)),
            *(passage.kind, passage.quoted, round(passage.similarity, 6), round(passage.confidence, 6)),
        )
        for passage in result.passages
    }


def texts(choose: random.Random, _: Path) -> None:
    """Compare hostile texts with articles, in two orders, and remove duplicates among them."""
    made = [*articles(choose, 4), *(hostile_text(choose) for _ in range(4))]
    made.append(choose.choice(made) + " " + hostile_text(choose, 4))
    documents = [Document(f"d{number}", text) for number, text in enumerate(made)]
    result = find_reuse(documents)
    texts = {document.id: document.text for document in documents}
    for passage in result.passages:
        for side in (passage.left, passage.right):
            assert 0 <= side.start < side.stop <= len(texts[side.document]), passage
        assert 0 <= passage.similarity <= 1, passage
        assert 0 <= passage.confidence <= 1, passage
    for derivation in result.derivations:
        shares = sum(part.share for part in derivation.origins)
        assert not derivation.origins or abs(shares - 1) < 1e-6, derivation
        assert 0 <= derivation.share <= 1, derivation

    shuffled = documents[:]
    choose.shuffle(shuffled)
    assert _found(find_reuse(shuffled)) == _found(result)

    removed = deduplicate(documents)
    for receipt in removed.removed:
        one, other = texts[receipt.document], texts[receipt.survivor]
        if receipt.rule == "exact":
            assert _bare(one) == _bare(other), receipt


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
