"""A hand-made scene with every kind of mark: an input bar, cards with pills, an arrow, a skip."""

from __future__ import annotations

import pytest

from netscribe.geometry import Point, Rect, Size
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
from netscribe.text.metrics import text_width

INK, MUTED, WIRE = "#27272A", "#71717A", "#52525B"


def text(words: str, x: float, y: float, size: float, **look: object) -> TextMark:
    weight = look.get("weight", 400)
    mark = {"color": INK, "width": text_width(words, size, int(str(weight))), **look}
    return TextMark(words, Point(x, y), size, **mark)  # type: ignore[arg-type]


def bar(node_id: str, top: float, name: str, shape: str) -> GroupMark:
    left, right, middle = 85.0, 255.0, top + 22
    corners = [(left, top), (right, top), (right + 10, middle), (right, top + 44)]
    corners += [(left, top + 44), (left - 10, middle)]
    marks: tuple[Mark, ...] = (
        PolygonMark(tuple(Point(x, y) for x, y in corners), fill="#18181B"),
        text(name, 170, top + 19, 13, weight=600, color="#FFFFFF", anchor="middle"),
        text(shape, 170, top + 34, 10.5, color="#D4D4D8", anchor="middle"),
    )
    return GroupMark(Hooks("node", node_id, op="input", title=f"{name}, {shape}"), marks)


def pill(left: float, middle: float, name: str) -> tuple[Mark, ...]:
    width = text_width(name, 10, 600) + 14
    rect = Rect(left, middle - 9, width, 18)
    label = text(name, rect.center.x, middle + 3.6, 10, weight=600, color="#9A4A09")
    label = TextMark(**{**fields_of(label), "anchor": "middle"})
    return (BoxMark(rect, 9, "#FFE9D6", Stroke("#9A4A09")), label)


def fields_of(mark: TextMark) -> dict:
    return {name: getattr(mark, name) for name in mark.__slots__}


def card(node_id: str, top: float, lines: tuple[str, str, str]) -> GroupMark:
    first, second, count = lines
    marks: tuple[Mark, ...] = (
        BoxMark(Rect(35, top, 270, 54), 7, "#E0EAFF", Stroke("#2347A8")),
        text(first, 47, top + 19, 13, weight=600, color="#2347A8"),
        text(node_id, 293, top + 19, 10, color=MUTED, anchor="end"),
        text(second, 47, top + 35, 11, color="#3F3F46"),
        text(count, 293, top + 35, 10, color=MUTED, anchor="end"),
        *pill(47, top + 54, "ReLU"),
    )
    return GroupMark(Hooks("node", node_id, op="conv", title=f"{first}, {second}"), marks)


def arrow(source: str, target: str, top: float) -> GroupMark:
    head = (Point(166.5, top + 24), Point(173.5, top + 24), Point(170, top + 30))
    marks: tuple[Mark, ...] = (
        PathMark((Point(170, top), Point(170, top + 24)), Stroke(WIRE, 1.4)),
        PolygonMark(head, fill=WIRE),
    )
    return GroupMark(Hooks("edge", f"{source}-{target}", source=source, target=target), marks)


def shape_label(edge: str, top: float, shape: str) -> GroupMark:
    label = text(shape, 179, top + 18.2, 10.5, weight=500, color=WIRE)
    return GroupMark(Hooks("label", f"label-{edge}", owner=edge), (label,))


@pytest.fixture(scope="session")
def card_scene() -> Scene:
    skip = (Point(170, 346), Point(170, 354), Point(24, 354), Point(24, 132), Point(150, 132))
    repeated = GroupMark(
        Hooks("group", "block", repeat=3, title="Block, 3 times"),
        (
            BoxMark(Rect(14, 140, 306, 226), 10, None, Stroke("#A1A1AA", 1, (4, 3))),
            card("conv1", 156, ("Conv 3×3", "32 filters · same", "320")),
            arrow("conv1", "conv2", 210),
            shape_label("conv1-conv2", 210, "28 × 28 × 32"),
            card("conv2", 246, ("Conv 3×3", "64 filters · stride 2", "18,496")),
        ),
    )
    merge = (
        EllipseMark(Rect(160, 376, 20, 20), "#F1F1F3", Stroke(WIRE)),
        PathMark((Point(165, 386), Point(175, 386)), Stroke(WIRE, 1.4)),
        PathMark((Point(170, 381), Point(170, 391)), Stroke(WIRE, 1.4)),
    )
    marks: tuple[Mark, ...] = (
        GroupMark(Hooks("title", "title"), (text("Small CNN", 34, 34, 17, weight=600),)),
        text("421,642 parameters · 1.6 MB", 34, 52, 11, color=MUTED),
        bar("image", 72, "image", "28 × 28 × 1"),
        repeated,
        GroupMark(
            Hooks("edge", "skip", source="image", target="add"),
            (PathMark(skip, Stroke(WIRE, 1.4), radius=8),),
        ),
        GroupMark(Hooks("node", "add", op="add", title="Add"), merge),
    )
    return Scene(Size(334, 410), "#FFFFFF", marks, "Small CNN", "A network of two convolutions.")
