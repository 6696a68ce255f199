#!/usr/bin/env python3
"""Writes the seed corpus of the fuzz targets: small made-up pictures in every variant that the decoders tell apart, and lists.

Needs Pillow (the committed files were made with 13.0.0). Run it from any folder: python3 fuzz/seeds.py
"""

import hashlib
import io
import struct
from pathlib import Path

from PIL import Image

CORPUS = Path(__file__).resolve().parent / "corpus"


def main():
    pictures()
    jxl()
    write("index_open", "empty-256", index("pdq", 256, 0))
    write("index_open", "empty-64", index("phash-64/image_hasher-3.1.1", 64, 0))
    write("index_open", "three-256", index("pdq", 256, 3))
    write("index_open", "three-64", index("phash-64/image_hasher-3.1.1", 64, 3))
    write("index_open", "tables-256", index("pdq", 256, 2, 5, 4))
    write("index_open", "tables-64", index("phash-64/image_hasher-3.1.1", 64, 1, 3, 6))
    samples("pdq_plane", [64, 200, 600])
    samples("kernels", [33, 300, 1200])
    samples("finder", [64, 200, 600])
    samples("catalogue", [64, 300, 1200])
    samples("capi", [100, 300, 1200])
    lists()


def pictures():
    """A picture in every colour mode that a format has, and with the options that change how it is decoded."""
    colour, grey = picture(), picture().convert("L")
    see_through = colour.copy()
    see_through.putalpha(grey)
    palette = colour.convert("P", palette=Image.Palette.ADAPTIVE, colors=16)
    turned = Image.Exif()
    turned[0x0112] = 6
    frames = [colour.transpose(Image.Transpose.ROTATE_180), colour.rotate(20)]
    animated = {"save_all": True, "append_images": frames, "duration": 40}

    save("decode_jpeg", colour, "JPEG", "colour", quality=40)
    save("decode_jpeg", colour, "JPEG", "full-chroma", quality=40, subsampling=0)
    save("decode_jpeg", colour, "JPEG", "progressive", quality=40, progressive=True)
    save("decode_jpeg", colour, "JPEG", "restarts", quality=40, restart_marker_blocks=1)
    save("decode_jpeg", colour, "JPEG", "turned", quality=40, exif=turned)
    save("decode_jpeg", grey, "JPEG", "grey", quality=40)
    save("decode_jpeg", colour.convert("CMYK"), "JPEG", "inks", quality=40)

    save("decode_png", colour, "PNG", "colour")
    save("decode_png", colour, "PNG", "turned", exif=turned)
    save("decode_png", see_through, "PNG", "see-through")
    save("decode_png", see_through.convert("LA"), "PNG", "grey-see-through")
    save("decode_png", grey, "PNG", "grey")
    save("decode_png", grey.convert("1"), "PNG", "one-bit")
    save("decode_png", grey.convert("I;16"), "PNG", "sixteen-bit")
    save("decode_png", palette, "PNG", "palette", transparency=0)
    save("decode_png", colour, "PNG", "animated", **animated)

    save("decode_gif", palette, "GIF", "still", transparency=0)
    save("decode_gif", palette, "GIF", "interlaced", interlace=True)
    save("decode_gif", colour, "GIF", "animated", disposal=2, **animated)

    save("decode_webp", colour, "WEBP", "lossy", quality=40)
    save("decode_webp", see_through, "WEBP", "lossy-see-through", quality=40)
    save("decode_webp", see_through, "WEBP", "lossless", lossless=True)
    save("decode_webp", colour, "WEBP", "turned", quality=40, exif=turned)
    save("decode_webp", colour, "WEBP", "animated", quality=40, **animated)

    for name, image in [("colour", colour), ("grey", grey), ("one-bit", grey.convert("1")), ("palette", palette)]:
        save("decode_bmp", image, "BMP", name)
    save("decode_bmp", see_through, "BMP", "see-through")

    for compression in ["raw", "tiff_lzw", "packbits", "tiff_deflate"]:
        save("decode_tiff", colour, "TIFF", compression, compression=compression)
    save("decode_tiff", colour, "TIFF", "jpeg", compression="jpeg", quality=40)
    save("decode_tiff", grey.convert("1"), "TIFF", "fax", compression="group4")
    save("decode_tiff", grey.convert("I;16"), "TIFF", "sixteen-bit")
    save("decode_tiff", see_through, "TIFF", "see-through")
    save("decode_tiff", colour.convert("CMYK"), "TIFF", "inks")
    save("decode_tiff", colour, "TIFF", "turned", tiffinfo={0x0112: 8})


def picture():
    """24 by 17 pixels from a formula: gradients with a disc."""
    image = Image.new("RGB", (24, 17))
    for x in range(24):
        for y in range(17):
            inside = (x - 9) ** 2 + (y - 8) ** 2 < 30
            image.putpixel((x, y), (10 * x, 15 * y, 220) if inside else (10 * y, 60, 10 * x))
    return image


def save(target, image, kind, name, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    write(target, f"{name}.{kind.lower()}", buffer.getvalue())


def index(profile, bits, entries, tables=0, key_bits=0):
    """An index of so many entries of the zero hash, with ids of zero and no checksums; the target seals the header."""
    rows, words, stride = min(entries, 1), bits // 64, 32 * min(entries, 1)
    offsets = [0] + (2**key_bits - 1) * [rows]
    offsets += (-len(offsets) // 16 * -16 - len(offsets) or 16) * [rows]
    contents = [
        bytes(rows * 128 * 8 * min(words, 2)),
        bytes(rows * 128 * 8 * max(words - 2, 0)),
        bytes(8 * entries),
        b"",
        struct.pack("<II", 0, entries - 1) if entries > 1 else b"",
        tables * struct.pack(f"<{len(offsets)}I", *offsets),
        bytes(tables * stride * 2),
        bytes(max(tables - 1, 0) * stride),
    ]
    sections, offset = b"", 128 + 32 * len(contents)
    contents = [content.ljust(-(-len(content) // 64) * 64, b"\0") for content in contents]
    for kind, content in enumerate(contents, 1):
        sections += struct.pack("<IIQQQ", kind, 1, offset, len(content), 0)
        offset += len(content)
    numbers = [len(contents), rows, int(entries > 1), 0, tables, key_bits]
    fields = [b"\x89SDX\r\n\x1a\n", 2, bits, offset, entries, profile.encode(), *numbers, 0]
    header = struct.pack("<8sIIQQ48s6I16xQ", *fields)
    return header + sections + b"".join(contents)


def samples(target, lengths):
    """Bytes that look random and are the same in each run."""
    for length in lengths:
        blocks = (hashlib.sha256(struct.pack("<I", block)).digest() for block in range(length // 32 + 1))
        write(target, f"sample-{length}", b"".join(blocks)[:length])


def jxl():
    """That of the tests, since Pillow writes none."""
    write("decode_jxl", "lossless", (CORPUS.parent.parent / "tests/data/jxl/lossless.jxl").read_bytes())


def lists():
    """The documents that the tests read."""
    for document in sorted((CORPUS.parent.parent / "tests/data/exchange").glob("*/*")):
        write(f"list_{document.parent.name}", document.name, document.read_bytes())


def write(target, name, data):
    assert len(data) < 10_000, (target, name, len(data))
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
