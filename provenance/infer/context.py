"""What inference reads of a collection before it concludes anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provenance.infer.prose import Prose
    from provenance.infer.settings import Settings
    from provenance.infer.wires import Wires
    from provenance.model.documents import Documents
    from provenance.model.words import WordTable

__all__ = ["Context"]


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The documents and what each says by itself.

    Parameters
    ----------
    documents : Documents
        The documents.
    words : WordTable
        Their words.
    prose : Prose
        Which of the words are prose, and the credits.
    wires : Wires
        Which documents are dispatches, and of which agency.
    house : numpy.ndarray, shape=(documents,), int64
        A number for the house that published each; -1 where it is not known.
    rank : numpy.ndarray, shape=(documents,), int64
        The place of each document in the order of their ids.
    settings : Settings
        The numbers of the models.
    """

    documents: Documents
    words: WordTable
    prose: Prose
    wires: Wires
    house: NDArray[np.int64]
    rank: NDArray[np.int64]
    settings: Settings
