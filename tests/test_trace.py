"""`provenance trace` and `provenance explain`, and where origins stand in the other commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from provenance.cli import main

SEEDS = Path(__file__).parents[1] / "seeds"


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, " ".join(said.out.split()), said.err


def test_trace_names_the_unseen_dispatch_and_rebuilds_it(capsys):
    code, out, _ = run(capsys, "trace", SEEDS / "plant/motor-week.txt", "--against", SEEDS / "plant", "--limit", "1")

    assert code == 0
    assert "motor-week partially derived" in out
    assert "likely from an unseen Reuters dispatch (unseen-1)" in out
    assert "trade-wind credits Reuters for the text." in out
    assert "Solano said the group had looked at eleven options for the factory" in out


def test_trace_names_the_version_and_what_was_corrected(capsys):
    code, out, _ = run(
        capsys, "trace", SEEDS / "ferry/late-city-record.txt", "--against", SEEDS, "--limit", "0", "--no-plugins"
    )

    assert code == 0
    assert "likely from ferry/afp-2-update, AFP copy" in out
    assert "the later version ferry/afp-3-correction has “28”" in out


def test_trace_writes_the_one_schema(capsys, tmp_path):
    target = tmp_path / "traced.json"

    code, _, _ = run(capsys, "trace", SEEDS / "plant/motor-week.txt", "--against", SEEDS, "-o", target)

    report = json.loads(target.read_text(encoding="utf-8"))
    assert code == 0
    assert report["schema"] == "provenance/reuse/2"
    [derivation] = [d for d in report["derivations"] if d["document"] == "plant/motor-week"]
    assert (derivation["agency"], derivation["dispatch"]) == ("Reuters", "unseen-1")
    [dispatch] = [d for d in report["dispatches"] if d["name"] == "unseen-1"]
    assert all(len(sentence["variants"]) >= 1 for sentence in dispatch["sentences"])
    assert {row["source"] for row in report["credited"]} >= {"The Trade Wind", "Motor Week"}
    assert report["passages"][0]["class"]


def test_an_article_that_is_not_among_the_others_keeps_apart(capsys, tmp_path):
    mine = tmp_path / "nation-today.txt"
    mine.write_text((SEEDS / "plant/nation-today.txt").read_text(encoding="utf-8") + "\nAnd more.", encoding="utf-8")

    code, out, _ = run(capsys, "trace", mine, "--against", SEEDS / "plant", "--limit", "0")

    assert code == 0
    assert "12 articles" in out


def test_trace_needs_something_to_trace_in(capsys):
    code, _, err = run(capsys, "trace", SEEDS / "plant/motor-week.txt")

    assert code == 2
    assert "--against names a file or folder" in err


def test_one_article_is_asked_about_at_a_time(capsys):
    code, _, err = run(capsys, "trace", SEEDS / "plant", "--against", SEEDS)

    assert code == 2
    assert "give a file with one article" in err


def test_explain_one_article(capsys):
    code, out, _ = run(capsys, "explain", SEEDS / "plant/steel-city-star.txt")

    assert code == 0
    assert "It attributes a fact to Reuters. “…" in out
    assert "Yann Tessaly" in out or "speaker not known: A company that took ninety million" in out


def test_explain_two_articles(capsys):
    code, out, _ = run(
        capsys, "explain", SEEDS / "ferry/daily-ledger.txt", SEEDS / "ferry/afp-2-update.txt", "--against", SEEDS
    )

    assert code == 0
    assert "Direction: ferry/afp-2-update is the likelier source" in out
    assert "ferry/afp-2-update is a dispatch, ferry/daily-ledger is not." in out
    assert "The times of publication" in out


@pytest.mark.parametrize("folder", ["plant"])
def test_matrix_says_where_each_article_is_likely_from(capsys, folder):
    code, out, _ = run(capsys, "matrix", SEEDS / folder, "--limit", "0")

    assert code == 0
    assert "likely Reuters dispatch unseen-1 (" in out
    assert "reused, not credited" in out


def test_the_wording_accuses_nobody(capsys):
    for arguments in (
        ("matrix", SEEDS / "plant"),
        ("explain", SEEDS / "ferry/market-town-mail.txt", "--against", SEEDS),
    ):
        _, out, _ = run(capsys, *arguments)
        assert not {"plagiarism", "plagiarised", "stolen", "stole", "guilty", "theft"} & set(out.casefold().split())


def test_an_article_that_credits_an_agency_alone_is_not_said_to_be_reused(capsys, tmp_path):
    shared = "Quinces ripen late, and the cook who waits for a frost is paid in perfume"
    tram = "HILL (AP) - A tram left its rails on Monday and slid into a bakery, police said."
    for name, text in {"tram": tram, "quince": f"{shared}.", "pear": f"{shared}, said none."}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")

    _, explained, _ = run(capsys, "explain", tmp_path / "tram.txt", "--against", tmp_path)
    _, table, _ = run(capsys, "matrix", tmp_path)
    _, markdown, _ = run(capsys, "matrix", tmp_path, "--format", "markdown")

    assert "tram how much is reused is not known: no other document here holds much of its prose" in explained
    assert "AP copy, as it says itself (" in explained
    assert "tram not known AP copy, as it says itself (" in table
    assert "| tram | not known | AP copy, as it says itself (" in markdown
