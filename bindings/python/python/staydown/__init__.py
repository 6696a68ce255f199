"""Perceptual hashes of pictures, and the complete search for near ones in lists of known illegal imagery.

A picture goes one way: path, bytes or pixels, then `hash`, then `Index.search`; or through a `Matcher`, which says what to do
with it by the lists of a catalogue. Hashes of listed pictures are personal data: no text of an exception and no `repr` holds one.
"""

from ._staydown import (
    Hash,
    Index,
    Limits,
    Matcher,
    __version__,
    classic,
    coefficients,
    digests,
    hash,
    hash_batch,
    orientations,
    profiles,
)
from ._types import BATCH_HIT, HIT, Digests, Hashed, Verdict
from .errors import (
    ArgumentError,
    CatalogueError,
    ClosedError,
    DecodeError,
    Error,
    FileError,
    IndexFileError,
)

__all__ = [
    "BATCH_HIT",
    "HIT",
    "ArgumentError",
    "CatalogueError",
    "ClosedError",
    "DecodeError",
    "Digests",
    "Error",
    "FileError",
    "Hash",
    "Hashed",
    "Index",
    "IndexFileError",
    "Limits",
    "Matcher",
    "Verdict",
    "__version__",
    "classic",
    "coefficients",
    "digests",
    "hash",
    "hash_batch",
    "orientations",
    "profiles",
]
