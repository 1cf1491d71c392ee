"""The fitted numbers of the alignment."""

from __future__ import annotations

import tomllib
from dataclasses import astuple, fields, replace
from importlib.resources import files

import numpy as np
import pytest

from provenance.align.model import AlignmentModel, load_model, vector
from provenance.kernels import fitted
from provenance.kernels.jit import inline

pytest.importorskip("numba", reason="helpers of kernels are compiled by numba, of the extra [jit]")


@inline
def named_kernel(characters, evidence, seeds, stretches, summaries, merge):
    return (
        fitted.character_numbers(characters), fitted.evidence_numbers(evidence), fitted.seed_numbers(seeds),
        fitted.stretch_numbers(stretches), fitted.summary_numbers(summaries), fitted.merge_numbers(merge),
    )  # fmt: skip


def test_kernels_read_each_number_under_its_name():
    # Chains take theirs one by one, and rarity is no kernel's.
    taken = [field.name for field in fields(AlignmentModel) if field.name not in ("chains", "rarity")]
    sections = [getattr(load_model(), name) for name in taken]
    counted = [section._make(range(7, 7 + len(section))) for section in sections]

    named = named_kernel(*map(vector, counted))

    assert list(map(tuple, named)) == list(map(tuple, counted))
    for section, numbers in zip(sections, named, strict=True):
        for name, value, seen in zip(section._fields, section, numbers, strict=True):
            assert isinstance(seen, int | np.integer) == isinstance(value, int), name


def test_the_model_holds_each_number_of_its_file_and_no_other():
    sections = tomllib.loads((files("provenance.align") / "model.toml").read_text(encoding="utf-8"))

    assert AlignmentModel.of(sections) == load_model()
    assert sections.keys() == {field.name for field in fields(AlignmentModel)}
    assert sum(map(len, sections.values())) == sum(map(len, astuple(load_model())))
    for section in sections:
        short = {**sections, section: dict(list(sections[section].items())[1:])}
        with pytest.raises(TypeError, match="missing"):
            AlignmentModel.of(short)
        with pytest.raises(TypeError, match="unexpected"):
            AlignmentModel.of({**sections, section: {**sections[section], "other": 1}})


def test_numbers_beyond_the_room_of_kernels_are_refused():
    model = load_model()
    for section, name, most in (("evidence", "near", 6), ("characters", "reach", 128)):
        numbers = getattr(model, section)
        replace(model, **{section: numbers._replace(**{name: most})})
        with pytest.raises(ValueError, match=f"{name} is {most + 1}"):
            replace(model, **{section: numbers._replace(**{name: most + 1})})
