"""What sort of overlap a passage is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.model.passage import OVERLAPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["classify"]

_CODE: dict[str, int] = {name: code for code, name in enumerate(OVERLAPS)}


def classify(
    quoted: NDArray[np.bool_],
    furniture: NDArray[np.bool_],
    update: NDArray[np.bool_],
    publisher: NDArray[np.bool_],
    agency: NDArray[np.bool_],
    common: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Return the class of each passage, shape=(passages,), int8: a code of `provenance.model.passage.OVERLAPS`.

    Parameters
    ----------
    quoted, furniture : numpy.ndarray, shape=(passages,), bool
        Quotations; page furniture.
    update : bool
        Both documents are versions of one text of one source.
    publisher : bool
        One publisher has both.
    agency : bool
        The text is an agency's, at hand or inferred.
    common : bool
        Both had it from a third whose name is not known.

    Notes
    -----
    Of several that apply the first in this order is the class.
    """
    names = ("quotation", "furniture", "self-update", "same-publisher", "agency-copy", "common-source")
    masks = (quoted, furniture, update, publisher, agency, common)
    codes = np.full(len(quoted), _CODE["other"], np.int8)
    for name, mask in reversed(list(zip(names, masks, strict=True))):
        codes[mask] = _CODE[name]
    return codes
