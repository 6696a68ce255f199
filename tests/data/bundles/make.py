#!/usr/bin/env python3
"""Writes the golden files of this folder as docs/BUNDLES.md describes them, without any code of staydown.

Needs the package cryptography (the committed files were made with 48.0.0). Run it from any folder.
"""

import base64
import hashlib
import json
import struct
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent
ISSUED, EXPIRES = "2026-11-25T00:00:00Z", "2027-11-25T00:00:00Z"


def main():
    a, b, c = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2, 3))
    (HERE / "root-1.sdr").write_bytes(frame(b"\x89SDR", root(1, [a, b]), [a, b]))
    (HERE / "root-2.sdr").write_bytes(frame(b"\x89SDR", root(2, [b, c]), [a, b, c]))

    whole = b'{"put":"one"}\n{"put":"two"}\n'
    first = manifest(1, "snapshot", whole, puts=2, withdrawals=0)
    (HERE / "snapshot.sdb").write_bytes(frame(b"\x89SDB", first, [a, b]) + whole)

    changes = b'{"withdraw":"one"}\n'
    kind = {"delta": {"previous": text(hashlib.sha256(first).digest())}}
    second = manifest(2, kind, changes, puts=0, withdrawals=1)
    (HERE / "delta.sdb").write_bytes(frame(b"\x89SDB", second, [a, b]) + changes)

    for name, kind, secret in ("public.json", "public", False), ("secret.json", "secret", True):
        key = {
            "kind": f"staydown {kind} key",
            "id": text(key_id(a)),
            "bytes": text(a.private_bytes_raw() if secret else public(a)),
        }
        (HERE / name).write_bytes(compact(key) + b"\n")

    (HERE / "list.txt").write_bytes(whole)
    minisign(a, whole)


def root(version, keys):
    return compact(
        {
            "issuer": "agency",
            "version": version,
            "threshold": 2,
            "keys": [text(public(key)) for key in keys],
            "expires": EXPIRES,
        }
    )


def manifest(version, kind, payload, puts, withdrawals):
    return compact(
        {
            "list": "known",
            "issuer": "agency",
            "version": version,
            "kind": kind,
            "issued": ISSUED,
            "expires": EXPIRES,
            "puts": puts,
            "withdrawals": withdrawals,
            "length": len(payload),
            "sha256": text(hashlib.sha256(payload).digest()),
            "root": 1,
        }
    )


def frame(magic, document, signers):
    signed = magic + b"\r\n\x1a\n" + struct.pack("<II", 1, len(document)) + document
    signatures = sorted((key_id(key), key.sign(signed)) for key in signers)
    return signed + struct.pack("<I", len(signatures)) + b"".join(map(b"".join, signatures))


def minisign(key, file):
    """A key and a signature as minisign makes them, https://jedisct1.github.io/minisign/."""
    name = bytes(range(8))
    public_key = text(b"Ed" + name + public(key))
    (HERE / "minisign.pub").write_text(f"untrusted comment: made for tests\n{public_key}\n")
    signature = key.sign(hashlib.blake2b(file).digest())
    comment = "timestamp:1764028800\tfile:list.txt\thashed"
    lines = [
        "untrusted comment: made for tests",
        text(b"ED" + name + signature),
        f"trusted comment: {comment}",
        text(key.sign(signature + comment.encode())),
    ]
    (HERE / "list.txt.minisig").write_text("\n".join(lines) + "\n")


def public(key):
    return key.public_key().public_bytes_raw()


def key_id(key):
    return hashlib.sha256(public(key)).digest()


def text(value):
    return base64.b64encode(value).decode()


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


if __name__ == "__main__":
    main()
