"""One list of random hashes, asked of FAISS's IndexBinaryFlat and IndexBinaryMultiHash, of pynear, and of the library.

A peer gets all queries in one call, which is the quickest for each of them.
"""

import time as clock
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import faiss
import numpy as np

from peers import index_approximate
from peers.answers import Answers, Hashes, by_hand, first, in_order, of_faiss
from peers.index_list import QUERIES, RADIUS, SINGLE, Listed, Pace, answers, time
from peers.ours import Ours, Timing, timed
from peers.report import Report

try:
    import pynear
except ModuleNotFoundError:
    pynear = None

WAYS = {"single": SINGLE, "batch160": ("each", 160), "batch10000": ("batch", 10_000)}
LEVELS = {"single_avx2": "avx2", "single_portable": "portable"}
WIDE = 44
CHUNKS = 16  # of 16 bits, each with one flip: complete up to radius 31
PYNEAR_MOST = 1_000_000  # entries: beyond, its list of lists takes too long to fill
PYNEAR_HITS = 16  # that it gives at most, more than any query has
BY_HAND = 20


class Pynear:
    def __init__(self, hashes: Hashes) -> None:
        self.index = pynear.MIHBinaryIndex(CHUNKS)
        self.index.set(hashes)

    def answers(self, queries: Hashes) -> Answers:
        ids, distances = self.index.searchKNN_arrays(queries, PYNEAR_HITS, RADIUS)
        query, place = np.nonzero((ids >= 0) & (distances <= RADIUS))
        return in_order(np.stack([query, ids[query, place], distances[query, place]], axis=1).astype(np.int64))

    def ask(self, queries: list[list[int]]) -> None:
        self.index.searchKNN(queries, PYNEAR_HITS, RADIUS)


def compare(report: Report, binary: Path, ours: Ours, listed: Listed, pace: Pace) -> None:
    count, label = len(listed.hashes), listed.label
    checked = listed.queries[: 1000 if count <= 1_000_000 else 300]
    flat = faiss.IndexBinaryFlat(256)
    flat.add(listed.hashes)
    expected = of_faiss(flat, checked, RADIUS)
    few = by_hand(listed.hashes, checked[:BY_HAND], RADIUS)
    report.check(np.array_equal(first(expected, BY_HAND), few), f"{label}: FAISS against numpy")

    asked = listed.queries[: max(60, min(1000, 200_000_000 // count))]
    peers = {"faiss_flat": lambda: flat.range_search(asked, RADIUS + 1)}
    multi = multihash(report, ours, listed, pace)
    same(report, f"{label}: FAISS multi-hash", of_faiss(multi, checked, RADIUS), expected)
    peers["faiss_multihash"] = lambda: multi.range_search(asked, RADIUS + 1)
    if pynear and count <= PYNEAR_MOST:
        near = Pynear(listed.hashes)
        same(report, f"{label}: pynear", near.answers(checked), expected)
        lists = asked.tolist()
        peers["pynear"] = lambda: near.ask(lists)

    with ExitStack() as stack:
        sides = {name: (ours, way) for name, way in WAYS.items()}
        for name, level in LEVELS.items():
            other = stack.enter_context(Ours(binary, RAYON_NUM_THREADS="1", STAYDOWN_CPU=level))
            other.tell("read", listed.index)
            sides[name] = (other, SINGLE)
        everything = answers(ours, listed)
        for name, (side, way) in sides.items():
            found = answers(side, listed, way)
            same(report, f"{label}, {name}", first(found, len(checked)), expected)
            report.check(np.array_equal(found, everything), f"{label}, {name}: {len(found)} answers to all {QUERIES}")
        race(report, listed, pace, sides, peers, len(asked))
    if count >= 1_000_000 or report.quick:
        compare_wide(report, ours, listed, pace, flat, checked, asked)
        index_approximate.compare(report, ours, listed, pace, len(asked))
    if count in (100_000, 1_000_000):
        compare_threads(report, binary, ours, listed, pace)


def same(report: Report, what: str, found: Answers, expected: Answers) -> None:
    both = f"{what}: {len(found)} answers, FAISS flat has {len(expected)}, the same"
    report.check(np.array_equal(found, expected) and len(found) > 50, both)


def multihash(report: Report, ours: Ours, listed: Listed, pace: Pace) -> faiss.IndexBinaryMultiHash:
    index = faiss.IndexBinaryMultiHash(256, CHUNKS, 256 // CHUNKS)
    index.nflip = 1
    begin = clock.process_time()
    index.add(listed.hashes)
    taken = clock.process_time() - begin
    count = len(listed.hashes)
    built = ours.time("time-build", listed.hashes_file, pace.seconds)
    report.compare(f"index_{listed.label}_build_vs_faiss_multihash", [(Timing(taken, taken, 1), built)], count)
    report.value(f"index_{listed.label}_build_hashes_a_second", count / built.median)
    return index


def race(
    report: Report,
    listed: Listed,
    pace: Pace,
    sides: dict[str, tuple[Ours, tuple[str, int]]],
    peers: dict[str, object],
    asked: int,
) -> None:
    found = defaultdict(list)
    for _ in range(pace.rounds):
        theirs = {name: timed(pace.seconds, ask).each(asked) for name, ask in peers.items()}
        for name, (side, way) in sides.items():
            timing = time(side, listed.queries_file, QUERIES, pace, way)
            for peer in theirs if name == "single" else ["faiss_flat"]:
                found[f"index_{listed.label}_{name}_vs_{peer}"].append((theirs[peer], timing))
    for name, rounds in found.items():
        report.compare(name, rounds)


def compare_wide(
    report: Report,
    ours: Ours,
    listed: Listed,
    pace: Pace,
    flat: faiss.IndexBinaryFlat,
    checked: Hashes,
    asked: Hashes,
) -> None:
    way = WAYS["batch160"]
    found = first(answers(ours, listed, way, WIDE), len(checked))
    same(report, f"{listed.label}, radius {WIDE}", found, of_faiss(flat, checked, WIDE))
    rounds = []
    for _ in range(pace.rounds):
        peer = timed(pace.seconds, lambda: flat.range_search(asked, WIDE + 1)).each(len(asked))
        rounds.append((peer, time(ours, listed.queries_file, QUERIES, pace, way, WIDE)))
    report.compare(f"index_{listed.label}_radius{WIDE}_batch160_vs_faiss_flat", rounds)


def compare_threads(report: Report, binary: Path, one: Ours, listed: Listed, pace: Pace) -> None:
    way = WAYS["batch10000"]
    words = ("time-search", listed.queries_file, *way, RADIUS, pace.seconds, "wall")
    with Ours(binary, RAYON_NUM_THREADS="2") as two:
        two.tell("read", listed.index)
        pair = [answers(side, listed, way) for side in (one, two)]
        report.check(np.array_equal(*pair), f"{listed.label}: two threads answer as one does")
        rounds = [(one.time(*words).each(QUERIES), two.time(*words).each(QUERIES)) for _ in range(pace.rounds)]
    report.compare(f"index_{listed.label}_two_threads_vs_one", rounds)
