"""Pictures of Pillow as pixels, upright, in the manner of `staydown.hash` for files."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from .errors import ArgumentError


def pixels(image: Image.Image) -> npt.NDArray[np.uint8]:
    """`uint8[height, width]` or `uint8[height, width, 3]`; transparency lies over white."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("1", "L") and "transparency" not in image.info:
        return np.asarray(image.convert("L"))
    if image.mode.startswith("I;16"):
        return (np.asarray(image) >> 8).astype(np.uint8)
    if image.mode in ("I", "F"):
        raise ArgumentError(f"pixels of the mode {image.mode} have no stated range: convert them first", "bad-argument")
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))
