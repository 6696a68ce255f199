"""Whole archives on a Spark cluster: the functions of `staydown.arrow` over data frames, by `mapInArrow`.

The file of an index is sent once to each executor and mapped there: all its tasks share its memory, and nothing of it is pickled. The
package has to be installed on the executors. A task that fails is run again by Spark and gives the same rows.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark import SparkContext, SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_type
from pyspark.sql.types import StructField, StructType

import staydown
from staydown import arrow


class Metrics:
    """Sums over all tasks: rows, bad rows, matches, and seconds of work. A task that was run again may count twice."""

    def __init__(self, spark: SparkSession) -> None:
        context = spark.sparkContext
        self.rows, self.bad, self.matches = (context.accumulator(0) for _ in range(3))
        self.seconds = context.accumulator(0.0)

    def add(self, batch: pa.RecordBatch, seconds: float) -> None:
        self.rows.add(batch.num_rows)
        self.bad.add(batch.num_rows - batch.column("error").null_count)
        self.seconds.add(seconds)
        if "matches" in batch.schema.names:
            self.matches.add(len(batch.column("matches").flatten()))


def match_dataframe(
    frame: DataFrame,
    index: str | os.PathLike[str],
    radius: int = 31,
    *,
    column: str = "hash",
    ship: bool = True,
    metrics: Metrics | None = None,
) -> DataFrame:
    """The rows with all entries of the index within the radius of their hash: see `staydown.arrow.match_batch`.

    `index` is the path of its file here. With `ship=False` it is that of a file that every executor has already.
    """
    path = _shipped(frame.sparkSession.sparkContext, Path(index)) if ship else None
    place = os.fspath(index)

    def matched(batch: pa.RecordBatch) -> pa.RecordBatch:
        opened = _opened(SparkFiles.get(path) if path is not None else place)
        return arrow.match_batch(batch, opened, radius, column=column)

    return _map(frame, matched, arrow.MATCHED, metrics)


def hash_dataframe(
    frame: DataFrame,
    *,
    column: str = "content",
    limits: staydown.Limits | None = None,
    metrics: Metrics | None = None,
) -> DataFrame:
    """The rows with the hash and quality of the picture whose file is in `column`: see `staydown.arrow.hash_batch`."""

    def hashed(batch: pa.RecordBatch) -> pa.RecordBatch:
        return arrow.hash_batch(batch, column=column, limits=limits)

    return _map(frame, hashed, arrow.HASHED, metrics)


def _map(frame: DataFrame, work: Any, added: list[pa.Field], metrics: Metrics | None) -> DataFrame:
    fields = [StructField(field.name, from_arrow_type(field.type)) for field in added]

    def mapped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        os.environ.setdefault("RAYON_NUM_THREADS", "1")  # Spark runs a task for each processor
        for batch in batches:
            started = time.monotonic()
            done = work(batch)
            if metrics is not None:
                metrics.add(done, time.monotonic() - started)
            yield done

    return frame.mapInArrow(mapped, StructType([*frame.schema.fields, *fields]))


#: Executors fetch a file when their first task needs it, so it stays until the program ends.
_SHIPPED: dict[str, tempfile.TemporaryDirectory[str]] = {}


def _opened(path: str) -> staydown.Index:
    """Once for each process of an executor and each file that takes that place."""
    return _open(path, _what(Path(path)))


@functools.lru_cache(maxsize=8)
def _open(path: str, what: str) -> staydown.Index:
    return staydown.Index.open(path)


def _what(index: Path) -> str:
    """Tells a file from others that had or have its name."""
    state = index.stat()
    return f"{index.resolve()} {state.st_ino} {state.st_size} {state.st_mtime_ns}"


def _shipped(context: SparkContext, index: Path) -> str:
    """Sends the file under a name of its own: Spark keeps one file of a name, and never takes a newer one."""
    name = f"staydown-{hashlib.sha256(_what(index).encode()).hexdigest()[:16]}.sdx"
    if name not in _SHIPPED:
        _SHIPPED[name] = tempfile.TemporaryDirectory()
        try:
            os.link(index.resolve(), _file(name))
        except OSError:  # another file system, or one without links
            shutil.copyfile(index, _file(name))
    context.addFile(_file(name))
    return name


def _file(name: str) -> str:
    return os.path.join(_SHIPPED[name].name, name)
