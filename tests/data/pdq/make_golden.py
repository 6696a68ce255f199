"""Makes golden.csv: what the PDQ reference says of pictures that a formula makes.

    python3 -m pip install numpy pdqhash==0.2.8
    python3 tests/data/pdq/make_golden.py

pdqhash 0.2.8 (PyPI) wraps the C++ reference core, which takes the picture at its full size. The column
`nearest512_hash` is of the picture brought to 512 x 512 first, as the C++ command line tool does: both
axes, pixel floor(i * side / 512), and only where a side is over 512. The columns from `original` on are
the eight orientations that the reference derives from one DCT of the full-size picture. A picture of
which `channels` says `grey` is given to the reference as RGB with three equal channels.

The formula uses integers only, so that tests/pdq_golden.rs makes the same bytes; `/` below rounds down.
mix is a hash of 32 bits, all its arithmetic modulo 2^32. A pixel's channel c is 0, 1 or 2 (grey: 0).
"""

import csv
from pathlib import Path

import numpy as np
import pdqhash
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Pixels = NDArray[np.uint8]
Picture = tuple[str, str, int, int, int]  # kind, channels, width, height, seed

GOLDEN = Path(__file__).with_name("golden.csv")
ORIENTATIONS = ["original", "rotate90", "rotate180", "rotate270", "flip-x", "flip-y", "transpose", "anti-transpose"]
COLUMNS = ["name", "kind", "channels", "width", "height", "seed", "full_hash", "full_quality"]
COLUMNS += ["nearest512_hash", "nearest512_quality", *ORIENTATIONS]

PICTURES: list[Picture] = [
    # Sides under 5 have the zero hash, unless the step to 512 x 512 comes first.
    ("noise", "rgb", 1, 1, 1),
    ("noise", "rgb", 4, 4, 2),
    ("noise", "rgb", 3, 200, 3),
    ("noise", "rgb", 200, 4, 4),
    ("clouds", "rgb", 600, 3, 5),
    ("clouds", "rgb", 2, 513, 6),
    # Small sides are replicated up to 64.
    ("noise", "rgb", 5, 5, 7),
    ("noise", "rgb", 8, 8, 8),
    ("noise", "grey", 13, 13, 9),
    ("blobs", "rgb", 5, 64, 10),
    ("clouds", "rgb", 34, 42, 11),
    ("clouds", "grey", 63, 63, 12),
    # 64 x 64 goes past the filter; beside it the window along an axis is 1 up to a side of 128.
    ("clouds", "rgb", 64, 64, 13),
    ("noise", "grey", 64, 64, 14),
    ("clouds", "rgb", 65, 65, 15),
    ("clouds", "rgb", 64, 65, 16),
    ("noise", "rgb", 127, 127, 17),
    ("clouds", "rgb", 128, 128, 18),
    ("noise", "rgb", 128, 128, 19),
    ("clouds", "grey", 129, 129, 20),
    ("noise", "rgb", 129, 128, 21),
    ("waves", "rgb", 255, 255, 22),
    ("clouds", "rgb", 256, 256, 23),
    ("noise", "rgb", 256, 256, 24),
    ("noise", "grey", 257, 257, 25),
    ("blobs", "rgb", 257, 255, 26),
    # Constants, gradients and patterns, where rounding decides.
    ("constant", "grey", 64, 64, 27),
    ("constant", "rgb", 100, 100, 28),
    ("constant", "grey", 512, 512, 29),
    ("constant", "rgb", 640, 427, 30),
    ("horizontal", "grey", 256, 256, 31),
    ("horizontal", "rgb", 300, 106, 32),
    ("horizontal", "grey", 640, 427, 33),
    ("vertical", "grey", 256, 256, 34),
    ("vertical", "rgb", 640, 427, 35),
    ("diagonal", "grey", 512, 512, 36),
    ("diagonal", "rgb", 300, 106, 37),
    ("checkerboard", "grey", 64, 64, 1),
    ("checkerboard", "grey", 128, 128, 16),
    ("checkerboard", "rgb", 512, 512, 37),
    ("checkerboard", "rgb", 640, 427, 64),
    ("bars", "grey", 512, 512, 38),
    ("bars", "rgb", 1024, 768, 39),
    # Usual sizes, on both sides of 512, and extreme aspects.
    ("blobs", "rgb", 300, 106, 40),
    ("clouds", "rgb", 300, 348, 41),
    ("blobs", "rgb", 512, 512, 42),
    ("clouds", "rgb", 512, 512, 43),
    ("noise", "rgb", 512, 512, 44),
    ("clouds", "rgb", 513, 513, 45),
    ("noise", "grey", 513, 512, 46),
    ("waves", "rgb", 512, 513, 47),
    ("clouds", "rgb", 640, 427, 48),
    ("blobs", "grey", 640, 427, 49),
    ("waves", "rgb", 640, 427, 50),
    ("clouds", "rgb", 1024, 768, 51),
    ("blobs", "rgb", 768, 1024, 52),
    ("noise", "rgb", 1024, 768, 53),
    ("clouds", "rgb", 2000, 7, 54),
    ("blobs", "rgb", 7, 2000, 55),
    ("noise", "rgb", 2000, 5, 56),
    ("clouds", "grey", 1500, 64, 57),
    ("waves", "rgb", 1021, 333, 58),
    ("clouds", "rgb", 1281, 129, 59),
    ("blobs", "rgb", 1600, 1004, 60),
    ("clouds", "rgb", 1600, 1004, 61),
]


def main() -> None:
    with GOLDEN.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(golden_row(picture) for picture in PICTURES)


