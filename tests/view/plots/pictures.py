"""What several tests of pictures need."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from koprep.view.plots.data import Words
from koprep.view.plots.figure import Picture

SVG = "{http://www.w3.org/2000/svg}"


def words(counts: dict[str, int]) -> Words:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Words(pa.array([word for word, _ in ranked], pa.string()), np.array([count for _, count in ranked]))


def pixels(picture: Picture) -> Any:
    """The picture as an array (height, width, 3)."""
    from matplotlib.image import imread

    held = io.BytesIO()
    with picture.look():
        picture.figure.savefig(held, format="png")
    held.seek(0)
    return (imread(held, format="png")[:, :, :3] * 255).astype(np.uint8)


def saved(picture: Picture, path: Path) -> bytes:
    picture.save(path)
    return path.read_bytes()


def svg(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)
