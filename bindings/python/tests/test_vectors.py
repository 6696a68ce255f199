"""What `bindings/vectors.json` says, every language says."""

import threading

import numpy as np
import pytest

import staydown


def test_pictures(vectors):
    for picture in vectors["pictures"]:
        path = picture["path"]
        hash = staydown.hash(path)
        assert (hash.hex, hash.quality) == (picture["pdq"], picture["quality"]), path
        with open(path, "rb") as file:
            data = file.read()
        assert staydown.hash(data) == hash
        assert [turned.hex for turned in staydown.orientations(path)] == picture["orientations"]
        assert staydown.classic(data, "phash-64/image_hasher-3.1.1").hex() == picture["phash"]
        assert staydown.classic(data, "blockhash-256/image_hasher-3.1.1").hex() == picture["blockhash"]
        found = staydown.digests(path)
        assert [digest.hex() for digest in found] == [picture["md5"], picture["sha1"], picture["sha256"]]


def test_files_that_are_no_pictures(vectors):
    for bad in vectors["bad"]:
        with pytest.raises(staydown.DecodeError) as raised:
            staydown.hash(bytes.fromhex(bad["bytes"]))
        assert raised.value.status == bad["error"]


def build(vectors, **where):
    hashes = np.array([list(bytes.fromhex(hash)) for hash, _ in vectors["index"]["entries"]], dtype=np.uint8)
    return staydown.Index.build(hashes, [id for _, id in vectors["index"]["entries"]], **where)


def of(hits):
    return hits[["id", "distance"]].tolist()


def tuples(hits):
    return [tuple(hit) for hit in hits]


@pytest.mark.parametrize("mode", [None, "mapped", "populated", "memory"])
def test_index(vectors, tmp_path, mode):
    index = build(vectors, path=None if mode is None else tmp_path / "known.sdx")
    if mode is not None:
        index = staydown.Index.open(tmp_path / "known.sdx", mode)
    index.verify()
    assert len(index) == len(vectors["index"]["entries"])
    for asked in vectors["index"]["within"]:
        assert of(index.search(asked["hash"], asked["radius"])) == tuples(asked["hits"])
        assert index.any(asked["hash"], asked["radius"]) == bool(asked["hits"])
    for asked in vectors["index"]["nearest"]:
        assert of(index.nearest(asked["hash"], asked["count"])) == tuples(asked["hits"])
    for radius in {asked["radius"] for asked in vectors["index"]["within"]}:
        asked = [asked for asked in vectors["index"]["within"] if asked["radius"] == radius]
        hits = index.search_batch([one["hash"] for one in asked], radius)
        for number, one in enumerate(asked):
            assert of(hits[hits["query"] == number]) == tuples(one["hits"])


def judges(matcher, checks):
    for wanted in checks:
        verdict = matcher.check(wanted["path"], wanted["tier"])
        found = {
            "action": verdict.action,
            "why": verdict.why,
            "entries": [list(entry) for entry in verdict.entries],
            "generation": verdict.generation,
            "lists": verdict.lists,
            "undecoded": verdict.undecoded,
            "path": wanted["path"],
            "tier": wanted["tier"],
        }
        assert found == wanted
        assert verdict.details()["action"] == wanted["action"]


def test_verdicts(vectors, catalogue):
    with staydown.Matcher(catalogue) as matcher:
        judges(matcher, vectors["catalogue"]["checks"])


def test_verdicts_of_an_index_alone(vectors, catalogue, tmp_path):
    path = tmp_path / "known.sdx"
    entries = vectors["alone"]["entries"]
    hashes, ids, lists = ([entry[name] for entry in entries] for name in ("hash", "id", "list"))
    staydown.Index.build(hashes, ids, lists, path=path).close()
    careful = staydown.Matcher.over(path, rules='{"no_list": "block"}')
    with staydown.Matcher.over(path) as matcher, careful:
        judges(matcher, vectors["alone"]["checks"])
        staydown.Index.build(np.empty((0, 32), dtype=np.uint8), path=path).close()
        matcher.refresh()
        careful.refresh()
        verdict = matcher.check_hash(hashes[0], 90)
        assert (verdict.why, verdict.generation) == ("no-list", 2)
        assert careful.check_hash(hashes[0], 90).action == "block"
    for broken, raised in ((tmp_path / "none", staydown.FileError), (catalogue, staydown.IndexFileError)):
        with pytest.raises(raised):
            staydown.Matcher.over(broken)


def test_threads_that_search_while_others_close(vectors, tmp_path):
    path = tmp_path / "known.sdx"
    build(vectors, path=path)
    asked = vectors["index"]["within"]
    shared, wrong, stop = [staydown.Index.open(path)], [], threading.Event()

    def search():
        try:
            while not stop.is_set():
                for one in asked:
                    try:
                        hits = of(shared[0].search(one["hash"], one["radius"]))
                    except staydown.ClosedError:
                        continue
                    if hits != tuples(one["hits"]):
                        wrong.append(one)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        before, shared[0] = shared[0], staydown.Index.open(path)
        before.close()
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
