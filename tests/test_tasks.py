"""The questions of docs/how-do-i.md, from files to answers by command; tables, JSON and CSV say the same numbers."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from provenance import find_reuse, read
from provenance.cli import main
from provenance.reporters.numbers import percent
from provenance.reporters.sheets.rates import intervals
from provenance.reporters.sheets.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LEAD = "The ferry Aurelia left the harbour of Port Ellery at noon on Monday with forty people on board."
FOUND = "Divers found the wreck of the old steamer on Tuesday near the northern pier, the harbour office said."
ASKED = "The mayor asked the owners of the line for a report on the state of all nine ships by Friday."
OWN = "Our reader Berta Quist remembers how her father sailed on the steamer as a boy and feared every storm."
ARTICLES = [
    ("wire/1", "AFP", "wire", "2031-05-02T08:00:00+00:00", f"PORT ELLERY (AFP) - {LEAD} {FOUND} {ASKED}"),
    ("bay/kept", "Bay Post", "outlet", "2031-05-02T10:00:00+00:00", f"{LEAD} {FOUND} {ASKED}"),
    ("hill/cut", "Hill News", "outlet", "2031-05-02T12:30:00+02:00", f"(AFP) - {LEAD} {ASKED} {OWN}"),
    ("moor/own", "Moor Sun", "outlet", "2031-06-02T10:00:00+00:00", f"Onions are dear this week. {OWN[:50]}."),
]


def write_articles(path: Path, articles: Sequence[tuple[str, str, str, str, str]] = ARTICLES) -> None:
    rows = [dict(zip(("id", "source", "role", "published", "text"), one, strict=True)) for one in articles]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tasks")
    write_articles(folder / "day.jsonl")
    assert main(["matrix", str(folder / "day.jsonl"), "-o", f"{folder}/tables/"]) == 0
    assert main(["matrix", str(folder / "day.jsonl"), "-o", f"{folder}/all.json"]) == 0
    return folder


def asked(files: Path, capsys: pytest.CaptureFixture[str], command: str, *more: str) -> str:
    assert main([command, str(files / "day.jsonl"), *more]) == 0
    return capsys.readouterr().out


def sheet(files: Path, name: str) -> list[dict[str, str]]:
    with (files / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_who_uses_an_agencys_text_without_credit(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = asked(files, capsys, "articles", "--agency", "AFP", "--credit", "missing")
    assert "1 article of 4." in said
    assert "bay/kept" in said
    given = asked(files, capsys, "articles", "--agency", "AFP", "--credit", "given")
    assert "hill/cut" in given
    assert "wire/1;" not in said + given
    missing = [
        row["document"] for row in sheet(files, "articles") if (row["reused"], row["credited"]) == ("true", "false")
    ]
    assert missing == ["bay/kept"]


def test_all_text_is_quoted_for_spreadsheets_that_split_at_semicolons(tmp_path: Path) -> None:
    rows = [{"id": f"{name};=1+2", "text": f"{FOUND} {ASKED}", "source": f"{name};=3"} for name in ("a", "b")]
    (tmp_path / "day.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["matrix", str(tmp_path / "day.jsonl"), "-o", f"{tmp_path / 'sheets'}/"]) == 0
    for path in (tmp_path / "sheets").iterdir():
        assert ";" not in re.sub(r'"(?:[^"]|"")*"', "", path.read_text(encoding="utf-8")), path.name


def test_a_text_that_many_have_is_one(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = asked(files, capsys, "clusters", "--limit", "1")
    assert ASKED.rstrip(".") in " ".join(said.split())
    rows = sheet(files, "clusters")
    of_lead = {row["cluster"] for row in rows if "ferry Aurelia left" in row["text"]}
    for number in of_lead:
        members = [row for row in rows if row["cluster"] == number]
        assert {row["witnesses"] for row in members} == {str(len({row["document"] for row in members}))}


def test_what_became_of_each_sentence(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fates = {
        (row["document"], row["text"][-30:]): row for row in sheet(files, "sentences") if row["dispatch"] == "wire/1"
    }
    assert fates["bay/kept", FOUND[-30:]]["fate"] == "kept"
    assert fates["hill/cut", FOUND[-30:]]["fate"] == "cut"
    last = fates["hill/cut", ASKED[-30:]]
    assert (last["fate"], last["delay_hours"]) == ("kept", "2.5")
    text = {name: text for name, *_, text in ARTICLES}["hill/cut"]
    assert text[int(last["document_start"]) : int(last["document_stop"])] == ASKED.rstrip(".")
    said = " ".join(asked(files, capsys, "sentences", "--dispatch", "wire/1").split())
    assert f"2. {FOUND} = kept by 1: bay/kept - cut by 1: hill/cut" in said
    asked(files, capsys, "sentences", "--dispatch", "wire/1", "-o", str(files / "one.csv"))
    with (files / "one.csv").open(encoding="utf-8", newline="") as file:
        assert {row["dispatch"] for row in csv.DictReader(file)} == {"wire/1"}
    assert main(["sentences", str(files / "day.jsonl"), "--dispatch", "nobody"]) == 2


def test_the_numbers_are_the_same_everywhere(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads((files / "all.json").read_text(encoding="utf-8"))
    ids = found["matrix"]["ids"]
    for row in sheet(files, "pairs"):
        left, right = ids.index(row["left"]), ids.index(row["right"])
        assert float(row["left_share"]) == found["matrix"]["values"][left][right]
        assert float(row["right_share"]) == found["matrix"]["values"][right][left]
    pair = next(row for row in sheet(files, "pairs") if (row["left"], row["right"]) == ("wire/1", "bay/kept"))
    assert (pair["delay_hours"], pair["same_publisher"], pair["direction"]) == ("2.0", "false", "left")
    shares = {row["document"]: row["share"] for row in sheet(files, "articles") if row["degree"] != "unknown"}
    said = asked(files, capsys, "articles")
    for name, share in shares.items():
        assert f"{name}; " in said
        assert percent(float(share)) in said


def test_who_was_first_and_who_printed_whom(files: Path) -> None:
    assert main(["matrix", str(files / "day.jsonl"), "-o", str(files / "who.pairs.csv")]) == 0
    with (files / "who.pairs.csv").open(encoding="utf-8", newline="") as file:
        said = {(row["left"], row["right"]): row for row in csv.DictReader(file)}
    assert said["wire/1", "hill/cut"]["direction"] == "left"
    assert float(said["wire/1", "hill/cut"]["confidence"]) > 0.5
    assert said["wire/1", "hill/cut"]["delay_hours"] == "2.5"


def test_quotations_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "“We heard the keel strike the rock and ran for the boats at once,” the mate of the ferry told us."
    days = ("2031-05-02", "2031-05-03")
    rows = [
        (f"{number}", "", "outlet", day, f"{said} {own}")
        for number, day, own in zip("ab", days, (LEAD, OWN), strict=True)
    ]
    write_articles(tmp_path / "two.jsonl", rows)
    shares = []
    for quotations in ("include", "exclude"):
        assert main(["matrix", str(tmp_path / "two.jsonl"), "--quotations", quotations, "--format", "csv"]) == 0
        shares.append(float(capsys.readouterr().out.splitlines()[1].split(",")[2]))
    assert shares[0] > 0.3
    assert shares[1] == 0


def test_files_of_other_kinds_and_what_was_left_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "page.html").write_text(f"<html><body><article><p>{LEAD} {FOUND}</p></article></body></html>")
    (folder / "rows.csv").write_text(f'id,text\none,"{LEAD} {ASKED}"\n', encoding="utf-8")
    (folder / "film.mp4").write_bytes(b"\x00\x01")
    assert main(["passages", str(folder / "page.html"), str(folder / "rows.csv")]) == 0
    assert LEAD.rstrip(".") in " ".join(capsys.readouterr().out.split())
    (folder / "plain.txt").write_text(f"{LEAD} {OWN}", encoding="utf-8")
    assert main(["matrix", str(folder)]) == 0
    # What was left unread is said after what was found.
    said = capsys.readouterr()
    assert said.out.split()[1].startswith("article")
    assert "left out: page.html, rows.csv" in said.err
    assert "left out, since nothing reads them: 1 .mp4" in said.err


def test_in_a_notebook(files: Path) -> None:
    result = find_reuse(read(files / "day.jsonl"))
    best = result.pairs()[0]
    assert best.value == pytest.approx(
        float(json.loads((files / "all.json").read_text())["matrix"]["values"][1][0]), abs=1e-4
    )
    shown = result._repr_html_()
    assert f"{best.reverse:.4f}" in shown
    result.write(files / "notebook.csv", format="pairs")
    assert (files / "notebook.csv").read_text() == (files / "tables" / "pairs.csv").read_text()


def test_one_article_against_those_of_a_time(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest of three days asks for those before it, within two days, and not for later ones."""
    article = tmp_path / "asked.jsonl"
    kept = {"id": "bay/kept", "text": ARTICLES[1][-1], "published": ARTICLES[1][3]}
    article.write_text(json.dumps(kept), encoding="utf-8")
    command = ["trace", str(article), "--against", str(files / "day.jsonl"), "--format", "json"]

    def asked_with(*more: str) -> tuple[list[str], str]:
        assert main([*command, *more]) == 0
        said = capsys.readouterr()
        return sorted(one["id"] for one in json.loads(said.out)["documents"]), said.err

    assert asked_with("--window", "48h")[0] == ["bay/kept", "hill/cut", "wire/1"]
    found, said = asked_with("--window", "48h", "--earlier")
    assert found == ["bay/kept", "wire/1"]
    assert "Note: 2 of 3 articles are not of that time." in said
    assert asked_with("--since", "2031-05-02T10:00")[0] == ["bay/kept", "hill/cut", "moor/own"]


