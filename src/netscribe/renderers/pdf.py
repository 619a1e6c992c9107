"""Scene to PDF, drawn by fpdf2: vectors, selectable text, an embedded subset of the bundled font.

In: a Scene. Out: PDF bytes of one page in the picture's own size, one unit a point, with title,
subject (the network in prose) and language; no clock and no random identifiers. A character that
the bundled font lacks (a name in Japanese, say) is drawn as "□".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from netscribe.errors import MissingLibraryError
from netscribe.geometry import Point
from netscribe.renderers.texts import characters_by_weight
from netscribe.scene.corners import Line, rounded_steps
from netscribe.scene.types import (
    BoxMark,
    EllipseMark,
    GroupMark,
    Mark,
    PathMark,
    PolygonMark,
    Scene,
    Stroke,
    TextMark,
)
from netscribe.text.font_files import ttf_path
from netscribe.text.metrics import text_width, with_known_glyphs
from netscribe.text.printable import printable

#: Programs following PDF 1.7 (annex C) may refuse a longer page; a larger picture is scaled to it.
LONGEST_SIDE_PT = 14_400.0
LANGUAGE = "en"
#: fpdf2 wants one; the epoch says that none is meant, and keeps the bytes the same on every run.
CREATION_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def render_pdf(scene: Scene) -> bytes:
    """The PDF file.

    Raises:
        MissingLibraryError: fpdf2 is not installed.
    """
    document = _empty_document(scene)
    for weight in characters_by_weight(scene):
        document.add_font(_family(weight), fname=ttf_path(weight))
    if scene.background is not None:
        document.set_fill_color(*_rgb(scene.background))
        document.rect(0, 0, scene.size.width, scene.size.height, style="F")
    # fpdf2 begins a page with square caps, which would lengthen lines and dashes.
    with document.local_context(stroke_cap_style="butt"):
        for mark in scene.marks:
            _draw(mark, document)
    return bytes(document.output())


def _empty_document(scene: Scene) -> Any:
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise MissingLibraryError("PDF pictures need fpdf2", hint="pip install fpdf2") from error
    size = (scene.size.width, scene.size.height)
    document = FPDF(unit=min(1.0, LONGEST_SIDE_PT / max(size)), format=size)
    document.set_auto_page_break(False)
    document.set_creation_date(CREATION_DATE)
    document.set_creator("netscribe")
    document.set_title(printable(scene.title))
    document.set_subject(printable(scene.description))
    document.set_lang(LANGUAGE)
    document.add_page()
    return document


def _draw(mark: Mark, document: Any) -> None:
    _DRAWERS[type(mark)](mark, document)


def _group(mark: GroupMark, document: Any) -> None:
    for inner in mark.marks:
        _draw(inner, document)


def _box(mark: BoxMark, document: Any) -> None:
    rect = mark.rect
    radius = min(mark.radius, rect.width / 2, rect.height / 2)
    with document.new_path() as path:
        _paint_path(path, mark.fill, mark.stroke)
        path.rectangle(rect.x, rect.y, rect.width, rect.height, radius, radius)


def _ellipse(mark: EllipseMark, document: Any) -> None:
    center, rect = mark.rect.center, mark.rect
    with document.new_path() as path:
        _paint_path(path, mark.fill, mark.stroke)
        path.ellipse(center.x, center.y, rect.width / 2, rect.height / 2)


def _polygon(mark: PolygonMark, document: Any) -> None:
    if mark.stroke is None and mark.fill is not None:
        _filled_polygon(mark.points, mark.fill, document)
        return
    first, *others = mark.points
    with document.new_path(first.x, first.y) as path:
        _paint_path(path, mark.fill, mark.stroke)
        for point in others:
            path.line_to(point.x, point.y)
        path.close()


def _path(mark: PathMark, document: Any) -> None:
    if len(mark.points) == 2 and not mark.stroke.dash:
        _plain_line(mark, document)
        return
    first = mark.points[0]
    with document.new_path(first.x, first.y) as path:
        _paint_path(path, None, mark.stroke)
        path.style.auto_close = False
        for step in rounded_steps(mark.points, mark.radius):
            if isinstance(step, Line):
                path.line_to(step.end.x, step.end.y)
            else:
                through = (step.first_handle, step.second_handle, step.end)
                path.curve_to(*(value for point in through for value in (point.x, point.y)))


# The next two are special cases for speed: most arrows are nothing else, and fpdf2 draws them in a
# thirtieth of the time of a path.


def _filled_polygon(points: tuple[Point, ...], fill: str, document: Any) -> None:
    document.set_fill_color(*_rgb(fill))
    document.polygon([(point.x, point.y) for point in points], style="F")


def _plain_line(mark: PathMark, document: Any) -> None:
    start, end = mark.points
    document.set_draw_color(*_rgb(mark.stroke.color))
    document.set_line_width(mark.stroke.width)
    document.line(start.x, start.y, end.x, end.y)


def _text(mark: TextMark, document: Any) -> None:
    text = with_known_glyphs(mark.text)
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
    left = mark.at.x - shift * text_width(text, mark.size, mark.weight)
    document.set_font(_family(mark.weight), size=mark.size * document.k)
    document.set_text_color(*_rgb(mark.color))
    document.text(left, mark.at.y, text)


def _paint_path(path: Any, fill: str | None, stroke: Stroke | None) -> None:
    path.style.fill_color = fill
    path.style.stroke_color = stroke.color if stroke else None
    if stroke is not None:
        path.style.stroke_width = stroke.width
        path.style.stroke_dash_pattern = stroke.dash or None


def _family(weight: int) -> str:
    return f"inter-{weight}"


def _rgb(color: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers up to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


#: By kind of mark; the mark's type and its drawer's agree, which the table cannot say.
_DRAWERS: dict[type, Callable[[Any, Any], None]] = {
    BoxMark: _box,
    EllipseMark: _ellipse,
    PolygonMark: _polygon,
    PathMark: _path,
    TextMark: _text,
    GroupMark: _group,
}
