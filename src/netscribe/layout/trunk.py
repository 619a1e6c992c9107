"""Phase: find the trunk, the path through the most weight, and each item's main wires.

Needs: a `LocalGraph` without cycles. Leaves: a topological order, the trunk's pieces, and for every
item the wire that deserves the centre of its upper and lower border. Method: longest weighted path
by dynamic programming over a topological order (Kahn 1962). Cost: O(items + ends).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from netscribe.errors import GraphError
from netscribe.layout.local import LocalGraph, Piece

#: Weight of a path; its length, so that of two weightless paths the longer one wins; and whether it
#: comes from the port where the heaviest way enters.
Score = tuple[float, int, int]
_NONE: Score = (0.0, 0, 0)


@dataclass(frozen=True, slots=True)
class Trunk:
    """Attributes:
    order: item indices, every source before its readers.
    incoming: by item, the pieces that end there, in the order of their slots.
    main_in: by item, the piece that enters at the centre, or None.
    main_out: by item, the net that leaves at the centre, or -1.
    scores: by item, the heaviest way from the top down to it.
    pieces: the trunk's own pieces. items: the items it runs through, downwards.
    """

    order: tuple[int, ...]
    incoming: Sequence[Sequence[Piece]]
    main_in: tuple[Piece | None, ...]
    main_out: tuple[int, ...]
    scores: tuple[Score, ...]
    pieces: frozenset[Piece]
    items: tuple[int, ...]


def find_trunk(graph: LocalGraph) -> Trunk:
    """The heaviest path from border to border (or from an end of the graph to another)."""
    incoming = incoming_pieces(graph)
    order = topological_order(graph, incoming)
    scores, main_in = _downward(graph, order, incoming)
    last = max(range(len(scores)), key=lambda item: (scores[item], -item))
    pieces, items = _walk_up(graph, main_in, last)
    main_out = _main_outs(graph, order, pieces)
    return Trunk(
        tuple(order),
        incoming,
        tuple(_or_middle(graph, main_in[item], found) for item, found in enumerate(incoming)),
        tuple(main_out),
        tuple(scores),
        frozenset(pieces),
        tuple(items),
    )


def incoming_pieces(graph: LocalGraph) -> list[list[Piece]]:
    """By item, the pieces that end there, in the order of their slots."""
    found: list[list[Piece]] = [[] for _ in graph.items]
    for index, net in enumerate(graph.nets):
        for number, end in enumerate(net.ends):
            found[end.item].append((index, number))
    for pieces in found:
        if len(pieces) > 1:
            pieces.sort(key=lambda piece: graph.nets[piece[0]].ends[piece[1]].slot)
    return found


def topological_order(graph: LocalGraph, incoming: Sequence[Sequence[Piece]]) -> list[int]:
    """Items with every source before its readers; of those that are free, the first one first."""
    waiting = [len(pieces) for pieces in incoming]
    readers: list[list[int]] = [[] for _ in graph.items]
    for net in graph.nets:
        readers[net.source].extend(end.item for end in net.ends)
    free = [item for item, count in enumerate(waiting) if not count]
    heapify(free)
    order: list[int] = []
    while free:
        item = heappop(free)
        order.append(item)
        for reader in readers[item]:
            waiting[reader] -= 1
            if not waiting[reader]:
                heappush(free, reader)
    if len(order) < len(graph.items):
        raise GraphError(
            "the wires between boxes and groups run in a circle, so they have no order",
            hint="a group must not be left and entered again; give each call its own group",
        )
    return order


def _downward(
    graph: LocalGraph, order: Sequence[int], incoming: Sequence[Sequence[Piece]]
) -> tuple[list[Score], list[Piece | None]]:
    # A path from border to border beats any other, so that straightness goes through containers.
    bonus = sum(item.weight for item in graph.items) + 1.0
    scores: list[Score] = [_NONE] * len(graph.items)
    main: list[Piece | None] = [None] * len(graph.items)
    for index in order:
        item = graph.items[index]
        pieces = [piece for piece in incoming[index] if _on_a_trunk(graph, piece)]
        best = _NONE
        if pieces:
            chosen = pieces[0]
            if len(pieces) > 1:
                middle = (len(incoming[index]) - 1) / 2
                ranks = [_rank_of(graph, scores, piece, middle) for piece in pieces]
                chosen = pieces[ranks.index(max(ranks))]
            main[index], best = chosen, scores[graph.nets[chosen[0]].source]
        own = bonus if item.kind in ("in", "out") else item.weight
        entry = item.lean if item.kind == "in" else best[2]
        scores[index] = (round(best[0] + own, 6), best[1] + 1, entry)
    return scores, main


def _rank_of(
    graph: LocalGraph, scores: Sequence[Score], piece: Piece, middle: float
) -> tuple[Score, float, int]:
    net = graph.nets[piece[0]]
    slot = net.ends[piece[1]].slot
    return scores[net.source], -abs(slot - middle), -slot


def _on_a_trunk(graph: LocalGraph, piece: Piece) -> bool:
    net = graph.nets[piece[0]]
    end = net.ends[piece[1]]
    source, target = graph.items[net.source], graph.items[end.item]
    leaves = source.kind != "group" or net.slot == source.trunk_out
    enters = target.kind != "group" or end.slot == target.trunk_in
    return leaves and enters


def _walk_up(
    graph: LocalGraph, main_in: Sequence[Piece | None], last: int
) -> tuple[list[Piece], list[int]]:
    pieces: list[Piece] = []
    items = [last]
    while (piece := main_in[items[-1]]) is not None:
        pieces.append(piece)
        items.append(graph.nets[piece[0]].source)
    return pieces, items[::-1]


def _main_outs(graph: LocalGraph, order: Sequence[int], trunk: Sequence[Piece]) -> list[int]:
    """The net below each item that leads down through the most weight; the trunk's own first."""
    own_nets: list[list[int]] = [[] for _ in graph.items]
    for index, net in enumerate(graph.nets):
        own_nets[net.source].append(index)
    scores: list[Score] = [_NONE] * len(graph.items)
    main = [-1] * len(graph.items)
    for item in reversed(order):
        best = _NONE
        for index in own_nets[item]:
            below = max(scores[end.item] for end in graph.nets[index].ends)
            if main[item] < 0 or below > best:
                main[item], best = index, below
        scores[item] = (round(best[0] + graph.items[item].weight, 6), best[1] + 1, 0)
    for piece in trunk:
        main[graph.nets[piece[0]].source] = piece[0]
    return main


def _or_middle(graph: LocalGraph, main: Piece | None, pieces: Sequence[Piece]) -> Piece | None:
    if main is not None or not pieces:
        return main
    return pieces[(len(pieces) - 1) // 2]
