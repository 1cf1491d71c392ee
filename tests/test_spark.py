"""The Spark engine: its results are those of the local engine, on executors of their own and through Spark Connect."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from spark_cases import Lower, check_components, check_frames, dedup_results, reuse_results, said, texts

from provenance import Document, OptionError, ReuseOptions, SparkOptions, deduplicate, find_reuse
from provenance.engines.spark.session import check_executors, spark_session, translated
from provenance.errors import EngineError, PluginError
from provenance.hooks import hookimpl
from provenance.model.components import Edit
from provenance.model.options import PluginOptions
from provenance.plugins.manager import load_plugins
from provenance.plugins.types import NormaliserEntry

for found, missing in (
    (importlib.util.find_spec("pyspark"), "pyspark is missing: pip install 'wire-provenance[spark]'"),
    (shutil.which("java"), "Java is missing: Debian has it as openjdk-17-jre-headless"),
):
    if not found and os.environ.get("CI"):
        pytest.fail(missing, pytrace=False)
    if not found:
        pytest.skip(f"{missing}. The Spark engine is NOT tested.", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning:pyspark", "ignore::ResourceWarning")

#: Few optimisations by Java: it runs for seconds only.
QUICK = ("spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1", "spark.sql.codegen.wholeStage=false")


@pytest.fixture(scope="module")
def session():
    """A session with two executors, each a process of its own."""
    import pyspark

    # Spark's own test cluster looks for its programs there.
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("SPARK_SCALA_VERSION", "2.13")
    with spark_session(SparkOptions(spark_master="local-cluster[2,1,1024]", spark_conf=QUICK)) as made:
        yield made


def test_components_are_those_of_another_implementation(session, tmp_path):
    check_components(session, f"file://{tmp_path}")


def test_duplicates_are_those_of_the_local_engine(session):
    for here, there in zip(dedup_results(), dedup_results(engine="spark"), strict=True):
        assert here == there


def test_passages_are_those_of_the_local_engine(session):
    for here, there in zip(reuse_results(), reuse_results(engine="spark"), strict=True):
        assert here == there


def test_frames_are_made_of_frames_and_kept(session, tmp_path):
    check_frames(session, tmp_path)


def test_an_executor_that_is_killed_changes_nothing(session):
    killed: list[int] = []

    def kill_one(step: str, done: int, total: int) -> None:
        if step == "finding components" and not killed:
            killed.append(executors()[0])
            os.kill(killed[0], signal.SIGKILL)

    assert said(deduplicate(texts(), engine="spark", progress=kill_one)) == said(deduplicate(texts()))
    assert killed


def executors() -> list[int]:
    """Return the processes of the executors that this process has started."""
    parents, found = {}, []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            if b"CoarseGrainedExecutorBackend" in folder.joinpath("cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue

    def is_ours(process: int) -> bool:
        return process == os.getpid() or (process in parents and is_ours(parents[process]))

    return [process for process in found if is_ours(process)]


class Plugin:
    """A plugin whose code is on this machine alone."""

    @hookimpl
    def provenance_normalisers(self):
        yield NormaliserEntry(name="lower", kind="token", factory=Lower, summary="Lower case.")


class Language:
    """A plugin with a normaliser that is told the language."""

    @hookimpl
    def provenance_normalisers(self):
        yield NormaliserEntry(name="gift", factory=Gift)


class Gift:
    """In German a Gift is a poison."""

    def edits(self, text, language):
        at = text.find("Gift")
        return [Edit(at, at + 4, "poison")] if language == "de" and at >= 0 else []


def test_executors_are_told_the_language_of_documents(session):
    from pyspark import cloudpickle

    text = "the old {} in the cellar of the mill was found by two children on a rainy evening in October near Osk"
    words = {"de": "Gift", "en": "Gift", "fr": "poison"}
    documents = [Document(name, text.format(word), language=name) for name, word in words.items()]
    plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Language()])
    module = sys.modules[Gift.__module__]
    # The executors have no module of this name.
    cloudpickle.register_pickle_by_value(module)
    try:
        for engine in ("local", "spark"):
            duplicates = deduplicate(documents, 0.99, normalisers=("gift",), engine=engine, plugins=plugins)
            assert [(each.document, each.survivor) for each in duplicates.removed] == [("fr", "de")]
            found = find_reuse(documents, None, ReuseOptions(normalisers=("gift",)), engine=engine, plugins=plugins)
            assert {each.left.document + each.right.document: each.words for each in found.passages} == {
                "deen": 19,
                "defr": 22,
                "enfr": 19,
            }
    finally:
        cloudpickle.unregister_pickle_by_value(module)


def test_what_fails_on_an_executor_is_one_sentence(session):
    def imports(batches):
        import provenance_of_nobody  # noqa: F401

        yield from batches

    with (
        pytest.raises(EngineError, match=r"^an executor of Spark has no package provenance_of_nobody\. Hint"),
        translated(),
    ):
        session.range(3).mapInArrow(imports, "id long").collect()
    with pytest.raises(
        EngineError, match=r"executor of Spark has no pluggy-of-nobody, but here is .*pluggy-of-nobody 1"
    ):
        check_executors(session, ["plugin dup (pluggy-of-nobody 1.0)"])

    def fails(batches):
        raise PluginError("plugin dup (provenance-dup 1.0)", "normalising", ValueError("no word"))

    failed = r"^plugin dup \(provenance-dup 1.0\) failed during normalising: ValueError: no word$"
    with pytest.raises(PluginError, match=failed), translated():
        session.range(3).mapInArrow(fails, "id long").collect()
    plugins = load_plugins(extra=[Plugin()])
    with pytest.raises(EngineError, match=r"^an executor of Spark has no package spark_cases"):
        deduplicate(["w1 w2", "w2 w3"], normalisers=("lower",), engine="spark", plugins=plugins)


def test_what_is_missing_here_is_one_sentence(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    elsewhere = SparkOptions(spark_master="local[1]")
    with (
        pytest.raises(EngineError, match=r"^Spark needs Java 17 or later.*openjdk-17-jre-headless"),
        spark_session(elsewhere),
    ):
        pass
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineError, match=r"needs pyspark 4.*wire-provenance\[spark\]"), spark_session(elsewhere):
        pass
    for options in (
        {"spark_remote": "http://a"},
        {"spark_conf": ("memory=3",)},
        {"spark_remote": "sc://a", "spark_master": "yarn"},
    ):
        with pytest.raises(OptionError, match="spark_"):
            SparkOptions(**options)
    with pytest.raises(OptionError, match="it is 'local' or 'spark'"):
        deduplicate(["a"], engine="dask")


def test_results_are_equal_through_spark_connect(tmp_path):
    script = Path(__file__).parent / "spark_cases.py"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), f"file://{tmp_path}"], capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines()[-1:] == ["equal"], done.stderr[-3000:]
