"""The Spark engine of a dedup job: this program reads the documents, Spark compares them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from xxhash import xxh3_128_hexdigest

from provenance.engines.code import pipeline_names
from provenance.engines.dedup import sketch_all
from provenance.engines.dedup_decisions import Decisions
from provenance.engines.dedup_texts import SameDocuments
from provenance.engines.rows.solving import bare_sketch
from provenance.engines.rows.transport import integers
from provenance.engines.spark.components import connected_components
from provenance.engines.spark.contained import chosen_samples, sample_links
from provenance.engines.spark.duplicates import Sketching, decisions, links, same_documents, sketches
from provenance.engines.spark.sending import Sender
from provenance.engines.spark.session import translated
from provenance.engines.spark.work import content_of
from provenance.model.arrow import batch_of, column_of
from provenance.text.buffers import take

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_blocks import BlockFiles
    from provenance.engines.dedup_components import Resources
    from provenance.engines.dedup_decisions import Question
    from provenance.engines.spark.work import Work
    from provenance.readers.text_batch import RowSource, TextBatch
    from provenance.sketch.duplicates import Sketch
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = ["SparkDedup"]

_DOCUMENT = "position long, text string, language string"
#: A position is the number of the block, and below these bits the number of the document in it.
_IN_BLOCK = 32
_STEPS = ("sketching", "comparing texts", "finding components", "deciding")


@dataclass(slots=True)
class SparkDedup:
    """Runs the steps of a dedup job with Spark; the results are those of the local engine.

    Parameters
    ----------
    plan : DedupPlan
        How duplicates are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    files : BlockFiles
        What the local engine keeps of each block; nothing of it is written here.
    resources : Resources
        The threads that read documents.
    language : str or None
        The column that has the language of documents; None if words do not depend on it.
    work : Work
        Where data frames are kept.
    """

    plan: DedupPlan
    pipeline: Pipeline
    files: BlockFiles
    resources: Resources
    language: str | None
    work: Work
    _how: tuple[Any, ...] = field(default=(), init=False)
    _frames: dict[str, DataFrame] = field(default_factory=dict, init=False)

    @property
    def _sketching(self) -> Sketching:
        return Sketching(self.plan, self.pipeline)

    def sketch(
        self, sources: Sequence[RowSource], columns: Sequence[str], on_error: str, progress: Progress | None
    ) -> Sketched:
        """Read all documents here, and sketch them with Spark."""
        sender = Sender(self.work, "documents", _DOCUMENT)
        send = partial(_sent, sender, self.language)
        sketched = sketch_all(sources, columns, send, self.files, self.resources, on_error, progress)
        if not len(sketched):
            return sketched
        _tell(progress, 0)
        documents = sender.frame()
        content = content_of(documents) if self.work.stays else ()
        made_with = (self.plan.settings, self.plan.threshold, self.plan.banding, self.plan.sampled)
        self._how = (content, made_with, pipeline_names(self.pipeline))
        made = self.work.saved("sketches", self._how, lambda: sketches(documents, self._sketching))
        self._frames |= {"documents": documents, "sketches": made}
        with translated():
            found = made.select("position", "length").toArrow()
        lengths = np.zeros(len(sketched), np.int32)
        lengths[_numbers(found, "position", sketched)] = integers(found, "length", np.int32)
        blocks = [
            replace(block, sketch=bare_sketch(lengths[begin : begin + len(block.rows)]))
            for block, begin in zip(sketched.blocks, sketched.begins.tolist(), strict=False)
        ]
        return replace(sketched, blocks=blocks)

    def same(self, sources: Sequence[RowSource], sketched: Sketched, own: int | None) -> SameDocuments:
        """Find the documents that are the same with Spark."""
        del sources, own
        alone = np.arange(len(sketched), dtype=np.int32)
        same = SameDocuments(alone, alone.copy(), alone.copy())
        if len(sketched):
            frames = self._frames
            frames["same"] = self.work.saved(
                "same", self._how, lambda: same_documents(frames["documents"], frames["sketches"], self._sketching)
            )
            with translated():
                found = frames["same"].toArrow()
            documents = _numbers(found, "position", sketched)
            for name in ("proposed", "words", "texts"):
                getattr(same, name)[documents] = _numbers(found, name, sketched)
        return same

    def decide(
        self, sketched: Sketched, same: SameDocuments, question: Question, progress: Progress | None
    ) -> Decisions:
        """Decide about all documents with Spark, component by component."""
        count = len(sketched)
        made = Decisions(np.full(count, -1, np.int32), np.zeros(count, np.uint8), np.zeros((count, 4), np.int32), 0)
        if not count:
            return made
        _tell(progress, 2)
        rank = np.empty(count, np.int64)
        rank[question.order] = np.arange(count)
        chosen = self._chosen(sketched, rank, question)
        frames = self._frames
        linked = [links(frames["sketches"], frames["same"], self._sketching), *map(sample_links, chosen)]
        components = connected_components(reduce(DataFrame.union, linked), self.work, self._ordered(question))
        with translated():
            nodes = components.toArrow()
        if not len(nodes):
            return made
        _tell(progress, 3)
        ranked = self._ranked(sketched, same, question, rank, nodes)
        with translated():
            found = decisions(
                frames["sketches"], ranked, chosen, self._sketching,
                all_stand=question.all_stand, either=question.either,
            ).toArrow()  # fmt: skip
        made.checked = int(integers(found.filter(found.column("checked").is_valid()), "checked").sum())
        found = found.filter(found.column("position").is_valid())
        gone = _numbers(found, "position", sketched)
        made.matches[gone] = _numbers(found, "match", sketched)
        made.rules[gone] = integers(found, "rule", np.int32)
        for at, name in enumerate(("own", "other", "shared", "band")):
            made.counts[gone, at] = integers(found, name, np.int32)
        return made

    def words_of(self, sketched: Sketched, documents: NDArray[np.int64]) -> Callable[[int], NDArray[np.uint64]]:
        """Return a function from the number of one of these documents to the hashes of its words."""
        known: dict[int, NDArray[np.uint64]] = {}
        if not len(documents):
            return known.__getitem__
        wanted = pa.table({"position": column_of(_positions(sketched)[documents])})
        with translated():
            rows = self._frames["sketches"].join(self.work.session.createDataFrame(wanted), "position", "left_semi")
            found = rows.select("position", "words").toArrow()
        for number, words in zip(_numbers(found, "position", sketched).tolist(), found.column("words"), strict=True):
            known[number] = np.frombuffer(words.as_py(), np.uint64)
        return known.__getitem__

    def _ordered(self, question: Question) -> tuple[Any, ...]:
        """Return what components depend on: with containment also the order of the documents."""
        if self.plan.banding is not None:
            return self._how
        digest = xxh3_128_hexdigest(question.order.tobytes() + question.mode.tobytes())
        return (*self._how, digest, question.all_stand, question.either)

    def _chosen(self, sketched: Sketched, rank: NDArray[np.int64], question: Question) -> list[DataFrame]:
        """With containment, return the samples that documents are looked up by, for each order of them."""
        if self.plan.banding is not None:
            return []
        columns: dict[str, NDArray[Any]] = {
            "position": _positions(sketched),
            "rank": rank,
            "mode": question.mode.astype(np.int32),
        }
        ranked = self.work.session.createDataFrame(pa.table({name: column_of(each) for name, each in columns.items()}))
        orders = [ranked]
        if question.all_stand:
            orders.append(ranked.withColumn("rank", -ranked["rank"]))
        return [
            self.work.saved(
                f"chosen-{number}",
                self._ordered(question),
                partial(chosen_samples, self._frames["sketches"], order, self.plan, either=question.either),
            )
            for number, order in enumerate(orders)
        ]

    def _ranked(
        self, sketched: Sketched, same: SameDocuments, question: Question, rank: NDArray[np.int64], nodes: pa.Table
    ) -> DataFrame:
        """Return the linked documents as `provenance.engines.spark.duplicates.decisions` takes them."""
        documents, positions = _numbers(nodes, "node", sketched), _positions(sketched)
        columns: dict[str, NDArray[Any]] = {
            "position": integers(nodes, "node"),
            "component": integers(nodes, "component"),
            "rank": rank[documents],
            "mode": question.mode[documents].astype(np.int32),
            "proposed": positions[same.proposed[documents]],
            "words_of": positions[same.words[documents]],
        }
        return self.work.session.createDataFrame(pa.table({name: column_of(each) for name, each in columns.items()}))


def _sent(sender: Sender, language: str | None, number: int, batch: TextBatch) -> Sketch:
    """Send the texts of a block; Spark will sketch them."""
    count = len(batch.texts)
    positions = np.arange(count, dtype=np.int64) + (number << _IN_BLOCK)
    # The texts are overwritten by the next batch of this thread.
    texts = take(batch.texts, np.arange(count))
    languages = batch.languages(language)
    if languages is None:
        languages = pa.nulls(count, pa.large_string())
    sender.add(batch_of(position=positions, text=texts, language=languages))
    return bare_sketch(np.zeros(count, np.int32))


def _positions(sketched: Sketched) -> NDArray[np.int64]:
    """Return the position of each document for Spark."""
    parts = [np.zeros(0, np.int64)]
    parts += [np.arange(len(block.rows)) + (at << _IN_BLOCK) for at, block in enumerate(sketched.blocks)]
    return np.concatenate(parts)


def _numbers(found: pa.Table, name: str, sketched: Sketched) -> NDArray[np.int64]:
    """Return the numbers of documents from their positions."""
    positions = integers(found, name)
    numbers: NDArray[np.int64] = sketched.begins[positions >> _IN_BLOCK] + (positions & ((1 << _IN_BLOCK) - 1))
    return numbers


def _tell(progress: Progress | None, step: int) -> None:
    if progress is not None:
        progress(_STEPS[step], step, len(_STEPS))
