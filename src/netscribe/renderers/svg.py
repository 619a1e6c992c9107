"""Scene to SVG, with the bundled font embedded so that it looks the same everywhere.

In: a Scene. Out: the text of an SVG file. Only the weights in use are embedded, and the small file
of a weight where its characters suffice. Where a program may not load an embedded font (pictures
on many web sites) the reader's own is used, held to the measured widths by `textLength`; a
character that the bundled font lacks always comes from the reader's fonts.
"""

from __future__ import annotations

import base64

from netscribe.renderers.markup import Dress, svg_markup
from netscribe.renderers.texts import characters_by_weight
from netscribe.scene.types import Scene
from netscribe.text.font_files import woff2_bytes
from netscribe.text.metrics import has_all_glyphs, is_basic


def render_svg(scene: Scene) -> str:
    """The SVG file: real text, hooks as `data-*` attributes, `<title>` and `<desc>`."""
    # A name of its own: a page's own Inter, which kerns, must neither change this nor be changed.
    embedded = f"{scene.font_family} Netscribe"
    family = f"{embedded}, {scene.font_family}, system-ui, sans-serif"
    return svg_markup(scene, Dress(family=family, defs=_font_faces(scene, embedded)))


def _font_faces(scene: Scene, family: str) -> str:
    faces = [
        _font_face(family, weight, basic=is_basic(_known(characters)))
        for weight, characters in characters_by_weight(scene).items()
    ]
    return "<style>\n" + "\n".join(faces) + "\n</style>" if faces else ""


def _font_face(family: str, weight: int, *, basic: bool) -> str:
    data = base64.b64encode(woff2_bytes(weight, basic=basic)).decode("ascii")
    source = f'url("data:font/woff2;base64,{data}") format("woff2")'
    return f'@font-face{{font-family:"{family}";font-weight:{weight};src:{source}}}'


def _known(characters: str) -> str:
    """Those that the font has at all: the larger file would not help with the others."""
    return "".join(filter(has_all_glyphs, characters))
