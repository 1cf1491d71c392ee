"""The steps of a job in parts, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from provenance.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provenance.engines.shards.files import PartFiles

__all__ = ["Done", "Step", "check_all", "next_step"]


class Step(NamedTuple):
    """A step of a job: its name, the files that each part writes, the number of parts, and what is done for a part."""

    name: str
    files: tuple[str, ...]
    parts: int
    run: Callable[[int], None]


class Done(NamedTuple):
    """What a shard has done: the name of the step, its number from 1, and the number of all steps.

    The name is empty if nothing was left to do.
    """

    step: str
    number: int
    steps: int


def next_step(steps: Sequence[Step], files: PartFiles, part: int) -> Done:
    """Do the first step that a part has not done yet, if all parts have done the steps before it.

    Parameters
    ----------
    steps : sequence of Step
        All steps, in order.
    files : PartFiles
        What parts write for each other.
    part : int
        The part, from 0.

    Raises
    ------
    EngineError
        If another part has not done a step that comes first.
    """
    for number, step in enumerate(steps, 1):
        if not files.has(step.files, part):
            step.run(part)
            return Done(step.name, number, len(steps))
        check_all(step, files)
    return Done("", len(steps), len(steps))


def check_all(step: Step, files: PartFiles) -> None:
    """Check that all parts have done a step.

    Raises
    ------
    EngineError
        If a part has not.
    """
    missing = [part for part in range(step.parts) if not files.has(step.files, part)]
    if missing:
        named = ", ".join(str(part + 1) for part in missing[:20]) + (" ..." if len(missing) > 20 else "")
        raise EngineError(
            f"{files.folder} has no files of the step {step.name!r} by shard {named} of {step.parts}.",
            hint=files.remedy.format(part=missing[0] + 1),
        )