def test_two_pasted_texts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = f"{OWN} // {LEAD.replace('at noon on Monday', 'on Monday at noon')} {FOUND}"
    assert main(["compare", "--text", f"{LEAD} {FOUND}", other, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in found["documents"]] == ["A", "B"]
    assert found["passages"]
    # A text is no path: its slashes stay, and places are those of what was pasted.
    for side in (one["right"] for one in found["passages"]):
        assert other[side["start"] : side["end"]] == side["text"]
    # The same of a file and of standard input.
    (tmp_path / "b.txt").write_text(other, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{LEAD} {FOUND}".encode())))
    assert main(["compare", "-", str(tmp_path / "b.txt"), "--format", "json"]) == 0
    piped = json.loads(capsys.readouterr().out)
    assert [one["words"] for one in piped["passages"]] == [one["words"] for one in found["passages"]]
    assert main(["compare", "--text", " ", LEAD]) == 2


def test_columns_and_dates_of_other_programs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "scraped.csv"
    path.write_text(f'id,body,Publisher,date\na,"{LEAD}",Bay,24.04.2025 09:30\nb,"{LEAD}",Hill,25.04.2025 10:00\n')
    assert main(["matrix", str(path)]) == 1
    assert "did you mean --text-field body?" in capsys.readouterr().err
    command = ["matrix", str(path), "--text-field", "body", "--source-field", "Publisher", "-o", f"{tmp_path}/a.json"]
    assert main(command) == 0
    assert "does the column 'date' hold it? --published-field date" in capsys.readouterr().err
    assert main([*command, "--published-field", "date"]) == 1
    assert "--date-format '%d.%m.%Y %H:%M' reads it" in capsys.readouterr().err
    assert main([*command, "--published-field", "date", "--date-format", "%d.%m.%Y %H:%M"]) == 0
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [one["published"] for one in found["documents"]] == ["2025-04-24T09:30:00", "2025-04-25T10:00:00"]


def test_rates_have_an_interval(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = asked(files, capsys, "rates")
    assert re.search(r"all +67%  [·├]+─*●[─┤·]* +3 articles", drawn)
    assert main(["rates", str(files / "day.jsonl"), "-o", str(files / "rates.csv")]) == 0
    assert (files / "rates.csv").read_text() == (files / "tables" / "rates.csv").read_text()
    rows = {(row["outlet"], row["month"], row["measure"]): row for row in sheet(files, "rates")}
    every = rows["all", "all", "articles reused"]
    assert (every["articles"], every["rate"]) == ("3", "0.6667")
    assert float(every["low"]) <= float(every["rate"]) <= float(every["high"])
    assert rows["Bay Post", "2031-05", "words from others"]["low"] == ""
    # Half of very many: the interval is that of a proportion.
    units = 400
    [(low, high)] = intervals(np.arange(units)[:, None] % 2 * 1.0, np.ones((units, 1)))
    error = 1.96 * math.sqrt(0.25 / units)
    assert (low, high) == (pytest.approx(0.5 - error, abs=0.01), pytest.approx(0.5 + error, abs=0.01))


def test_sentences_of_a_text() -> None:
    text = "A headline\n\nHe said: “Go.” Then he went. At 5.30 p.m. it rained; 3.5 litres fell. Nobody came"
    assert [text[start:stop] for start, stop in sentence_spans(text)] == [
        "A headline",
        "He said: “Go.”",
        "Then he went.",
        "At 5.30 p.m. it rained; 3.5 litres fell.",
        "Nobody came",
    ]
