"""The engine of a dedup job in parts: it does all steps, or puts together what other processes have done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.cores import thread_count
from provenance.engines.dedup_decisions import Decisions
from provenance.engines.dedup_texts import SameDocuments
from provenance.engines.pool import in_order
from provenance.engines.rows.transport import integers
from provenance.engines.shards.dedup import DedupSteps
from provenance.engines.shards.documents import Input
from provenance.engines.shards.steps import Step, check_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_components import Resources
    from provenance.engines.dedup_decisions import Question
    from provenance.engines.shards.documents import Parts
    from provenance.engines.shards.files import PartFiles
    from provenance.readers.text_batch import RowSource
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = ["ShardedDedup"]


@dataclass(slots=True)
class ShardedDedup:
    """Runs a dedup job in parts; the results are those of the local engine.

    Parameters
    ----------
    plan : DedupPlan
        How duplicates are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    files : PartFiles
        What parts write for each other.
    resources : Resources
        The threads and memory to use.
    parts : Parts
        Into how many parts the job is cut.
    language : str or None
        The column that has the language of documents; None if words do not depend on it.
    ask : callable
        Returns which of all documents are compared with which.
    others : bool
        Whether other processes do the steps; then none is done here that is missing.
    """

    plan: DedupPlan
    pipeline: Pipeline
    files: PartFiles
    resources: Resources
    parts: Parts
    language: str | None
    ask: Callable[[Sketched], Question]
    others: bool = False
    _job: DedupSteps | None = field(default=None, init=False)

    def steps(
        self, sources: Sequence[RowSource], columns: Sequence[str], on_error: str, progress: Progress | None = None
    ) -> list[Step]:
        """Return the steps of the job; parameters as for `sketch`."""
        inputs, ranges = self.parts.inputs, self.parts.ranges
        read = Input(sources, columns, self.language, on_error, inputs)
        job = DedupSteps(self.plan, self.pipeline, self.files, read, self.parts, self.resources, self.ask, progress)
        self._job = job
        contained = job.contained
        further = [
            Step("sampling", ("samples",), inputs, contained.sample),
            Step("counting", ("met",), ranges, contained.count),
            Step("choosing", ("chosen", "followed"), inputs * self.parts.spans, contained.choose),
        ]
        return [
            Step("sketching", ("documents", "signs", "words", "keys"), inputs, job.sketch),
            *(further if self.plan.banding is None else ()),
            Step("linking", ("edges",), ranges, job.link),
            Step("sending", ("rows", "texts"), inputs, job.send),
            Step("deciding", ("same", "decisions"), ranges, job.decide),
        ]

    def sketch(
        self, sources: Sequence[RowSource], columns: Sequence[str], on_error: str, progress: Progress | None
    ) -> Sketched:
        """Do all steps that are left, and return what is known of the documents."""
        steps = self.steps(sources, columns, on_error, progress)
        total, done = sum(step.parts for step in steps), 0
        for step in steps:
            if self.others:
                check_all(step, self.files)
                continue
            # Several ranges at a time: much of a step is done by one thread.
            for _ in in_order(step.run, range(step.parts), thread_count(self.resources.threads)):
                done += 1
                if progress is not None:
                    progress("comparing", done, total)
        return self._steps.known().sketched

    def same(self, sources: Sequence[RowSource], sketched: Sketched, own: int | None) -> SameDocuments:
        """Return the documents that are the same."""
        del sources, own
        alone = np.arange(len(sketched), dtype=np.int32)
        same = SameDocuments(alone, alone.copy(), alone.copy())
        for batch in self.files.read("same", range(self.parts.ranges)):
            documents = self._numbers(integers(batch, "position"))
            for name in ("proposed", "words", "texts"):
                getattr(same, name)[documents] = self._numbers(integers(batch, name))
        return same

    def decide(
        self, sketched: Sketched, same: SameDocuments, question: Question, progress: Progress | None
    ) -> Decisions:
        """Return what was decided about all documents."""
        del same, question, progress
        count = len(sketched)
        made = Decisions(np.full(count, -1, np.int32), np.zeros(count, np.uint8), np.zeros((count, 4), np.int32), 0)
        for batch in self.files.read("decisions", range(self.parts.ranges)):
            positions = integers(batch, "position")
            some = positions >= 0
            made.checked += int(integers(batch, "checked")[~some].sum())
            gone = self._numbers(positions[some])
            made.matches[gone] = self._numbers(integers(batch, "match")[some])
            made.rules[gone] = integers(batch, "rule", np.int32)[some]
            for at, name in enumerate(("own", "other", "shared", "band")):
                made.counts[gone, at] = integers(batch, name, np.int32)[some]
        return made

    def words_of(self, sketched: Sketched, documents: NDArray[np.int64]) -> Callable[[int], NDArray[np.uint64]]:
        """Return a function from the number of one of these documents to the hashes of its words."""
        del sketched
        wanted = set(documents.tolist())
        found: dict[int, NDArray[np.uint64]] = {}
        known = self._steps.known()
        for part in range(self.parts.inputs):
            for number, sketch in self._steps.sketches(part):
                here = known.documents(number)
                for document in range(here.start, here.stop) if wanted else ():
                    if document in wanted:
                        found[document] = sketch.words.of(document - here.start, sketch.lengths)
        return found.__getitem__

    def _numbers(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._steps.known().numbers(positions)

    @property
    def _steps(self) -> DedupSteps:
        if self._job is None:
            raise TypeError("sketch comes first")
        return self._job
