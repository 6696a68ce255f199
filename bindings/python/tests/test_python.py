"""What users of Python expect beyond the vectors."""

import io
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import staydown

COFFEE = "tests/data/photos/coffee.jpg"


def random(count):
    return np.random.default_rng(1).integers(0, 256, (count, 32), dtype=np.uint8)


def test_a_picture_may_be_given_in_many_ways():
    data = Path(COFFEE).read_bytes()
    wanted = staydown.hash(COFFEE)
    picture = Image.open(COFFEE)
    rgb = np.asarray(picture.convert("RGB"))
    for given in [Path(COFFEE), data, bytearray(data), memoryview(data), picture, rgb, np.asfortranarray(rgb), rgb[:, ::-1][:, ::-1]]:
        assert staydown.hash(given).distance(wanted) == 0, type(given)
    assert staydown.hash(np.asarray(picture.convert("L"))).distance(wanted) <= 4


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"])
def test_pillow_pictures_hash_as_their_files_do(mode):
    picture = Image.open(COFFEE).convert("L" if mode == "I;16" else "RGB").resize((300, 200))
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    elif mode == "PA":
        picture = picture.convert("P").convert("PA")
    else:
        picture = picture.convert(mode)
    written = io.BytesIO()
    known_as_png = mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
    (picture if known_as_png else picture.convert("RGB")).save(written, "png")
    assert staydown.hash(picture).distance(staydown.hash(written.getvalue())) == 0


def test_pillow_pictures_are_turned_upright_and_lie_over_white():
    turned = Image.open(COFFEE).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    turned.save(written, "png", exif=exif)
    reopened = Image.open(io.BytesIO(written.getvalue()))
    assert staydown.hash(reopened).distance(staydown.hash(COFFEE)) == 0
    assert staydown.hash(written.getvalue()).distance(staydown.hash(COFFEE)) == 0
    clear = Image.open(COFFEE).convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    flat = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    assert staydown.hash(clear) == staydown.hash(flat) != staydown.hash(COFFEE)


def test_a_hash_is_a_value_that_does_not_show_itself():
    hash = staydown.hash(COFFEE)
    assert staydown.Hash(hash.hex) == staydown.Hash(hash.bytes) == hash and hash != "a"
    assert len({hash, staydown.Hash(hash.hex)}) == 1
    for shown in [repr(hash), repr(staydown.Hash(hash.hex)), str(hash)]:
        assert shown.startswith("<staydown.Hash ") and hash.hex[:8] not in shown
    assert bytes(hash).hex() == hash.hex
    other = staydown.Hash("0" * 64)
    assert hash.distance(other) == hash.distance("0" * 64) == bin(int(hash.hex, 16)).count("1")
    for wrong in ["", "0" * 63, "g" * 64, b"", bytes(31)]:
        with pytest.raises(staydown.ArgumentError):
            staydown.Hash(wrong)
    with pytest.raises(ValueError):
        staydown.Hash("0" * 64, quality=101)


def test_small_types_pickle(catalogue):
    hash = staydown.hash(COFFEE)
    again = pickle.loads(pickle.dumps(hash))
    assert (again, again.quality) == (hash, 100)
    verdict = staydown.Matcher(catalogue).check(COFFEE)
    limits = staydown.Limits(pixels=7, memory=1 << 33)
    assert pickle.loads(pickle.dumps((verdict, limits))) == (verdict, limits)
    with pytest.raises(staydown.DecodeError) as raised:
        staydown.hash(b"no picture")
    again = pickle.loads(pickle.dumps(raised.value))
    assert (type(again), str(again), again.status) == (staydown.DecodeError, str(raised.value), "unknown")
    with pytest.raises(TypeError):
        pickle.dumps(staydown.Index.build(random(1)))


