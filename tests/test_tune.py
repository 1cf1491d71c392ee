"""`tune` and ``provenance tune``: what is measured on a sample is what is there, whatever the order."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace

import numpy as np
import pytest

from provenance import DedupOptions, InputError, OptionError, ReuseOptions, find_reuse, tune
from provenance.cli.app import main
from provenance.cli.settings import read_settings


def prose(choose: np.random.Generator, count: int) -> list[str]:
    return [f"w{int(number)}" for number in (3000 * choose.random(count) ** 2)]


@pytest.fixture(scope="module")
def articles() -> dict[str, str]:
    """Sixty articles: five pairs of duplicates, four pairs that share a passage, and others."""
    choose = np.random.default_rng(3)
    texts = [prose(choose, 120) for _ in range(60)]
    for number in range(5):
        texts[number + 10] = [*texts[number][:117], "one", "new", "end"]
    for number in range(20, 24):
        texts[number + 10][30:30] = texts[number][20:70]
    return {f"a{number}": " ".join(words) + "." for number, words in enumerate(texts)}


@pytest.fixture(scope="module")
def measured(articles):
    return tune(articles)


def test_what_is_found_is_measured_against_every_pair(measured, articles):
    every, exact, lsh = measured.candidates
    assert [cost.candidates for cost in measured.candidates] == ["every-pair", "exact", "lsh"]
    assert every.pairs == 60 * 59 // 2
    assert every.passages == len(find_reuse(articles).passages) >= 9
    assert (every.recall, exact.recall, lsh.recall) == (1.0, 1.0, 1.0)
    assert every.rows == 0 < 6 * lsh.rows <= exact.rows == exact.rows_of_all
    assert measured.options["candidates"] == "every-pair"


def test_bands_are_measured_on_the_duplicates_that_are_there(measured):
    assert (measured.documents, measured.sampled, measured.words) == (60, 60, 60 * 120 + 4 * 50)
    assert measured.duplicates == 5
    assert [band.recall for band in measured.bands] == [0.9, 0.99, 0.999]
    assert all(band.found == 1.0 for band in measured.bands)
    assert measured.options["dedup"] == {"threshold": 0.8, "recall": 0.99}
    assert [point.pairs for point in measured.curve][-3:] == [0, 0, 5]
    expected = [point.expected for point in measured.curve]
    assert expected == sorted(expected)


def test_what_lies_below_the_threshold_is_no_duplicate(articles):
    found = tune(articles, dedup=DedupOptions(threshold=0.99))

    assert found.duplicates == 0
    assert all(band.found is None for band in found.bands)
    assert found.options["dedup"]["recall"] == 0.99


def test_a_sample_holds_documents_that_share_text_and_not_the_order(articles):
    names = list(articles)
    names = names[1::2] + names[::2]

    one, other = tune(articles, 30), tune({name: articles[name] for name in names}, 30)

    def figures(found):
        return replace(found, candidates=tuple(replace(cost, seconds=0) for cost in found.candidates))

    assert figures(one) == figures(other)
    assert (one.documents, one.sampled) == (60, 30)
    # Taken one by one, a quarter of the pairs would be there.
    assert one.duplicates >= 2
    assert one.candidates[1].rows_of_all > 1.5 * one.candidates[1].rows


def test_of_many_articles_the_way_with_the_fewest_rows_is_recommended(articles):
    choose = np.random.default_rng(4)
    many = {**articles, **{f"b{number}": " ".join(prose(choose, 120)) for number in range(600)}}

    found = tune(many, 60, ReuseOptions(candidates="every-pair"))

    assert found.options["candidates"] in ("exact", "lsh")


def test_what_cannot_be_measured(articles):
    with pytest.raises(InputError, match="at least two documents; there are 1"):
        tune({"a": "one"})
    with pytest.raises(OptionError, match="sample is 1; it is a whole number of at least 2"):
        tune(articles, 1)
    assert tune({"a": "", "b": ""}).candidates[1].recall is None


@pytest.fixture
def folder(tmp_path, articles):
    place = tmp_path / "articles"
    place.mkdir()
    for name, text in list(articles.items())[:20]:
        (place / f"{name}.txt").write_text(text)
    return place


def test_the_command_prints_figures_and_options_that_can_be_copied(folder, tmp_path, capsys):
    assert main(["tune", str(folder), "--threshold", "0.7"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("20 of 20 articles were looked at; all have about 2,400 words.\n")
    assert [line.split()[0] for line in said.splitlines() if line.startswith(("every", "exact", "lsh"))] == [
        "every-pair",
        "exact",
        "lsh",
    ]
    options = said.partition("Options for provenance.toml:\n")[2]
    assert tomllib.loads(options) == {"candidates": "every-pair", "dedup": {"threshold": 0.7, "recall": 0.99}}
    settings = tmp_path / "provenance.toml"
    settings.write_text(options)
    assert read_settings(settings).values["candidates"] == "every-pair"
    assert main(["matrix", str(folder), "--config", str(settings), "--limit", "0"]) == 0
    assert main(["dedup", str(folder), "--config", str(settings)]) == 0


def test_the_command_writes_json(folder, tmp_path, capsys):
    out = tmp_path / "measured.json"
    assert main(["tune", str(folder), "--format", "json", "-o", str(out)]) == 0

    found = json.loads(out.read_text())
    assert capsys.readouterr().out == ""
    assert found["schema"] == "provenance/tune/1"
    assert set(found["candidates"][0]) == {
        "candidates", "pairs", "passages", "recall", "rows", "rows_of_all", "seconds",
    }  # fmt: skip
    assert found["duplicates"] == 5
