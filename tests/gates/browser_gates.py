"""The gates on a picture as a browser draws it, with the browser's own boxes.

In: a `DrawnPicture`. Out: violations. Where the gates on the file reckon with our table of widths,
these reckon with what Chromium really drew; with the embedded font the two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.gates.browser import DrawnPicture, DrawnText
from tests.gates.planes import RectIndex
from tests.gates.violation import Violation

from netscribe.geometry import Rect
from netscribe.text.metrics import has_all_glyphs, text_width

_ROUNDING = 0.1
_PADDING = 2.0
_WIDTH_ERROR = 0.25
#: Share of a line's height that letters without accents leave free at the top, and at the bottom.
_FREE_TOP, _FREE_BOTTOM = 0.17, 0.04


def browser_violations(picture: DrawnPicture, *, fallback: bool = False) -> tuple[Violation, ...]:
    """All violations; with a fallback font the widths of texts may differ from ours."""
    found = [*_nodes_apart(picture), *_texts_apart(picture), *_texts_inside(picture)]
    found += [*_nothing_clipped(picture), *_lines_pass(picture)]
    if not fallback:
        found += _widths_agree(picture)
    return tuple(sorted(set(found)))


def _nodes_apart(picture: DrawnPicture) -> Iterator[Violation]:
    marks = [shape for shape in picture.shapes if shape.kind in ("node", "port")]
    for one, other in RectIndex([mark.box for mark in marks]).overlapping(_ROUNDING):
        if marks[one].item != marks[other].item:
            yield Violation(1, "nodes overlap", (marks[one].item, marks[other].item))


def _texts_apart(picture: DrawnPicture) -> Iterator[Violation]:
    texts = picture.texts
    for one, other in RectIndex([_ink(text) for text in texts]).overlapping(_ROUNDING):
        detail = f"{texts[one].text} | {texts[other].text}"
        yield Violation(2, "texts overlap", (texts[one].item, texts[other].item), detail)


def _ink(text: DrawnText) -> Rect:
    """A text's box without the part of its line that is empty."""
    box = text.box
    top, bottom = box.height * _FREE_TOP, box.height * _FREE_BOTTOM
    return Rect(box.x, box.y + top, box.width, box.height - top - bottom)


def _texts_inside(picture: DrawnPicture) -> Iterator[Violation]:
    boxes: dict[str, list[Rect]] = {}
    for shape in picture.shapes:
        boxes.setdefault(shape.item, []).append(shape.box)
    for text in picture.texts:
        owners = boxes.get(text.item, [])
        room = Rect(
            _ink(text).x - _PADDING, _ink(text).y, text.box.width + 2 * _PADDING, _ink(text).height
        )
        if owners and not any(box.contains(room, _ROUNDING) for box in owners):
            yield Violation(2, "text leaves its owner", (text.item,), text.text)


def _nothing_clipped(picture: DrawnPicture) -> Iterator[Violation]:
    room = picture.frame.grown(-_PADDING)
    for name, box in (
        *((text.item, text.box) for text in picture.texts),
        *((shape.item, shape.box) for shape in picture.shapes),
    ):
        if not room.contains(box, _ROUNDING):
            yield Violation(5, "mark is clipped", (name,))


def _lines_pass(picture: DrawnPicture) -> Iterator[Violation]:
    texts = [_ink(text) for text in picture.texts]
    nodes = [shape for shape in picture.shapes if shape.kind in ("node", "port")]
    text_index = RectIndex(texts)
    node_index = RectIndex([node.box for node in nodes])
    for edge in picture.edges:
        own = (edge.id, edge.source, edge.target)  # a stub draws its own line
        for point in edge.points:
            place = Rect(point.x - 0.5, point.y - 0.5, 1.0, 1.0)
            for number in text_index.near(place):
                if texts[number].overlaps(place):
                    text = picture.texts[number]
                    yield Violation(2, "line strikes text", (edge.id, text.item), text.text)
            for number in node_index.near(place):
                node = nodes[number]
                if node.item not in own and node.box.overlaps(place):
                    yield Violation(3, "edge through a node", (edge.id, node.item))


def _widths_agree(picture: DrawnPicture) -> Iterator[Violation]:
    for text in picture.texts:
        expected = text_width(text.text, text.size, text.weight)
        if has_all_glyphs(text.text) and abs(expected - text.length) > _WIDTH_ERROR:
            detail = f"{text.text!r}: {text.length:.2f} pt, by our table {expected:.2f}"
            yield Violation(2, "another width than measured", (text.item,), detail)