def test_every_failure_is_an_error_of_the_package(tmp_path, catalogue):
    nothing = tmp_path / "nothing"
    (tmp_path / "empty").write_bytes(b"")
    index = staydown.Index.build(random(2))
    for call, kind, builtin in [
        (lambda: staydown.hash(nothing), staydown.FileError, OSError),
        (lambda: staydown.hash(3.5), staydown.ArgumentError, ValueError),
        (lambda: staydown.hash(COFFEE, limits=staydown.Limits(pixels=10)), staydown.DecodeError, Exception),
        (lambda: staydown.hash(np.zeros((4, 4), np.float32)), staydown.ArgumentError, ValueError),
        (lambda: staydown.hash(np.zeros((4, 4, 4), np.uint8)), staydown.ArgumentError, ValueError),
        (lambda: staydown.hash(np.zeros((0, 4), np.uint8)), staydown.ArgumentError, ValueError),
        (lambda: staydown.classic(COFFEE, "no profile"), staydown.ArgumentError, ValueError),
        (lambda: staydown.classic(COFFEE, "pdq"), staydown.ArgumentError, ValueError),
        (lambda: staydown.digests(np.zeros((4, 4), np.uint8)), staydown.ArgumentError, ValueError),
        (lambda: staydown.Index.open(nothing), staydown.FileError, OSError),
        (lambda: staydown.Index.open(tmp_path / "empty"), staydown.IndexFileError, Exception),
        (lambda: staydown.Index.open(nothing, "sideways"), staydown.ArgumentError, ValueError),
        (lambda: staydown.Index.build(random(2), ids=[1]), staydown.ArgumentError, ValueError),
        (lambda: staydown.Index.build(random(2), lists=[1, 2, 3]), staydown.ArgumentError, ValueError),
        (lambda: staydown.Index.build(np.zeros((2, 31), np.uint8)), staydown.ArgumentError, ValueError),
        (lambda: staydown.Index.build(np.zeros((2, 32), np.int64)), staydown.ArgumentError, ValueError),
        (lambda: staydown.Index.build(random(2), path=tmp_path / "no" / "folder"), staydown.FileError, OSError),
        (lambda: index.search("12"), staydown.ArgumentError, ValueError),
        (lambda: staydown.Matcher(nothing), staydown.CatalogueError, Exception),
        (lambda: staydown.Matcher(catalogue, rules="{"), staydown.ArgumentError, ValueError),
        (lambda: staydown.Matcher(catalogue).check(COFFEE, "everything"), staydown.ArgumentError, ValueError),
        (lambda: staydown.Matcher(catalogue).check(COFFEE, budget=-1.0), staydown.ArgumentError, ValueError),
        (lambda: staydown.Matcher(catalogue).check_hash("0" * 64), staydown.ArgumentError, ValueError),
    ]:
        with pytest.raises(kind) as raised:
            call()
        assert isinstance(raised.value, staydown.Error) and isinstance(raised.value, builtin)
        assert raised.value.status and "0" * 64 not in str(raised.value)
    for call in [lambda: index.search("0" * 64, -1), lambda: staydown.Index.build(random(1), ids=[-1])]:
        with pytest.raises(OverflowError):
            call()


def test_what_is_closed_stays_closed(catalogue):
    with staydown.Index.build(random(3)) as index, staydown.Matcher(catalogue) as matcher:
        assert not index.closed and not matcher.closed
    index.close()
    for call in [
        lambda: len(index),
        lambda: index.search("0" * 64),
        lambda: index.search_batch(random(2)),
        lambda: index.verify(),
        lambda: matcher.check(COFFEE),
        lambda: matcher.check_hash("0" * 64, 100),
        lambda: matcher.refresh(),
    ]:
        with pytest.raises(staydown.ClosedError) as raised:
            call()
        assert raised.value.status == "closed-handle"
    assert "closed" in repr(index)


def test_ids_lists_and_empty_answers():
    ids, lists = np.array([2**64 - 1, 5], dtype=np.uint64), np.array([65535, 0], dtype=np.uint16)
    hashes = random(2)
    index = staydown.Index.build(hashes, ids, lists)
    assert index.search(hashes[0].tobytes()).tolist() == [(2**64 - 1, 0, 65535)]
    assert index.search_batch(hashes[::-1]).tolist() == [(0, 5, 0, 0), (1, 2**64 - 1, 0, 65535)]
    assert index.search("0" * 64, 0).shape == (0,) and index.search_batch(hashes[:0]).shape == (0,)
    assert staydown.Index.build(hashes[:0]).search("0" * 64, 256).tolist() == []
    assert index.search_batch(np.asfortranarray(hashes))["id"].tolist() == [2**64 - 1, 5]


