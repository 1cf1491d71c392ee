"""What sort of overlap a passage is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.passage import OVERLAPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.infer.findings import Findings

__all__ = ["classes_of", "classify", "codes_of"]

_CODE: dict[str, int] = {name: code for code, name in enumerate(OVERLAPS)}


def classify(
    quoted: NDArray[np.bool_],
    boilerplate: NDArray[np.bool_],
    update: NDArray[np.bool_],
    publisher: NDArray[np.bool_],
    agency: NDArray[np.bool_],
    common: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Return the class of each passage, shape=(passages,), int8: a code of `provenance.model.passage.OVERLAPS`.

    Parameters
    ----------
    quoted, boilerplate : numpy.ndarray, shape=(passages,), bool
        Quotations; boilerplate.
    update : bool
        Both documents are versions of one text of one source.
    publisher : bool
        One publisher has both.
    agency : bool
        The text is an agency's, at hand or inferred.
    common : bool
        Both had it from a third whose name is not found.

    Notes
    -----
    Of several that apply the first in this order is the class.
    """
    names = ("quotation", "furniture", "self-update", "same-publisher", "agency-copy", "common-source")
    masks = (quoted, boilerplate, update, publisher, agency, common)
    codes = np.full(len(quoted), _CODE["other"], np.int8)
    for name, mask in reversed(list(zip(names, masks, strict=True))):
        codes[mask] = _CODE[name]
    return codes


def classes_of(found: Findings) -> NDArray[np.int8]:
    """Return the class of each passage, from all that was found."""
    documents, relations, table = found.documents, found.relations, found.table
    publisher = codes_of([_publisher(document) for document in documents.column("metadata")])
    source = codes_of(documents.column("source"))
    left, right = relations.left[relations.of], relations.right[relations.of]

    def equal(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = (codes[left] == codes[right]) & (codes[left] >= 0)
        return same

    totals = np.maximum(found.prose.words(), 1)
    much = (relations.words_left / totals[relations.left] >= 0.5) | (
        relations.words_right / totals[relations.right] >= 0.5
    )
    wire = found.wires.is_wire
    update = found.facts.version[relations.of] | (equal(source) & much[relations.of] & ~wire[left] & ~wire[right])
    named = np.array([opinion.confidence >= found.settings.levels["agency"] for opinion in found.opinions] + [False])
    of_dispatch = (wire[left] | wire[right] | (found.facts.explained[relations.of] >= 0.5)) | named[found.clusters.of]
    common = (found.clusters.of >= 0) | (found.verdicts[relations.of] == 2)
    linked = relations.link[relations.of] >= found.settings.levels["link"]
    return classify(
        table.quoted,
        relations.is_boilerplate,
        update & relations.is_prose,
        (equal(publisher) | equal(source)) & relations.is_prose,
        of_dispatch & linked & relations.is_prose,
        common & linked & relations.is_prose,
    )


def _publisher(metadata: str | None) -> str | None:
    if metadata is None or '"publisher"' not in metadata:
        return None
    import json

    value = json.loads(metadata).get("publisher")
    return value if isinstance(value, str) else None


def codes_of(values: Sequence[str | None]) -> NDArray[np.int64]:
    """Return a number for each value that is the same for equal ones; -1 for None."""
    names: dict[str, int] = {}
    return np.array([-1 if value is None else names.setdefault(value, len(names)) for value in values], np.int64)
