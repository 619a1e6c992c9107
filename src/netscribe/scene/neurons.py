"""Style "neurons": columns of units above the cards of a dense network, weights as lines.

In: a Figure, a Theme, and the weights' values if the user gave them. Out: a Scene. The row of bars
and cards below is the one that style "blocks" draws, flowing to the right, so that no fact differs;
a layer's units stand above its card, in room that the layout keeps free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from netscribe.figure.types import Figure
from netscribe.figure.units import UnitLayer, product_words, unit_layers
from netscribe.figure.weight_values import WeightValues, check_weights, weight_values
from netscribe.geometry import Point, Rect
from netscribe.graph.types import Graph
from netscribe.scene.ink import MarkInk
from netscribe.scene.page import Page
from netscribe.scene.placed import PlacedPanel, measure_panel, panel_marks, place_measured
from netscribe.scene.types import (
    Anchor,
    EllipseMark,
    GroupMark,
    Hooks,
    PathMark,
    Scene,
    Stroke,
    TextMark,
)
from netscribe.style import columns
from netscribe.style import typography as type_
from netscribe.style.families import Family
from netscribe.style.labels import grouped
from netscribe.style.measured import MeasuredMark
from netscribe.style.themes import Ink, Theme
from netscribe.text.metrics import text_width

_LEAST_BAR_WIDTH = 100.0
_COUNT_ROOM = 34.0
_HEAD_ROOM = 30.0
_NUMBER_GAP = 6.0
_CAPITAL_MIDDLE_EM = 0.3635
_PLAIN_WIDTH = 0.6
_LEAST_WIDTH, _MOST_WIDTH = 0.5, 2.8
_NEGATIVE_DASH = (3.0, 2.0)


@dataclass(frozen=True, slots=True)
class _Units:
    """A column of units at its place in the picture."""

    layer: UnitLayer
    column: columns.Column
    middle: Point
    ink: Ink

    def circles(self) -> Iterator[tuple[int, Point]]:
        for unit, y in self.column.shown:
            yield unit, self.middle.moved(0.0, y)


def compose_neurons(figure: Figure, theme: Theme, weights: object = None) -> Scene:
    """The finished scene.

    Raises:
        SettingError: the network is not a chain of dense layers, or the weights do not fit it.
    """
    panel = figure.panels[0]
    layers = unit_layers(panel)
    values = _values(weights, layers, panel.graph)
    stand = [columns.column(layer.units) for layer in layers]
    band = max(column.height for column in stand)
    measured = measure_panel(panel, theme.card_lines(names=figure.names), _LEAST_BAR_WIDTH)
    measured = _with_room(measured, layers, band + _COUNT_ROOM + _HEAD_ROOM)
    placed = place_measured(panel, measured, "right")
    page = Page(_saying_biases(figure, layers), theme, placed.layout.size, _legend(values))
    ink = MarkInk(theme, page.origin)
    units = _placed_units(layers, placed, ink, band)
    marks = (
        *panel_marks(placed, ink),
        *_weight_marks(units, values, theme),
        *(_unit_marks(one, theme) for one in units),
        *_numbering(units, theme),
        *_products(units, placed, theme, band),
    )
    return page.scene(marks)


def _saying_biases(figure: Figure, layers: Sequence[UnitLayer]) -> Figure:
    """The figure without "not shown: bias" where every layer's biases are counted above it."""
    counted = (
        layer.dense
        and product_words(before.units, layer.units, layer.dense, figure.panels[0].graph)
        for before, layer in pairwise(layers)
    )
    legend = tuple(line for line in figure.legend if line != "not shown: bias")
    return replace(figure, legend=legend) if all(counted) else figure


def _values(
    weights: object, layers: Sequence[UnitLayer], graph: Graph
) -> Mapping[str, WeightValues]:
    """Given weight values by dense node id."""
    if weights is None:
        return {}
    dense = [layer.dense for layer in layers if layer.dense is not None]
    check_weights(weights, dense, graph)
    assert isinstance(weights, Mapping)
    found = {node.id: weight_values(weights, node, graph) for node in dense}
    return {name: values for name, values in found.items() if values is not None}


def _with_room(
    given: Mapping[str, MeasuredMark], layers: Sequence[UnitLayer], room: float
) -> dict[str, MeasuredMark]:
    """The panel's marks; those below units keep the room for them free above themselves."""
    measured = dict(given)
    tallest = max(mark.size.height for mark in measured.values())
    for layer in layers:
        mark = measured[layer.owner]
        above = room + (tallest - mark.size.height) / 2
        measured[layer.owner] = replace(mark, overhang_top=max(mark.overhang_top, above))
    return measured


def _placed_units(
    layers: Sequence[UnitLayer], placed: PlacedPanel, ink: MarkInk, band: float
) -> list[_Units]:
    """All columns on one line: their middles stand at the same height."""
    boxes = {layer.owner: ink.rect(placed.layout.boxes[layer.owner]) for layer in layers}
    floor = min(rect.y for rect in placed.layout.boxes.values()) + ink.origin.y - _COUNT_ROOM
    theme = ink.theme
    inks = (theme.group, theme.families[Family.LINEAR])
    return [
        _Units(
            layer,
            columns.column(layer.units),
            Point(boxes[layer.owner].center.x, floor - band / 2),
            inks[layer.dense is not None],
        )
        for layer in layers
    ]


