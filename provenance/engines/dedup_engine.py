"""The steps of a dedup job, as each engine runs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from provenance.engines.dedup import local_sketcher, sketch_all
from provenance.engines.dedup_decisions import decide_all
from provenance.engines.dedup_texts import find_same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_blocks import BlockFiles
    from provenance.engines.dedup_components import Resources
    from provenance.engines.dedup_decisions import Decisions, Question
    from provenance.engines.dedup_texts import SameDocuments
    from provenance.readers.text_batch import RowSource
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = ["DedupEngine", "LocalDedup"]


class DedupEngine(Protocol):
    """Runs the steps of a dedup job. The results of all engines are equal."""

    def sketch(
        self, sources: Sequence[RowSource], columns: Sequence[str], on_error: str, progress: Progress | None
    ) -> Sketched:
        """Read and sketch all documents; parameters as for `provenance.engines.dedup.sketch_all`."""

    def same(self, sources: Sequence[RowSource], sketched: Sketched, own: int | None) -> SameDocuments:
        """Find the documents that are the same; parameters as for `provenance.engines.dedup_texts.find_same`."""

    def decide(
        self, sketched: Sketched, same: SameDocuments, question: Question, progress: Progress | None
    ) -> Decisions:
        """Decide about all documents; parameters as for `provenance.engines.dedup_decisions.decide_all`."""

    def words_of(self, sketched: Sketched, documents: NDArray[np.int64]) -> Callable[[int], NDArray[np.uint64]]:
        """Return a function from the number of one of these documents to the hashes of its words."""


@dataclass(frozen=True, slots=True)
class LocalDedup:
    """The engine for one machine: it uses threads, and files for what does not fit in memory.

    Parameters
    ----------
    plan : DedupPlan
        How duplicates are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    files : BlockFiles
        The files for sketches.
    resources : Resources
        The threads, memory and folder to use.
    language : str or None
        The column that has the language of documents; None if words do not depend on it.
    """

    plan: DedupPlan
    pipeline: Pipeline
    files: BlockFiles
    resources: Resources
    language: str | None

    def sketch(
        self, sources: Sequence[RowSource], columns: Sequence[str], on_error: str, progress: Progress | None
    ) -> Sketched:
        """Read and sketch all documents."""
        sketcher = local_sketcher(self.pipeline, self.plan.settings, self.language)
        return sketch_all(sources, columns, sketcher, self.files, self.resources, on_error, progress)

    def same(self, sources: Sequence[RowSource], sketched: Sketched, own: int | None) -> SameDocuments:
        """Find the documents that are the same."""
        return find_same(sources, sketched, self.pipeline, own, self.resources.memory // 4, self.language)

    def decide(
        self, sketched: Sketched, same: SameDocuments, question: Question, progress: Progress | None
    ) -> Decisions:
        """Decide about all documents."""
        return decide_all(sketched, same, question, self.plan, self.resources, progress)

    def words_of(self, sketched: Sketched, documents: NDArray[np.int64]) -> Callable[[int], NDArray[np.uint64]]:
        """Return a function from the number of a document to the hashes of its words."""
        del documents
        return sketched.words_of