def test_progress_is_called_and_may_end_the_work(tmp_path):
    calls = []
    index = staydown.Index.build(random(9), path=tmp_path / "a.sdx", progress=lambda *now: calls.append(now))
    assert calls and calls[-1][0] == calls[-1][1]
    calls.clear()
    many = np.zeros((1 << 17, 32), dtype=np.uint8)
    hits = index.search_batch(np.concatenate([many, random(9)]), 3, progress=lambda *now: calls.append(now))
    assert calls == [(1 << 17, (1 << 17) + 9), ((1 << 17) + 9,) * 2]
    assert (hits["query"] - (1 << 17)).tolist() == hits["id"].tolist() == list(range(9))

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.search_batch(many, progress=stop)
    with pytest.raises(KeyboardInterrupt):
        staydown.hash_batch([COFFEE], progress=stop)
    with pytest.raises(KeyboardInterrupt):
        staydown.Index.build(random(9), path=tmp_path / "b.sdx", progress=stop)
    assert len(staydown.Index.open(tmp_path / "b.sdx")) == 9


def test_many_pictures_at_once():
    given = [COFFEE, b"no picture", 3, Path("nowhere")] + [COFFEE] * 300
    hashed = staydown.hash_batch(iter(given))
    assert {at: type(error) for at, error in hashed.errors.items()} == {
        1: staydown.DecodeError,
        2: staydown.ArgumentError,
        3: staydown.FileError,
    }
    good = [0, *range(4, 304)]
    assert {staydown.Hash(hashed.hashes[at].tobytes()) for at in good} == {staydown.hash(COFFEE)}
    assert set(hashed.quality[good]) == {100} and not hashed.hashes[1:4].any()


def test_the_lock_of_the_interpreter_is_released(tmp_path):
    """A thread reads from a pipe that this one fills: if it held the lock, both would wait for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found = []
    thread = threading.Thread(target=lambda: found.append(staydown.hash(pipe)), daemon=True)
    thread.start()
    with open(pipe, "wb") as out:
        out.write(Path(COFFEE).read_bytes())
    thread.join(60)
    assert found == [staydown.hash(COFFEE)]


def test_a_withdrawal_counts_when_it_is_refreshed(catalogue):
    with staydown.Matcher(catalogue) as matcher:
        known = matcher.check_hash(staydown.hash(COFFEE))
        assert (known.action, known.clean, known.undecoded) == ("block", False, None)
        picture = matcher.check(np.asarray(Image.open(COFFEE).convert("RGB")))
        assert (picture.action, picture.quality) == ("block", 100)
        for entry in ("2", "1"):  # of the coffee, and another
            subprocess.run(["bindings/withdraw", catalogue, entry], check=True)
            matcher.refresh()
            assert matcher.check_hash(staydown.hash(COFFEE)).action == "allow"


@pytest.mark.parametrize("limit", ["bytes", "pixels", "width", "height", "memory"])
def test_every_limit_is_kept(limit):
    limits = staydown.Limits(**{limit: 9})
    assert getattr(limits, limit) == 9 and repr(limits).count("=9") == 1
    with pytest.raises(staydown.DecodeError) as raised:
        staydown.hash(COFFEE, limits=limits)
    assert raised.value.status == "too-large"


def test_pixels_of_another_shape_are_named():
    with pytest.raises(staydown.ArgumentError, match=r"not uint8\(4, 4, 4\)"):
        staydown.hash(np.zeros((4, 4, 4), np.uint8))


def test_fewer_guesses_find_less(vectors, catalogue):
    mirrored = next(check["path"] for check in vectors["catalogue"]["checks"] if check["tier"] == "mirrored")
    with staydown.Matcher(catalogue) as matcher:
        assert matcher.check(mirrored, "mirrored").action == "block"
        assert matcher.check(mirrored, "mirrored", guesses=1).action == "allow"


def test_limits_of_decoding_leave_digests_whole(catalogue):
    verdict = staydown.Matcher(catalogue).check("tests/data/photos/flower.jpg", limits=staydown.Limits(bytes=10))
    assert (verdict.action, verdict.why) == ("block", "listed")
    other = staydown.Matcher(catalogue).check(COFFEE, limits=staydown.Limits(bytes=10))
    assert (other.action, other.undecoded) == ("allow", "too-large")


def test_nothing_is_imported_that_is_not_needed():
    program = "import sys, staydown; print(sorted({'PIL', 'pyarrow', 'pyspark', 'threatexchange'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
