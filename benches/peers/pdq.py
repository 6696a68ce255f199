"""PDQ from pixels, beside the Python package pdqhash over the reference's C++ core."""

import csv
import sys
import tempfile
from pathlib import Path

import numpy as np
import pdqhash
from PIL import Image

from peers.ours import Ours, timed
from peers.report import Report

sys.path.append(str(Path(__file__).parents[2] / "tests" / "data" / "pdq"))
import make_golden

PHOTOGRAPH = "threatexchange/data/bridge-mods/aaa-orig.jpg"
SIZES = [(512, 512), (1024, 768), (1600, 1004), (4032, 3024)]
LEVELS = {"": {}, "_avx2": {"STAYDOWN_CPU": "avx2"}, "_portable": {"STAYDOWN_CPU": "portable"}}
NOISE_PICTURES = 60

Values = tuple[str, int, str, int]  # hash and quality at full size, hash and quality of the nearest 512


def run(report: Report, binary: Path, vectors: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "pixels.rgb"
        for suffix, env in LEVELS.items():
            with Ours(binary, **env) as ours:
                level = ours.ask("level")[0]
                check_vectors(report, ours, vectors, scratch, level)
                if not suffix or not report.quick:
                    check_synthetic(report, ours, scratch, level)
        for size in SIZES:
            compare_speed(report, binary, vectors / PHOTOGRAPH, size, scratch)


def check_vectors(report: Report, ours: Ours, vectors: Path, scratch: Path, level: str) -> None:
    with (vectors / "measured.csv").open() as file:
        rows = list(csv.DictReader(file))
    worst, live = [], []
    for row in rows:
        pixels = np.asarray(Image.open(vectors / row["file"]).convert("RGB"))
        found = ask_hash(ours, pixels, scratch)
        worst.append(difference(found, measured(row)))
        live.append(difference(found, reference(pixels)))
    what = f"pixels of {len(rows)} vectors at level {level}, both profiles"
    report.check(max(worst) == 0 and len(rows) == 43, f"{what}, measured.csv: worst difference {max(worst)} bits")
    report.check(max(live) == 0, f"{what}, pdqhash now: worst difference {max(live)} bits")


def check_synthetic(report: Report, ours: Ours, scratch: Path, level: str) -> None:
    random = np.random.default_rng(20)
    pictures = [make_golden.pixels_of(picture) for picture in make_golden.PICTURES]
    for _ in range(NOISE_PICTURES):
        width, height = random.integers(5, 700, 2)
        low, high = sorted(random.integers(0, 256, 2))
        pictures.append(random.integers(low, high + 1, (height, width, 3), np.uint8))
    worst = max(difference(ask_hash(ours, pixels, scratch), reference(pixels)) for pixels in pictures)
    what = f"{len(pictures)} synthetic pictures at level {level}, both profiles, pdqhash now"
    report.check(worst == 0, f"{what}: worst difference {worst} bits")


def compare_speed(report: Report, binary: Path, photograph: Path, size: tuple[int, int], scratch: Path) -> None:
    width, height = size
    pixels = np.asarray(Image.open(photograph).convert("RGB").resize(size))
    pixels.tofile(scratch)
    seconds, rounds = (0.1, 3) if report.quick else (1.0, 7)
    if width * height > 10_000_000:
        rounds = 2 if report.quick else 4
    processes = {suffix: Ours(binary, **env) for suffix, env in LEVELS.items()}
    found = {suffix: [] for suffix in LEVELS}
    for _ in range(rounds):
        peer = timed(seconds, lambda: pdqhash.compute(pixels))
        for suffix, ours in processes.items():
            found[suffix].append((peer, ours.time("time-hash", scratch, width, height, seconds)))
    for suffix, ours in processes.items():
        report.compare(f"pdq_core_{width}x{height}_vs_pdqhash{suffix}", found[suffix])
        ours.__exit__()


def ask_hash(ours: Ours, pixels: make_golden.Pixels, scratch: Path) -> Values:
    pixels.tofile(scratch)
    answer = ours.ask("hash", scratch, pixels.shape[1], pixels.shape[0])
    if answer[0] == "error":
        raise SystemExit(f"staydown-compare: {answer[1]}")
    full, full_quality, nearest, nearest_quality = answer
    return full, int(full_quality), nearest, int(nearest_quality)


def reference(pixels: make_golden.Pixels) -> Values:
    return *make_golden.reference(pixels), *make_golden.reference(make_golden.nearest_512(pixels))


def measured(row: dict[str, str]) -> Values:
    return row["full_hash"], int(row["full_quality"]), row["nearest512_hash"], int(row["nearest512_quality"])


def difference(found: Values, expected: Values) -> int:
    """Bits in which the hashes differ, in the worse profile; 256 if a quality does."""
    if found[1::2] != expected[1::2]:
        return 256
    return max(distance(a, b) for a, b in zip(found[::2], expected[::2], strict=True))


def distance(a: str, b: str) -> int:
    return (int(a, 16) ^ int(b, 16)).bit_count()
