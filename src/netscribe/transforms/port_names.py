"""What goes into a block and comes out of it, by name: on its card, and beside the wires at a use.

In: a Graph, values, and closed runs. Out: the ports of a card; block nodes whose inputs have the
names that their card gives them, where it has several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from netscribe.graph.attributes import Learned
from netscribe.graph.types import Argument, Graph, Node, Port
from netscribe.transforms.closing import Closed, Item, flattened

_FIRST = "input"


def ports(graph: Graph, uses: Sequence[Sequence[str | None]], fallback: str) -> tuple[Port, ...]:
    """Ports of a card: what the block works on or gives, then others by what makes them.

    `uses` are the values per use, the drawn one first. What comes first differs from use to use, so
    that no maker's name would be true of it; nor is one of the others where the makers differ.
    """
    present = [(value, row) for value, *row in zip(*uses, strict=True) if value is not None]
    named: dict[str, int] = {}
    ports = []
    for at, (value, row) in enumerate(present):
        names = {_source_name(graph, one) for one in (value, *row) if one is not None}
        name = fallback if at == 0 or len(names) > 1 else names.pop() or fallback
        named[name] = named.get(name, 0) + 1
        ports.append(Port(name if named[name] == 1 else f"{name} {named[name]}", value))
    return tuple(ports)


def _source_name(graph: Graph, value: str) -> str:
    producer = graph.value[value].producer
    if producer is None:
        return next((port.name for port in graph.inputs if port.value == value), "")
    node = graph.drawn_by[producer]
    known = node.attributes.name if isinstance(node.attributes, Learned) else ""
    return known or node.name or node.op.type_name


def with_port_names(
    graph: Graph, items: tuple[Item, ...], blocks: Mapping[str, Node]
) -> dict[str, Node]:
    """Blocks with a card of several inputs say which of them each wire enters."""
    found = dict(blocks)
    for item in flattened(items):
        if isinstance(item, Closed) and item.shown:
            found[item.id] = _named(graph, item, found[item.id])
    return found


def _named(graph: Graph, closed: Closed, node: Node) -> Node:
    model, use = closed.template.model, closed.run[0]
    uses = [instance.entering for instance in closed.template.instances]
    names = {port.value: port.name for port in ports(graph, uses, _FIRST)}
    if len(names) < 2:
        return node
    read: list[Argument] = []
    for ours, theirs in zip(model.entering, use.entering, strict=True):
        if theirs is not None:
            name = names.get(ours or "", "")
            read.append(Argument(theirs, "" if name == _FIRST else name))
    same = [item.value for item in read] == [item.value for item in node.inputs]
    return replace(node, inputs=tuple(read)) if same else node
