"""Documents that are linked, one connected component after the other, with the n-grams of all of them in one buffer."""

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

#: N-grams that are held at a time, at least, and at most if memory allows so many.
_LEAST, _MOST = 1 << 16, 1 << 25
#: Parts that a thread's share of a round is divided into: components are of many sizes.
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Resources:
    """What a run may use.

    Parameters
    ----------
    threads : int
        How many threads; 0 is one for each core.
    memory : int
        Bytes that words may take, and as many those that are compared; the rest goes to files.
    folder : pathlib.Path
        Where to.
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
        Their documents, best first within each component; a component is in one part.
    starts : numpy.ndarray, shape=(all documents,), int64
        Where the n-grams of each of these documents begin.
    ngrams : numpy.ndarray, shape=(any,), uint64
        The hashes of their n-grams (`provenance.kernels.hashes.ngram_hashes`).
    """

    parts: list[NDArray[np.int32]]
    starts: NDArray[np.int64]
    ngrams: NDArray[np.uint64]


class Components:
    """The connected components of two documents and more.

    Parameters
    ----------
    sketched : Sketched
        The documents.
    order : numpy.ndarray, shape=(documents,), int32
        The documents, best first.
    roots : numpy.ndarray, shape=(documents,), int32
        The union-find root of each: the best of its component.
    width : int
        Words in an n-gram.
    """

    def __init__(self, sketched: Sketched, order: NDArray[np.int32], roots: NDArray[np.int32], width: int) -> None:
        self.sketched, self.width = sketched, width
        linked = order[np.bincount(roots, minlength=len(roots))[roots[order]] > 1]
        self.documents = linked[np.argsort(roots[linked], kind="stable")]
        lengths = sketched.joined("lengths")[self.documents].astype(np.int64)
        #: Where the n-grams of each begin, if those of all stood in one row.
        self.begins = np.zeros(len(self.documents) + 1, np.int64)
        np.cumsum(np.where(lengths > width, lengths - width + 1, np.minimum(lengths, 1)), out=self.begins[1:])
        # Where one component ends and the next begins.
        self.edges = np.flatnonzero(np.diff(roots[self.documents], prepend=-1, append=-1))

    def rounds(self, pool: ThreadPoolExecutor, threads: int, resources: Resources) -> Iterator[Round]:
        """Yield the components, as many at a time as memory allows, and one at least.

        Raises
        ------
        OutputError
            Where a component that is larger than the memory does not fit on the disk.
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
        """Yield stretches of components that have so many n-grams at most, or one component that has more."""
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
    """Return room for hashes in a file without a name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            # Not a sparse file: a full disk is to be said here, not to end the process later.
            os.posix_fallocate(file.fileno(), 0, 8 * count)
            return np.memmap(file, np.uint64, "r+", shape=(count,))
    except OSError as error:
        raise unwritable(folder, error) from error
