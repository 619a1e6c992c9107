"""Titles of containers: what a module is, its facts and name; of a repeat how often, what each has.

In: a Module and the Graph that it is of. Out: a `GroupTitle` with its texts and badge, relative to
the container's top left corner, and the room that it takes. It knows no container's size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_HEIGHT, _SECOND_LINE, _PITCH = 18.0, 17.0, 14.0
#: Lines below a title are made no wider than it or this, if they can be broken.
_SHORT = 140.0
_FROM_ZERO = re.compile(r"\.?0–(\d+)$")
_BADGE_GAP, _ASIDE_GAP = 8.0, 10.0


@dataclass(frozen=True, slots=True)
class GroupTitle:
    """The texts of a title at their places, the badge of a repeat, and the room of both."""

    texts: tuple[PlacedText, ...]
    badge: PlacedBadge | None
    room: Size


def measure_title(module: Module, graph: Graph) -> GroupTitle:
    """The title of a container; that of a repeat has a badge and lines below."""
    title, aside = group_title(module), group_aside(module, graph)
    first = PlacedText(title, Point(_LEFT, _BASELINE), type_.GROUP_TITLE, "headline")
    right = _LEFT + _width(first)
    badge = None
    if module.repeat > 1:
        badge = title_badge(repeat_text(module), right + _BADGE_GAP, _BASELINE)
        right += _BADGE_GAP + repeat_width(repeat_text(module))
    more = list(_below(aside, right) if module.repeat > 1 else _beside(aside, right))
    right = max([right, *(text.at.x + _width(text) for text in more)])
    height = max([_HEIGHT, *(_HEIGHT + text.at.y - _BASELINE for text in more)])
    return GroupTitle((first, *more), badge, Size(right - _LEFT, height))


def _beside(aside: str, right: float) -> Iterator[PlacedText]:
    """What stands in the line of the title, behind what ends at `right`."""
    if aside:
        yield PlacedText(aside, Point(right + _ASIDE_GAP, _BASELINE), type_.ASIDE, "muted")


def _below(aside: str, right: float) -> Iterator[PlacedText]:
    """What stands below the title of a repeat: in one line where that is not much wider."""
    font, room = type_.ASIDE, max(_SHORT, right - _LEFT)
    fits = text_width(aside, font.size, font.weight) <= room
    lines = [aside] if fits else aside.split(" · ")
    for number, words in enumerate(lines if aside else ()):
        at = Point(_LEFT, _BASELINE + _SECOND_LINE + _PITCH * number)
        yield PlacedText(words, at, font, "muted")


def _width(text: PlacedText) -> float:
    return text_width(text.text, text.font.size, text.font.weight)


def group_title(module: Module) -> str:
    """What a module is: "Gated MLP" where that is known, else its class in words."""
    return module.meaning or class_words(module.class_name.lstrip("_"))


def group_aside(module: Module, graph: Graph) -> str:
    """ "14,336 hidden units · mlp", "layers · 7,087,872 each": what stands by the title."""
    count = each_count(module, graph)
    return " · ".join((*_facts(module), *((f"{count} each",) if count else ())))


def _facts(module: Module) -> tuple[str, ...]:
    """What defines a module, its name in the code, how it runs.

    The name leaves out a range that the badge tells: "layers.0–11" of ×12.
    """
    name = module.name if module.name.lower() != module.class_name.lower() else ""
    found = _FROM_ZERO.search(name)
    if found is not None and int(found[1]) + 1 == module.repeat:
        name = name[: found.start()]
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
