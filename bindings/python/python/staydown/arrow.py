"""Whole archives, batch by batch: functions from one Arrow RecordBatch to another, for whatever engine calls them.

Polars is tested; Ray Data, Daft and DataFusion hand over Arrow tables or batches too (`table.to_batches()`). For Spark see
`staydown.spark`. A row that is bad says so in the column `error` and stops nothing. Each call uses all processors; where an engine runs several at once, set the environment variable
`RAYON_NUM_THREADS` to 1 before the first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import staydown

#: What one entry that was found says. Ids from 2**63 on appear as negative numbers of the same bits.
MATCH = pa.struct([("id", pa.int64()), ("distance", pa.int32()), ("list", pa.int32())])

#: The columns that `match_batch` adds.
MATCHED = [pa.field("matches", pa.list_(MATCH)), pa.field("error", pa.string())]

#: The columns that `hash_batch` adds.
HASHED = [pa.field("hash", pa.binary()), pa.field("quality", pa.int32()), pa.field("error", pa.string())]


def match_batch(
    batch: pa.RecordBatch, index: staydown.Index, radius: int = 31, *, column: str = "hash"
) -> pa.RecordBatch:
    """The rows with all entries of the index within the radius of their hash, ordered by distance and id.

    `column` has hashes as 32 bytes or 64 hexadecimal digits. Adds `matches` (null for a bad row) and `error`.
    """
    values = batch.column(column).to_pylist()
    hashes = np.zeros((len(values), 32), dtype=np.uint8)
    errors: list[str | None] = [None] * len(values)
    for at, value in enumerate(values):
        try:
            hashes[at] = np.frombuffer(staydown.Hash(value).bytes, dtype=np.uint8)
        except (staydown.ArgumentError, TypeError) as error:
            errors[at] = str(error) if value is not None else "there is no hash"
    bad = np.array([error is not None for error in errors], dtype=bool)
    good = np.flatnonzero(~bad)
    hits = index.search_batch(hashes[good], radius)
    counts = np.zeros(len(values), dtype=np.int32)
    counts[good] = np.bincount(hits["query"].astype(np.int64), minlength=len(good))
    return _with(batch, MATCHED, [_matches(hits, counts, bad), pa.array(errors, pa.string())])


def _matches(hits: npt.NDArray[np.void], counts: npt.NDArray[np.int32], bad: npt.NDArray[np.bool_]) -> pa.Array:
    fields = [
        pa.array(hits["id"].view(np.int64) if hits.size else np.empty(0, np.int64)),
        pa.array(hits["distance"].astype(np.int32)),
        pa.array(hits["list"].astype(np.int32)),
    ]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    entries = pa.StructArray.from_arrays(fields, fields=list(MATCH))
    return pa.ListArray.from_arrays(pa.array(offsets), entries, mask=pa.array(bad))


def hash_batch(
    batch: pa.RecordBatch, *, column: str = "content", limits: staydown.Limits | None = None
) -> pa.RecordBatch:
    """The rows with the PDQ hash and its quality of the picture whose file is in `column`, as bytes.

    Adds `hash` and `quality` (null for a bad row) and `error`.
    """
    files = [b"" if file is None else file for file in batch.column(column).to_pylist()]
    hashed = staydown.hash_batch(files, limits=limits)
    errors = [str(hashed.errors[at]) if at in hashed.errors else None for at in range(len(files))]
    hashes = [None if errors[at] is not None else row.tobytes() for at, row in enumerate(hashed.hashes)]
    quality = [None if error is not None else int(of) for of, error in zip(hashed.quality, errors)]
    columns = [pa.array(hashes, pa.binary()), pa.array(quality, pa.int32()), pa.array(errors, pa.string())]
    return _with(batch, HASHED, columns)


def _with(batch: pa.RecordBatch, fields: list[pa.Field], columns: list[pa.Array]) -> pa.RecordBatch:
    schema = pa.schema([*batch.schema, *fields])
    return pa.RecordBatch.from_arrays([*batch.columns, *columns], schema=schema)
