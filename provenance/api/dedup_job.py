"""What a dedup job is made of: its documents, how they are compared, and in which order of rank."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.api.components import guarded_policy, pipeline_for, plugins_used
from provenance.api.dedup_sources import as_sources
from provenance.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_decisions import Question
    from provenance.errors import InputError
    from provenance.model.components import KeepPolicy
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.options import ReadOptions
    from provenance.plugins.manager import Plugins
    from provenance.readers.context import Context
    from provenance.readers.text_batch import RowSource
    from provenance.text.pipeline import Pipeline

__all__ = ["DedupJob", "prepare_dedup", "spill_folder"]

_SPILL = re.compile(r"\.dedup-[0-9]+-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class DedupJob:
    """A dedup job that is ready to run.

    Parameters
    ----------
    options : DedupOptions
        Which documents are duplicates, and which stay.
    read : ReadOptions
        How documents are read.
    plan : DedupPlan
        How duplicates are looked for.
    policy : KeepPolicy
        Which documents stay.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    context : Context
        What was skipped while files were opened, and the notes about it.
    sources, references : list of RowSource
        The documents, and those of the reference; None if there is no reference.
    plugins : tuple of str
        Which code of plugins is used.
    """

    options: DedupOptions
    read: ReadOptions
    plan: DedupPlan
    policy: KeepPolicy
    pipeline: Pipeline
    context: Context
    sources: list[RowSource]
    references: list[RowSource] | None
    plugins: tuple[str, ...]

    @property
    def every(self) -> list[RowSource]:
        """The sources of all documents; those of the reference come last."""
        return [*self.sources, *(self.references or ())]

    @property
    def columns(self) -> list[str]:
        """The columns that the policy and the normalisers need, by their names in the input."""
        named, needed = (
            _field_names(self.read),
            () if self.references is not None else self.policy.columns(self.options),
        )
        columns = [named.get(name, name) for name in needed]
        if self.language is not None and self.language not in columns:
            columns.append(self.language)
        return columns

    @property
    def language(self) -> str | None:
        """The column that has the language of documents; None if words do not depend on it."""
        return self.read.language_field if self.pipeline.reads_language else None

    @property
    def made_by(self) -> tuple[Any, ...]:
        """All that sketches depend on, besides the documents and the code."""
        from provenance.engines.code import pipeline_names

        return self.plan.settings, pipeline_names(self.pipeline), self.plugins, self.read, self.columns

    def own(self, sketched: Sketched) -> int:
        """Return the number of documents that are not of the reference."""
        return int(sketched.begins[sketched.sources[len(self.sources) - 1].stop]) if self.sources else 0

    def question(self, sketched: Sketched) -> Question:
        """Return which documents to compare, in order of rank; those of the reference come last in the input."""
        import numpy as np

        from provenance.dedup.keep import Facts, order_of
        from provenance.engines.dedup_decisions import Question
        from provenance.kernels.dedup_link import COMPARED, REFERENCE, UNINDEXED
        from provenance.model.frozen import frozen

        documents = len(sketched)
        mode = np.full(documents, COMPARED, np.uint8)
        if self.references is not None:
            own = self.own(sketched)
            mode[:own], mode[own:] = UNINDEXED, REFERENCE
            order = np.concatenate([np.arange(own, documents), np.arange(own)]).astype(np.int32)
            return Question(order, mode, either=True)
        named, every = _field_names(self.read), self.every
        facts = {name: sketched.fact(named.get(name, name)) for name in self.policy.columns(self.options)}
        lengths = sketched.joined("lengths")

        def fault(position: int, error: InputError) -> InputError:
            source, row = sketched.place_of(position)
            return every[source].fault(row, error)

        lenient = self.read.on_error == "skip"
        known = Facts(self.options, frozen(lengths), facts, sketched.id, lenient=lenient, fault=fault)
        order = order_of(self.policy, known)
        return Question(order, mode, all_stand=bool(getattr(self.policy, "drops_all", False)))


def prepare_dedup(
    documents: Any, against: Any, options: DedupOptions, read: ReadOptions, plugins: Plugins, folder: Path | None
) -> DedupJob:
    """Look up the components that the options name, and open the documents.

    Parameters
    ----------
    documents, against
        As for `provenance.api.dedup.deduplicate`.
    options : DedupOptions
        Which documents are duplicates, and which stay.
    read : ReadOptions
        How documents are read.
    plugins : Plugins
        The plugins to use.
    folder : pathlib.Path or None
        The folder for a stream of documents, which can be read only once.

    Raises
    ------
    InputError, OptionError, UnknownNameError
        For documents that cannot be used, and for values of options that are not accepted.
    """
    from provenance.dedup.plan import make_plan
    from provenance.readers.context import Context

    if read.memory == "auto":
        read = replace(read, memory=options.memory)
    plan = make_plan(options)
    policy = guarded_policy(plugins.keep_policy(options.keep), plugins)
    pipeline = pipeline_for(options.all_normalisers, options.tokeniser, plugins)
    context = Context(read, lenient=True)
    sources = as_sources(documents, context, plugins, folder)
    references = None if against is None else as_sources(against, context, plugins, folder)
    code = _plugins(options, plugins)
    return DedupJob(options, read, plan, policy, pipeline, context, sources, references, code)


@contextlib.contextmanager
def spill_folder(beside: Path | None, work: Path | None) -> Iterator[Path]:
    """Yield the folder for data that do not fit in memory; it is removed afterwards, unless the user named it."""
    if work is not None:
        from provenance.files.writing import locked

        folder = Path(work)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be made: {error.strerror or error}.") from error
        with locked(folder):
            yield folder
        return
    from provenance.files.writing import remove_abandoned

    place = Path(tempfile.gettempdir()) if beside is None else beside.parent
    folder = place / f".dedup-{os.getpid()}-{os.urandom(4).hex()}"
    if place.is_dir():
        # Those of runs that were killed.
        remove_abandoned(place, _SPILL)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _field_names(read: ReadOptions) -> dict[str, str]:
    return {
        "source": read.source_field,
        "published": read.published_field,
        "role": read.role_field,
        "language": read.language_field,
    }


def _plugins(options: DedupOptions, plugins: Plugins) -> tuple[str, ...]:
    """Return which code of plugins the normalisers, the tokeniser and the keep policy are."""
    normalisers = map(plugins.normaliser, options.all_normalisers)
    components = [*normalisers, plugins.tokeniser(options.tokeniser), plugins.keep_policy(options.keep)]
    return plugins_used(components, plugins)
