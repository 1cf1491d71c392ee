"""Yields connected components of linked documents, with the n-grams of several components in one buffer."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.dedup_blocks import forget_pages, unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path

    from numpy.typing import NDArray

    from provenance.engines.dedup import Sketched

__all__ = ["Components", "Resources", "Round"]

#: The fewest n-grams held at a time, and the most, if memory allows.
_LEAST, _MOST = 1 << 16, 1 << 25
#: Parts for each thread in a round: several, because components differ in size.
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Resources:
    """The threads, memory and disk that a run may use.

    Parameters
    ----------
    threads : int
        The number of threads; 0 is one for each core.
    memory : int
        The most bytes for stored sketches, and again for the words being compared; the rest goes to files.
    folder : pathlib.Path
        The folder for these files.
    """

    threads: int
    memory: int
    folder: Path


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """Some connected components.

    Parameters
    ----------
    parts : list of numpy.ndarray, int32
        Their documents, best first within each component; no component is split between parts.
    starts : numpy.ndarray, shape=(all documents,), int64
        Where the n-grams of each of these documents begin.
    ngrams : numpy.ndarray, shape=(any,), uint64
        The hashes of their n-grams (`provenance.kernels.hashes.ngram_hashes`).
    """

    parts: list[NDArray[np.int32]]
    starts: NDArray[np.int64]
    ngrams: NDArray[np.uint64]


class Components:
    """The connected components of two or more documents.

    Parameters
    ----------
    sketched : Sketched
        The documents.
    order : numpy.ndarray, shape=(documents,), int32
        The documents, best first.
    roots : numpy.ndarray, shape=(documents,), int32
        The union-find root of each document: the best document of its component.
    width : int
        Words in an n-gram.
    """

    def __init__(self, sketched: Sketched, order: NDArray[np.int32], roots: NDArray[np.int32], width: int) -> None:
        self.sketched, self.width = sketched, width
        linked = order[np.bincount(roots, minlength=len(roots))[roots[order]] > 1]
        self.documents = linked[np.argsort(roots[linked], kind="stable")]
        lengths = sketched.joined("lengths")[self.documents].astype(np.int64)
        #: Where the n-grams of each document would begin if all were in one array.
        self.begins = np.zeros(len(self.documents) + 1, np.int64)
        np.cumsum(np.where(lengths > width, lengths - width + 1, np.minimum(lengths, 1)), out=self.begins[1:])
        # Where one component ends and the next begins.
        self.edges = np.flatnonzero(np.diff(roots[self.documents], prepend=-1, append=-1))

    def rounds(self, pool: ThreadPoolExecutor, threads: int, resources: Resources) -> Iterator[Round]:
        """Yield the components, as many at a time as memory allows, but at least one.

        Raises
        ------
        OutputError
            If a component is larger than the memory and does not fit on the disk.
        """
        most = max(_LEAST, min(_MOST, resources.memory // 8))
        starts = np.zeros(len(self.sketched), np.int64)
        for first, last in self._cut(0, len(self.edges) - 1, most):
            begin, end = self.edges[first], self.edges[last]
            documents = self.documents[begin:end]
            starts[documents] = self.begins[begin:end] - self.begins[begin]
            size = int(self.begins[end] - self.begins[begin])
            ngrams = _in_file(size, resources.folder) if size > most else np.empty(size, np.uint64)
            self._fill(documents, starts, ngrams, pool)
            share = size // (_PARTS * threads) + 1 if threads > 1 else size + 1
            parts = [self.documents[self.edges[a] : self.edges[b]] for a, b in self._cut(first, last, share)]
            yield Round(parts, starts, ngrams)
            forget_pages(self.sketched.blocks)

    def _cut(self, first: int, last: int, most: int) -> Iterator[tuple[int, int]]:
        """Yield ranges of components with at most ``most`` n-grams, or one component with more."""
        totals = self.begins[self.edges]
        while first < last:
            stop = int(np.searchsorted(totals[: last + 1], totals[first] + most, "right")) - 1
            yield first, max(stop, first + 1)
            first = max(stop, first + 1)

    def _fill(
        self,
        documents: NDArray[np.int32],
        starts: NDArray[np.int64],
        ngrams: NDArray[np.uint64],
        pool: ThreadPoolExecutor,
    ) -> None:
        from provenance.kernels.dedup_pack import unpack_ngrams

        wanted = np.zeros(len(starts), np.uint8)
        wanted[documents] = 1

        def fill(number: int) -> None:
            here = slice(*self.sketched.begins[[number, number + 1]])
            if wanted[here].any():
                sketch = self.sketched.blocks[number].sketch
                words = sketch.words
                unpack_ngrams(
                    words.codes, sketch.lengths, words.vocabulary, words.others, words.other_counts, self.width,
                    wanted[here], starts[here], ngrams,
                )  # fmt: skip

        list(pool.map(fill, range(len(self.sketched.blocks))))


def _in_file(count: int, folder: Path) -> NDArray[np.uint64]:
    """Return an array for hashes in a file without a name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            # Reserve the space, so that a full disk is an error here and does not kill the process later.
            os.posix_fallocate(file.fileno(), 0, 8 * count)
            return np.memmap(file, np.uint64, "r+", shape=(count,))
    except OSError as error:
        raise unwritable(folder, error) from error
