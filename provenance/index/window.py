"""Which documents of an index were published within a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.index.catalogue import Catalogue
    from provenance.model.documents import Documents
    from provenance.model.times import Times

__all__ = ["within_time"]


def within_time(catalogue: Catalogue, article: Documents, times: Times) -> NDArray[np.bool_]:
    """Say which documents were published within the time that is asked about.

    Parameters
    ----------
    catalogue : Catalogue
        What is known of the documents.
    article : Documents
        The article alone.
    times : Times
        The times asked about.

    Returns
    -------
    numpy.ndarray, shape=(documents,), bool

    Raises
    ------
    InputError
        If the time depends on that of the article, and it has none.
    """
    if times.all:
        return np.ones(len(catalogue), bool)
    limits = times.around(article[0])
    moments = (None if one is None else datetime.fromisoformat(one) for one in catalogue.published)
    return np.fromiter(map(limits.hold, moments), bool, len(catalogue))
