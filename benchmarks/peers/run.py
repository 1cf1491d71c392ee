"""Runs provenance and its peers over the same corpus, and prints one table: time, memory, recall, precision.

    python benchmarks/peers/run.py 10000 100000
    python benchmarks/peers/run.py 1000000 --peers provenance daft

Each peer has a virtual environment of its own, made with pip when it is first needed, and runs as one process from the
raw file to the pairs it finds; this Python needs provenance itself. The corpus is that of benchmarks/corpus.py: a fifth
of the articles are copies of others with 1, 5, 10 or 20 % of the words edited. Peers take turns within a round; of each
the best round counts. Recall is over the planted copies, by the share of edits and by their true resemblance (word
5-grams); a pair counts as found where its documents are in one cluster of what was found. Precision is the share of the
found pairs that are copies of one original.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import resource

HERE = Path(__file__).parent
WORD = re.compile(r"\w+")
_AT_ONCE = 100_000
EDITS = (0.01, 0.05, 0.10, 0.20)


@dataclass(frozen=True)
class Peer:
    """A program: what to install for it, and its arguments after the corpus and the file for its pairs."""

    requirements: tuple[str, ...]
    script: str
    arguments: tuple[str, ...] = ()


PEERS = {
    "provenance": Peer((), "peer_provenance.py"),
    "provenance, kept file written": Peer((), "peer_provenance.py", ("-o",)),
    "provenance, threshold 0.5": Peer((), "peer_provenance.py", ("--threshold", "0.5")),
    "provenance, containment 0.5": Peer((), "peer_provenance.py", ("--threshold", "0.5", "--measure", "containment")),
    "daft": Peer(("daft>=0.7", "numpy"), "peer_daft.py"),
    "daft xxhash": Peer(("daft>=0.7", "numpy"), "peer_daft.py", ("xxhash",)),
    "gaoya": Peer(("gaoya>=0.2.2",), "peer_gaoya.py"),
    "rensa": Peer(("rensa>=0.5",), "peer_rensa.py"),
    "datasketch": Peer(("datasketch>=2", "xxhash"), "peer_datasketch.py"),
    "text-dedup": Peer(("text-dedup==0.4.0",), "peer_text_dedup.py"),
    "datatrove": Peer(("datatrove[io,processing]>=0.10", "spacy"), "peer_datatrove.py"),
}


@dataclass
class Measured:
    """The best round of a peer."""

    wall: float = float("inf")
    cpu: float = float("inf")
    megabytes: float = 0.0
    pairs: list[tuple[str, str]] = field(default_factory=list)
    failed: str = ""


def corpus(articles: int, folder: Path) -> Path:
    """Write the corpus, unless it is there.

    More than 100,000 articles are those of 100,000 several times, each time with other letters: a corpus that is made
    at once would not fit in memory.
    """
    path = folder / f"articles-{articles}.jsonl"
    if not path.exists() and articles > _AT_ONCE:
        _shifted(corpus(_AT_ONCE, folder), articles // _AT_ONCE, path)
    elif not path.exists():
        program = [sys.executable, str(HERE.parent / "corpus.py"), str(articles), str(path)]
        subprocess.run(program, check=True)
    return path


def _shifted(base: Path, times: int, path: Path) -> None:
    rows = [json.loads(line) for line in base.with_suffix(".duplicates.jsonl").read_text().splitlines()]
    partial = path.with_suffix(".partial")
    with partial.open("w") as out, path.with_suffix(".duplicates.jsonl").open("w") as truth:
        for turn in range(times):
            letters = "".join(chr(97 + (place + 2 * turn) % 26) for place in range(26))
            table = str.maketrans("abcdefghijklmnopqrstuvwxyz", letters)
            with base.open() as lines:
                for line in lines:
                    row = json.loads(line)
                    text = row["text"].translate(table)
                    out.write(json.dumps({"id": f"{turn}{row['id']}", "text": text}) + "\n")
            for row in rows:
                moved = {key: row[key] + turn * _AT_ONCE for key in ("original", "copy")}
                truth.write(json.dumps({**row, **moved}) + "\n")
    partial.rename(path)


def python_for(name: str, peer: Peer, folder: Path) -> str:
    """Return the Python of a peer, made when there is none."""
    if not peer.requirements:
        return sys.executable
    environment = folder / "env" / name.split(" ")[0]
    if not (environment / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", *peer.requirements]
        subprocess.run(pip, check=True)
    return str(environment / "bin" / "python")


def measure(python: str, peer: Peer, path: Path, out: Path, limit: float, best: Measured) -> None:
    """Run a peer once."""
    out.unlink(missing_ok=True)
    program = [python, str(HERE / peer.script), str(path), str(out), *peer.arguments]
    # What is installed has its bytecode; a checkout shall have it too.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    process = subprocess.Popen(
        program,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=out.parent,
        env=environment,
        start_new_session=True,
    )
    try:
        status, usage = _ended(process.pid, began + limit)
    except BaseException as error:
        # With the workers that it started, also where this program is interrupted.
        os.killpg(process.pid, signal.SIGKILL)
        os.wait4(process.pid, 0)
        if not isinstance(error, TimeoutError):
            raise
        best.failed = f"over {limit:.0f} s"
        return
    wall = time.perf_counter() - began
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace").strip().splitlines()
    if status:
        best.failed = said[-1][:100] if said else f"exit {status}"
        return
    if wall < best.wall:
        best.wall, best.cpu = wall, usage.ru_utime + usage.ru_stime
        best.megabytes = usage.ru_maxrss / 1024
        lines = out.read_text(encoding="utf-8").splitlines()
        best.pairs = [(one, other) for one, other in (line.split("\t") for line in lines)]


def _ended(pid: int, deadline: float) -> tuple[int, resource.struct_rusage]:
    """Wait for a process to end; return its status and what it used. `TimeoutError` when the deadline comes first."""
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, usage
        if time.perf_counter() > deadline:
            raise TimeoutError
        time.sleep(0.01)


def shingles(text: str) -> set[str]:
    """Return the word 5-grams of a text."""
    words = WORD.findall(text.lower())
    return {" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))}


def planted(path: Path) -> list[tuple[str, str, float, float]]:
    """Return the planted copies: original, copy, share of edits, true resemblance."""
    rows = [json.loads(line) for line in path.with_suffix(".duplicates.jsonl").read_text().splitlines()]
    wanted = {row[key] for row in rows for key in ("original", "copy")}
    sets = {}
    with path.open() as lines:
        for number, line in enumerate(lines):
            if number in wanted:
                row = json.loads(line)
                sets[number] = (row["id"], row["text"])
    found = []
    for row in rows:
        (one, left), (other, right) = sets[row["original"]], sets[row["copy"]]
        a, b = shingles(left), shingles(right)
        found.append((one, other, row["edits"], len(a & b) / len(a | b)))
    return found


class Clusters:
    """Documents joined by pairs."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def root(self, name: str) -> str:
        """Return the name that stands for a cluster."""
        while self.above.get(name, name) != name:
            self.above[name] = self.above.get(self.above[name], self.above[name])
            name = self.above[name]
        return name

    def join(self, one: str, other: str) -> None:
        """Join two clusters."""
        self.above[self.root(one)] = self.root(other)


