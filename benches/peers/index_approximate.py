"""The search that may miss entries: its time beside the complete one of FAISS's IndexBinaryFlat, and what it finds."""

import faiss
import numpy as np

from peers.answers import first, flipped, of_faiss, of_ours
from peers.index_list import QUERIES, Listed, Pace, answers, time
from peers.ours import Ours, timed
from peers.report import Report

RADIUS = 60
WAY = ("approximate", 160)
DISTANCES = [50, 60]
PLANTED = 100 * WAY[1]
OFF = 0.03  # of a recall: three standard errors of the expectation, and what the list adds


def compare(report: Report, ours: Ours, listed: Listed, pace: Pace, asked: int) -> None:
    """`asked` is how many queries the peer gets."""
    flat = faiss.IndexBinaryFlat(256)
    flat.add(listed.hashes)
    check_answers(report, ours, listed, flat, asked)
    for distance in DISTANCES:
        measure_recall(report, ours, listed, distance)
    queries, rounds = listed.queries[:asked], []
    for _ in range(pace.rounds):
        peer = timed(pace.seconds, lambda: flat.range_search(queries, RADIUS + 1)).each(asked)
        rounds.append((peer, time(ours, listed.queries_file, QUERIES, pace, WAY, RADIUS)))
    report.compare(f"index_{listed.label}_approximate{RADIUS}_batch160_vs_faiss_flat", rounds)


def check_answers(report: Report, ours: Ours, listed: Listed, flat: faiss.IndexBinaryFlat, asked: int) -> None:
    complete = of_faiss(flat, listed.queries[:asked], RADIUS)
    found = first(answers(ours, listed, WAY, RADIUS), asked)
    right = set(map(tuple, found)) <= set(map(tuple, complete))
    what = f"{listed.label}, approximate {RADIUS}: {len(found)} answers, all among the {len(complete)} of FAISS flat"
    report.check(right and len(found) > 0.9 * len(complete), what)


def measure_recall(report: Report, ours: Ours, listed: Listed, distance: int) -> None:
    random = np.random.default_rng(distance)
    ids = random.integers(0, len(listed.hashes), PLANTED)
    queries = np.stack([flipped(random, listed.hashes[id], distance) for id in ids])
    found = of_ours(ours, listed.some_queries(f"at-{distance}", queries), WAY, RADIUS)
    recall = len(set(map(tuple, found[:, :2])) & set(enumerate(ids))) / PLANTED
    expected = float(ours.tell("recall", WAY[1], RADIUS, distance)[0])
    what = f"{listed.label}, approximate {RADIUS}: of neighbours at {distance} bits {recall:.3f}, expected {expected:.3f}"
    report.check(abs(recall - expected) < OFF, what)
    report.value(f"index_{listed.label}_approximate{RADIUS}_recall_at_{distance}", recall)