def _unit_marks(units: _Units, theme: Theme) -> GroupMark:
    layer, radius = units.layer, columns.DIAMETER / 2
    circles = [
        EllipseMark(_square(at, radius), units.ink.fill, Stroke(units.ink.stroke, 1.1))
        for _, at in units.circles()
    ]
    dots = [
        EllipseMark(_square(units.middle.moved(0.0, y), columns.DOT_DIAMETER / 2), theme.wire)
        for y in units.column.dots
    ]
    low = units.middle.y + units.column.height / 2
    count = _text(units.column.count, Point(units.middle.x, low + 15.0), theme.muted)
    hooks = Hooks("units", f"{layer.owner}/units", owner=layer.owner, title=units.column.count)
    return GroupMark(hooks, (*circles, *dots, count))


def _square(center: Point, half: float) -> Rect:
    return Rect(center.x - half, center.y - half, 2 * half, 2 * half)


def _weight_marks(
    units: Sequence[_Units], values: Mapping[str, WeightValues], theme: Theme
) -> Iterator[GroupMark]:
    """One group of lines per dense layer, above the containers that they run through."""
    for source, target in pairwise(units):
        dense = target.layer.dense
        assert dense is not None
        ends = [(one, other) for one in source.circles() for other in target.circles()]
        given = values.get(dense.id)
        scale = _scale(given, ends)
        lines = tuple(
            PathMark(
                _between(start, end), _stroke(given.at(i, j) / scale if given else None, theme)
            )
            for (i, start), (j, end) in ends
        )
        hooks = Hooks(
            "weights",
            f"{dense.id}/weights",
            source=source.layer.owner,
            target=target.layer.owner,
            owner=dense.id,
        )
        yield GroupMark(hooks, lines)


_End = tuple[int, Point]


def _scale(given: WeightValues | None, ends: Sequence[tuple[_End, _End]]) -> float:
    """The largest shown weight of a layer, which gets the widest line."""
    if given is None:
        return 1.0
    return max(abs(given.at(i, j)) for (i, _), (j, _) in ends) or 1.0


def _stroke(share: float | None, theme: Theme) -> Stroke:
    """A plain thin line, or one whose width, colour and dash tell the weight's size and sign."""
    if share is None:
        return Stroke(theme.group.stroke, _PLAIN_WIDTH)
    family = Family.LINEAR if share >= 0 else Family.ACTIVATION
    width = _LEAST_WIDTH + (_MOST_WIDTH - _LEAST_WIDTH) * abs(share)
    return Stroke(theme.families[family].stroke, width, () if share >= 0 else _NEGATIVE_DASH)


def _between(start: Point, end: Point) -> tuple[Point, Point]:
    """From border to border of two circles."""
    length = ((end.x - start.x) ** 2 + (end.y - start.y) ** 2) ** 0.5
    share = columns.DIAMETER / 2 / length
    dx, dy = (end.x - start.x) * share, (end.y - start.y) * share
    return start.moved(dx, dy), end.moved(-dx, -dy)


def _numbering(units: Sequence[_Units], theme: Theme) -> Iterator[GroupMark]:
    """Numbers beside the first and last units."""
    for one, side in ((units[0], -1), (units[-1], 1)):
        hooks = Hooks("caption", f"{one.layer.owner}/numbers", owner=one.layer.owner)
        yield GroupMark(hooks, tuple(_numbers(one, side, theme)))


def _products(
    units: Sequence[_Units], placed: PlacedPanel, theme: Theme, band: float
) -> Iterator[GroupMark]:
    """How many weights join two columns: above the lines, or, where the border of a container may
    run between the columns, above the second.
    """
    for source, target in pairwise(units):
        dense = target.layer.dense
        assert dense is not None
        words = product_words(source.layer.units, target.layer.units, dense, placed.panel.graph)
        if words:
            middle = (source.middle.x + target.middle.x) / 2
            x = target.middle.x if placed.layout.groups else middle
            at = Point(x, source.middle.y - band / 2 - 14.0)
            hooks = Hooks("caption", f"{dense.id}/count", owner=dense.id)
            yield GroupMark(hooks, (_text(words, at, theme.muted),))


def _numbers(units: _Units, side: int, theme: Theme) -> Iterator[TextMark]:
    anchor: Anchor = "end" if side < 0 else "start"
    for unit, at in units.circles():
        place = at.moved(
            side * (columns.DIAMETER / 2 + _NUMBER_GAP), _CAPITAL_MIDDLE_EM * type_.LEGEND.size
        )
        yield _text(grouped(unit + 1), place, theme.muted, anchor)


def _text(words: str, at: Point, color: str, anchor: Anchor = "middle") -> TextMark:
    font = type_.LEGEND
    width = text_width(words, font.size, font.weight)
    return TextMark(words, at, font.size, color, font.weight, anchor, width)


def _legend(values: Mapping[str, WeightValues]) -> tuple[str, ...]:
    lines = ["circles: units, numbered from 1; lines between them: weights"]
    if values:
        lines.append(
            "line width: size of the weight, the widest is the largest shown of its layer; "
            "dashed: negative"
        )
    return ("; ".join(lines),)
