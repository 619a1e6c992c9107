"""The order in which a panel is written out, and which of its tensors are which.

In: a decoded panel. Out: its nodes one by one, those of a repeating container together; the wires
into a node; what goes into several nodes; what a block's card gives.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView

from tests.round_trip.decoded import DrawnEdge, DrawnNode, DrawnPanel


def units(panel: DrawnPanel, nodes: list[DrawnNode], depth: int) -> list[list[DrawnNode]]:
    """The nodes one by one, those of a repeating container together."""
    units: dict[str, list[DrawnNode]] = {}
    for node in nodes:
        repeats = panel.repeats_around(node)[depth:]
        units.setdefault(f"group {repeats[0].id}" if repeats else node.id, []).append(node)
    return list(units.values())


def edges_into(panel: DrawnPanel, node: DrawnNode) -> list[DrawnEdge]:
    """The arrows that end at a node, in the order of its arguments."""
    ends = (edge for edge in panel.edges if edge.target == node.id)
    return sorted(ends, key=lambda edge: edge.argument)


def entering(panel: DrawnPanel, nodes: list[DrawnNode]) -> KeysView[str]:
    """What the nodes read that none of them makes, in order."""
    inside = {node.id for node in nodes}
    edges = (edge for node in nodes for edge in edges_into(panel, node))
    return {edge.tensor: None for edge in edges if edge.source not in inside}.keys()


def model_of(card: DrawnPanel) -> str:
    """The id of the module that a card was made of: what its nodes' ids begin with."""
    heads = [node.removeprefix("block ").split("/") for node in card.nodes]
    shared = []
    for parts in zip(*heads):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    longest = min(map(len, heads)) - 1
    return "/".join(shared[:longest])


def results_of(names: list[str], card: DrawnPanel) -> Iterator[tuple[str, int]]:
    """For each tensor that a block gives, which output of its card it is.

    Where there are several, the last part of the tensor's id tells.
    """
    inside = [
        next(e.tensor for e in card.edges if e.target == port) for port in card.side("output")
    ]
    tails = [tensor.rpartition("/")[2] for tensor in inside]
    for order, name in enumerate(names):
        place, tail = order, name.rpartition("/")[2]
        if name in inside:
            place = inside.index(name)
        elif len(tails) > 1 and tails.count(tail) == 1:
            place = tails.index(tail)
        yield name, place
