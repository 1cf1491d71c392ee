from __future__ import annotations

import provenance_names
import pytest
from provenance_names.variants import Names, read_variants

from provenance import find_reuse
from provenance.errors import InputError
from provenance.model.options import PluginOptions, ReuseOptions
from provenance.plugins import load_plugins
from provenance.testing import check_plugin
from provenance.text.words import words


@check_plugin(provenance_names)
def test_what_is_asked_of_every_plugin(check):
    check()


@pytest.mark.parametrize(
    "variants",
    ["Zelensky Zelenskyy Zelenskiy Selenskyj Зеленский Zełenski", "Kyiv Kiev Kiew Київ", "Gaddafi Qaddafi Kadhafi"],
)
def test_variants_of_one_name_are_one_word(variants):
    assert len({Names().token(word) for word in words(variants)}) == 1


def test_other_words_stay():
    assert [Names().token(word) for word in ("kievan", "rain", "5", "中")] == ["kievan", "rain", "5", "中"]


def test_a_passage_that_is_spelt_otherwise_is_found():
    plugins = load_plugins(PluginOptions(no_plugins=True), extra=[provenance_names])
    left = "President Zelensky left Kiev for Kharkov before dawn, his office said."
    right = "President Selenskyj left Kyiv for Charkiw before dawn, his office said."
    [passage] = find_reuse(
        {"a": left, "b": right}, options=ReuseOptions(normalisers=("names",)), plugins=plugins
    ).passages
    assert (passage.kind, passage.words) == ("verbatim", 11)
    # Offsets are those of each article, however its names are spelt.
    assert (passage.left.stop, passage.right.stop) == (len(left) - 1, len(right) - 1)


def test_mistakes_in_the_data_are_said():
    with pytest.raises(InputError, match="'b' is a variant of two names: 'a' and 'c'"):
        read_variants('a = ["b"]\nc = ["b"]')
    with pytest.raises(InputError, match="'New York' is not one word"):
        read_variants('a = ["New York"]')
