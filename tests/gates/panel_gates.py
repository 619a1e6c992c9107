"""Gate 1 for block cards: panels apart, their members inside, edges within one panel, ids unique.

In: a Picture. Out: violations. An item without a panel belongs to the overview.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.gates.picture import Item, Picture
from tests.gates.planes import RectIndex, segment_rect
from tests.gates.violation import Violation

from netscribe.geometry import Rect, bounding_rect

_ROUNDING = 0.05
_NAMED = ("node", "port", "edge", "label", "group", "panel")


def panels_apart(picture: Picture) -> Iterator[Violation]:
    """No two panels overlap, and nothing of the overview or of another panel lies in one."""
    panels = picture.of_kind("panel")
    index = RectIndex([panel.outline.rect for panel in panels])
    for one, other in index.overlapping(_ROUNDING):
        yield Violation(1, "panels overlap", (panels[one].id, panels[other].id))
    for item in picture.items:
        if item.kind == "panel" or not (rects := list(_rects(item))):
            continue
        for number in index.near(bounding_rect(rects)):
            panel = panels[number]
            if item.panel != panel.id and any(
                panel.outline.rect.overlaps(rect, _ROUNDING) for rect in rects
            ):
                yield Violation(1, "stranger inside a panel", (item.id, panel.id))


def members_in_panels(picture: Picture) -> Iterator[Violation]:
    """Everything of a block card lies inside its frame."""
    frames = {panel.id: panel.outline.rect for panel in picture.of_kind("panel")}
    for item in picture.items:
        if not item.panel:
            continue
        if not all(frames[item.panel].contains(rect, _ROUNDING) for rect in _rects(item)):
            yield Violation(1, "member leaves its panel", (item.id, item.panel))


def edges_in_panels(picture: Picture) -> Iterator[Violation]:
    """An edge joins what lies in its own panel."""
    for edge in picture.of_kind("edge"):
        ends = [picture.ends[name] for name in (edge.source, edge.target) if name in picture.ends]
        if any(end.panel != edge.panel for end in ends):
            yield Violation(1, "edge leaves its panel", (edge.id,))


def ids_unique(picture: Picture) -> Iterator[Violation]:
    """No two marks of one kind have the same id, in whichever panels."""
    counts = Counter((item.kind, item.id) for item in picture.of_kind(*_NAMED))
    for (kind, name), count in counts.items():
        if count > 1:
            yield Violation(1, f"{kind} drawn {count} times", (name,))


def _rects(item: Item) -> Iterator[Rect]:
    yield from (shape.rect for shape in item.shapes)
    yield from (words.wide for words in item.texts)
    for line in item.lines:
        yield from (segment_rect(start, end) for start, end in line.segments)
