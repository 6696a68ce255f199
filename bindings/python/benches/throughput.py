"""Batches through Python beside the same through the C library in the same process, and what an engine's worker does on one core.

    python bindings/python/benches/throughput.py LIBSTAYDOWN.SO [ENTRIES [QUERIES]]

Both must be built for release. The C library answers a batch as fast as Rust does: `cargo bench -p staydown-capi --bench overhead`.
"""

import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

import staydown
from staydown import arrow

RADIUS, ROUNDS = 31, 9
HIT = np.dtype([("id", "<u8"), ("distance", "<u4"), ("list", "<u4")])


def main() -> None:
    library, entries, queries = sys.argv[1], int([*sys.argv, 1_000_000][2]), int([*sys.argv, 0, 100_000][3])
    random = np.random.default_rng(1)
    known = random.integers(0, 256, (entries, 32), dtype=np.uint8)
    asked = known[random.integers(0, entries, queries)]
    asked[:, :3] ^= random.integers(0, 4, (queries, 3), dtype=np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "known.sdx")
        index = staydown.Index.build(known, path=path)
        c = through_c(library, path, asked)
        python = lambda: len(index.search_batch(asked, RADIUS))
        assert python() == c()
        turns = [(timed(c), timed(python)) for _ in range(ROUNDS)]
        ratio = statistics.median(one / other for one, other in turns)
        in_c, in_python = (queries / statistics.median(turn[at] for turn in turns) for at in (0, 1))
        print(f"{queries:,} queries, {entries:,} entries, {os.cpu_count()} cores: C {in_c:,.0f} a second, Python {in_python:,.0f}, {ratio:.1%} of it")
        alone = {**os.environ, "RAYON_NUM_THREADS": "1"}
        subprocess.run([sys.executable, __file__, "--worker", path, str(queries)], env=alone, check=True)


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def through_c(library: str, path: Path, asked: np.ndarray):
    """The same batch through `staydown_index_within_batch`, into arrays of numpy."""
    c = ctypes.CDLL(library)
    handle, needed = ctypes.c_uint64(), ctypes.c_size_t()
    assert c.staydown_index_open(os.fsencode(path), 0, ctypes.byref(handle)) == 0
    offsets, hits = np.empty(len(asked) + 1, np.uintp), np.empty(4 * len(asked), HIT)

    def batch() -> int:
        at = [ctypes.c_void_p(array.ctypes.data) for array in (asked, offsets, hits)]
        count, room = ctypes.c_size_t(len(asked)), ctypes.c_size_t(len(hits))
        assert c.staydown_index_within_batch(handle, at[0], count, RADIUS, at[1], at[2], room, ctypes.byref(needed)) == 0
        return needed.value

    return batch


def worker(path: str, queries: int) -> None:
    """One worker of an engine: Arrow batches of 10,000 rows."""
    random = np.random.default_rng(2)
    hashes = random.integers(0, 256, (queries, 32), dtype=np.uint8)
    batch = pa.record_batch({"hash": pa.array([row.tobytes() for row in hashes], pa.binary())})
    index = staydown.Index.open(path)
    started = time.perf_counter()
    for at in range(0, queries, 10_000):
        arrow.match_batch(batch.slice(at, 10_000), index, RADIUS)
    rows = queries / (time.perf_counter() - started)
    picture = Path(__file__).resolve().parents[3].joinpath("tests/data/photos/coffee.jpg").read_bytes()
    pictures = pa.record_batch({"content": pa.array([picture] * 100, pa.binary())})
    started = time.perf_counter()
    arrow.hash_batch(pictures)
    hashed = 100 / (time.perf_counter() - started)
    print(f"one core, Arrow batches: {rows:,.0f} rows matched a second, {hashed:,.0f} photographs (600 by 400) hashed a second")


if __name__ == "__main__":
    worker(sys.argv[2], int(sys.argv[3])) if sys.argv[1] == "--worker" else main()
