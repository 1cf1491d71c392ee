"""What is compared between the engines, on a session of any kind; run as a program, through Spark Connect."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from typing import Any

import networkx as nx

from provenance import SparkOptions, deduplicate
from provenance.engines.spark.components import connected_components
from provenance.engines.spark.work import Work


def texts(count: int = 160, words: int = 40, seed: int = 5) -> dict[str, str]:
    """Return texts, of which some are copies of others, some in capitals, some slightly edited, some empty."""
    chance = random.Random(seed)
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


def dedup_results(**engine: Any) -> Iterator[object]:
    """Yield what is said of each job."""
    every = texts()
    for settings, reference in JOBS:
        rows = list(every.items())
        against = None if not reference else dict(rows[:reference])
        yield said(deduplicate(dict(rows[reference:]), against=against, **settings, **engine))


def check_components(session: Any, folder: str) -> None:
    """Compare the components of graphs with those that networkx finds."""
    chance = random.Random(3)
    chain = list(range(5000))
    chance.shuffle(chain)
    graphs = {
        "chain": list(zip(chain, chain[1:], strict=False)),
        "random": [(chance.randrange(300), chance.randrange(300)) for _ in range(200)],
        "star": [(4_000_000_000 + number, 7) for number in range(500)],
    }
    for name, edges in graphs.items():
        # In many small parts, none of which sees a whole component.
        frame = session.createDataFrame(edges, "left long, right long").repartition(8)
        turns: list[int] = []
        found = connected_components(frame, Work(session, f"{folder}/{name}"), tell=turns.append)
        graph = nx.Graph([edge for edge in edges if edge[0] != edge[1]])
        expected = {node: min(nodes) for nodes in nx.connected_components(graph) for node in nodes}
        assert {row[0]: row[1] for row in found.collect()} == expected, name
        assert found.count() == len(expected), name


def main(folder: str) -> None:
    """Compare the engines through Spark Connect, with a server on this machine."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote("local[2]").getOrCreate()
    try:
        check_components(session, folder)
        for here, there in zip(dedup_results(), dedup_results(engine="spark", spark=SparkOptions()), strict=True):
            assert here == there
    finally:
        session.stop()
    print("equal")


if __name__ == "__main__":
    main(sys.argv[1])
