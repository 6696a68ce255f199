#!/usr/bin/env python3
"""Every function of the header as Python may call it by mistake: an answer for each, and the process goes on.

    misuse.py include/staydown.h libstaydown.so PICTURE FOLDER CATALOGUE
"""

import ctypes
import os
import re
import sys

HUGE = [2**64 - 1, 2**63]
TEXTS = {"path", "profile", "catalogue", "index", "rules"}  # that go in
OPTIONAL = {"limits", "ask", "catalogue", "index", "rules", "lists", "needed"}  # may be NULL
ALIGNED = {"uint16_t", "uint32_t", "uint64_t", "size_t"}  # and all structs but that of a hash
BOUNDS = ["length", "capacity", "count"]


def main() -> None:
    header, library, picture, folder, catalogue = sys.argv[1:]
    c = ctypes.CDLL(library)
    known = os.fsencode(os.path.join(folder, "misuse.sdx"))
    prototypes = read(header)
    statuses = status_numbers(header)
    values = {"path": known, "catalogue": os.fsencode(catalogue), "mode": 2, "radius": 31, "quality": 100, "count": 3}
    values |= {"capacity": 64, "profile": b"phash-64/image_hasher-3.1.1", "pixels": pixels(), "bytes": open(picture, "rb").read()}
    values["length"] = len(values["bytes"])

    def call(name, arguments):
        return getattr(c, name)(*(to_c(kind, value) for (kind, _), value in zip(prototypes[name], arguments)))

    def usual(name):
        if name == "staydown_hash_from_hex":
            return [b"0" * 64, struct(4096)]
        return [None if of in OPTIONAL else given(kind, values.get(of)) for kind, of in prototypes[name]]

    expect = Cells(statuses, call)
    child = os.fork()
    if child == 0:
        os.environ["RUST_MIN_STACK"] = str(1 << 46)  # no thread can be begun with it, and then what wants some panics
        expect("staydown_index_build", usual("staydown_index_build"), "PANIC")
        expect("staydown_pdq", usual("staydown_pdq"), "OK")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    expect("staydown_index_build", usual("staydown_index_build"), "OK")
    index, closed, matcher = (ctypes.c_uint64() for _ in range(3))
    for handle in (index, closed):
        expect("staydown_index_open", [known, 2, handle], "OK")
    expect("staydown_matcher_open", [values["catalogue"], None, None, matcher], "OK")
    expect("staydown_matcher_open", [None, None, None, ctypes.c_uint64()], "BAD_ARGUMENT")
    expect("staydown_close", [closed.value], "OK")

    for name, parameters in prototypes.items():
        handle = matcher.value if "matcher" in name else index.value
        right = usual(name)
        right = [handle if kind == "uint64_t" else value for (kind, _), value in zip(parameters, right)]
        for at, (kind, parameter) in enumerate(parameters):

            def wrong(value, status):
                expect(name, [*right[:at], value, *right[at + 1 :]], status)

            if kind == "uint64_t":
                for never in (0, 1, 77 << 32, 2**64 - 1, handle ^ 3 << 56, handle + (1 << 32)):
                    wrong(never, "UNKNOWN_HANDLE")
                wrong(closed.value, "CLOSED_HANDLE")
                if name != "staydown_close":
                    wrong(index.value if "matcher" in name else matcher.value, "WRONG_HANDLE")
            elif kind == "size_t" and parameter in BOUNDS and name != "staydown_index_nearest":
                for length in HUGE:
                    wrong(length, "BAD_LENGTH")
            elif kind.endswith("*"):
                if parameter not in OPTIONAL:
                    wrong(None, "BAD_POINTER")
                of = kind.rstrip("*")
                if of in ALIGNED or of.startswith("Staydown") and of != "StaydownHash":
                    wrong(ctypes.c_void_p(ctypes.addressof(BUFFER) + 1), "BAD_POINTER")
                if of.startswith("Staydown") and of not in ("StaydownHash", "StaydownHit"):
                    for size in (0, 3, 4, 4097, 2**32 - 1):
                        wrong(struct(size), "BAD_SIZE")
                if kind == "char*" and parameter in TEXTS or name.endswith("from_hex") and at == 0:
                    wrong(b"\xff\xfe", "BAD_ARGUMENT")
    print(f"misuse from Python: {expect.cells} cells")
    sys.exit(expect.cells < 150)


class Cells:
    def __init__(self, statuses, call) -> None:
        self.statuses, self.call, self.cells = statuses, call, 0

    def __call__(self, name, arguments, status) -> None:
        self.cells += 1
        found = self.call(name, arguments)
        if found != self.statuses[status]:
            names = {number: known for known, number in self.statuses.items()}
            sys.exit(f"{name}{tuple(arguments)}: {names.get(found, found)}, not {status}")


KEPT = []
BUFFER = ctypes.create_string_buffer(8192)  # malloc aligns it for everything


def struct(size):
    made = ctypes.create_string_buffer(4096)
    ctypes.c_uint32.from_buffer(made).value = size
    return made


def pixels():
    made = struct(4096)
    grey = (ctypes.c_uint8 * 64)()
    rest = (ctypes.c_uint64 * 5).from_buffer(made, 8)
    rest[:] = [ctypes.addressof(grey), 64, 8, 8, 8]
    ctypes.c_uint32.from_buffer(made, 4).value = 1
    KEPT.append(grey)
    return made


def given(kind, value):
    """What is right for a parameter of that type: room for what comes out, a struct that knows its size."""
    if value is not None or not kind.endswith("*"):
        return value
    return struct(4096) if kind.startswith("Staydown") else ctypes.create_string_buffer(4096)


def to_c(kind, value):
    if value is None or isinstance(value, (bytes, ctypes.c_void_p)):
        return value
    if not isinstance(value, int):
        return ctypes.byref(value)
    return {"uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t, "uint32_t": ctypes.c_uint32}[kind](value)


def read(header):
    """The functions that answer with a status, and the type and name of each of their parameters."""
    text = re.sub(r"/\*.*?\*/", "", open(header).read(), flags=re.S)
    found = {}
    for name, parameters in re.findall(r"^StaydownStatus (staydown_\w+)\(([^;]*)\);", text, re.M):
        split = [re.fullmatch(r"(?:const )?(\w+) (\**)(\w+)", " ".join(one.split())) for one in parameters.split(",")]
        found[name] = [(one[1] + one[2], one[3]) for one in split]
    return found


def status_numbers(header):
    return {name: int(number) for name, number in re.findall(r"STAYDOWN_STATUS_(\w+) = (\d+)", open(header).read())}


if __name__ == "__main__":
    main()
