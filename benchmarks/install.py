"""What an installation takes and has, and the kernels of the library beside those that numba compiles.

``python benchmarks/install.py WHEEL`` installs a wheel into an environment of its own, and runs it there: how long that
takes, how large it is, and how long five articles take, at once and again.

``python benchmarks/install.py --kernels`` runs commands with the library and with numba, in turns: whether what they
write has the same bytes, and how long they take; the first round, in which numba compiles, is slower for numba.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

SEEDS = Path(__file__).parents[1] / "seeds"
ROUNDS = 5


def taken(command: list[str], **environment: str) -> float:
    """Return how many seconds a command takes."""
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    return time.monotonic() - begun


def installation(wheel: str) -> None:
    """Install a wheel, and use it."""
    with tempfile.TemporaryDirectory() as folder:
        seeds, five = Path(folder, "seeds"), Path(folder, "five")
        shutil.copytree(SEEDS, seeds)
        five.mkdir()
        for path in sorted(SEEDS.glob("ferry/*.txt"))[:5]:
            shutil.copy(path, five)
        begun = time.monotonic()
        venv.create(Path(folder, "env"), with_pip=True)
        programs = Path(folder, "env", "bin")
        clean = {"PYTHONPATH": ""}
        taken([str(programs / "python"), "-m", "pip", "install", "--quiet", wheel], **clean)
        installed = time.monotonic()
        taken([str(programs / "provenance"), "matrix", str(seeds)], **clean)
        print(f"install {installed - begun:.1f} s, with the first result {time.monotonic() - begun:.1f} s")
        packages = next(Path(folder, "env", "lib").glob("python*/site-packages"))
        size = sum(path.stat().st_blocks * 512 for path in packages.rglob("*") if path.is_file())
        print(f"site-packages, with pip: {size / 1e6:.0f} MB")
        matrix = [str(programs / "provenance"), "matrix", str(five)]
        print(f"five articles: {', '.join(f'{taken(matrix, **clean):.2f}' for _ in range(ROUNDS))} s")


def articles(path: Path, count: int) -> None:
    """Write articles of 400 made-up words, of which every fifth is a copy with some words changed."""
    choose = random.Random(7)  # noqa: S311 - made-up words
    words = ["".join(choose.choices("abcdefghiklmnoprstu", k=choose.randint(2, 9))) for _ in range(20_000)]
    text: list[str] = []
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            if number % 5 or not text:
                text = choose.choices(words, k=400)
            else:
                text = [choose.choice(words) if choose.random() < 0.03 else word for word in text]
            out.write(f'{{"id": "a{number}", "text": "{" ".join(text)}"}}\n')


def kernels() -> None:
    """Compare the kernels of the library with those that numba compiles."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few.jsonl"), Path(folder, "many.jsonl")
        articles(few, 1_500)
        articles(many, 30_000)
        run = [sys.executable, "-m", "provenance"]
        commands = {
            "matrix of the sample corpus": [*run, "matrix", str(SEEDS)],
            "passages of 1,500 articles": [*run, "passages", str(few)],
            "dedup of 30,000 articles": [*run, "dedup", str(many)],
        }
        for name, command in commands.items():
            digests, seconds = set(), {"library": 1e9, "jit": 1e9}
            for _ in range(1 + ROUNDS // 2):
                for how in seconds:
                    output = Path(folder, f"{how}.jsonl")
                    output.unlink(missing_ok=True)
                    spent = taken([*command, "-o", str(output)], PROVENANCE_KERNELS=how)
                    seconds[how] = min(seconds[how], spent)
                    digests.add(hashlib.sha256(output.read_bytes()).hexdigest())
            same = "the same bytes" if len(digests) == 1 else "OTHER BYTES"
            print(f"{name}: {same}; library {seconds['library']:.2f} s, numba {seconds['jit']:.2f} s")


if __name__ == "__main__":
    if sys.argv[1] == "--kernels":
        kernels()
    else:
        installation(sys.argv[1])
