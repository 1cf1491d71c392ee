"""The Spark engine: its results are those of the local engine, on executors of their own and through Spark Connect."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

if importlib.util.find_spec("pyspark") is None:
    pytest.skip("pyspark is missing: pip install 'wire-provenance[spark]'", allow_module_level=True)
if shutil.which("java") is None:
    pytest.skip("Java is missing: Debian has it as openjdk-17-jre-headless", allow_module_level=True)

from spark_cases import check_components, dedup_results

from provenance import SparkOptions
from provenance.engines.spark.session import spark_session

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


def test_results_are_equal_through_spark_connect(tmp_path):
    script = Path(__file__).parent / "spark_cases.py"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), f"file://{tmp_path}"], capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines()[-1:] == ["equal"], done.stderr[-3000:]
