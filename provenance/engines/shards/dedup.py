"""The engine of a dedup job in parts: what one step goes over, and what it writes for the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.engines.cores import thread_count
from provenance.engines.dedup_decisions import Question
from provenance.engines.pool import in_order
from provenance.engines.rows.components import stars
from provenance.engines.rows.duplicates import Sketching, band_rows, compare_texts, decided_rows, pairs_of_keys
from provenance.engines.rows.transport import (
    begins_of,
    blobs_of,
    bytes_of,
    cut_at_keys,
    integers,
    joined,
    long_of,
    starts_of,
)
from provenance.engines.shards.blocks import rows_of_sketch, sign_column, signs_of_row, sketch_of, word_hashes
from provenance.engines.shards.contained import ContainedSteps
from provenance.engines.shards.documents import IN_BLOCK, block_positions, document_row, known_of
from provenance.engines.shards.files import range_of
from provenance.engines.shards.sorting import AT_A_TIME, sorted_rows, whole
from provenance.model.arrow import batch_of, column_of, rows_of
from provenance.readers.text_batch import Kept, language_array
from provenance.sketch.duplicates import SketchBuffers, sketch_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_components import Resources
    from provenance.engines.shards.documents import Input, Known, Parts
    from provenance.engines.shards.files import PartFiles
    from provenance.errors import InputError
    from provenance.readers.text_batch import Work
    from provenance.sketch.duplicates import Sketch
    from provenance.text.pipeline import Pipeline

__all__ = ["DedupSteps"]

#: Odd, so that a left side is told from another.
_FACTOR = np.int64(0x1E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class DedupSteps:
    """The steps of a dedup job; each works on one part.

    Parameters
    ----------
    plan : DedupPlan
        How duplicates are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    files : PartFiles
        What parts write for each other.
    input : Input
        The documents.
    parts : Parts
        Into how many parts the job is cut.
    resources : Resources
        The threads to use; of the memory, an eighth goes to signatures that are compared.
    ask : callable
        Returns which of all documents are compared with which, in order of rank.
    progress : callable, optional
        Called with "reading", the bytes done, and all bytes.
    """

    plan: DedupPlan
    pipeline: Pipeline
    files: PartFiles
    input: Input
    parts: Parts
    resources: Resources
    ask: Callable[[Sketched], Question]
    progress: Callable[[str, int, int], None] | None = None
    _held: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def sketch(self, part: int) -> None:
        """Sketch the documents of a part of the input, and send their keys to the ranges of these."""
        write = self.files.writer
        rooms: list[SketchBuffers] = []

        def made(numbered: tuple[int, Work | InputError]) -> tuple[int, Any, Any, Any, Any]:
            number, work = numbered
            if isinstance(work, Exception):
                return 0, document_row(number, work, None), None, None, None
            batch = work.make()
            self.input.check(number, batch)
            room = rooms.pop() if rooms else SketchBuffers()
            languages = batch.languages(self.input.language)
            sketch = sketch_texts(batch.texts, self.pipeline, self.plan.settings, room, languages)
            rooms.append(room)
            row, keys = document_row(number, batch, sketch), self._keys(number, sketch)
            return work.size, row, *rows_of_sketch(number, sketch), keys

        threads = thread_count(self.resources.threads)
        with (
            write("documents", part) as documents,
            write("signs", part) as signs,
            write("words", part) as words,
            write("keys", part, self.parts.ranges) as keys,
        ):
            done = 0
            for size, row, own_signs, own_words, own_keys in in_order(
                made, self.input.blocks(part), threads, threads + 2
            ):
                done += size
                if self.progress is not None:
                    self.progress("reading", done, self.input.size)
                for writer, batch in ((documents, row), (signs, own_signs), (words, own_words)):
                    if batch is not None:
                        writer.add(batch)
                if own_keys is not None:
                    keys.add(own_keys, range_of(integers(own_keys, "key"), self.parts.ranges))

    def _keys(self, number: int, sketch: Sketch) -> pa.RecordBatch:
        """Return the keys of the documents of a block: their digests, and their bands."""
        some = np.flatnonzero(sketch.lengths)
        positions = block_positions(number, len(sketch.lengths))[some]
        found = [batch_of(key=long_of(sketch.digests[some]), position=positions)]
        if self.plan.banding is not None and len(some):
            rows = batch_of(position=positions, signs=sign_column(sketch.signs[some]))
            found += band_rows(self.plan.banding, iter([rows]))
        return joined(found)

    def link(self, key_range: int) -> None:
        """Link the documents that share a key of a range."""
        from provenance.kernels.dedup_link import find_repeated

        rows = [*self.files.read("keys", range(self.parts.inputs), key_range)]
        keys = np.concatenate([np.zeros(0, np.uint64), *(integers(batch, "key", np.uint64) for batch in rows)])
        positions = np.concatenate([np.zeros(0, np.int64), *(integers(batch, "position") for batch in rows)])
        del rows
        repeated = np.empty(len(keys), np.uint8)
        find_repeated(keys, np.zeros(1 << (len(keys) // 4).bit_length(), np.uint64), repeated)
        some = np.flatnonzero(repeated)
        some = some[np.argsort(keys[some])]
        batch = batch_of(key=long_of(keys[some]), position=positions[some])
        del keys, positions
        with self.files.writer("edges", key_range) as edges:
            held: list[pa.RecordBatch] = []
            links = [self._linked(batch)]
            if self.plan.banding is None:
                links.append(self.contained.links(key_range))
            for linked in chain.from_iterable(links):
                held.append(_edges(linked))
                if sum(each.num_rows for each in held) > 4 * max(AT_A_TIME, held[0].num_rows):
                    held = [stars(held)]
            if held:
                edges.add(stars(held))

    def _linked(self, keys: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the pairs of documents that share one of the sorted keys, and whose signatures are alike enough."""
        pairs: list[NDArray[np.int64]] = []
        most = max(AT_A_TIME, self.resources.memory // (8 * max(1, self.plan.settings.values)))
        for found in pairs_of_keys(keys.slice(begin, AT_A_TIME) for begin in range(0, len(keys), AT_A_TIME)):
            sure = integers(found, "sure", np.bool_)
            sides = np.column_stack([integers(found, "left"), integers(found, "right")])
            yield batch_of(left=sides[sure, 0], right=sides[sure, 1])
            pairs.append(sides[~sure])
            if sum(map(len, pairs)) >= most:
                yield self._alike(np.concatenate(pairs))
                pairs = []
        if pairs:
            yield self._alike(np.concatenate(pairs))

    def _alike(self, pairs: NDArray[np.int64]) -> pa.RecordBatch:
        """Return the pairs whose signatures have enough values in common."""
        banding = self.plan.banding
        if banding is None or not len(pairs):
            return batch_of(left=pairs[:, 0].copy(), right=pairs[:, 1].copy())
        left, right = _distinct(pairs)
        nodes = np.sort(np.concatenate([left, right]))
        nodes = nodes[begins_of(nodes)]
        signs = np.zeros((len(nodes), banding.values), np.uint8)
        for row in self.files.read("signs", range(self.parts.inputs)):
            first = int(integers(row, "block")[0]) << IN_BLOCK
            begin, end = np.searchsorted(nodes, [first, first + (1 << IN_BLOCK)])
            if end > begin:
                own = signs_of_row(row, banding.values)
                signs[begin:end] = own[nodes[begin:end] - first]
        enough = np.zeros(len(left), bool)
        one, other = np.searchsorted(nodes, left), np.searchsorted(nodes, right)
        for begin in range(0, len(left), AT_A_TIME):
            some = slice(begin, begin + AT_A_TIME)
            enough[some] = (signs[one[some]] == signs[other[some]]).sum(axis=1) >= banding.least_equal
        return batch_of(left=left[enough], right=right[enough])

    def send(self, part: int) -> None:
        """Send what is known of the linked documents of a part of the input to the ranges of their components."""
        known, question = self.known(), self.question()
        positions, components = known.positions(), self.components(known)
        linked = np.bincount(components, minlength=len(components))[components] > 1
        rank = np.empty(len(components), np.int64)
        rank[question.order] = np.arange(len(components))
        values = self.plan.settings.values
        followed = self.contained.followed(known) if self.plan.banding is None else None
        with self.files.writer("rows", part, self.parts.ranges) as rows:
            for (number, sketch), signs in zip(self.sketches(part), self.files.read("signs", [part]), strict=True):
                here = known.documents(number)
                some = np.flatnonzero(linked[here])
                if not len(some):
                    continue
                batch = batch_of(
                    position=positions[here],
                    component=positions[components[here]],
                    rank=rank[here],
                    mode=question.mode[here].astype(np.int32),
                    length=sketch.lengths,
                    signs=sign_column(signs_of_row(signs, values) if values else sketch.signs),
                    samples=bytes_of(starts_of(sketch.sample_counts), sketch.samples),
                    words=bytes_of(starts_of(sketch.lengths), word_hashes(sketch)),
                    **(followed(number, sketch) if followed is not None else {}),
                )
                sent = rows_of(batch, some)
                rows.add(sent, range_of(integers(sent, "component"), self.parts.ranges))
        self._send_texts(part, known, positions, components, linked)

    def _send_texts(
        self,
        part: int,
        known: Known,
        positions: NDArray[np.int64],
        components: NDArray[np.int32],
        linked: NDArray[np.bool_],
    ) -> None:
        """Send the texts whose digests others may have, too."""
        from provenance.kernels.dedup_link import find_repeated

        digests = known.sketched.joined("digests")
        repeated = np.empty(len(digests), np.uint8)
        find_repeated(digests, np.zeros(1 << (len(digests) // 4).bit_length(), np.uint64), repeated)
        wanted = (repeated != 0) & linked
        languages = None if self.input.language is None else known.sketched.fact(self.input.language)
        with self.files.writer("texts", part, self.parts.ranges) as out:
            for source, blocks in zip(self.input.sources, known.sketched.sources, strict=True):
                own = [block for block in blocks if known.parts[block] == part]
                begins = known.sketched.begins
                chosen = [begins[at] + np.flatnonzero(wanted[begins[at] : begins[at + 1]]) for at in own]
                some = np.concatenate([np.zeros(0, np.int64), *chosen])
                done = 0
                for texts in source.texts(_kept(known, blocks, some)) if len(some) else ():
                    these = some[done : done + len(texts)]
                    done += len(texts)
                    components_here = positions[components[these]]
                    # The texts are overwritten by the next ones.
                    copied = texts.take(column_of(np.arange(len(texts))))
                    language = language_array([languages[at] if languages else None for at in these.tolist()])
                    batch = batch_of(
                        digest=long_of(digests[these]),
                        position=positions[these],
                        text=copied,
                        language=language.fill_null(""),
                    )
                    out.add(batch, range_of(components_here, self.parts.ranges))

    def decide(self, component_range: int) -> None:
        """Decide about the documents of the components of a range."""
        parts, question = range(self.parts.inputs), self.question()
        how = Sketching(self.plan, self.pipeline)
        texts = whole(self.files.read("texts", parts, component_range))
        with self.files.writer("same", component_range) as out:
            same = whole(compare_texts(how, sorted_rows(texts, "digest", "position")))
            if same is not None:
                out.add(same)
        del texts
        rows = sorted_rows(whole(self.files.read("rows", parts, component_range)), "component")
        groups = ([_with_same(batch, same)] for batch in cut_at_keys(rows, "component", AT_A_TIME))
        decided = partial(decided_rows, how, question.all_stand, question.either)
        with self.files.writer("decisions", component_range) as out:
            for made in in_order(lambda group: [*decided(iter(group))], groups, thread_count(self.resources.threads)):
                for batch in made:
                    columns = [column.fill_null(-1) for column in batch.columns]
                    out.add(pa.RecordBatch.from_arrays(columns, names=batch.schema.names))

    @property
    def contained(self) -> ContainedSteps:
        """The further steps of a job by containment."""
        return ContainedSteps(self.plan, self.files, self.parts, self.known, self.question, self.sketches)

    def known(self) -> Known:
        """Return what all parts of the input know of their documents."""
        if "known" not in self._held:
            rows = (self.files.read("documents", [part]) for part in range(self.parts.inputs))
            self._held["known"] = known_of(rows, self.input.sources)
        known: Known = self._held["known"]
        return known

    def question(self) -> Question:
        """Return which documents are compared with which; the first part that needs it asks, and writes it down."""
        if not self.files.has(["order"], 0):
            asked = self.ask(self.known().sketched)
            with self.files.writer("order", 0) as out:
                arrays: dict[str, NDArray[Any]] = {"order": asked.order, "mode": asked.mode}
                blobs = {name: bytes_of(np.array([0, len(array)]), array) for name, array in arrays.items()}
                out.add(batch_of(**blobs, all_stand=np.array([asked.all_stand]), either=np.array([asked.either])))
        (row,) = self.files.read("order", [0])
        order, mode = blobs_of(row, "order", np.int32)[1], blobs_of(row, "mode", np.uint8)[1]
        return Question(order, mode, bool(row.column("all_stand")[0].as_py()), bool(row.column("either")[0].as_py()))

    def components(self, known: Known) -> NDArray[np.int32]:
        """Return the first document of the component of each; the first part that needs them finds them."""
        if not self.files.has(["components"], 0):
            roots = self._joined(known)
            with self.files.writer("components", 0) as out:
                out.add(batch_of(root=roots))
        (batch,) = self.files.read("components", [0])
        found: NDArray[np.int32] = integers(batch, "root", np.int32)
        return found

    def _joined(self, known: Known) -> NDArray[np.int32]:
        from provenance.kernels.dedup_link import join_linked

        order = np.arange(len(known.sketched), dtype=np.int32)
        roots, nothing = order.copy(), np.zeros((len(order), 0), np.uint8)
        for key_range in range(self.parts.ranges):
            for edges in self.files.read("edges", [key_range]):
                before = np.full((1, len(order)), -1, np.int32)
                before[0, known.numbers(integers(edges, "node"))] = known.numbers(integers(edges, "parent"))
                join_linked(order, order, before, nothing, 0, roots)
        while not np.array_equal(roots, further := roots[roots]):
            roots = further
        return roots

    def sketches(self, part: int) -> Iterator[tuple[int, Sketch]]:
        """Yield the words and samples of each block of a part of the input, with the number of the block."""
        for row in self.files.read("words", [part]):
            yield int(integers(row, "block")[0]), sketch_of(row)


def _distinct(pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return both sides of at least one pair, each pair once, as far as equal ones meet when hashes are sorted."""
    left, right = pairs[:, 0], pairs[:, 1]
    order = np.argsort(left * _FACTOR ^ right)
    left, right = left[order], right[order]
    new = begins_of(left) | begins_of(right)
    return left[new], right[new]


def _edges(pairs: pa.RecordBatch) -> pa.RecordBatch:
    return batch_of(node=pairs.column("left"), parent=pairs.column("right"))


def _kept(known: Known, blocks: range, wanted: NDArray[np.int64]) -> Iterator[Kept]:
    for at in blocks:
        block = known.sketched.blocks[at]
        begin, end = known.sketched.begins[[at, at + 1]]
        low, high = np.searchsorted(wanted, [begin, end])
        mask = np.zeros(block.count, bool)
        mask[block.rows[wanted[low:high] - begin]] = True
        yield Kept(mask, block.sizes)


def _with_same(rows: pa.RecordBatch, same: pa.RecordBatch | None) -> pa.RecordBatch:
    """Add to rows the first document with the same digest, and with the same words."""
    positions = integers(rows, "position")
    proposed, words = positions.copy(), positions.copy()
    if same is not None:
        order = np.argsort(integers(same, "position"))
        known = integers(same, "position")[order]
        at = np.minimum(np.searchsorted(known, positions), len(known) - 1)
        there = known[at] == positions
        proposed[there] = integers(same, "proposed")[order][at[there]]
        words[there] = integers(same, "words")[order][at[there]]
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    return batch_of(**columns, proposed=column_of(proposed), words_of=column_of(words))
