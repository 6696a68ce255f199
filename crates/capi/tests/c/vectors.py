"""bindings/vectors.json as a C header, on standard output."""

import json
import sys

STATUS = {"unknown": 20, "unsupported": 21, "too-large": 22, "too-small": 23, "truncated": 24, "corrupt": 25}
TIERS = ["exact", "mirrored", "framed", "thorough"]
ACTIONS = ["allow", "review", "block"]
LISTS = ["no-list", "partly", "stale", "full"]


def text(value):
    return json.dumps(value)


def hits(found):
    return "{" + ", ".join(f"{{{id}u, {distance}, 0}}" for id, distance in found) + "}" if found else "{{0, 0, 0}}"


def array(kind, name, rows):
    print(f"static const {kind} {name}[] = {{")
    for row in rows:
        print(f"    {{{', '.join(row)}}},")
    print("};")


def checks(name, made):
    array("struct check", name, (
        [text(c["path"]), str(TIERS.index(c["tier"])), str(ACTIONS.index(c["action"])), text(c["why"]),
         str(len(c["entries"])), str(c["generation"]), str(LISTS.index(c["lists"])),
         str(STATUS[c["undecoded"]] if c["undecoded"] else 0)] for c in made))


def main():
    vectors = json.load(open(sys.argv[1]))
    pictures, index, catalogue = vectors["pictures"], vectors["index"], vectors["catalogue"]
    array("struct picture", "PICTURES", (
        [text(p["path"]), text(p["pdq"]), str(p["quality"]), "{" + ", ".join(map(text, p["orientations"])) + "}",
         text(p["phash"]), text(p["blockhash"]), text(p["md5"]), text(p["sha1"]), text(p["sha256"])] for p in pictures))
    array("struct bad", "BAD", ([text(b["bytes"]), str(STATUS[b["error"]])] for b in vectors["bad"]))
    array("struct entry", "ENTRIES", ([text(hash), f"{id}u", "0"] for hash, id in index["entries"]))
    array("struct search", "WITHIN", (
        [text(s["hash"]), str(s["radius"]), str(len(s["hits"])), hits(s["hits"])] for s in index["within"]))
    array("struct search", "NEAREST", (
        [text(s["hash"]), str(s["count"]), str(len(s["hits"])), hits(s["hits"])] for s in index["nearest"]))
    print(f"static const char CATALOGUE[] = {text(catalogue['path'])};")
    checks("CHECKS", catalogue["checks"])
    array("struct entry", "ALONE", (
        [text(e["hash"]), f"{e['id']}u", str(e["list"])] for e in vectors["alone"]["entries"]))
    checks("ALONE_CHECKS", vectors["alone"]["checks"])


main()