def score(pairs: list[tuple[str, str]], truth: list[tuple[str, str, float, float]]) -> list[str]:
    """Return recall by edits, recall by resemblance, and precision, as cells."""
    found, families = Clusters(), Clusters()
    for one, other in pairs:
        found.join(one, other)
    for original, copy, _, _ in truth:
        families.join(copy, original)
    hits: dict[object, list[bool]] = defaultdict(list)
    for original, copy, edits, resemblance in truth:
        hit = found.root(original) == found.root(copy)
        hits[edits].append(hit)
        for name, low, high in (("0.8", 0.8, 2.0), ("0.7", 0.7, 0.8), ("0.5", 0.5, 2.0)):
            if low <= resemblance < high:
                hits[name].append(hit)
    cells = [f"{sum(hits[key]) / len(hits[key]):.4f}" if hits[key] else "" for key in (*EDITS, "0.8", "0.7", "0.5")]
    right = sum(families.root(one) == families.root(other) for one, other in pairs)
    return [*cells, f"{right / len(pairs):.4f}" if pairs else ""]


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int, nargs="+")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--folder", type=Path, default=Path("peers-work"), help="for corpora and environments")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds after which a run is stopped")
    given = parser.parse_args()
    folder = given.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    pythons = {name: python_for(name, PEERS[name], folder) for name in given.peers}
    for articles in given.articles:
        path = corpus(articles, folder)
        results = {name: Measured() for name in given.peers}
        for _ in range(given.rounds):
            for name in given.peers:
                if not results[name].failed:
                    measure(pythons[name], PEERS[name], path, folder / "pairs.tsv", given.limit, results[name])
        show(articles, path, results)


def show(articles: int, path: Path, results: dict[str, Measured]) -> None:
    """Print the table."""
    truth = planted(path)
    size = path.stat().st_size / 1e6
    print(f"\n{articles:,} articles, {size:,.1f} MB, {len(truth):,} planted copies\n")
    heading = (
        "",
        "wall s",
        "CPU s",
        "MB",
        "MB/s",
        "1 %",
        "5 %",
        "10 %",
        "20 %",
        "J >= .8",
        ".7-.8",
        ">= .5",
        "precision",
    )
    print("| " + " | ".join(heading) + " |\n|" + "---|" * len(heading))
    for name, best in results.items():
        if best.failed:
            print(f"| {name} | {best.failed} |")
            continue
        cells = [f"{best.wall:.2f}", f"{best.cpu:.2f}", f"{best.megabytes:,.0f}", f"{size / best.wall:.0f}"]
        print("| " + " | ".join([name, *cells, *score(best.pairs, truth)]) + " |", flush=True)


if __name__ == "__main__":
    main()
