"""What is compared between the engines, on a session of any kind; run as a program, through Spark Connect."""

from __future__ import annotations

import random
import sys
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from provenance import DedupOptions, ReuseOptions, deduplicate, find_reuse, read
from provenance.dedup.plan import make_plan
from provenance.engines.spark.components import connected_components
from provenance.engines.spark.duplicates import Sketching, links, same_documents, sketches
from provenance.engines.spark.work import Work
from provenance.errors import EngineError
from provenance.text.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Lower:
    """A normaliser that executors do not have."""

    def token(self, token: str) -> str:
        """Return the token in lower case."""
        return token.lower()


def texts(count: int = 160, words: int = 40, seed: int = 5) -> dict[str, str]:
    """Return texts, of which some are copies of others, some in capitals, some slightly edited, some empty."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is a secret
    made: list[str] = []
    for _ in range(count):
        way = chance.random()
        old = chance.choice(made) if made else "w1 w2"
        if way < 0.1:
            made.append(old)
        elif way < 0.15:
            made.append(f"  {old} ")
        elif way < 0.2:
            made.append(old.upper())
        elif way < 0.45:
            some = old.split() or ["w"]
            some[chance.randrange(len(some))] = f"e{chance.randrange(10**6)}"
            made.append(" ".join(some))
        elif way < 0.48:
            made.append("" if way < 0.465 else "!?")
        else:
            made.append(" ".join(f"w{chance.randrange(3000)}" for _ in range(words)))
    return {f"d{number}": text for number, text in enumerate(made)}


#: Settings of `deduplicate`, and how many texts are a reference.
JOBS: list[tuple[dict[str, Any], int]] = [
    ({}, 0),
    ({"keep": "longest", "threshold": 0.6, "empty": "drop"}, 0),
    ({"keep": "none", "measure": "containment", "threshold": 0.7}, 0),
    ({"measure": "containment", "threshold": 0.5}, 60),
]


def said(result: Any) -> tuple[object, ...]:
    """Return all that a result says."""
    return list(result.kept), list(result.removed), list(result.clusters), result.run, result.keep_mask.tolist()


def dedup_results(jobs: Sequence[int] = (0, 1, 2, 3), **engine: Any) -> Iterator[object]:
    """Yield what is said of each job."""
    every = texts()
    for settings, reference in (JOBS[job] for job in jobs):
        rows = list(every.items())
        against = None if not reference else dict(rows[:reference])
        yield said(deduplicate(dict(rows[reference:]), against=against, **settings, **engine))


def reuse_results(**engine: Any) -> Iterator[object]:
    """Yield what is said of reuse in a few articles, with each way to choose pairs."""
    articles = read(Path(__file__).parents[1] / "seeds" / "ferry")
    ids = [document.id for document in articles]
    for options, pairs in (
        (ReuseOptions(), None),
        (ReuseOptions(candidates="exact", max_bucket=2), None),
        (ReuseOptions(), [(ids[0], ids[1]), (ids[3], ids[2])]),
    ):
        result = find_reuse(articles, pairs, options, **engine)
        yield list(result.passages), list(result.derivations), result.matrix().values.tolist(), result.run


def check_frames(session: Any, folder: Path) -> None:
    """Find components of documents frame by frame, keep them, and lose a file."""
    rows = [(7 * number, text) for number, text in enumerate(texts().values())]
    documents = session.createDataFrame(rows, "position long, text string")
    how = Sketching(make_plan(DedupOptions()), Pipeline())
    work = Work(session, f"file://{folder}", stays=True)
    sketched = work.saved("sketches", ["run"], lambda: sketches(documents, how))
    same = work.saved("same", ["run"], lambda: same_documents(documents, sketched, how))
    components = connected_components(links(sketched, same, how), work, ("run",))
    found = {row[0] // 7: row[1] // 7 for row in components.collect()}
    result = deduplicate(texts())
    names = list(texts())
    for removal in result.removed:
        assert found[names.index(removal.document)] == found[names.index(removal.match)]

    again = work.saved("sketches", ["run"], lambda: pytest.fail("it was made already"))
    assert again.count() == len(rows)
    part = next((folder / "sketches").glob("*.parquet"))
    part.unlink()
    with pytest.raises(EngineError, match=r"sketches has not all of its 160 rows: a file there is lost"):
        work.saved("sketches", ["run"], lambda: sketches(documents, how))
    assert work.saved("sketches", ["another run"], lambda: sketches(documents, how)).count() == len(rows)


def check_components(session: Any, folder: str, names: Sequence[str] = ()) -> None:
    """Compare the components of graphs, by default of all, with those that networkx finds."""
    chance = random.Random(3)  # noqa: S311 - nothing here is a secret
    chain = list(range(5000))
    chance.shuffle(chain)
    graphs = {
        "chain": list(pairwise(chain)),
        "random": [(chance.randrange(300), chance.randrange(300)) for _ in range(200)],
        "star": [(4_000_000_000 + number, 7) for number in range(500)],
    }
    for name in names or graphs:
        edges = graphs[name]
        # In many small parts, none of which sees a whole component.
        frame = session.createDataFrame(edges, "left long, right long").repartition(4)
        turns: list[int] = []
        found = connected_components(frame, Work(session, f"{folder}/{name}"), tell=turns.append)
        graph = nx.Graph([edge for edge in edges if edge[0] != edge[1]])
        expected = {node: min(nodes) for nodes in nx.connected_components(graph) for node in nodes}
        assert {row[0]: row[1] for row in found.collect()} == expected, name
        assert found.count() == len(expected), name


def main(folder: str) -> None:
    """Compare the engines through Spark Connect, with a server on this machine."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.remote("local[2]").config("spark.sql.codegen.wholeStage", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    try:
        check_components(session, folder, ["random"])
        for results in (partial(dedup_results, (0, 3)), reuse_results):
            for here, there in zip(results(), results(engine="spark"), strict=True):
                assert here == there
    finally:
        session.stop()
    print("equal")


if __name__ == "__main__":
    main(sys.argv[1])
