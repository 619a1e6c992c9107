"""Closed modules on the other side of the comparison: the folded graph with the same ones closed.

In: a folded Graph, its Net, and the closed blocks of an expansion. Out: a Net in which each closed
block is one operation. Which modules a block stands for is told by its id and its count: the id is
the first module's, the others are its next siblings. In another use of a card than the one that it
was made of, it is the module with the same operations at the same place among such. Where the use
has not as many of them (one of them lacks an operation), it is the one with the same path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from tests.round_trip.expanded import ClosedBlock
from tests.round_trip.net import Net

from netscribe.graph.types import Graph


def with_closed(graph: Graph, net: Net, closed: Sequence[ClosedBlock]) -> Net:
    """The net with the nodes of each closed block as one."""
    owner: dict[str, str] = {}
    for block in closed:
        for module in _modules(graph, block):
            for node in graph.nodes:
                if module in _around(graph, node.module):
                    owner[node.id] = block.id
    return _collapsed(graph, net, owner)


def _modules(graph: Graph, block: ClosedBlock) -> list[str]:
    first = ""
    for id_, model, place in block.path:
        own = _in_place_of(graph, id_, model, first) if first else id_
        first = _siblings(graph, own)[place]
    return _siblings(graph, first)[: block.repeat]


def _in_place_of(graph: Graph, id_: str, model: str, use: str) -> str:
    """The module in a use that is what `id_` is in the block that a card was made of.

    Paths may differ: where a part is absent, those after it have other numbers. What the nodes of
    a card share of their paths may be longer than the model's own ("block.1.layer").
    """
    while model and model not in graph.module:
        model = model.rpartition("/")[0]
    wanted = _operations(graph, id_)
    among = [one for one in _modules_in(graph, model) if _operations(graph, one) == wanted]
    here = [one for one in _modules_in(graph, use) if _operations(graph, one) == wanted]
    if id_ in among and len(here) == len(among):
        return here[among.index(id_)]
    return id_.replace(model, use, 1)


def _modules_in(graph: Graph, module: str) -> list[str]:
    """A module and all in it, in order of their first operation, outer ones first."""
    found: dict[str, None] = {}
    for node in graph.nodes:
        around = list(_around(graph, node.module))
        if module in around:
            found.update(dict.fromkeys(reversed(around[: around.index(module) + 1])))
    return list(found)


def _operations(graph: Graph, module: str) -> Hashable:
    """The class of a module, and how many operations of which kinds it holds."""
    inside = (node.op.kind for node in graph.nodes if module in _around(graph, node.module))
    return graph.module[module].class_name, frozenset(Counter(inside).items())


def _siblings(graph: Graph, module: str) -> list[str]:
    """The module and those after it in the same one, in order of their first operation."""
    parent = graph.module[module].parent
    found: dict[str, None] = {}
    for node in graph.nodes:
        around = list(_around(graph, node.module))
        for one, outer in zip(around, [*around[1:], None]):
            if outer == parent:
                found[one] = None
    order = list(found)
    return order[order.index(module) :]


def _around(graph: Graph, module: str | None) -> Iterator[str]:
    while module is not None:
        yield module
        module = graph.module[module].parent


def _collapsed(graph: Graph, net: Net, owner: dict[str, str]) -> Net:
    made = Net(inputs=net.inputs, outputs=net.outputs)
    made.maker = {tensor: owner.get(maker, maker) for tensor, maker in net.maker.items()}
    for node, facts in net.facts.items():
        closed = owner.get(node)
        if closed is None:
            made.facts[node] = facts
            made.reads[node] = net.reads[node]
            continue
        made.facts[closed] = ("block", {})
        outer = tuple(t for t in net.reads[node] if made.maker[t] != closed)
        made.reads[closed] = tuple(dict.fromkeys((*made.reads.get(closed, ()), *outer)))
    for output in net.outputs:
        made.reads[output] = net.reads[output]
    return made