def golden_row(picture: Picture) -> dict[str, str]:
    kind, channels, width, height, seed = picture
    pixels = pixels_of(picture)
    full, nearest = reference(pixels), reference(nearest_512(pixels))
    values = [f"{kind}-{channels}-{width}x{height}", kind, channels, width, height, seed]
    turned = pdqhash.compute_dihedral(pixels)[0]
    values += [*full, *nearest, *(hex_of(bits) for bits in turned)]
    return dict(zip(COLUMNS, map(str, values), strict=True))


def reference(pixels: Pixels) -> tuple[str, int]:
    """The reference's hash and quality of rows of RGB pixels."""
    bits, quality = pdqhash.compute(pixels)
    return hex_of(bits), quality


def hex_of(bits: NDArray[np.int_]) -> str:
    """pdqhash returns bit 255 first."""
    return f"{int(''.join(map(str, bits)), 2):064x}"


def nearest_512(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    if max(width, height) <= 512:
        return pixels
    steps = np.arange(512)
    return np.ascontiguousarray(pixels[steps * height // 512][:, steps * width // 512])


def pixels_of(picture: Picture) -> Pixels:
    kind, channels, width, height, seed = picture
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    planes = [KINDS[kind](x, y, 0 if channels == "grey" else c, width, height, seed) for c in range(3)]
    return np.ascontiguousarray(np.stack(planes, axis=2).clip(0, 255).astype(np.uint8))


def mix(*parts: Ints | int) -> Ints:
    """h = 0; for each part: h = (h ^ part) * 0x9e3779b1, h ^= h >> 15, h *= 0x85ebca77, h ^= h >> 13."""
    h = np.zeros((), np.uint64)
    low = np.uint64(0xFFFF_FFFF)
    for part in parts:
        h = (h ^ np.asarray(part).astype(np.uint64)) * np.uint64(0x9E37_79B1) & low
        h ^= h >> np.uint64(15)
        h = h * np.uint64(0x85EB_CA77) & low
        h ^= h >> np.uint64(13)
    return h.astype(np.int64)


def constant(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """Every pixel of a channel has the value (37 seed + 59 c) mod 256."""
    return 0 * x + (37 * seed + 59 * c) % 256


def horizontal(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """255 x / (width - 1); green runs the other way."""
    ramp = 255 * x // max(width - 1, 1)
    return 255 - ramp if c == 1 else ramp


def vertical(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """255 y / (height - 1); green runs the other way."""
    return horizontal(y, x, c, height, width, seed)


def diagonal(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """The mean of the two gradients."""
    return (horizontal(x, y, c, width, height, seed) + vertical(x, y, c, width, height, seed)) // 2


def checkerboard(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """Squares of `seed` pixels: 235 - 40 c where x / seed + y / seed is odd, else 16 + 20 c."""
    return np.where((x // seed + y // seed) % 2 == 1, 235 - 40 * c, 16 + 20 * c)


def bars(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """Eight upright bars of the values mix(seed, 8 x / width, c) mod 256."""
    return mix(seed, 8 * x // width, c) % 256


def noise(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """mix(seed, x, y, c) mod 256."""
    return mix(seed, x, y, c) % 256


def blobs(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """40, and for each of 12 blobs i, with m(k) = mix(seed, i, k): centre (m(0) mod width, m(1) mod height),
    radius r = 2 + max(width, height) / (3 + m(2) mod 6), height a = 40 + m(3 + c) mod 160:
    a max(0, r^2 - distance^2) / r^2. At most 255."""
    value = 0 * x + 40
    for i in range(12):
        m = [int(mix(seed, i, k)) for k in range(6)]
        radius = 2 + max(width, height) // (3 + m[2] % 6)
        distance = (x - m[0] % width) ** 2 + (y - m[1] % height) ** 2
        value += (40 + m[3 + c] % 160) * np.maximum(0, radius**2 - distance) // radius**2
    return value


def waves(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """The mean of 6 triangle waves i of 0..255, with m(k) = mix(seed, i, k):
    phase p = (512 x (m(0) mod 7) / width + 512 y (m(1) mod 7) / height + m(2 + c)) mod 512, value min(p, 511 - p)."""
    total = 0 * x
    for i in range(6):
        m = [int(mix(seed, i, k)) for k in range(5)]
        phase = (512 * x * (m[0] % 7) // width + 512 * y * (m[1] % 7) // height + m[2 + c]) % 512
        total += np.minimum(phase, 511 - phase)
    return total // 6


def clouds(x: Ints, y: Ints, c: int, width: int, height: int, seed: int) -> Ints:
    """Noise on the corners of square cells, interpolated, in 5 octaves o: side s = max(1, max(width, height) / 2^(o+1)),
    with i = x / s, j = y / s, u = x mod s, v = y mod s and n(i, j) = mix(seed, o, i, j, c) mod 256:
    ((n(i, j)(s-u) + n(i+1, j) u)(s-v) + (n(i, j+1)(s-u) + n(i+1, j+1) u) v) / s^2, weighted 16, 8, 4, 2, 1.
    Of the mean of these, m = total / 31: 3 (m - 128) / 2 + 128, cut to 0..255."""
    total = 0 * x
    for o in range(5):
        s = max(1, max(width, height) >> (o + 1))
        i, j, u, v = x // s, y // s, x % s, y % s
        n = [[mix(seed, o, i + right, j + down, c) % 256 for right in (0, 1)] for down in (0, 1)]
        upper, lower = (row[0] * (s - u) + row[1] * u for row in n)
        total += (16 >> o) * ((upper * (s - v) + lower * v) // s**2)
    return 3 * (total // 31 - 128) // 2 + 128


KINDS = {f.__name__: f for f in (constant, horizontal, vertical, diagonal, checkerboard, bars, noise, blobs, waves, clouds)}

if __name__ == "__main__":
    main()
