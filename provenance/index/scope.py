"""What an article is traced in: some documents of an index, and the article itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from provenance.kernels.fingerprints import document_fingerprints
from provenance.model.arrow import column_of
from provenance.model.documents import DOCUMENT_SCHEMA, Documents
from provenance.model.words import WordTable
from provenance.stages.boilerplate import mark_in
from provenance.stages.documents import canonical_order
from provenance.stages.words import word_table
from provenance.text.buffers import digests
from provenance.text.characters import noisy_documents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.index.catalogue import Catalogue
    from provenance.index.postings import Rows
    from provenance.index.sources import Source
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
        Its words, marked, with their characters.
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
        words = _words_of(documents, pipeline, keys, statistics)
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
    source : Source
        Gives posting lists and documents.
    catalogue : Catalogue
        The documents of the index.
    statistics : Statistics
        Those of the index.
    pipeline : Pipeline
        What makes words of texts.
    within : numpy.ndarray, shape=(documents,), bool
        Which documents take part.
    article : Article or int
        The article, or its row.
    """

    source: Source
    catalogue: Catalogue
    statistics: Statistics
    pipeline: Pipeline
    within: NDArray[np.bool_]
    article: Article | int
    places: NDArray[np.int64] = field(init=False)
    """The place of each node in canonical order; those of the index are odd."""
    members: NDArray[np.int64] = field(init=False)
    """All nodes that take part, rising."""
    noisy: NDArray[np.bool_] = field(init=False)
    """Which nodes are noisy, shape=(documents + 1,)."""
    tokens: int = field(init=False)
    """How many tokens all of them have."""
    own: dict[int, Rows] = field(default_factory=dict, init=False)
    """The posting lists of each kind of an article that is not in the index, once they were made."""
    _copies: dict[int, NDArray[np.int64]] = field(default_factory=dict, init=False)
    _at: dict[int, int] = field(default_factory=dict, init=False)
    """Where in these two the nodes are that were read so far."""
    _words: WordTable = field(init=False)
    _table: pa.Table = field(init=False)

    def __post_init__(self) -> None:
        rows, outside = len(self.catalogue), None if isinstance(self.article, int) else self.article
        self.places = np.append(2 * self.catalogue.places + 1, -1 if outside is None else 2 * self._rank(outside))
        self.members = np.flatnonzero(np.append(self.within, outside is not None))
        self.noisy = np.append(self.catalogue.noisy, outside is not None and outside.noisy)
        self.tokens = int(self.catalogue.tokens[self.within].sum(dtype=np.int64))
        if outside is None:
            self._words, self._table = WordTable.join([]), DOCUMENT_SCHEMA.empty_table()
        else:
            self.tokens += outside.words.tokens
            self._at[rows] = 0
            self._words, self._table = outside.words, outside.documents.table

    @property
    def node(self) -> int:
        """The node of the article."""
        return self.article if isinstance(self.article, int) else len(self.catalogue)

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
        if node not in self._copies:
            self._copies[node] = self._find_copies(node, least)
        return self._copies[node]

    def read_copies(self, nodes: NDArray[np.int64], least: int) -> None:
        """Read the words of all that may be copies of nodes at once, before `copies` asks for each."""
        groups = [self._alike(node, least) for node in nodes.tolist() if node not in self._copies]
        wanted = [group for group in groups if len(group) > 1]
        if wanted:
            self._read(np.unique(np.concatenate(wanted)))

    def _alike(self, node: int, least: int) -> NDArray[np.int64]:
        """Return the nodes whose words have the digest of those of a node; it alone where it has too few."""
        own, size = self._digest_of(node)
        if size < least:
            return np.array([node])
        group = self.catalogue.rows_of_words(own)
        found = group[self.within[group]]
        if not isinstance(self.article, int) and self.article.words_digest == own:
            found = np.append(found, self.node)
        return found

    def _find_copies(self, node: int, least: int) -> NDArray[np.int64]:
        found = self._alike(node, least)
        if len(found) > 1:
            words = self.words(found)
            mine = _numbers(words, int(np.flatnonzero(found == node)[0]))
            found = found[[np.array_equal(_numbers(words, at), mine) for at in range(len(found))]]
        return found[np.argsort(self.places[found])]

    def first_of_copies(self, nodes: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
        """Say of nodes whether none of the same words stands before it in canonical order."""
        first = np.ones(len(nodes), bool)
        inside = nodes < len(self.catalogue)
        own = np.uint64(0 if isinstance(self.article, int) else self.article.words_digest)
        found = np.full(len(nodes), own)
        found[inside] = self.catalogue.words_digests[nodes[inside]]
        shared = np.isin(found, self.catalogue.copied)
        if not isinstance(self.article, int):
            shared |= found == own
        self.read_copies(nodes[shared], least)
        for at in np.flatnonzero(shared).tolist():
            first[at] = self.copies(int(nodes[at]), least)[0] == nodes[at]
        return first

    def words(self, nodes: NDArray[np.int64]) -> WordTable:
        """Return the words of nodes, marked, with their characters, in their order."""
        at = self._read(nodes)
        return self._words.take(at)

    def documents(self, nodes: NDArray[np.int64]) -> Documents:
        """Return the documents of nodes, in their order."""
        at = self._read(nodes)
        return Documents(self._table.take(column_of(at)))

    def _read(self, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Read the nodes that were not read so far, and return where each is."""
        missing = np.array(sorted({*nodes.tolist()} - self._at.keys()), np.int64)
        if len(missing):
            documents = self.source.documents(missing)
            words = _words_of(documents, self.pipeline, self.catalogue.keys[missing], self.statistics)
            self._at.update(zip(missing.tolist(), range(len(self._at), len(self._at) + len(missing)), strict=True))
            self._words = WordTable.join([self._words, words]) if len(self._words) else words
            self._table = pa.concat_tables([self._table, documents.table]).combine_chunks()
        return np.array([self._at[node] for node in nodes.tolist()], np.int64)

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


def _words_of(documents: Documents, pipeline: Pipeline, keys: NDArray[np.uint64], statistics: Statistics) -> WordTable:
    """Return the words of documents, marked, with their characters: the same as were counted when they were added."""
    words = word_table(documents.texts, pipeline, characters=True, keys=keys, languages=documents.languages)
    return mark_in(words, statistics)[0]
