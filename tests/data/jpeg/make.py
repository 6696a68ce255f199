"""Makes the JPEG files in this folder, each with the picture that Pillow (libjpeg-turbo) decodes from it.

Needs Pillow 13 and `cjpeg` of libjpeg-turbo; the picture is a formula, so everything here is this project's.
"""

import io
import math
import pathlib
import subprocess

from PIL import Image, ImageChops

HERE = pathlib.Path(__file__).parent
SIDES = (61, 45)


def picture():
    image = Image.new("RGB", SIDES)
    for y in range(SIDES[1]):
        for x in range(SIDES[0]):
            wave = math.sin(x / 9) * math.cos(y / 7)
            image.putpixel((x, y), (int(128 + 110 * wave), 3 * x, 255 - 4 * y))
    return image


def pillow(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, **options)
    return out.getvalue()


def cjpeg(image, *options):
    ppm = io.BytesIO()
    image.save(ppm, "PPM")
    command = ["cjpeg", "-quality", "95", *options]
    return subprocess.run(command, input=ppm.getvalue(), stdout=subprocess.PIPE, check=True).stdout


def without_adobe(data):
    """Drops the Adobe segment."""
    at = data.index(b"\xff\xee")
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    return data[:at] + data[at + 2 + length :]


def with_transform(data, transform):
    at = data.index(b"Adobe") + 11
    return data[:at] + bytes([transform]) + data[at + 1 :]


def expected(data):
    """The picture as Pillow and browsers show it: four inks are stored inverted, with or without the Adobe segment."""
    image = Image.open(io.BytesIO(data))
    if image.mode == "CMYK":
        c, m, y, k = (ImageChops.invert(band) for band in image.split())
        return Image.merge("RGB", [ImageChops.multiply(band, k) for band in (c, m, y)])
    return image.convert("RGB")


def main():
    image = picture()
    cmyk = Image.merge("CMYK", [*ImageChops.invert(image).split(), image.getchannel(1).point(lambda v: v // 3)])
    files = {
        "444": pillow(image, subsampling=0),
        "422": pillow(image, subsampling=1),
        "420": pillow(image, subsampling=2),
        "440": cjpeg(image, "-sample", "1x2"),
        "411": cjpeg(image, "-sample", "4x1"),
        "410": cjpeg(image, "-sample", "4x2"),
        "420-progressive": pillow(image, subsampling=2, progressive=True),
        "440-progressive": cjpeg(image, "-sample", "1x2", "-progressive"),
        "420-restart": pillow(image, subsampling=2, restart_marker_blocks=3),
        "grey": pillow(image.convert("L")),
        "grey-progressive": pillow(image.convert("L"), progressive=True),
        "grey-sampled": cjpeg(image.convert("L"), "-grayscale", "-sample", "2x2"),
        "rgb-adobe": pillow(image, keep_rgb=True),
        "rgb-ids": without_adobe(pillow(image, keep_rgb=True)),
        "rgb-progressive": pillow(image, keep_rgb=True, progressive=True),
        "cmyk": pillow(cmyk),
        "cmyk-no-adobe": without_adobe(pillow(cmyk)),
        "cmyk-progressive": pillow(cmyk, progressive=True),
        "ycck": with_transform(pillow(cmyk), 2),
    }
    for name, data in files.items():
        (HERE / f"{name}.jpg").write_bytes(data)
        expected(data).save(HERE / f"{name}.png", optimize=True)
        print(name, Image.open(io.BytesIO(data)).mode, len(data))


main()
