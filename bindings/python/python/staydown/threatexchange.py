"""PDQ for the package threatexchange: a signal type and an index, hashed and searched by staydown.

    threatexchange config extensions add staydown.threatexchange

adds the signal type `staydown_pdq`. It reads and writes the same hashes as `pdq`, takes every format that staydown decodes, and
turns photographs upright.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from threatexchange.extensions.manifest import ThreatExchangeExtensionManifest
from threatexchange.signal_type.index import (
    IndexMatchUntyped,
    SignalSimilarityInfoWithIntDistance,
    SignalTypeIndex,
)
from threatexchange.signal_type.pdq.signal import PdqSignal

import staydown

T = TypeVar("T")

#: Entries that may be asked apart from the others; as many again as there are make one index of all.
_APART = 1024


class StaydownIndex(SignalTypeIndex[T], Generic[T]):
    """PDQ hashes with what the caller keeps for each. Complete within 31 bits; entries may be added at any time."""

    RADIUS = 31

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        super().__init__()
        self._hashes: list[staydown.Hash] = []
        self._kept: list[T] = []
        self._forget()
        self.add_all(entries)

    def _forget(self) -> None:
        #: The index of the first `_settled` entries, if there are any, and that of those up to `_covered`.
        self._parts: list[staydown.Index] = []
        self._settled = self._covered = 0

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, signal_str: str, entry: T) -> None:
        self._hashes.append(staydown.Hash(signal_str))
        self._kept.append(entry)

    def query(
        self, query: str
    ) -> Sequence[IndexMatchUntyped[SignalSimilarityInfoWithIntDistance, T]]:
        self._build()
        hash = staydown.Hash(query)
        hits = [hit for part in self._parts for hit in part.search(hash, self.RADIUS)[["distance", "id"]].tolist()]
        return [
            IndexMatchUntyped(SignalSimilarityInfoWithIntDistance(distance), self._kept[id])
            for distance, id in sorted(hits)
        ]

    def _build(self) -> None:
        """Puts entries added since the last query into an index: their own, or that of all if they are many."""
        count = len(self._hashes)
        if self._covered == count:
            return
        if count - self._settled > max(_APART, self._settled):
            self._parts = [staydown.Index.build(self._hashes)]
            self._settled = count
        else:
            first = self._settled
            self._parts[1 if first else 0 :] = [staydown.Index.build(self._hashes[first:], range(first, count))]
        self._covered = count

    def dispose(self) -> None:
        for part in self._parts:
            part.close()
        self._forget()

    def __getstate__(self) -> tuple[list[staydown.Hash], list[T]]:
        return self._hashes, self._kept

    def __setstate__(self, state: tuple[list[staydown.Hash], list[T]]) -> None:
        self._hashes, self._kept = state
        self._forget()


class StaydownPdqSignal(PdqSignal):
    """PDQ, hashed and searched by staydown."""

    @classmethod
    def get_name(cls) -> str:
        return "staydown_pdq"

    @classmethod
    def get_index_cls(cls) -> type[StaydownIndex[Any]]:  # type: ignore[override]
        return StaydownIndex

    @classmethod
    def hash_from_bytes(cls, bytes_: bytes) -> str:
        return cls._usable(staydown.hash(bytes_))

    @classmethod
    def hash_from_file(cls, file: pathlib.Path) -> str:
        return cls._usable(staydown.hash(file))

    @classmethod
    def _usable(cls, hash: staydown.Hash) -> str:
        return hash.hex if (hash.quality or 0) >= cls.QUALITY_THRESHOLD else ""


TX_MANIFEST = ThreatExchangeExtensionManifest(signal_types=(StaydownPdqSignal,))
