"""Search through tables, beside FAISS, pynear and mih-rs, and beside itself on lists of other kinds."""

import tempfile
from pathlib import Path

import faiss

from peers import index_file, index_kinds, index_peers, index_short
from peers.index_list import Pace, label_of, make, sizes
from peers.ours import Ours
from peers.report import Report

QUOTED = """
Quoted, not measured here (µs a query, radius 31, 256 bits, half of the queries planted, one thread): PDQ's C++ MIH256
472 at 100,000 entries with 963 bytes a hash; hnsw_rs 2,700 at 100,000 with 3,060 bytes a hash, for 0.998 of the planted.
"""


def run(report: Report, binary: Path, vectors: Path) -> None:
    faiss.omp_set_num_threads(1)
    for count in sizes(report.quick):
        with tempfile.TemporaryDirectory() as folder:
            compare_size(report, binary, Path(folder), count)
    report.note(QUOTED)
    if not index_peers.pynear:
        report.note("pynear is left out: it has no wheel for this version of Python.")


def compare_size(report: Report, binary: Path, folder: Path, count: int) -> None:
    pace = Pace(0.05, 2) if report.quick else Pace(0.5, 5 if count <= 1_000_000 else 3)
    with Ours(binary, RAYON_NUM_THREADS="1") as ours:
        uniform = make(ours, folder, "uniform", count)
        ours.tell("read", uniform.index)
        index_peers.compare(report, binary, ours, uniform, pace)
        index_file.compare(report, binary, ours, uniform, pace)
        if label_of(count) in ("1M", "10M") or report.quick:
            index_kinds.compare(report, binary, ours, uniform, pace)
            index_short.compare(report, binary, folder, count, pace)
