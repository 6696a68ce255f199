"""The calls of the package pdqhash, answered by staydown: `from staydown.compat import pdqhash`.

As there, a picture is `uint8[height, width, 3]` (red, green, blue), a hash 256 numbers of 0 or 1, the highest bit first. A picture
must not be smaller than 5 pixels a side: then the hash is zero. Channels after the third take no part. Grey pictures, which fail
there, are taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

import staydown

_Vector = npt.NDArray[np.int64]


def _vector(hash: staydown.Hash) -> _Vector:
    return np.unpackbits(np.frombuffer(hash.bytes, dtype=np.uint8)).astype(np.int64)


def _colours(image: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return image[:, :, :3] if image.ndim == 3 else image


def compute(image: npt.NDArray[Any]) -> tuple[_Vector, int]:
    """The hash and its quality."""
    hash = staydown.hash(_colours(image))
    return _vector(hash), hash.quality or 0


def compute_dihedral(image: npt.NDArray[Any]) -> tuple[list[_Vector], int]:
    """The hashes of the picture as it is, turned by 90, 180 and 270 degrees, mirrored about either axis and either diagonal."""
    hashes = staydown.orientations(_colours(image))
    return [_vector(hash) for hash in hashes], hashes[0].quality or 0


def compute_float(image: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float64], int]:
    """The 256 numbers of which the hash says whether they lie above their median."""
    numbers, quality = staydown.coefficients(_colours(image))
    return numbers.astype(np.float64), quality
