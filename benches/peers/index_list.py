"""A list that the program of crates/compare makes, and the index of it."""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from peers.answers import Answers, Hashes, of_ours, read_hashes
from peers.ours import Ours, Timing

QUERIES = 10_000  # every second one planted
RADIUS = 31
SINGLE = ("each", 1)


class Pace(NamedTuple):
    seconds: float
    rounds: int


class Listed(NamedTuple):
    label: str
    hashes: Hashes
    queries: Hashes
    hashes_file: Path
    queries_file: Path
    index: Path
    bytes: int

    def some_queries(self, name: str, queries: Hashes) -> Path:
        """A file of other queries beside those of the list."""
        file = self.queries_file.with_name(f"{self.queries_file.stem}-{name}")
        np.ascontiguousarray(queries).tofile(file)
        return file


def sizes(quick: bool) -> list[int]:
    usual = "20000,100000" if quick else "100000,1000000,10000000"
    return [int(size) for size in os.environ.get("STAYDOWN_BENCH_SIZES", usual).split(",")]


def label_of(count: int) -> str:
    for unit, name in ((1_000_000, "M"), (1000, "k")):
        if count % unit == 0:
            return f"{count // unit}{name}"
    return str(count)


def make(ours: Ours, folder: Path, kind: str, count: int, bits: int = 256) -> Listed:
    names = [folder / f"{kind}.{end}" for end in ("hashes", "queries", "sdx")]
    hashes, queries, index = names
    ours.tell("make", kind, count, hashes, QUERIES, queries)
    length = build(ours, hashes, index, bits)
    return Listed(
        label_of(count), read_hashes(hashes, bits), read_hashes(queries, bits), hashes, queries, index, length
    )


def build(ours: Ours, hashes: Path, index: Path, bits: int = 256, layout: str = "fast") -> int:
    """The length of the index file."""
    _, length, _ = ours.tell("build", hashes, bits, layout, index)
    return int(length)


def answers(ours: Ours, listed: Listed, way: tuple[str, int] = SINGLE, radius: int = RADIUS) -> Answers:
    return of_ours(ours, listed.queries_file, way, radius)


def time(
    ours: Ours, queries: Path, count: int, pace: Pace, way: tuple[str, int] = SINGLE, radius: int = RADIUS
) -> Timing:
    """Processor time of one query."""
    return ours.time("time-search", queries, *way, radius, pace.seconds, "cpu").each(count)
