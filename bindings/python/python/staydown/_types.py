"""The values that the native part hands out and that Python makes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

#: A hit: id, distance in bits, number of the list.
HIT: np.dtype[np.void] = np.dtype(
    {
        "names": ["id", "distance", "list"],
        "formats": ["<u8", "<u4", "<u2"],
        "offsets": [0, 8, 12],
        "itemsize": 16,
    }
)

#: A hit of one of many queries: the number of the query, then as `HIT`.
BATCH_HIT: np.dtype[np.void] = np.dtype(
    {
        "names": ["query", "id", "distance", "list"],
        "formats": ["<u8", "<u8", "<u4", "<u2"],
        "offsets": [0, 8, 16, 20],
        "itemsize": 24,
    }
)


class Digests(NamedTuple):
    """The digests of a file's bytes."""

    md5: bytes
    sha1: bytes
    sha256: bytes


class Hashed(NamedTuple):
    """The hashes of many pictures: `uint8[n, 32]`, `uint8[n]`, and the exceptions of those that failed, by their numbers."""

    hashes: npt.NDArray[np.uint8]
    quality: npt.NDArray[np.uint8]
    errors: dict[int, Exception]


@dataclass(frozen=True)
class Verdict:
    """What to do with a picture, and why."""

    #: `allow`, `review` or `block`.
    action: str
    #: Such as `listed`, `nothing-matches` or `cannot-tell`.
    why: str
    #: Whether nothing speaks against the picture, and everything was looked at.
    clean: bool
    #: Entries that match, as (list, number).
    entries: tuple[tuple[str, int], ...]
    #: State of the lists: `full`, `stale`, `partly` or `no-list`.
    lists: str
    #: The generation of the catalogue that the verdict is of; over an index alone, the number of files taken up.
    generation: int
    #: Of the picture, 0 to 100; None if it was not hashed.
    quality: int | None
    #: Whether time ran out before all was asked; fewer guesses are a choice, as a lower tier is.
    degraded: bool
    #: Why the picture could not be decoded, or None.
    undecoded: str | None
    #: The decision as a line of JSON for a log, without hashes.
    record: str

    def details(self) -> dict[str, Any]:
        """The record as a dictionary."""
        details: dict[str, Any] = json.loads(self.record)
        return details
