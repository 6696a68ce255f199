"""Lists that are not random, beside a random one of the same size; the kinds are those of benches/common/lists.

Every list is asked the same mix: 10,000 queries, every second one 0 to 45 bits from an entry of the list, the others
unrelated to it. Of the duplicates and of the heavy list, the entries of the heaviest hash are not asked for in the mix.
"""

from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import faiss
import numpy as np

from peers.answers import Hashes, first, flipped, of_faiss, of_ours
from peers.index_list import QUERIES, RADIUS, SINGLE, Listed, Pace, answers, make, time
from peers.ours import Ours
from peers.report import Report

KINDS = ["clustered", "photos", "duplicates", "heavy"]
FAR = 10  # bits from a heavy hash


def compare(report: Report, binary: Path, ours: Ours, uniform: Listed, pace: Pace) -> None:
    lists, sides = {"uniform": uniform}, {"uniform": ours}
    with ExitStack() as stack:
        for kind in KINDS:
            side = stack.enter_context(Ours(binary, RAYON_NUM_THREADS="1"))
            lists[kind] = make(side, uniform.index.parent, kind, len(uniform.hashes))
            sides[kind] = side
            side.tell("read", lists[kind].index)
            check(report, side, lists[kind], kind)
        race(report, lists, sides, pace)
        compare_heavy(report, sides["heavy"], lists["heavy"], pace)


def check(report: Report, side: Ours, listed: Listed, kind: str) -> None:
    checked = 1000 if len(listed.hashes) <= 1_000_000 else 200
    flat = faiss.IndexBinaryFlat(256)
    flat.add(listed.hashes)
    expected, found = of_faiss(flat, listed.queries[:checked], RADIUS), answers(side, listed)
    what = f"{listed.label}, {kind}: {len(found)} answers to {QUERIES} queries, those to {checked} as FAISS flat"
    report.check(np.array_equal(first(found, checked), expected) and len(expected) > 50, what)


def race(report: Report, lists: dict[str, Listed], sides: dict[str, Ours], pace: Pace) -> None:
    """All queries of each list, and the unrelated ones alone; the heavy list's related ones are its random ones."""
    asked = {(kind, "", listed.queries_file): QUERIES for kind, listed in lists.items() if kind != "heavy"}
    for kind, listed in lists.items():
        unrelated = listed.queries[1::2]
        asked[kind, "_unrelated", listed.some_queries("unrelated", unrelated)] = len(unrelated)
    times = defaultdict(list)
    for _ in range(pace.rounds):
        for (kind, part, file), count in asked.items():
            times[kind, part].append(time(sides[kind], file, count, pace))
    for (kind, part), taken in times.items():
        if kind != "uniform":
            name = f"index_{lists[kind].label}_{kind}{part}_vs_uniform{part}"
            report.cost(name, list(zip(times["uniform", part], taken)))


def compare_heavy(report: Report, side: Ours, listed: Listed, pace: Pace) -> None:
    """A query near the hash that a quarter of the list shares costs no more for each hit than one near a lighter hash."""
    many = count_of(listed.hashes, -1)
    fewer = count_of(listed.hashes, -many - 1)
    times = {many: [], fewer: []}
    random, files = np.random.default_rng(9), {}
    for hits, at in ((many, -1), (fewer, -many - 1)):
        query = flipped(random, listed.hashes[at], FAR)
        files[hits] = listed.some_queries(f"near-{hits}", query)
        found = of_ours(side, files[hits], SINGLE, RADIUS)
        right = len(found) == hits and (found[:, 2] == FAR).all() and len(np.unique(found[:, 1])) == hits
        report.check(right, f"{listed.label}, heavy: {hits} entries of one hash are found")
    for _ in range(pace.rounds):
        for hits, file in files.items():
            times[hits].append(time(side, file, hits, pace))
    name = f"index_{listed.label}_heavy_hit_of_{many}_vs_hit_of_{fewer}"
    report.cost(name, list(zip(times[fewer], times[many])))


def count_of(hashes: Hashes, at: int) -> int:
    """How many entries have the same hash, whose last is at a place."""
    words = hashes.view(np.uint64)
    return int((words == words[at]).all(axis=1).sum())
