"""The options of engines, each written once, as `provenance.model.options` has the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - the command reads the annotations when it runs
from typing import Literal

from provenance.errors import OptionError

__all__ = ["Engine", "EngineOptions", "ReuseEngineOptions", "SparkOptions", "check_engine", "parse_shard"]

Engine = Literal["local", "spark"]


@dataclass(frozen=True, slots=True)
class SparkOptions:
    """Where Spark runs."""

    spark_remote: str | None = None
    """The address of a Spark Connect server, as sc://host:15002."""
    spark_master: str | None = None
    """The master of a Spark session on this machine or a cluster, as local[4], yarn or k8s://host. By default the
    session of this program is used, if it has one, else local[*]."""
    spark_conf: tuple[str, ...] = ()
    """Settings of the Spark session, as spark.executor.memory=8g; may be given several times."""
    spark_work: str | None = None
    """A folder that Spark and all its executors see, as hdfs://host/work or /mnt/work, for what is computed between two
    steps. A run that was interrupted goes on from there; the folder stays. By default a temporary folder of this
    machine, which works if Spark runs on this machine alone."""

    def __post_init__(self) -> None:
        if self.spark_remote is not None and self.spark_master is not None:
            raise OptionError("spark_remote and spark_master are both given; a session has one of them.")
        if self.spark_remote is not None and not self.spark_remote.startswith("sc://"):
            raise OptionError(f"spark_remote is {self.spark_remote!r}; it begins with sc://, as sc://localhost:15002.")
        for setting in self.spark_conf:
            if not setting.partition("=")[1] or not setting.startswith("spark."):
                raise OptionError(
                    f"spark_conf is {setting!r}; it is a setting of Spark with its value, as spark.executor.memory=8g."
                )

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the session, by name."""
        return {name: value for name, _, value in (setting.partition("=") for setting in self.spark_conf)}


@dataclass(frozen=True, slots=True)
class EngineOptions(SparkOptions):
    """Which engine does the work."""

    engine: Engine = "local"
    """The engine: the threads of this machine, or Spark. The results are equal."""
    shard: str | None = None
    """Do the next step of one part of the job, as 3/8 for the third of eight, in the folder of --work, which all parts
    share. Each part is a process of its own, on any machine that sees the folder and the files."""
    merge: bool = False
    """Put together what the shards have written into the folder of --work, and write the result."""

    def __post_init__(self) -> None:
        # Without arguments, super() does not know a class with slots.
        SparkOptions.__post_init__(self)
        if self.shard is not None:
            parse_shard(self.shard)
        if self.shard is not None and self.merge:
            raise OptionError("shard and merge are both given; the merge comes after all steps of all shards.")
        if (self.shard is not None or self.merge) and self.engine == "spark":
            raise OptionError("engine is 'spark', and shards are asked for; Spark has parts of its own.")

    @property
    def spark(self) -> SparkOptions | None:
        """The options of Spark, if it is the engine."""
        return self if self.engine == "spark" else None


@dataclass(frozen=True, slots=True)
class ReuseEngineOptions(EngineOptions):
    """Which engine finds passages."""

    work: Path | None = None
    """The folder that all shards share; it stays."""

    def __post_init__(self) -> None:
        EngineOptions.__post_init__(self)
        if (self.shard is not None or self.merge) and self.work is None:
            raise OptionError("shards need a folder that all of them see.", hint="name it with --work.")
        if self.work is not None and self.shard is None and not self.merge:
            raise OptionError("work is named, but neither shard nor merge.", hint="--shard 1/4 does a step of a shard.")


def parse_shard(shard: str) -> tuple[int, int]:
    """Return the number of a shard, from 0, and how many there are.

    Raises
    ------
    OptionError
        If it is not of the form 3/8.

    Examples
    --------
    >>> parse_shard("3/8")
    (2, 8)
    """
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", shard)
    number, count = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        raise OptionError(f"shard is {shard!r}; it is a number and how many there are, as 3/8, up to 9999.")
    return number - 1, count


def check_engine(engine: str) -> None:
    """Check the name of an engine.

    Raises
    ------
    OptionError
        If there is no such engine.
    """
    if engine not in ("local", "spark"):
        raise OptionError(f"engine is {engine!r}; it is 'local' or 'spark'.")
