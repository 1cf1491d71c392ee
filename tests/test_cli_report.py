"""The command `provenance report`, and formats that are not text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from provenance.cli import main

PLANT = Path(__file__).parents[1] / "seeds" / "plant"
PAIR = [str(PLANT / f"{name}.txt") for name in ("motor-week", "trade-wind")]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # On a machine's first run a note says that the kernels are compiled.
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)


def data_of(path: str) -> dict:
    page = Path(path).read_text(encoding="utf-8")
    return json.loads(re.search(r'id="report">(.*?)</script>', page, re.DOTALL).group(1))


def test_it_writes_a_page_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *PAIR]) == 0
    said = capsys.readouterr()
    size = Path("report.html").stat().st_size
    assert (said.out, said.err) == ("", f"Written: report.html ({size / 1000:.1f} kB)\n")
    assert [one["id"] for one in data_of("report.html")["articles"]] == ["motor-week", "trade-wind"]


def test_it_writes_where_it_is_told_to(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--without-text", "--quotations", "exclude", "--measure", "words"]
    assert main(["report", *PAIR, "-o", "other.html", *options]) == 0
    assert capsys.readouterr().err == ""
    data = data_of("other.html")
    assert (data["with_text"], data["quotations"], data["measure"]) == (False, False, "words")
    assert data["articles"][0]["text"] is None


def test_the_suffix_chooses_another_format() -> None:
    assert main(["report", *PAIR, "-o", "graph.gexf"]) == 0
    assert Path("graph.gexf").read_text(encoding="utf-8").startswith("<?xml")
    assert main(["matrix", *PAIR, "-o", "whole.prov.json"]) == 0
    assert set(json.loads(Path("whole.prov.json").read_text())) & {"wasDerivedFrom", "alternateOf"}
    assert main(["matrix", *PAIR, "-o", "matrix.png"]) == 0
    assert Path("matrix.png").read_bytes().startswith(b"\x89PNG")


def test_bytes_go_to_a_pipe_and_not_to_a_terminal(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["matrix", *PAIR, "--format", "png"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"\x89PNG")
    monkeypatch.setattr("provenance.cli.run.is_terminal", lambda stream: True)
    assert main(["matrix", *PAIR, "--format", "png"]) == 2
    assert b"this format is not text" in capfdbinary.readouterr().err
