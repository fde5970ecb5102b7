"""Needs Spark, Java, and a minute: ``pip install -e '.[spark]'``, then ``pytest tests/model/engines``."""

import datetime
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from newsfacts import Article, FactExtractor, Schema
from newsfacts.data import DataError
from newsfacts.engines.spark import facts
from newsfacts.exports.columns import rows

sql: Any = pytest.importorskip("pyspark.sql", reason="Spark is not installed (pip install -e '.[spark]')")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)

DAY = datetime.date(2024, 3, 8)
ARTICLES = [
    (i, "x" * 64 if i % 40 == 3 else f"Police said on Friday: {i} killed in Oslo. " * (i % 5)) for i in range(300)
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Two workers on this machine; a task may fail twice."""
    os.environ["PYSPARK_PYTHON"] = sys.executable  # else the python3 of the path, without newsfacts perhaps
    builder = sql.SparkSession.builder.master("local[2,3]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.memory", "512m").config("spark.driver.host", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: Any) -> Any:
    """Articles with whole numbers as ids and days as dates, in six partitions."""
    rows = [(id, text, DAY, "passed over") for id, text in [*ARTICLES, (300, None)]]
    return spark.createDataFrame(rows, "id long, text string, date date, more string").repartition(6, "id")


@pytest.fixture(scope="module")
def wanted(tiny_checkpoint: Path, schema: Schema) -> list[dict[str, Any]]:
    """The rows of what one process finds."""
    extractor = FactExtractor.from_pretrained(tiny_checkpoint, precision="fp32")
    articles = [Article(str(id), text, date=DAY.isoformat()) for id, text in ARTICLES]
    found = [one for one in extractor.stream(articles, on_error="yield") if isinstance(one, Article)]
    return [row for one in sorted(found, key=lambda one: one.id) for row in rows(one, schema)]


def check(found: list[Any], wanted: list[dict[str, Any]]) -> None:
    plain = [row.asDict() for row in found]
    failed = {row["article"]: row["error"] for row in plain if row["error"] is not None}
    assert sorted(map(int, failed)) == [*range(3, 300, 40), 300]
    assert failed["300"] == "article '300': has no text"
    assert "subwords" in failed["3"]
    told = sorted((row for row in plain if row["error"] is None), key=lambda row: row["article"])
    assert [{name: cell for name, cell in row.items() if name != "error"} for row in told] == [
        {name: row.get(name) for name in plain[0] if name != "error"} for row in wanted
    ]


def test_the_same_as_in_one_process(frame: Any, tiny_checkpoint: Path, wanted: list[dict[str, Any]]) -> None:
    assert len(wanted) > 500
    check(facts(frame, tiny_checkpoint, precision="fp32").collect(), wanted)


def test_a_worker_that_is_killed_costs_nothing(
    spark: Any, frame: Any, tiny_checkpoint: Path, wanted: list[dict[str, Any]]
) -> None:
    tracker, done = spark.sparkContext.statusTracker(), threading.Event()
    failed: list[int] = []  # tasks

    def kill() -> None:
        while not done.wait(1) and not sum(failed):
            stages = [stage for id in tracker.getActiveStageIds() if (stage := tracker.getStageInfo(id))]
            failed[:] = [stage.numFailedTasks for stage in stages]
            if not sum(failed) and any(stage.numActiveTasks for stage in stages):
                for worker in workers():
                    with suppress(psutil.NoSuchProcess):
                        worker.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    found = facts(frame, tiny_checkpoint, precision="fp32").collect()
    done.set()
    killer.join()
    assert sum(failed), "the work was done before a worker was killed"
    check(found, wanted)


def workers() -> list[psutil.Process]:
    """The Python processes that the daemon of this Spark, which is one too, has forked."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            parent = process.parent()
            if parent and all("pyspark.daemon" in one.cmdline() for one in (parent, process)):
                found.append(process)
    return found


def test_columns_that_must_be_there(spark: Any, tiny_checkpoint: Path) -> None:
    with pytest.raises(DataError, match="data frame: no column 'text'; found 'id', 'body'"):
        facts(spark.createDataFrame([("a", "b")], "id string, body string"), tiny_checkpoint)
    with pytest.raises(DataError, match="data frame: no column 'id'"):
        facts(spark.createDataFrame([("a",)], "text string"), tiny_checkpoint)
