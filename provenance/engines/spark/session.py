"""Spark sessions: how one is started or found, and what its errors mean."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any

from provenance.engines.code import code_digest
from provenance.errors import EngineError, PluginError
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from pyarrow import RecordBatch
    from pyspark.sql import SparkSession

    from provenance.model.spark_options import SparkOptions

__all__ = ["check_executors", "is_here", "spark_session", "translated"]

#: The least version of Java that Spark 4 runs on.
_JAVA = "Spark needs Java 17 or later, and no program java was found here."
_HERE = ("localhost", "127.0.0.1", "[::1]")
#: The settings of a session that is started here, unless the user gives others.
_SETTINGS = {
    "spark.app.name": "provenance",
    "spark.sql.execution.arrow.maxBytesPerBatch": "67108864",
    "spark.sql.execution.arrow.useLargeVarTypes": "true",
    "spark.sql.session.timeZone": "UTC",
}
#: The settings of one that has no other machine.
_LOCAL_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@contextlib.contextmanager
def spark_session(options: SparkOptions) -> Iterator[SparkSession]:
    """Yield a Spark session: that of this program, if it has one and no other is asked for, else a new one.

    A new one is stopped afterwards.

    Parameters
    ----------
    options : SparkOptions
        Where Spark runs.

    Raises
    ------
    EngineError
        If pyspark or Java is missing, or Spark cannot be started or reached.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError(
            "the engine spark needs pyspark 4, which is not installed.",
            hint="python -m pip install 'wire-provenance[spark]'",
        ) from error
    if options.spark_remote is None and options.spark_master is None:
        active = SparkSession.getActiveSession()
        if active is not None:
            for name, value in options.settings.items():
                active.conf.set(name, value)
            yield active
            return
    session = _started(options)
    try:
        yield session
    finally:
        session.stop()


def _started(options: SparkOptions) -> SparkSession:
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    settings = dict(_SETTINGS)
    if options.spark_remote is not None:
        where = options.spark_remote
        builder = builder.remote(where)
        settings.pop("spark.app.name")
    else:
        where = options.spark_master or "local[*]"
        _check_java()
        builder = builder.master(where)
        if where.startswith("local"):
            settings |= _LOCAL_SETTINGS | {"spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1))}
            # The executors are on this machine, and use the Python that runs here.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for name, value in (settings | options.settings).items():
        builder = builder.config(name, value)
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:
        raise EngineError(
            f"Spark at {where} cannot be started or reached: {_first_line(error)}",
            hint="check the address, and that pyspark here and Spark there have the same version.",
        ) from error
    return session


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") or (home and shutil.which("java", path=os.path.join(home, "bin"))):  # noqa: PTH118
        return
    raise EngineError(
        _JAVA, hint="Debian has it as openjdk-17-jre-headless; or set JAVA_HOME; --spark-remote needs none here."
    )


def is_here(session: SparkSession, options: SparkOptions) -> bool:
    """Return whether all executors run on this machine, so that they see its files."""
    if options.spark_remote is not None:
        address = options.spark_remote.removeprefix("sc://")
        return address.startswith(_HERE)
    master = options.spark_master or _conf(session, "spark.master") or "local"
    return master.startswith("local")


def _conf(session: SparkSession, name: str) -> str | None:
    try:
        return session.conf.get(name, None)
    except Exception:  # noqa: BLE001 - some services do not tell
        return None


def check_executors(session: SparkSession, plugins: Sequence[str]) -> None:
    """Check that the executors have the same package and the same plugins as this machine.

    Parameters
    ----------
    session : SparkSession
        The session.
    plugins : sequence of str
        Which code of plugins is used.

    Raises
    ------
    EngineError
        If an executor has another Python, no package, or another version of it or of a plugin.
    """
    expected, wanted = code_digest(), [found.groups() for text in plugins if (found := _INSTALLED.search(text))]

    def look(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        import importlib.metadata

        import pyarrow

        for _ in batches:
            pass
        from provenance.engines.code import code_digest as digest
        from provenance.version import __version__ as version

        said = "" if digest() == expected else f"provenance {version}"
        for name, needed in wanted:
            try:
                found = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                found = ""
            if found != needed:
                said = f"{name} {found}".strip() if found else f"no {name}"
        yield pyarrow.RecordBatch.from_pydict({"said": pyarrow.array([said], pyarrow.large_string())})

    with translated():
        answers: pa.Table = session.range(0, 16, 1, 8).mapInArrow(look, "said string").distinct().toArrow()
    for said in answers.column("said").to_pylist():
        if said:
            here = ", ".join([f"provenance {__version__}", *(" ".join(each) for each in wanted)])
            raise EngineError(
                f"an executor of Spark has {said}, but here is {here}, or its files differ.",
                hint="install the same versions on all executors.",
            )


#: The distribution and version in the name of a plugin.
_INSTALLED = re.compile(r"\((\S+) (\S+)\)")
_MODULE = re.compile(r"No module named '([\w.]+)'")
_OURS = re.compile(r"^provenance\.errors\.(\w+): (.+)$", re.MULTILINE)
_OTHER_PYTHON = re.compile(r"Python in worker has different version:?\s*(\S+?)\.? than that in driver:?\s*([\d.]+\d)")
_LOST = re.compile(r"((?:\w+:)?/[^\s,;'\"]+\.parquet)")
#: What errors say that are about a lost or damaged file, in lower case.
_DAMAGED = ("not exist", "not_exist", "not a parquet", "corrupt", "checksum", "cannot_read_file")
_OWNER = re.compile(r"(?P<owner>.+?) failed during (?P<stage>[\w ]+): (?P<detail>.+)", re.DOTALL)


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn errors of Spark into one sentence each.

    Raises
    ------
    EngineError
        For another Python, a missing package or plugin on an executor, a lost or damaged file, or any other failure.
    PluginError
        If a plugin failed on an executor.
    """
    try:
        yield
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark", "py4j", "grpc")):
            raise
        raise _translation(str(error)) from error


def _translation(said: str) -> Exception:
    if found := _OTHER_PYTHON.search(said):
        return EngineError(
            f"the executors of Spark run Python {found[1]}, and this is Python {found[2]}.",
            hint="PYSPARK_PYTHON names the Python of the executors.",
        )
    if found := _MODULE.search(said):
        package = "wire-provenance" if found[1].split(".")[0] == "provenance" else found[1].split(".")[0]
        return EngineError(
            f"an executor of Spark has no package {package}.", hint="install here and there the same packages."
        )
    if ours := _OURS.findall(said):
        kind, text = ours[-1]
        plugin = _OWNER.fullmatch(text)
        if kind == "PluginError" and plugin is not None:
            return PluginError(plugin["owner"], plugin["stage"], plugin["detail"])
        return EngineError(text)
    lowered = said.lower()
    if (found := _LOST.search(said)) and any(word in lowered for word in _DAMAGED):
        return EngineError(
            f"{found[1]} is lost or damaged.", hint="remove the folder of work, and run again: it is made anew."
        )
    return EngineError(f"Spark failed: {_first_line(said)}")


def _first_line(error: object) -> str:
    line = str(error).strip().split("\n", 1)[0].strip()
    return line if line.endswith(".") else f"{line}."
