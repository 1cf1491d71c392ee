"""The options of the Spark engine, each written once, as `provenance.model.options` has the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from provenance.errors import OptionError

__all__ = ["Engine", "EngineOptions", "SparkOptions", "check_engine"]

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

    @property
    def spark(self) -> SparkOptions | None:
        """The options of Spark, if it is the engine."""
        return self if self.engine == "spark" else None


def check_engine(engine: str) -> None:
    """Check the name of an engine.

    Raises
    ------
    OptionError
        If there is no such engine.
    """
    if engine not in ("local", "spark"):
        raise OptionError(f"engine is {engine!r}; it is 'local' or 'spark'.")
