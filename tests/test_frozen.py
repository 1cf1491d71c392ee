"""Results cannot be changed by who reads them."""

from __future__ import annotations

import dataclasses

import pytest

from provenance import Document, deduplicate, find_reuse
from provenance.model.frozen import FrozenList, frozen
from provenance.testing import sample_result

TEXT = "A freight train left the rails near the village of Osk early on Sunday, and nobody was hurt."


def changes(result):
    """Return attempts to change a result, by what they try to change."""
    table = result.passages.table
    return {
        "order of ids": lambda: result.documents.ids.sort(),
        "an id": lambda: result.documents.ids.__setitem__(0, "other"),
        "documents": lambda: setattr(result.documents, "ids", ("a", "b")),
        "passages": lambda: setattr(result.passages, "table", table.empty()),
        "metadata": lambda: result.documents[0].metadata.update(page=1) or result.documents[0].metadata["page"],
        "counts": lambda: result.counts.offsets.__setitem__(0, 7),
        "options": lambda: result.run.options.__setitem__("min_words", 3),
        "run": lambda: setattr(result.run, "version", "0"),
        "derivations": lambda: result.derivations.__setitem__(0, None),
        "overlaps": lambda: result.passages.overlaps.fill(0),
        "verdicts": lambda: result.inference.pairs.verdict.fill(0),
        **{name: lambda name=name: getattr(table, name).fill(0) for name in table.__slots__},
    }


@pytest.mark.parametrize("name", list(changes(sample_result("shared"))))
def test_a_result_of_reuse_cannot_be_changed(name):
    with pytest.raises((TypeError, AttributeError, ValueError, KeyError)):
        changes(sample_result("shared"))[name]()


def test_a_result_of_dedup_cannot_be_changed():
    result = deduplicate([Document("a", TEXT), Document("b", TEXT), Document("c", TEXT + " It rained.")])
    for array in (result.rules, result.matches, result.counts):
        with pytest.raises(ValueError, match="read-only"):
            array.fill(0)
    for mapping in (result.run, result.run["options"], result.spans):
        with pytest.raises(TypeError):
            mapping["threshold"] = 0.1
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.rules = None


def test_ids_equal_a_list_of_the_same():
    ids = find_reuse({"b": TEXT, "a": TEXT}).documents.ids
    assert ids == ["b", "a"] == list(ids)
    assert ids == ("b", "a")
    assert ids != ["a", "b"]
    assert hash(ids) == hash(("b", "a"))


def test_the_original_of_a_frozen_value_is_left_as_it_is():
    original = {"a": [1, {"b": [2]}]}
    copy = frozen(original)
    assert copy == {"a": FrozenList([1, {"b": [2]}])}
    original["a"].append(3)
    assert len(copy["a"]) == 2
