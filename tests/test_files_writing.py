"""Files are written whole or not at all, with the mode of any file, private while they are made."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from provenance.errors import OutputError
from provenance.files.writing import replacing

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="modes and locks of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("binary", [False, True])
def test_a_new_file_has_the_umask_and_another_one_the_mode_of_what_it_replaces(tmp_path: Path, binary: bool) -> None:
    target = tmp_path / "out"
    before = os.umask(0o027)
    try:
        with replacing(target, binary):
            pass
        assert mode(target) == 0o640
        for kept in (0o600, 0o666, 0o444):
            target.chmod(kept)
            with replacing(target, binary):
                (temporary,) = set(tmp_path.iterdir()) - {target}
                # Nobody reads what is private while it is written anew.
                assert mode(temporary) & ~kept == 0
            assert mode(target) == kept
    finally:
        os.umask(before)


def test_two_writers_of_one_file_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with replacing(target) as first:
        first.write("fir")
        with replacing(target) as second:
            second.write("second")
        assert target.read_text() == "second"
        first.write("st")
    assert target.read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]


def test_many_writers_of_one_file_leave_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"

    def write(number: int) -> None:
        for _ in range(20):
            with replacing(target) as out:
                out.write(str(number) * 1000)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_text() in {str(number) * 1000 for number in range(4)}
    assert list(tmp_path.iterdir()) == [target]


@posix
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / ("é" * 90 + ".json")
    killed = (
        "import os, pathlib, signal, sys\nfrom provenance.files.writing import replacing\n"
        "with replacing(pathlib.Path(sys.argv[1])) as out:\n    out.write('x')\n    out.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", killed, str(target)], check=False)
    other = tmp_path / ".other.0123456789ab.tmp"
    other.touch()
    assert len(list(tmp_path.iterdir())) == 2
    with replacing(target) as out:
        out.write("whole")
    assert set(tmp_path.iterdir()) == {target, other}


@posix
def test_a_file_laid_in_its_way_is_not_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter([b"123456", b"abcdef"])
    monkeypatch.setattr("provenance.files.writing.os.urandom", lambda _: next(names))
    victim = tmp_path / "victim"
    victim.write_text("as it was")
    (tmp_path / f".out.{b'123456'.hex()}.tmp").symlink_to(victim)
    with pytest.raises(OutputError, match="File exists"), replacing(tmp_path / "out", durable=False):
        pass
    assert victim.read_text() == "as it was"
