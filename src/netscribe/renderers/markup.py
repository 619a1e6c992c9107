"""A Scene as SVG elements: what the SVG and the PNG renderer share.

In: a Scene and how to treat its text. Out: one string. Looks are presentation attributes, so that
every program that draws SVG sees the same; text is text. Knows no networks and no themes: the
hooks of a group are written as `data-*` attributes, without a thought about their meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from netscribe.renderers.numbers import short
from netscribe.scene.corners import Line, rounded_steps
from netscribe.scene.types import (
    BoxMark,
    EllipseMark,
    GroupMark,
    Hooks,
    Mark,
    PathMark,
    PolygonMark,
    Scene,
    Stroke,
    TextMark,
)
from netscribe.text.metrics import has_all_glyphs, text_width, with_known_glyphs
from netscribe.text.printable import printable

#: A fallback font up to a fifth wider may overrun its room by this much before it is held back.
TOLERATED_OVERRUN_PT = 1.0
WIDEST_FALLBACK = 0.2


@dataclass(frozen=True, slots=True)
class Dress:
    """How text is written, which depends on who will draw it.

    Attributes:
        family: value of `font-family`.
        defs: elements to stand before the marks (font faces), or empty.
        scale: pixels for a point, which says how large the document calls itself.
        bundled_only: the drawing program has the bundled font and no other: unknown characters
            are substituted, and nothing need be done for a fallback font.
    """

    family: str
    defs: str = ""
    scale: float = 1.0
    bundled_only: bool = False


def svg_markup(scene: Scene, dress: Dress) -> str:
    """The whole document."""
    body = "\n".join(_background(scene) + [_mark(mark, dress) for mark in scene.marks])
    key = hashlib.sha256(f"{scene.title}\n{scene.description}\n{body}".encode()).hexdigest()[:8]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg"{_extent(scene, dress)}'
        f' font-family="{escape(dress.family)}" role="img"'
        f' aria-labelledby="title-{key}" aria-describedby="description-{key}">'
    )
    names = (
        f'<title id="title-{key}">{_escaped(scene.title)}</title>\n'
        f'<desc id="description-{key}">{_escaped(scene.description)}</desc>'
    )
    return "\n".join(part for part in (head, names, dress.defs, body, "</svg>") if part) + "\n"


def _extent(scene: Scene, dress: Dress) -> str:
    width, height = scene.size.width, scene.size.height
    size = f' width="{short(width * dress.scale)}" height="{short(height * dress.scale)}"'
    # Two decimals may bend the ratio of a scaled picture by a hair: no gap may open at its edge.
    stretch = "" if dress.scale == 1 else ' preserveAspectRatio="none"'
    return f'{size} viewBox="0 0 {short(width)} {short(height)}"{stretch}'


def _background(scene: Scene) -> list[str]:
    if scene.background is None:
        return []
    return [f'<rect width="100%" height="100%" fill="{scene.background}"/>']


def _mark(mark: Mark, dress: Dress) -> str:
    return _WRITERS[type(mark)](mark, dress)


def _group(mark: GroupMark, dress: Dress) -> str:
    title = f"<title>{_escaped(mark.hooks.title)}</title>" if mark.hooks.title else ""
    inner = "\n".join(_mark(inner, dress) for inner in mark.marks)
    return f"<g{_data_attributes(mark.hooks)}>{title}\n{inner}\n</g>"


def _data_attributes(hooks: Hooks) -> str:
    values = {
        "kind": hooks.kind,
        "id": hooks.id,
        "op": hooks.op,
        "src": hooks.source,
        "dst": hooks.target,
        "owner": hooks.owner,
        "repeat": hooks.repeat,
    }
    return "".join(
        f' data-{name}="{_escaped(str(value))}"'
        for name, value in values.items()
        if value is not None
    )


def _box(mark: BoxMark, dress: Dress) -> str:
    rect = mark.rect
    size = f'width="{short(rect.width)}" height="{short(rect.height)}"'
    radius = f' rx="{short(mark.radius)}"' if mark.radius else ""
    paint = _paint(mark.fill, mark.stroke)
    return f'<rect x="{short(rect.x)}" y="{short(rect.y)}" {size}{radius}{paint}/>'


def _ellipse(mark: EllipseMark, dress: Dress) -> str:
    center, radius_x, radius_y = mark.rect.center, mark.rect.width / 2, mark.rect.height / 2
    place = f'cx="{short(center.x)}" cy="{short(center.y)}"'
    paint = _paint(mark.fill, mark.stroke)
    return f'<ellipse {place} rx="{short(radius_x)}" ry="{short(radius_y)}"{paint}/>'


def _polygon(mark: PolygonMark, dress: Dress) -> str:
    points = " ".join(f"{short(point.x)},{short(point.y)}" for point in mark.points)
    return f'<polygon points="{points}"{_paint(mark.fill, mark.stroke)}/>'


def _path(mark: PathMark, dress: Dress) -> str:
    steps = [f"M{_pair(mark.points[0].x, mark.points[0].y)}"]
    for step in rounded_steps(mark.points, mark.radius):
        if isinstance(step, Line):
            steps.append(f"L{_pair(step.end.x, step.end.y)}")
        else:
            through = (step.first_handle, step.second_handle, step.end)
            steps.append("C" + " ".join(_pair(point.x, point.y) for point in through))
    return f'<path d="{"".join(steps)}"{_paint(None, mark.stroke)}/>'


def _text(mark: TextMark, dress: Dress) -> str:
    text = with_known_glyphs(mark.text) if dress.bundled_only else printable(mark.text)
    place = f'x="{short(mark.at.x)}" y="{short(mark.at.y)}" font-size="{short(mark.size)}"'
    weight = f' font-weight="{mark.weight}"' if mark.weight != 400 else ""
    anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    space = ' xml:space="preserve"' if text != " ".join(text.split()) else ""
    length = "" if dress.bundled_only else _text_length(mark, text)
    look = f'fill="{mark.color}"{weight}{anchor}{length}{space}'
    return f"<text {place} {look}>{escape(text, quote=False)}</text>"


def _text_length(mark: TextMark, text: str) -> str:
    """Holds the text to its measure in programs that cannot load the embedded font.

    With the embedded font this changes nothing: the measure is the sum of its advances. Short
    texts can do without, and texts with characters that the font lacks have no exact measure.
    """
    width = text_width(text, mark.size, mark.weight)
    if width * WIDEST_FALLBACK <= TOLERATED_OVERRUN_PT or not has_all_glyphs(text):
        return ""
    return f' textLength="{short(width)}" lengthAdjust="spacingAndGlyphs"'


def _paint(fill: str | None, stroke: Stroke | None) -> str:
    filled = f' fill="{fill or "none"}"'
    if stroke is None:
        return filled
    dash = " ".join(map(short, stroke.dash))
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'{filled} stroke="{stroke.color}" stroke-width="{short(stroke.width)}"{dashed}'


def _pair(x: float, y: float) -> str:
    return f"{short(x)} {short(y)}"


def _escaped(text: str) -> str:
    return escape(printable(text))


#: By kind of mark; the mark's type and its writer's agree, which the table cannot say.
_WRITERS: dict[type, Callable[[Any, Dress], str]] = {
    BoxMark: _box,
    EllipseMark: _ellipse,
    PolygonMark: _polygon,
    PathMark: _path,
    TextMark: _text,
    GroupMark: _group,
}
