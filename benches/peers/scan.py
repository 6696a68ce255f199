"""Search by radius in a list of random hashes, beside FAISS's IndexBinaryFlat."""

import tempfile
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from peers.ours import Ours, timed
from peers.report import Report

RADIUS = 31
FAISS_RADIUS = RADIUS + 1  # FAISS finds distances under its radius
BATCHES = {1: "single", 64: "batch64", 1000: "batch1000"}
QUERIES = 1000
BY_HAND = 20  # queries that numpy answers, independently of both sides

Hashes = NDArray[np.uint8]  # rows of 32 bytes
Answers = NDArray[np.int64]  # rows of query, id, distance, sorted


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
        load(ours, hashes, files / "hashes")
        check_answers(report, ours, index, hashes, queries, files, label)
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
        bits = np.unpackbits(hashes[at])
        bits[random.choice(256, at // 2 % 45, replace=False)] ^= 1
        queries[at] = np.packbits(bits)
    return hashes, queries


def load(ours: Ours, hashes: Hashes, file: Path) -> None:
    hashes.tofile(file)
    loaded = ours.ask("load", file)
    if loaded != [str(len(hashes))]:
        raise SystemExit(f"staydown-compare loaded: {loaded}")


def check_answers(
    report: Report, ours: Ours, index: faiss.IndexBinaryFlat, hashes: Hashes, queries: Hashes, files: Path, label: str
) -> None:
    expected = faiss_answers(index, queries)
    few = expected[expected[:, 0] < BY_HAND]
    report.check(np.array_equal(few, answers_by_hand(hashes, queries[:BY_HAND])), f"{label}: FAISS against numpy")
    queries.tofile(files / "queries")
    for batch, name in BATCHES.items():
        found = our_answers(ours, files, batch)
        what = f"{label}, {name}: {QUERIES} queries, radius {RADIUS}, {len(found)} answers, FAISS has {len(expected)}"
        report.check(np.array_equal(found, expected) and len(found) > 300, f"{what}, the same")


def faiss_answers(index: faiss.IndexBinaryFlat, queries: Hashes) -> Answers:
    limits, distances, ids = index.range_search(queries, FAISS_RADIUS)
    query = np.repeat(np.arange(len(queries)), np.diff(limits.astype(np.int64)))
    return in_order(np.stack([query, ids, distances.astype(np.int64)], axis=1))


def answers_by_hand(hashes: Hashes, queries: Hashes) -> Answers:
    words, found = hashes.view(np.uint64), []
    for query, asked in enumerate(queries.view(np.uint64)):
        distances = sum(np.bitwise_count(words[:, k] ^ asked[k]).astype(np.int64) for k in range(4))
        (ids,) = np.nonzero(distances <= RADIUS)
        found += [(query, id, distances[id]) for id in ids]
    return in_order(np.array(found, np.int64))


def our_answers(ours: Ours, files: Path, batch: int) -> Answers:
    answer = ours.ask("search", files / "queries", batch, RADIUS, files / "answers")
    if answer[0] == "error":
        raise SystemExit(f"staydown-compare: {answer[1]}")
    return in_order(np.fromfile(files / "answers", "<u4").reshape(-1, 3).astype(np.int64))


def in_order(answers: Answers) -> Answers:
    return answers[np.lexsort(answers.T[::-1])]


def compare_speed(
    report: Report, ours: Ours, index: faiss.IndexBinaryFlat, queries: Hashes, files: Path, label: str
) -> None:
    seconds, rounds = (0.1, 2) if report.quick else (1.0, 5)
    if label == "10M":
        seconds, rounds = 0.5, 2
    for batch, name in BATCHES.items():
        asked = queries[: max(batch, 64)]
        file = files / f"queries{batch}"
        asked.tofile(file)
        found = []
        for _ in range(rounds):
            peer = timed(seconds, lambda: faiss_search(index, asked, batch))
            found.append((peer, ours.time("time-search", file, batch, RADIUS, seconds, "cpu")))
        report.compare(f"scan_{label}_{name}_vs_faiss_flat", found, len(asked))


def faiss_search(index: faiss.IndexBinaryFlat, queries: Hashes, batch: int) -> None:
    for start in range(0, len(queries), batch):
        index.range_search(queries[start : start + batch], FAISS_RADIUS)


def compare_threads(report: Report, binary: Path, one: Ours, files: Path) -> None:
    seconds, rounds = (0.3, 3) if report.quick else (1.0, 7)
    words = ("time-search", files / "queries", max(BATCHES), RADIUS, seconds, "wall")
    with Ours(binary, RAYON_NUM_THREADS="2") as two:
        two.ask("load", files / "hashes")
        same = np.array_equal(our_answers(one, files, max(BATCHES)), our_answers(two, files, max(BATCHES)))
        report.check(same, "1M: two threads answer as one does")
        found = [(one.time(*words), two.time(*words)) for _ in range(rounds)]
    report.compare("scan_two_threads_vs_one", found, QUERIES)
