"""Titles of containers: what a module is, and for one that repeats how often and what each holds.

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
_BADGE_GAP = 8.0


@dataclass(frozen=True, slots=True)
class GroupTitle:
    """The texts of a title at their places, the badge of a repeat, and the room of both."""

    texts: tuple[PlacedText, ...]
    badge: PlacedBadge | None
    room: Size


def measure_title(module: Module, graph: Graph) -> GroupTitle:
    """The title of a container; that of a repeat has a badge and a second line."""
    title, line = group_title(module), repeat_line(module, graph)
    texts = [PlacedText(title, Point(_LEFT, _BASELINE), type_.GROUP_TITLE, "headline")]
    if line:
        at = Point(_LEFT, _BASELINE + _SECOND_LINE)
        texts.append(PlacedText(line, at, type_.ASIDE, "muted"))
    widths = [text_width(text.text, text.font.size, text.font.weight) for text in texts]
    badge = None
    if module.repeat > 1:
        badge = title_badge(repeat_text(module), _LEFT + widths[0] + _BADGE_GAP, _BASELINE)
        widths[0] += _BADGE_GAP + repeat_width(repeat_text(module))
    height = _HEIGHT + _SECOND_LINE * (len(texts) - 1)
    return GroupTitle(tuple(texts), badge, Size(max(widths), height))


def group_title(module: Module) -> str:
    """ "Gated MLP · SiLU · Llama MLP · mlp": meaning, class, name in the code, how it runs.

    The name of a repeat stands on its second line.
    """
    plain = module.repeat == 1 and module.name.lower() != module.class_name.lower()
    title = class_words(module.class_name.lstrip("_"))
    name = module.name if plain else ""
    parts = (module.meaning, *module.facts, title, name, *module.qualifiers)
    return " · ".join(part for part in parts if part)


def repeat_line(module: Module, graph: Graph) -> str:
    """ "layers.0–11 · 7,087,872 each" of a container that repeats; "" of any other."""
    if module.repeat == 1:
        return ""
    count = each_count(module, graph)
    return " · ".join(part for part in (module.name, f"{count} each" if count else "") if part)


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
