"""Writing a result to a file: at once or not at all."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
import pytest

from provenance.errors import OptionError, OutputError
from provenance.model.coverage import WordCounts
from provenance.model.documents import Documents
from provenance.model.options import ReportOptions
from provenance.model.passages import Passages, PassageTable
from provenance.model.result import ReuseResult, Run
from provenance.reporters.output import write_result

NOTHING = np.zeros(0, np.int64)
RESULT = ReuseResult(
    Documents.of([]),
    Passages(PassageTable.empty(), []),
    (),
    WordCounts(np.zeros(1, np.int64), NOTHING, NOTHING),
    Run("0", {}, "every pair"),
)
OPTIONS = ReportOptions()
posix = pytest.mark.skipif(os.name != "posix", reason="devices and modes of POSIX")


class Says:
    """Writes a text, then fails where it was told to."""

    def __init__(self, text: str = "é\n", error: BaseException | None = None) -> None:
        self.text = text
        self.error = error

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        out.write(self.text)
        if self.error is not None:
            out.flush()
            raise self.error


def test_a_file_is_utf8_with_plain_line_ends(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    write_result(RESULT, target, Says(), OPTIONS)
    assert target.read_bytes() == "é\n".encode()
    assert list(tmp_path.iterdir()) == [target]
    write_result(RESULT, str(target), Says("new\n"), OPTIONS)
    assert target.read_bytes() == b"new\n"


@pytest.mark.parametrize("error", [RuntimeError("x"), KeyboardInterrupt(), SystemExit(3)])
def test_a_failure_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")
    with pytest.raises(type(error)):
        write_result(RESULT, target, Says(error=error), OPTIONS)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"out\.txt cannot be written: No space"):
        write_result(RESULT, tmp_path / "out.txt", Says(error=OSError(28, "No space left on device")), OPTIONS)
    assert not list(tmp_path.iterdir())


def test_a_broken_pipe_stays_one(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError):
        write_result(RESULT, tmp_path / "out.txt", Says(error=BrokenPipeError()), OPTIONS)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written.*make the folder .*missing first"):
        write_result(RESULT, tmp_path / "missing" / "out.txt", Says(), OPTIONS)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        write_result(RESULT, tmp_path, Says(), OPTIONS)


@posix
def test_permissions_are_those_of_any_file(tmp_path: Path) -> None:
    target, usual = tmp_path / "out.txt", tmp_path / "usual"
    usual.touch()
    write_result(RESULT, target, Says(), OPTIONS)
    assert target.stat().st_mode == usual.stat().st_mode
    target.chmod(0o640)
    write_result(RESULT, target, Says(), OPTIONS)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    real, link = folder / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    write_result(RESULT, link, Says(), OPTIONS)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "é\n"
    dangling = tmp_path / "dangling.txt"
    dangling.symlink_to(folder / "new.txt")
    write_result(RESULT, dangling, Says(), OPTIONS)
    assert (folder / "new.txt").exists()


@posix
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_result(RESULT, pipe, Says(), OPTIONS)
        assert os.read(reader, 100) == "é\n".encode()
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_devices_are_written_to() -> None:
    write_result(RESULT, "/dev/null", Says(), OPTIONS)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_an_open_file_and_standard_output(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = io.StringIO()
    write_result(RESULT, out, Says(), OPTIONS)
    assert out.getvalue() == "é\n"
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdout", said)
    monkeypatch.chdir(tmp_path)
    write_result(RESULT, "-", Says(), OPTIONS)
    assert said.getvalue() == "é\n"
    assert not list(tmp_path.iterdir())


class SaysBytes:
    """Writes bytes."""

    binary = True

    def write(self, result: ReuseResult, out: BinaryIO, options: ReportOptions) -> None:
        out.write(b"\x89\x00\xff")


def test_bytes_go_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    write_result(RESULT, target, SaysBytes(), OPTIONS)
    assert target.read_bytes() == b"\x89\x00\xff"
    with target.open("ab") as out:
        write_result(RESULT, out, SaysBytes(), OPTIONS)
    assert target.read_bytes() == b"\x89\x00\xff" * 2


def test_bytes_go_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_result(RESULT, "-", SaysBytes(), OPTIONS)
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"\x89\x00\xff"


def test_bytes_and_text_are_not_mixed(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"takes text.*mode=.wb"):
        write_result(RESULT, io.StringIO(), SaysBytes(), OPTIONS)
    with pytest.raises(OptionError, match="takes bytes"):
        write_result(RESULT, io.BytesIO(), Says(), OPTIONS)
