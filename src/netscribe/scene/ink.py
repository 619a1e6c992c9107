"""Puts ink on measured marks: nodes, bars and containers in the colours of a theme.

In: measured marks and their rectangles. Out: groups of scene marks with their hooks. It places
nothing: every rectangle comes from the layout, every text from the sizing.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.figure.description import group_words, node_words
from netscribe.figure.types import Bar
from netscribe.geometry import Point, Rect
from netscribe.graph.types import Graph, Module, Node
from netscribe.scene.types import (
    BoxMark,
    EllipseMark,
    GroupMark,
    Hooks,
    PathMark,
    PolygonMark,
    Stroke,
    TextMark,
)
from netscribe.scene.types import Mark as SceneMark
from netscribe.style import typography as type_
from netscribe.style.families import Family, Mark
from netscribe.style.group_titles import measure_title
from netscribe.style.measured import (
    MeasuredMark,
    PlacedBadge,
    PlacedPill,
    PlacedText,
    TextRole,
)
from netscribe.style.themes import Ink, Theme
from netscribe.text.metrics import text_width

_GROUP_RADIUS = 10.0
#: Circles are small: their border is a little stronger.
_CIRCLE_SHARE = 1.2
_DASHED = (4.0, 3.0)
#: Families whose folded pills keep their own hue; the others are neutral.
_COLORED_PILLS = {Family.ACTIVATION}


@dataclass(frozen=True, slots=True)
class MarkInk:
    """A theme, and where the panel's origin lies in the picture."""

    theme: Theme
    origin: Point

    def rect(self, rect: Rect) -> Rect:
        """A rectangle of the panel in the picture's coordinates."""
        return rect.moved(self.origin.x, self.origin.y)

    def node(self, node: Node, graph: Graph, measured: MeasuredMark, rect: Rect) -> GroupMark:
        """The card, circle or pill of a node."""
        placed = self.rect(rect)
        ink = self.theme.ink_of(node)
        hooks = node_hooks(node, graph)
        marks = (
            self._outline(measured, placed, ink, dashed=node.custom),
            *self._texts(measured.texts, placed, ink),
            *(mark for pill in measured.pills for mark in self._pill(pill, placed)),
            *(mark for badge in measured.badges for mark in self.badge(badge, placed)),
        )
        return GroupMark(hooks, marks)

    def bar(self, bar: Bar, measured: MeasuredMark, rect: Rect) -> GroupMark:
        """The hexagonal bar of an input or output, or the stub of a block card."""
        placed = self.rect(rect)
        kind = "input" if bar.is_input else "output"
        words = " ".join(part for part in (kind, bar.title, bar.name, bar.shape) if part)
        if bar.stub:
            marks = self._stub(measured, placed)
            return GroupMark(Hooks("port", bar.id, op=kind, title=words), marks)
        shape = PolygonMark(_hexagon(placed), fill=self.theme.bar)
        texts = self._texts(measured.texts, placed, self.theme.pill)
        return GroupMark(Hooks("port", bar.id, op=kind, title=words), (shape, *texts))

    def group(self, module: Module, graph: Graph, rect: Rect) -> GroupMark:
        """The container of a module with its title at the top left, and its badge if it repeats."""
        placed, ink, title = self.rect(rect), self.theme.group, measure_title(module, graph)
        marks = (
            BoxMark(placed, _GROUP_RADIUS, ink.fill, self._line(ink)),
            *self._texts(title.texts, placed, ink),
            *(self.badge(title.badge, placed) if title.badge is not None else ()),
        )
        hooks = Hooks(
            "group",
            module.id,
            owner=module.parent,
            repeat=module.repeat if module.repeat > 1 else None,
            title=group_words(module, graph),
        )
        return GroupMark(hooks, marks)

    def _stub(self, measured: MeasuredMark, rect: Rect) -> tuple[SceneMark, ...]:
        """The room of a stub, without ink, its line, and the text beside that."""
        texts = self._texts(measured.texts, rect, self.theme.pill)
        if not measured.stem:
            return (BoxMark(rect), *texts)
        points = tuple(point.moved(rect.x, rect.y) for point in measured.stem)
        line = PathMark(points, Stroke(self.theme.wire, self.theme.wire_width))
        return (BoxMark(rect), line, *texts)

    def badge(self, badge: PlacedBadge, rect: Rect) -> tuple[SceneMark, ...]:
        """A dark badge whose place is relative to `rect`."""
        placed = badge.rect.moved(rect.x, rect.y)
        box = BoxMark(placed, badge.radius, self.theme.bar)
        return (box, _text(badge.text, rect, self.theme.bar_text))

    def _texts(self, texts: tuple[PlacedText, ...], rect: Rect, ink: Ink) -> tuple[TextMark, ...]:
        return tuple(_text(text, rect, self._color(text.role, ink)) for text in texts)

    def _color(self, role: TextRole, ink: Ink) -> str:
        theme = self.theme
        return {
            "headline": ink.text,
            "pill": ink.text,
            "text": theme.text,
            "muted": theme.muted,
            "bar": theme.bar_text,
            "bar_muted": theme.bar_muted,
            "badge": theme.bar_text,
            "label": theme.label,
        }[role]

    def _pill(self, pill: PlacedPill, rect: Rect) -> tuple[SceneMark, ...]:
        own = pill.family in _COLORED_PILLS
        ink = self.theme.families[pill.family] if own else self.theme.pill
        placed = pill.rect.moved(rect.x, rect.y)
        box = BoxMark(placed, placed.height / 2, ink.fill, self._line(ink))
        return (box, _text(pill.text, rect, ink.text))

    def _line(self, ink: Ink, share: float = 1.0) -> Stroke:
        """The border of a mark."""
        return Stroke(ink.stroke, self.theme.outline_width * share)

    def _outline(
        self, measured: MeasuredMark, rect: Rect, ink: Ink, *, dashed: bool
    ) -> BoxMark | EllipseMark:
        if measured.mark is Mark.CIRCLE:
            return EllipseMark(rect, ink.fill, self._line(ink, _CIRCLE_SHARE))
        stroke = Stroke(ink.stroke, self.theme.outline_width, _DASHED if dashed else ())
        radius = rect.height / 2 if measured.mark is Mark.PILL else type_.CARD_RADIUS
        return BoxMark(rect, radius, ink.fill, stroke)


def node_hooks(node: Node, graph: Graph) -> Hooks:
    """What a node's mark says of itself, whatever the style."""
    return Hooks(
        "node",
        node.id,
        op=str(node.op.kind),
        owner=node.module,
        repeat=node.repeat if node.repeat > 1 else None,
        title=node_words(node, graph),
    )


def _text(text: PlacedText, rect: Rect, color: str) -> TextMark:
    font = text.font
    width = text_width(text.text, font.size, font.weight)
    at = text.at.moved(rect.x, rect.y)
    return TextMark(text.text, at, font.size, color, font.weight, text.anchor, width)


def _hexagon(rect: Rect) -> tuple[Point, ...]:
    middle, cut = rect.center.y, type_.BAR_CHAMFER
    return (
        Point(rect.x + cut, rect.y),
        Point(rect.right - cut, rect.y),
        Point(rect.right, middle),
        Point(rect.right - cut, rect.bottom),
        Point(rect.x + cut, rect.bottom),
        Point(rect.x, middle),
    )
