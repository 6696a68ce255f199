"""Lists, queries and answers, for the sections that search."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peers.ours import Ours

Hashes = NDArray[np.uint8]  # a row each
Answers = NDArray[np.int64]  # rows of query, id, distance, sorted


def read_hashes(file: Path, bits: int) -> Hashes:
    return np.fromfile(file, np.uint8).reshape(-1, bits // 8)


def flipped(random: np.random.Generator, row: Hashes, bits: int) -> Hashes:
    """The hash with so many of its bits flipped."""
    ones = np.unpackbits(row)
    ones[random.choice(len(ones), bits, replace=False)] ^= 1
    return np.packbits(ones)


def by_hand(hashes: Hashes, queries: Hashes, radius: int) -> Answers:
    """By numpy, independently of all sides."""
    words, found = hashes.view(np.uint64), []
    for query, asked in enumerate(queries.view(np.uint64)):
        distances = sum(np.bitwise_count(words[:, k] ^ asked[k]).astype(np.int64) for k in range(len(asked)))
        (ids,) = np.nonzero(distances <= radius)
        found += [(query, id, distances[id]) for id in ids]
    return in_order(np.array(found, np.int64).reshape(-1, 3))


def of_faiss(index: Any, queries: Hashes, radius: int) -> Answers:
    limits, distances, ids = index.range_search(queries, radius + 1)  # FAISS finds distances under its radius
    query = np.repeat(np.arange(len(queries)), np.diff(limits.astype(np.int64)))
    return in_order(np.stack([query, ids, distances.astype(np.int64)], axis=1))


def of_ours(ours: Ours, queries: Path, way: tuple[str, int], radius: int) -> Answers:
    file = queries.with_suffix(".answers")
    ours.tell("search", queries, *way, radius, file)
    return written(file)


def written(file: Path) -> Answers:
    return in_order(np.fromfile(file, "<u4").reshape(-1, 3).astype(np.int64))


def in_order(answers: Answers) -> Answers:
    return answers[np.lexsort(answers.T[::-1])]


def first(answers: Answers, queries: int) -> Answers:
    return answers[answers[:, 0] < queries]
