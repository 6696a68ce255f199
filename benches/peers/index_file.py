"""What an index takes and gives beside its fastest answers: bytes, the compact layout, opening, changes laid over."""

import statistics
from pathlib import Path

import faiss
import numpy as np

from peers.answers import flipped, in_order, of_faiss
from peers.index_list import QUERIES, RADIUS, Listed, Pace, answers, build, label_of, time
from peers.ours import Ours
from peers.report import Report

ID_BYTES = 8
CHANGES = 100_000  # half of them removals
CHECKED = 300


def compare(report: Report, binary: Path, ours: Ours, listed: Listed, pace: Pace) -> None:
    label = listed.label
    report.value(f"index_{label}_fast_bytes_a_hash", bytes_a_hash(listed.bytes, listed))
    opened = ours.time("time-open", listed.index, pace.seconds)
    report.value(f"index_{label}_open_us", opened.median * 1e6)
    first_query = ours.time("time-first", listed.index, listed.queries_file, RADIUS, pace.seconds)
    report.value(f"index_{label}_open_and_first_query_us", first_query.median * 1e6)
    with Ours(binary, RAYON_NUM_THREADS="1") as other:
        compare_compact(report, ours, other, listed, pace)
    with Ours(binary, RAYON_NUM_THREADS="1") as other:
        compare_changed(report, ours, other, listed, pace)


def bytes_a_hash(length: int, listed: Listed) -> float:
    """Ids not counted, the hash itself is."""
    return length / len(listed.hashes) - ID_BYTES


def compare_compact(report: Report, ours: Ours, other: Ours, listed: Listed, pace: Pace) -> None:
    file = listed.index.with_name("compact.sdx")
    length = build(other, listed.hashes_file, file, layout="compact")
    other.tell("read", file)
    same = np.array_equal(answers(other, listed), answers(ours, listed))
    report.check(same, f"{listed.label}: the compact layout gives the same {QUERIES} answers")
    times = [time(other, listed.queries_file, QUERIES, pace).best for _ in range(pace.rounds)]
    report.value(f"index_{listed.label}_compact_bytes_a_hash", bytes_a_hash(length, listed))
    report.value(f"index_{listed.label}_compact_single_us", statistics.median(times) * 1e6)


def compare_changed(report: Report, ours: Ours, other: Ours, listed: Listed, pace: Pace) -> None:
    count = len(listed.hashes)
    changes = min(CHANGES, count // 10)
    random = np.random.default_rng(8)
    added = random.integers(0, 256, (changes // 2, 32), np.uint8)
    for at in range(0, CHECKED, 3):
        added[at] = flipped(random, listed.queries[at], at % 46)
    removed = changes // 2
    other.tell("read", listed.index)
    other.tell("change", listed.some_queries("added", added), removed)

    checked = listed.queries[:CHECKED]
    file = listed.some_queries("checked", checked)
    old, new = faiss.IndexBinaryFlat(256), faiss.IndexBinaryFlat(256)
    old.add(listed.hashes[removed:])
    new.add(added)
    kept, came = of_faiss(old, checked, RADIUS), of_faiss(new, checked, RADIUS)
    expected = in_order(np.concatenate([kept + [0, removed, 0], came + [0, count, 0]]))
    found = answers(other, listed._replace(queries_file=file))
    what = f"{listed.label} under {changes} changes: {len(found)} answers, {len(came)} of them new, as FAISS flat"
    report.check(np.array_equal(found, expected) and len(came) > 20, what)

    rounds = []
    for _ in range(pace.rounds):
        pair = [time(side, listed.queries_file, QUERIES, pace) for side in (ours, other)]
        rounds.append(tuple(pair))
    report.cost(f"index_{listed.label}_overlay{label_of(changes)}_vs_none", rounds)
