"""How wide two cards must be for the labels between several wires that join them.

In: a panel's edges. Out: least widths by node. Wires from one card to another run straight if their
labels have room in between (`netscribe.layout.bundles`); where the cards alone would be too narrow
for that, they are made wider, within reason. It measures no cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from netscribe.figure.types import Edge
from netscribe.layout.bundles import CORNER
from netscribe.layout.types import Spacing
from netscribe.style import typography as type_
from netscribe.text.metrics import text_width

#: Two labels find room on nearly any card; a card is no wider than this for its wires.
_FEW, _MOST_WIDTH = 2, 420.0
_SPACING = Spacing()
#: A label and the room at both its sides.
_AROUND = _SPACING.label_gap + _SPACING.after_label


def least_widths(edges: Sequence[Edge]) -> Iterator[tuple[str, float]]:
    """Least widths of nodes that several labelled edges join."""
    joining: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        joining.setdefault((edge.source, edge.target), []).append(edge)
    for ends, between in joining.items():
        if sum(bool(edge.label) for edge in between) > _FEW:
            width = _width(sorted(between, key=lambda edge: edge.target_argument))
            if width <= _MOST_WIDTH:
                yield from ((end, width) for end in ends)


def _width(edges: Sequence[Edge]) -> float:
    """The middle edge leaves at the middle; each label stands right of its edge."""
    font = type_.EDGE_LABEL
    places = [0.0]
    for edge in edges[:-1]:
        own = text_width(edge.label, font.size, font.weight) + _AROUND if edge.label else 0.0
        places.append(places[-1] + max(own, _SPACING.between_wires))
    middle = places[len(places) // 2]
    return 2 * (max(middle, places[-1] - middle) + CORNER)
