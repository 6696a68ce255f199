"""Hashes of 64 bits, beside the crate mih-rs, in the same program."""

from pathlib import Path

import numpy as np

from peers.answers import by_hand, first, written
from peers.index_list import QUERIES, Listed, Pace, answers, make, time
from peers.ours import Ours
from peers.report import Report

RADII = [8, 10]
WAYS = {"": ("each", 1), "_batch10000": ("batch", 10_000)}
PEER_QUERIES = 1000
BY_HAND = 20


def compare(report: Report, binary: Path, folder: Path, count: int, pace: Pace) -> None:
    with Ours(binary, RAYON_NUM_THREADS="1") as ours:
        listed = make(ours, folder, "uniform64", count, 64)
        ours.tell("read", listed.index)
        ours.tell("mih", listed.hashes_file)
        for radius in RADII:
            check(report, ours, listed, radius)
            race(report, ours, listed, pace, radius)


def check(report: Report, ours: Ours, listed: Listed, radius: int) -> None:
    what, file = f"64 bits, {listed.label}, radius {radius}", listed.queries_file.with_suffix(".peer")
    ours.tell("mih-search", listed.queries_file, radius, file)
    expected = written(file)
    few = by_hand(listed.hashes, listed.queries[:BY_HAND], radius)
    report.check(np.array_equal(first(expected, BY_HAND), few), f"{what}: mih-rs against numpy")
    for way in WAYS.values():
        found = answers(ours, listed, way, radius)
        words = f"{what}, {way[0]} {way[1]}: {len(found)} answers to {QUERIES} queries, mih-rs has {len(expected)}"
        report.check(np.array_equal(found, expected) and len(found) > 1000, f"{words}, the same")


def race(report: Report, ours: Ours, listed: Listed, pace: Pace, radius: int) -> None:
    asked = listed.some_queries("peer", listed.queries[:PEER_QUERIES])
    found = {end: [] for end in WAYS}
    for _ in range(pace.rounds):
        peer = ours.time("time-mih", asked, radius, pace.seconds).each(PEER_QUERIES)
        for end, way in WAYS.items():
            found[end].append((peer, time(ours, listed.queries_file, QUERIES, pace, way, radius)))
    for end, rounds in found.items():
        report.compare(f"index64_{listed.label}_radius{radius}{end}_vs_mih_rs", rounds)
