"""Scene to PNG, drawn by resvg with the bundled font alone: the same pixels on every machine.

In: a Scene and a scale. Out: PNG bytes that carry their resolution. The system's fonts are not
used: a character that the bundled font lacks (a name in Japanese, say) is drawn as "□".
"""

from __future__ import annotations

import math
import struct
import warnings
import zlib
from dataclasses import replace

from netscribe.errors import MissingLibraryError, OutputError, SettingError
from netscribe.geometry import Size
from netscribe.renderers.markup import Dress, svg_markup
from netscribe.scene.types import Scene
from netscribe.text.font_files import STYLES, ttf_path

DEFAULT_SCALE = 2.0
MOST_PIXELS_PER_SIDE = 16_000
MOST_PIXELS = 200_000_000
POINTS_PER_METRE = 72 / 0.0254


def render_png(scene: Scene, scale: float | None = None) -> bytes:
    """The picture with `scale` pixels for a point: 2 is sharp on screens, 300 / 72 in print.

    Without a scale it is 2, or for a very large picture the greatest that works, with a warning.

    Raises:
        SettingError: `scale` is not a positive number.
        OutputError: the picture would have more than 16,000 pixels on a side or 200 million.
    """
    if scale is None:
        scale = _default_scale(scene.size)
    if not (math.isfinite(scale) and scale > 0):
        raise SettingError(f"scale must be a positive number, not {scale}")
    _check_pixels(scene.size, scale)
    dress = Dress(family=scene.font_family, scale=scale, bundled_only=True)
    return _with_resolution(_drawn(svg_markup(_in_whole_pixels(scene, scale), dress), scene), scale)


def _in_whole_pixels(scene: Scene, scale: float) -> Scene:
    """The scene with less than a pixel added at its right and lower edge, where need be.

    resvg rounds a broken size and stretches the picture to it.
    """
    width, height = (
        max(1, math.ceil(round(side * scale, 6))) / scale
        for side in (scene.size.width, scene.size.height)
    )
    return replace(scene, size=Size(width, height))


def _drawn(markup: str, scene: Scene) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        raise MissingLibraryError(
            "PNG pictures need resvg-py", hint="pip install resvg-py"
        ) from error
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=markup,
            skip_system_fonts=True,
            font_files=[str(ttf_path(weight)) for weight in STYLES],
            font_family=scene.font_family,
            sans_serif_family=scene.font_family,
        )
    )


def _default_scale(size: Size) -> float:
    greatest = _greatest_scale(size)
    if greatest >= DEFAULT_SCALE:
        return DEFAULT_SCALE
    warnings.warn(
        f"the picture is {size.width:,.0f} x {size.height:,.0f} points;"
        f" the PNG has {greatest} pixels per point instead of {DEFAULT_SCALE:g}",
        stacklevel=2,
    )
    return greatest


def _check_pixels(size: Size, scale: float) -> None:
    width, height = size.width * scale, size.height * scale
    if max(width, height) <= MOST_PIXELS_PER_SIDE and width * height <= MOST_PIXELS:
        return
    raise OutputError(
        f"a PNG of {width:,.0f} x {height:,.0f} pixels is too large to draw",
        hint=f"the greatest scale for this picture is {_greatest_scale(size)};"
        " SVG and PDF have no such limit",
    )


def _greatest_scale(size: Size) -> float:
    """Rounded down to two significant digits, so that it surely works."""
    by_side = MOST_PIXELS_PER_SIDE / max(size.width, size.height)
    exact = min(by_side, math.sqrt(MOST_PIXELS / (size.width * size.height)))
    step = 10.0 ** (math.floor(math.log10(exact)) - 1)
    return float(f"{math.floor(exact / step) * step:.2g}")


def _with_resolution(png: bytes, scale: float) -> bytes:
    """`png` with a pHYs chunk after its header, so that it prints in the picture's own size."""
    per_metre = round(scale * POINTS_PER_METRE)
    content = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    header_end = 8 + 4 + 4 + 13 + 4  # signature; length, name, content, checksum of IHDR
    return png[:header_end] + chunk + png[header_end:]
