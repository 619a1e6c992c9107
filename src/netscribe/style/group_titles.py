"""Titles of containers: what a module is, its facts and name; of a repeat how often, what each has.

In: a Module and the Graph that it is of. Out: a `GroupTitle` with its texts and badge, relative to
the container's top left corner, and the room that it takes. It knows no container's size.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.geometry import Point, Size
from netscribe.graph.types import Graph, Module
from netscribe.style import typography as type_
from netscribe.style.badges import repeat_text, repeat_width, title_badge
from netscribe.style.labels.card import own_parameters
from netscribe.style.labels.words import class_words, grouped
from netscribe.style.measured import PlacedBadge, PlacedText
from netscribe.text.metrics import text_width

_LEFT, _BASELINE = 14.0, 20.0
_HEIGHT, _SECOND_LINE = 18.0, 17.0
_BADGE_GAP, _ASIDE_GAP = 8.0, 10.0


@dataclass(frozen=True, slots=True)
class GroupTitle:
    """The texts of a title at their places, the badge of a repeat, and the room of both."""

    texts: tuple[PlacedText, ...]
    badge: PlacedBadge | None
    room: Size


def measure_title(module: Module, graph: Graph) -> GroupTitle:
    """The title of a container; that of a repeat has a badge and a second line."""
    title, aside = group_title(module), group_aside(module, graph)
    first = PlacedText(title, Point(_LEFT, _BASELINE), type_.GROUP_TITLE, "headline")
    right = _LEFT + text_width(title, first.font.size, first.font.weight)
    badge = None
    if module.repeat > 1:
        badge = title_badge(repeat_text(module), right + _BADGE_GAP, _BASELINE)
        right += _BADGE_GAP + repeat_width(repeat_text(module))
    if not aside:
        return GroupTitle((first,), badge, Size(right - _LEFT, _HEIGHT))
    beside = module.repeat == 1
    at = Point(right + _ASIDE_GAP, _BASELINE) if beside else Point(_LEFT, _BASELINE + _SECOND_LINE)
    second = PlacedText(aside, at, type_.ASIDE, "muted")
    right = max(right, at.x + text_width(aside, second.font.size, second.font.weight))
    height = _HEIGHT if beside else _HEIGHT + _SECOND_LINE
    return GroupTitle((first, second), badge, Size(right - _LEFT, height))


def group_title(module: Module) -> str:
    """What a module is: "Gated MLP" where that is known, else its class in words."""
    return module.meaning or class_words(module.class_name.lstrip("_"))


def group_aside(module: Module, graph: Graph) -> str:
    """ "14,336 hidden units · mlp", "layers.0–11 · 7,087,872 each": what stands by the title."""
    count = each_count(module, graph)
    return " · ".join((*_facts(module), *((f"{count} each",) if count else ())))


def _facts(module: Module) -> tuple[str, ...]:
    """What defines a module, its name in the code, how it runs."""
    name = module.name if module.name.lower() != module.class_name.lower() else ""
    return tuple(part for part in (*module.facts, name, *module.qualifiers) if part)


def each_count(module: Module, graph: Graph) -> str:
    """The parameters of one of a container's repeats; "" where there are none or no repeats."""
    if module.repeat == 1:
        return ""
    total = 0
    for node in graph.nodes:
        if _is_around(module, node.module, graph):
            runs = graph.module_runs[node.module] // graph.module_runs[module.id]
            total += runs * sum(one.size or 0 for one in own_parameters(node, graph))
    return grouped(total) if total else ""


def _is_around(module: Module, inner: str | None, graph: Graph) -> bool:
    while inner is not None and inner != module.id:
        inner = graph.module[inner].parent
    return inner is not None
