"""What people have: the packages pdqhash and threatexchange, with staydown in their place."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from PIL import Image
from threatexchange.signal_type.pdq.pdq_index import PDQIndex
from threatexchange.signal_type.pdq.signal import PdqSignal

import staydown
from staydown.compat import pdqhash as ours
from staydown.threatexchange import StaydownIndex, StaydownPdqSignal

PICTURES = ["coffee.jpg", "rocket.jpg", "chelsea-cat.jpg"]


def test_pdqhash_has_the_same_calls_and_answers():
    for name in PICTURES:
        pixels = np.asarray(Image.open(f"tests/data/photos/{name}").convert("RGB"))
        (theirs, quality), (hash, same) = pdqhash.compute(pixels), ours.compute(pixels)
        assert (hash.dtype, same) == (theirs.dtype, quality) and (hash == theirs).all()
        (theirs, quality), (hashes, same) = pdqhash.compute_dihedral(pixels), ours.compute_dihedral(pixels)
        assert len(hashes) == 8 and same == quality
        for one, other in zip(hashes, theirs):
            assert (one == other).all()
        (theirs, quality), (numbers, same) = pdqhash.compute_float(pixels), ours.compute_float(pixels)
        assert (numbers.dtype, numbers.shape, same) == (theirs.dtype, theirs.shape, quality)
        assert np.abs(numbers - theirs).max() < 0.01


def entries(count):
    """Some of them near to each other."""
    random = np.random.default_rng(2)
    hashes = random.integers(0, 256, (count, 32), dtype=np.uint8)
    for at in range(1, count, 3):
        hashes[at] = hashes[at - 1]
        hashes[at, : random.integers(0, 12)] ^= 0x11
    return [(hash.tobytes().hex(), f"entry {at}") for at, hash in enumerate(hashes)]


def test_the_index_finds_what_theirs_finds_and_takes_more():
    some = entries(3000)
    theirs, index = PDQIndex(some[:1500]), StaydownIndex.build(some[:1500])

    def found(index):
        return [
            sorted((match.similarity_info.distance, match.metadata) for match in index.query(hash))
            for hash, _ in some[::50]
        ]

    assert found(index) == found(theirs)
    for at, (hash, entry) in enumerate(some[1500:1600]):
        index.add(hash, entry)
        assert (0, entry) in [(match.similarity_info.distance, match.metadata) for match in index.query(hash)], at
    index.add_all(some[1600:])
    theirs.add_all(some[1500:])
    assert len(index) == 3000 and found(index) == found(theirs)
    assert found(pickle.loads(pickle.dumps(index))) == found(index)
    index.dispose()
    assert found(index) == found(theirs)
    assert StaydownIndex().query("0" * 64) == []


def test_the_signal_type_hashes_as_theirs_does():
    for name in PICTURES:
        path = Path(f"tests/data/photos/{name}")
        assert StaydownPdqSignal.hash_from_file(path) == PdqSignal.hash_from_bytes(path.read_bytes())
    assert StaydownPdqSignal.hash_from_bytes(Path("tests/data/vectors/threatexchange/data/misc-images/small.jpg").read_bytes()) == ""


@pytest.fixture
def command(tmp_path):
    """Their command line, with a state of its own and no network."""
    environment = {**os.environ, "HOME": os.fspath(tmp_path)}

    def run(*arguments):
        program = [sys.executable, "-m", "threatexchange.cli.main"]
        done = subprocess.run([*program, *map(str, arguments)], capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_their_command_line_hashes_and_matches_with_it(command, tmp_path):
    command("config", "extensions", "add", "staydown.threatexchange")
    assert "staydown_pdq" in command("config", "extensions", "list", "staydown.threatexchange")
    hashed = command("hash", "photo", "tests/data/photos/coffee.jpg").split()
    assert hashed[hashed.index("staydown_pdq") + 1] == staydown.hash("tests/data/photos/coffee.jpg").hex
    listed = tmp_path / "listed.txt"
    listed.write_text(staydown.hash("tests/data/photos/rocket.jpg").hex + "\n")
    edit = ["config", "collab", "edit", "local_file", "--create", "known", "--filename", listed]
    command(*edit, "--signal-type", "staydown_pdq")
    command("fetch")
    found = command("match", "--only-signal", "staydown_pdq", "photo", "tests/data/photos/rocket.jpg")
    assert "staydown_pdq 0 (known)" in found, found
    assert "(known)" not in command("match", "--only-signal", "staydown_pdq", "photo", "tests/data/photos/coffee.jpg")
