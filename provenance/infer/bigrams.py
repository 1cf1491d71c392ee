"""Wording that two articles have and their common source has not: one copied the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.prose import Prose
    from provenance.infer.relations import Relations
    from provenance.infer.unseen import Clusters
    from provenance.infer.versions import Sources
    from provenance.model.words import WordTable

__all__ = ["shared_bigrams"]

#: Other witnesses stand for a dispatch that is not at hand where two or more have so much of a document's wording.
_FULL = 0.6
#: ... and where there are so many witnesses.
_SEVERAL = 5


def shared_bigrams(
    relations: Relations,
    same: NDArray[np.bool_],
    wire: NDArray[np.bool_],
    sources: Sources,
    clusters: Clusters,
    words: WordTable,
    prose: Prose,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return how many pairs of words two outlets have that their common source has not, and the share of their own.

    The source is the dispatch that both used; where it is not at hand, what other witnesses have of it, if that is
    most of what each of the two has.
    """
    from provenance.kernels.overlap import exclusive_bigrams, own_bigrams

    left, right = relations.left, relations.right
    outlets = ~wire[left] & ~wire[right]
    own_pairs, own_share = np.zeros(len(left), np.int64), np.zeros(len(left))
    arguments = (words.numbers, prose.mask, words.document_tokens)
    several = np.concatenate([np.bincount(clusters.cluster, minlength=clusters.number) >= _SEVERAL, [False]])
    for seen in (True, False):
        rows = np.flatnonzero(outlets & (same if seen else several[clusters.pair_cluster]))
        if not len(rows):
            continue  # the kernels set up large tables
        cluster = clusters.pair_cluster[rows]
        rows = rows[np.argsort(cluster, kind="stable")]
        cluster = np.sort(cluster)
        begins = np.searchsorted(clusters.cluster, np.arange(clusters.number + 1)).astype(np.int64)
        least = np.full(len(rows), np.iinfo(np.int64).max)
        share = np.zeros(len(rows))
        told = np.zeros(len(rows), bool)
        for one, other in ((left[rows], right[rows]), (right[rows], left[rows])):
            out = np.zeros((len(rows), 3), np.int64)
            if seen:
                own_bigrams(*arguments, one, other, sources.used[one], out)
            else:
                exclusive_bigrams(*arguments, one, other, cluster, begins, clusters.document, out)
            least = np.minimum(least, out[:, 2])
            share = np.maximum(share, out[:, 2] / np.maximum(out[:, 1], 1))
            if not seen:
                # What the others have must be most of what each of the two has.
                told |= out[:, 1] > (1 - _FULL) * out[:, 0]
        share[told] = 0
        own_pairs[rows] = least
        own_share[rows] = share
    return own_pairs, own_share
