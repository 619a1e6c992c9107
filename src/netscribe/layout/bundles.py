"""Phase: wires between the same two boxes stand so far apart that their labels fit in between.

Needs: the graph, its `Trunk`, the frame. Leaves: by item, the places of ports that a bundle takes,
from its main wire. A bundle are several wires from one box to another, the main wire of both among
them; only where some have labels, and only if both boxes are wide enough. They leave in the order
in which they are read, so that all of them run straight. Source: our own. Cost: O(ends).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from netscribe.layout.frame import Frame
from netscribe.layout.local import Item, LocalGraph, Piece
from netscribe.layout.trunk import Trunk

#: From a port to a box's corner.
CORNER = 8.0

#: Offsets from an item's anchor by slot.
Offsets = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Bundles:
    """By item, the offsets of the slots that belong to a bundle."""

    ins: Mapping[int, Offsets] = field(default_factory=dict)
    outs: Mapping[int, Offsets] = field(default_factory=dict)


def find_bundles(graph: LocalGraph, trunk: Trunk, frame: Frame) -> Bundles:
    """The bundles that have room."""
    ins: dict[int, Offsets] = {}
    outs: dict[int, Offsets] = {}
    for target, entering in enumerate(trunk.incoming):
        main = trunk.main_in[target]
        if main is None or len(entering) < 2:
            continue
        source = graph.nets[main[0]].source
        pieces = [piece for piece in entering if graph.nets[piece[0]].source == source]
        if trunk.main_out[source] != main[0] or not _is_bundle(graph, pieces):
            continue
        offsets = _offsets(graph, pieces, pieces.index(main), frame)
        more = {
            source: sum(net.source == source for net in graph.nets) - len(pieces),
            target: len(entering) - len(pieces),
        }
        step = frame.spacing.between_wires
        if all(_has_room(graph.items[item], offsets, n * step) for item, n in more.items()):
            slots = (graph.nets[net].slot for net, _ in pieces)
            outs[source] = dict(zip(slots, offsets, strict=True))
            slots = (_in_slot(graph, piece) for piece in pieces)
            ins[target] = dict(zip(slots, offsets, strict=True))
    return Bundles(ins, outs)


def _in_slot(graph: LocalGraph, piece: Piece) -> int:
    return graph.nets[piece[0]].ends[piece[1]].slot


def _is_bundle(graph: LocalGraph, pieces: Sequence[Piece]) -> bool:
    """Whether labelled wires stand side by side at both ends, nothing else between them."""
    labelled = any(graph.nets[net].ends[end].label is not None for net, end in pieces)
    leaving = sorted(graph.nets[net].slot for net, _ in pieces)
    entering = [_in_slot(graph, piece) for piece in pieces]
    return labelled and len(pieces) > 1 and _follow(leaving) and _follow(entering)


def _follow(slots: Sequence[int]) -> bool:
    return all(left + 1 == right for left, right in pairwise(slots))


def _offsets(
    graph: LocalGraph, pieces: Sequence[Piece], main: int, frame: Frame
) -> tuple[float, ...]:
    """Places from that of the main wire."""
    labels = [graph.nets[net].ends[end].label for net, end in pieces]
    # Labels stand right of their wires, and before them where the picture runs sideways.
    between = labels[1:] if frame.sideways else labels[:-1]
    around = frame.spacing.label_gap + frame.spacing.after_label
    places = [0.0]
    for label in between:
        room = label.width + around if label is not None else 0.0
        places.append(places[-1] + max(frame.spacing.between_wires, room))
    return tuple(place - places[main] for place in places)


def _has_room(item: Item, offsets: Sequence[float], beside: float) -> bool:
    """Whether the ports fit, with so much room beside them for others."""
    room = CORNER + beside
    wide = offsets[0] >= room - item.left and offsets[-1] <= item.right - room
    return item.kind == "box" and not item.side_entry and wide
