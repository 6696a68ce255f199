"""Search by radius in a list of random hashes without tables, beside FAISS's IndexBinaryFlat."""

import tempfile
from pathlib import Path

import faiss
import numpy as np

from peers.answers import Answers, Hashes, by_hand, first, flipped, of_faiss, of_ours
from peers.ours import Ours, timed
from peers.report import Report

RADIUS = 31
WAYS = {"single": ("each", 1), "batch64": ("batch", 64), "batch1000": ("batch", 1000)}
QUERIES = 1000
BY_HAND = 20


def run(report: Report, binary: Path, vectors: Path) -> None:
    faiss.omp_set_num_threads(1)
    compare_list(report, binary, 1_000_000, "1M")
    if not report.quick:
        compare_list(report, binary, 10_000_000, "10M")


def compare_list(report: Report, binary: Path, count: int, label: str) -> None:
    hashes, queries = random_list(count)
    index = faiss.IndexBinaryFlat(256)
    index.add(hashes)
    with tempfile.TemporaryDirectory() as folder, Ours(binary, RAYON_NUM_THREADS="1") as ours:
        files = Path(folder)
        hashes.tofile(files / "hashes")
        queries.tofile(files / "queries")
        ours.tell("build", files / "hashes", 256, "flat", files / "index")
        ours.tell("read", files / "index")
        check_answers(report, ours, of_faiss(index, queries, RADIUS), hashes, queries, files, label)
        compare_speed(report, ours, index, queries, files, label)
        if label == "1M":
            compare_threads(report, binary, ours, files)


def random_list(count: int) -> tuple[Hashes, Hashes]:
    """Random hashes with 50 duplicates; every other query lies 0 to 44 bits from an entry, duplicated ones among them."""
    random = np.random.default_rng(count)
    hashes = random.integers(0, 256, (count, 32), np.uint8)
    hashes[-50:] = hashes[:50]
    queries = random.integers(0, 256, (QUERIES, 32), np.uint8)
    for at in range(0, QUERIES, 2):
        queries[at] = flipped(random, hashes[at], at // 2 % 45)
    return hashes, queries


def check_answers(
    report: Report, ours: Ours, expected: Answers, hashes: Hashes, queries: Hashes, files: Path, label: str
) -> None:
    few = by_hand(hashes, queries[:BY_HAND], RADIUS)
    report.check(np.array_equal(first(expected, BY_HAND), few), f"{label}: FAISS against numpy")
    for name, way in WAYS.items():
        found = of_ours(ours, files / "queries", way, RADIUS)
        what = f"{label}, {name}: {QUERIES} queries, radius {RADIUS}, {len(found)} answers, FAISS has {len(expected)}"
        report.check(np.array_equal(found, expected) and len(found) > 300, f"{what}, the same")


def compare_speed(
    report: Report, ours: Ours, index: faiss.IndexBinaryFlat, queries: Hashes, files: Path, label: str
) -> None:
    seconds, rounds = (0.1, 2) if report.quick else (1.0, 5)
    if label == "10M":
        seconds, rounds = 0.5, 2
    for name, way in WAYS.items():
        asked, together = queries[: max(way[1], 64)], way[1]
        file = files / f"queries-{name}"
        asked.tofile(file)
        found = []
        for _ in range(rounds):
            peer = timed(seconds, lambda: faiss_search(index, asked, together))
            found.append((peer, ours.time("time-search", file, *way, RADIUS, seconds, "cpu")))
        report.compare(f"scan_{label}_{name}_vs_faiss_flat", found, len(asked))


def faiss_search(index: faiss.IndexBinaryFlat, queries: Hashes, together: int) -> None:
    for start in range(0, len(queries), together):
        index.range_search(queries[start : start + together], RADIUS + 1)


def compare_threads(report: Report, binary: Path, one: Ours, files: Path) -> None:
    seconds, rounds = (0.3, 3) if report.quick else (1.0, 7)
    way = WAYS["batch1000"]
    words = ("time-search", files / "queries", *way, RADIUS, seconds, "wall")
    with Ours(binary, RAYON_NUM_THREADS="2") as two:
        two.tell("read", files / "index")
        answers = [of_ours(side, files / "queries", way, RADIUS) for side in (one, two)]
        report.check(np.array_equal(*answers), "1M: two threads answer as one does")
        found = [(one.time(*words), two.time(*words)) for _ in range(rounds)]
    report.compare("scan_two_threads_vs_one", found, QUERIES)
