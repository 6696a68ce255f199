"""Whole archives: Arrow batches, and two engines that hand them over."""

import os
import sys
from pathlib import Path

import numpy as np
import polars
import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

import staydown
from staydown import arrow, spark

COFFEE = "tests/data/photos/coffee.jpg"


def hashes(count):
    return np.random.default_rng(3).integers(0, 256, (count, 32), dtype=np.uint8)


def archive(known):
    """Names with hashes, each of them near to an entry; some bad rows among them."""
    rows = [(f"row {at}", hash.tobytes()) for at, hash in enumerate(known)]
    rows[1] = ("short", b"123")
    rows[4] = ("nothing", None)
    return pa.record_batch({"name": [name for name, _ in rows], "hash": pa.array([hash for _, hash in rows], pa.binary())})


def expected(known, batch):
    bad = {"short": "a hash has 32 bytes, not 3", "nothing": "there is no hash"}
    rows = []
    for at, name in enumerate(batch.column("name").to_pylist()):
        matches = None if name in bad else [{"id": 100 + at, "distance": 0, "list": 0}]
        rows.append((name, matches, bad.get(name)))
    return rows


def rows(table):
    return [(row["name"], row["matches"], row["error"]) for row in table.to_pylist()]


def test_a_batch_becomes_a_batch():
    known = hashes(50)
    batch = archive(known)
    index = staydown.Index.build(known, range(100, 150))
    matched = arrow.match_batch(batch, index)
    assert matched.schema.names == ["name", "hash", "matches", "error"]
    matched.validate(full=True)
    assert rows(matched) == expected(known, batch)
    text = pa.record_batch({"hash": [row.tobytes().hex() for row in known[:3]]})
    assert [len(found) for found in arrow.match_batch(text, index, 0).column("matches").to_pylist()] == [1, 1, 1]
    for empty in (batch.slice(0, 0), batch.slice(4, 1)):
        assert arrow.match_batch(empty, index).num_rows == empty.num_rows
    everything = arrow.match_batch(batch.slice(0, 1), index, 256).column("matches").to_pylist()[0]
    assert len(everything) == 50 and everything == sorted(everything, key=lambda hit: (hit["distance"], hit["id"]))


def test_pictures_are_hashed_and_bad_ones_say_why():
    batch = pa.record_batch({"content": [Path(COFFEE).read_bytes(), b"no picture", None]})
    hashed = arrow.hash_batch(batch)
    assert hashed.column("hash").to_pylist() == [staydown.hash(COFFEE).bytes, None, None]
    assert hashed.column("quality").to_pylist() == [100, None, None]
    assert [error is None for error in hashed.column("error").to_pylist()] == [True, False, False]
    some = arrow.match_batch(hashed.select(["hash"]), staydown.Index.build([staydown.hash(COFFEE)]))
    assert [found and len(found) for found in some.column("matches").to_pylist()] == [1, None, None]


def test_polars_hands_batches_over():
    known = hashes(50)
    index = staydown.Index.build(known, range(100, 150))
    frame = polars.from_arrow(pa.Table.from_batches([archive(known)]))
    batches = [arrow.match_batch(batch, index) for batch in frame.to_arrow(compat_level=polars.CompatLevel.oldest()).to_batches()]
    matched = polars.from_arrow(pa.Table.from_batches(batches))
    found = matched.explode("matches").drop_nulls("matches").unnest("matches")
    assert found["id"].to_list() == [100 + at for at in range(50) if at not in (1, 4)]


@pytest.fixture(scope="module")
def session():
    """Two workers, each task tried up to three times."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2, 3]").appName("staydown")
    builder = builder.config("spark.ui.enabled", "false").config("spark.driver.bindAddress", "127.0.0.1")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "2")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def test_spark_matches_and_hashes(session, tmp_path):
    known = hashes(400)
    staydown.Index.build(known, range(100, 500), path=tmp_path / "known.sdx").close()
    batch = archive(known)
    columns = [batch.column("name").to_pylist(), batch.column("hash").to_pylist()]
    frame = session.createDataFrame(list(zip(*columns)), "name string, hash binary").repartition(4)
    metrics = spark.Metrics(session)
    matched = spark.match_dataframe(frame, tmp_path / "known.sdx", metrics=metrics)
    found = {row.name: (row.matches and [hit.asDict() for hit in row.matches], row.error) for row in matched.collect()}
    assert found == {name: (matches, error) for name, matches, error in expected(known, batch)}
    assert (metrics.rows.value, metrics.bad.value, metrics.matches.value) == (400, 2, 398)
    assert metrics.seconds.value > 0
    here = spark.match_dataframe(frame, tmp_path / "known.sdx", ship=False)
    assert {row.name: row.error for row in here.collect()} == {name: error for name, (_, error) in found.items()}

    pictures = session.createDataFrame([(Path(COFFEE).read_bytes(),), (b"no picture",), (None,)], "content binary")
    hashed = spark.hash_dataframe(pictures).collect()
    assert [row.hash for row in hashed] == [staydown.hash(COFFEE).bytes, None, None]


@pytest.mark.parametrize("ship", [True, False])
def test_spark_takes_an_index_that_was_replaced(session, tmp_path, ship):
    first, second = hashes(2)
    frame = session.createDataFrame([("row", second.tobytes())], "name string, hash binary")
    path = tmp_path / "known.sdx"
    for known, found in [(first, []), (second, [7])]:
        staydown.Index.build([known.tobytes()], [7], path=path).close()
        matched = spark.match_dataframe(frame, path, 0, ship=ship).collect()
        assert [hit.id for hit in matched[0].matches] == found


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(session, tmp_path):
    known = hashes(400)
    staydown.Index.build(known, range(100, 500), path=tmp_path / "known.sdx").close()
    frame = session.createDataFrame([(f"row {at}", hash.tobytes()) for at, hash in enumerate(known)], "name string, hash binary")
    died = os.fspath(tmp_path / "died")

    def dies_once(batches):
        for batch in batches:
            try:
                os.close(os.open(died, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                yield batch
            else:
                os._exit(1)

    frame = frame.repartition(4).mapInArrow(dies_once, frame.schema)
    matched = spark.match_dataframe(frame, tmp_path / "known.sdx").collect()
    assert os.path.exists(died)
    assert sorted(row.matches[0].id for row in matched) == list(range(100, 500))
