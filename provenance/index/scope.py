"""What an article is traced in: some documents of an index, and the article itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.index.rows import read_documents, read_words
from provenance.kernels.fingerprints import document_fingerprints
from provenance.model.documents import Documents
from provenance.model.words import WordTable
from provenance.stages.boilerplate import mark_in
from provenance.stages.documents import canonical_order
from provenance.stages.words import word_table
from provenance.text.buffers import digests
from provenance.text.characters import noisy_documents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.index.catalogue import Catalogue
    from provenance.model.statistics import Statistics
    from provenance.text.pipeline import Pipeline

__all__ = ["Article", "Scope"]


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """An article that is not in the index.

    Parameters
    ----------
    documents : Documents
        It alone.
    words : WordTable
        Its words, marked.
    text_digest, words_digest : int
        Digests of its text and of its words.
    noisy : bool
        Whether it is noisy.
    """

    documents: Documents
    words: WordTable
    text_digest: int
    words_digest: int
    noisy: bool

    @classmethod
    def read(cls, documents: Documents, pipeline: Pipeline, statistics: Statistics) -> Article:
        """Read the words of an article, the only one of these documents."""
        keys = canonical_order(documents).keys
        words = mark_in(word_table(documents.texts, pipeline, keys=keys), statistics)[0]
        of_words = np.empty(1, np.uint64)
        document_fingerprints(words.numbers, words.document_tokens, of_words)
        noisy = bool(noisy_documents(words, statistics)[0])
        return cls(documents, words, int(digests(documents.texts)[0]), int(of_words[0]), noisy)


@dataclass(slots=True, eq=False)
class Scope:
    """The documents that one article is held against, and the article.

    A node is the row of a document in the catalogue; the number of rows is the node of the article, where it is not in
    the index.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Open for reading.
    catalogue : Catalogue
        The documents of the index.
    statistics : Statistics
        Those of the index.
    within : numpy.ndarray, shape=(documents,), bool
        Which documents take part.
    article : Article or int
        The article, or its row.
    """

    connection: Any
    catalogue: Catalogue
    statistics: Statistics
    within: NDArray[np.bool_]
    article: Article | int
    places: NDArray[np.int64] = field(init=False)
    """The place of each node in canonical order; those of the index are odd."""
    _words: dict[int, WordTable] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        rows = len(self.catalogue)
        self.places = np.empty(rows + 1, np.int64)
        self.places[self.catalogue.order] = 2 * np.arange(rows) + 1
        self.places[rows] = -1 if isinstance(self.article, int) else 2 * self._rank(self.article)

    @property
    def node(self) -> int:
        """The node of the article."""
        return self.article if isinstance(self.article, int) else len(self.catalogue)

    @property
    def members(self) -> NDArray[np.int64]:
        """All nodes, rising."""
        rows = np.flatnonzero(self.within)
        return rows if isinstance(self.article, int) else np.append(rows, self.node)

    @property
    def tokens(self) -> int:
        """How many tokens all of them have."""
        own = 0 if isinstance(self.article, int) else self.article.words.tokens
        return int(self.catalogue.tokens[self.within].sum(dtype=np.int64)) + own

    @property
    def noisy(self) -> NDArray[np.bool_]:
        """Which nodes are noisy, shape=(documents + 1,)."""
        return np.append(self.catalogue.noisy, not isinstance(self.article, int) and self.article.noisy)

    def node_at(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the nodes at places in canonical order."""
        if not len(self.catalogue):
            return np.zeros(len(places), np.int64)
        rows = self.catalogue.order[np.minimum(places // 2, len(self.catalogue) - 1)]
        return np.where(places % 2 == 1, rows, len(self.catalogue))

    def copies(self, node: int, least: int) -> NDArray[np.int64]:
        """Return the nodes of the same words as one, in canonical order; it alone where it has fewer than so many.

        A digest proposes them, their words decide.
        """
        own, size = self._digest_of(node)
        if size < least:
            return np.array([node])
        group = self.catalogue.copies.get(own)
        if group is None:
            group = np.flatnonzero(self.catalogue.words_digests == np.uint64(own))
        found = group[self.within[group]].tolist()
        if not isinstance(self.article, int) and self.article.words_digest == own:
            found.append(self.node)
        if len(found) > 1:
            words = self.words(np.array(sorted({node, *found}), np.int64))
            at = {each: i for i, each in enumerate(sorted({node, *found}))}
            mine = _numbers(words, at[node])
            found = [each for each in found if np.array_equal(_numbers(words, at[each]), mine)]
        nodes = np.array(found, np.int64)
        return nodes[np.argsort(self.places[nodes])]

    def first_of_copies(self, nodes: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
        """Say of nodes whether none of the same words stands before it in canonical order."""
        first = np.ones(len(nodes), bool)
        digests_ = np.append(
            self.catalogue.words_digests, np.uint64(0 if isinstance(self.article, int) else self.article.words_digest)
        )
        shared = {*self.catalogue.copies}
        if not isinstance(self.article, int):
            shared.add(self.article.words_digest)
        for at in np.flatnonzero(np.isin(digests_[nodes], np.array(list(shared), np.uint64))).tolist():
            first[at] = self.copies(int(nodes[at]), least)[0] == nodes[at]
        return first

    def words(self, nodes: NDArray[np.int64]) -> WordTable:
        """Return the words of nodes, marked, in their order."""
        missing = sorted({int(node) for node in nodes} - self._words.keys() - {len(self.catalogue)})
        if missing:
            table = mark_in(read_words(self.connection, self.catalogue.numbers[missing]), self.statistics)[0]
            for at, node in enumerate(missing):
                self._words[node] = table.take(np.array([at]))
        if not isinstance(self.article, int):
            self._words[self.node] = self.article.words
        return WordTable.join([self._words[int(node)] for node in nodes])

    def documents(self, nodes: NDArray[np.int64]) -> Documents:
        """Return the documents of nodes, which rise."""
        rows = nodes[nodes < len(self.catalogue)]
        found = read_documents(self.connection, self.catalogue.numbers[rows])
        if len(rows) == len(nodes) or isinstance(self.article, int):
            return found
        return Documents(pa.concat_tables([found.table, self.article.documents.table]))

    def _digest_of(self, node: int) -> tuple[int, int]:
        if node < len(self.catalogue):
            return int(self.catalogue.words_digests[node]), int(self.catalogue.tokens[node])
        if isinstance(self.article, int):
            raise AssertionError
        return self.article.words_digest, self.article.words.tokens

    def _rank(self, article: Article) -> int:
        """Return before how many documents of the index an article does not come in canonical order."""
        ordered = self.catalogue.text_digests[self.catalogue.order]
        low = int(np.searchsorted(ordered, np.uint64(article.text_digest), "left"))
        high = int(np.searchsorted(ordered, np.uint64(article.text_digest), "right"))
        name = article.documents.ids[0]
        return low + sum(1 for row in self.catalogue.order[low:high].tolist() if self.catalogue.ids[row] < name)


def _numbers(words: WordTable, at: int) -> NDArray[np.uint32]:
    return words.numbers[words.document_tokens[at] : words.document_tokens[at + 1]]
