"""A small sound scene, and ways to spoil it: what the gates' own tests are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from netscribe.geometry import Point, Rect, Size
from netscribe.renderers.svg import render_svg
from netscribe.scene.types import (
    BoxMark,
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

_INK, _WIRE, _FILL = "#27272A", "#52525B", "#E0EAFF"
_BLOCK = Rect(20, 20, 200, 200)


@dataclass(frozen=True)
class Card:
    """A node with its name as text, in a group or outside of all."""

    id: str
    rect: Rect
    words: str = "Dense"
    owner: str | None = None
    color: str = _INK
    title: str = "a node"

    def mark(self) -> GroupMark:
        at = Point(self.rect.x + 12, self.rect.y + 20)
        box = BoxMark(self.rect, 7, _FILL, Stroke("#2347A8"))
        hooks = Hooks("node", self.id, op="linear", owner=self.owner, title=self.title)
        return GroupMark(hooks, (box, words(self.words, at, color=self.color)))


@dataclass(frozen=True)
class Arrow:
    """An edge through points, with an arrowhead at the last of them and perhaps a label."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    label_at: Point | None = None
    color: str = _WIRE
    head: bool = True

    def marks(self) -> tuple[GroupMark, ...]:
        tip = self.points[-1]
        parts: list[Mark] = [PathMark(self.points, Stroke(self.color, 1.4))]
        if self.head:
            corners = (tip, tip.moved(-4, -8), tip.moved(4, -8))
            parts.append(PolygonMark(corners, fill=self.color))
        hooks = Hooks("edge", self.id, source=self.source, target=self.target)
        drawn = [GroupMark(hooks, tuple(parts))]
        if self.label_at is not None:
            label = Hooks("label", f"{self.id}/label", owner=self.id)
            drawn.append(GroupMark(label, (words("28 × 28", self.label_at, size=10.5),)))
        return tuple(drawn)


@dataclass(frozen=True)
class Specimen:
    """Two nodes in a block and one below it, joined by three edges, one of them a skip."""

    cards: tuple[Card, ...]
    arrows: tuple[Arrow, ...]
    height: float = 340
    title: str = "A network"

    def svg(self) -> str:
        frame = BoxMark(_BLOCK, 10, "#FAFAFB", Stroke("#8A8A93"))
        title = words("Block", Point(_BLOCK.x + 14, _BLOCK.y + 20))
        marks: list[Mark] = [GroupMark(Hooks("group", "block", title="Block"), (frame, title))]
        for arrow in self.arrows:
            marks.append(arrow.marks()[0])
        marks.extend(card.mark() for card in self.cards)
        for arrow in self.arrows:
            marks.extend(arrow.marks()[1:])
        size = Size(300, self.height)
        return render_svg(Scene(size, "#FFFFFF", tuple(marks), self.title, "Three nodes."))

    def with_card(self, number: int, **changes: object) -> Specimen:
        return replace(self, cards=_changed(self.cards, number, changes))

    def with_arrow(self, number: int, **changes: object) -> Specimen:
        return replace(self, arrows=_changed(self.arrows, number, changes))


def _changed(things: tuple, number: int, changes: dict[str, object]) -> tuple:  # type: ignore[type-arg]
    changed = replace(things[number], **changes)
    return (*things[:number], changed, *things[number + 1 :])


def words(text: str, at: Point, *, size: float = 12, color: str = _INK) -> TextMark:
    return TextMark(text, at, size, color, width=text_width(text, size))


SOUND = Specimen(
    cards=(
        Card("first", Rect(60, 60, 120, 40), owner="block"),
        Card("second", Rect(60, 140, 120, 40), owner="block"),
        Card("third", Rect(60, 260, 120, 40)),
    ),
    arrows=(
        Arrow(
            "a->second#0", "first", "second", (Point(120, 100), Point(120, 140)), Point(128, 123)
        ),
        Arrow("b->third#0", "second", "third", (Point(120, 180), Point(120, 260))),
        Arrow(
            "a->third#1",
            "first",
            "third",
            (
                Point(160, 100),
                Point(160, 112),
                Point(200, 112),
                Point(200, 240),
                Point(160, 240),
                Point(160, 260),
            ),
        ),
    ),
)

Spoiling = Callable[[Specimen], Specimen]
