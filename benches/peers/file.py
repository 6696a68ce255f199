"""From a file's bytes to the hash, beside Pillow with pdqhash."""

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
import pdqhash
from PIL import Image

from peers.ours import Ours, timed
from peers.pdq import PHOTOGRAPH, distance
from peers.report import Report

SIZE = (1024, 768)
TOLERANCE = 10  # bits, from quality 80: what the reference asks of an implementation with a decoder of its own
QUALITY = 80


def run(report: Report, binary: Path, vectors: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, Ours(binary, RAYON_NUM_THREADS="1") as ours:
        check_vectors(report, ours, vectors)
        compare_speed(report, ours, vectors / PHOTOGRAPH, Path(folder) / "photograph.jpg")


def check_vectors(report: Report, ours: Ours, vectors: Path) -> None:
    with (vectors / "measured.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if int(row["full_quality"]) >= QUALITY]
    expected = {row["file"]: over_white(vectors / row["file"]) or row["full_hash"] for row in rows}
    found = {name: bits_off(ours.ask("file", vectors / name), hash) for name, hash in expected.items()}
    far = [f"{name}: {bits} bits" for name, bits in found.items() if bits > TOLERANCE]
    what = f"{len(found)} vector files of quality {QUALITY} and more: worst difference {max(found.values())} bits"
    report.check(len(found) > 30 and not far, "; ".join([what, *far]))


def over_white(path: Path) -> str | None:
    """The hash of a picture with transparent pixels, laid over white as our decoder does; measured.csv drops the alpha."""
    image = Image.open(path)
    alpha = image.convert("RGBA")
    if not image.has_transparency_data or alpha.getextrema()[3][0] == 255:
        return None
    white = Image.new("RGBA", image.size, "white")
    return hash_of(Image.alpha_composite(white, alpha))


def bits_off(answer: list[str], expected: str) -> int:
    """256 if the file could not be hashed."""
    return 256 if answer[0] == "error" else distance(answer[0], expected)


def compare_speed(report: Report, ours: Ours, photograph: Path, jpeg: Path) -> None:
    Image.open(photograph).convert("RGB").resize(SIZE).save(jpeg, quality=85)
    data = jpeg.read_bytes()
    bits = bits_off(ours.ask("file", jpeg), peer_hash(data))
    report.check(bits <= TOLERANCE, f"the JPEG that is timed: {bits} bits from Pillow with pdqhash")
    seconds, rounds = (0.2, 3) if report.quick else (1.0, 7)
    found = []
    for _ in range(rounds):
        found.append((timed(seconds, lambda: peer_hash(data)), ours.time("time-file", jpeg, seconds)))
    report.compare(f"file_jpeg_{SIZE[0]}x{SIZE[1]}_vs_pillow_pdqhash", found)


def peer_hash(data: bytes) -> str:
    return hash_of(Image.open(io.BytesIO(data)))


def hash_of(image: Image.Image) -> str:
    bits, _ = pdqhash.compute(np.asarray(image.convert("RGB")))
    return np.packbits(bits.astype(np.uint8)).tobytes().hex()
