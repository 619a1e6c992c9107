"""Makes concatenations that grow step by step read the step before, as dense blocks mean them.

In: a Graph, in which a layer may join all results so far anew: concat(a, b), concat(a, b, c), ...
Out: the same tensors, each concatenation made of the one before and what is new: concat(a, b),
concat(ab, c). It stands at the end of the module that makes what is new, so that the modules form
a chain. A concatenation of a single tensor is hidden with the reason. Nothing that flows changes;
all-to-all wires become one running wire (visual grammar, section 9). Cost: O(edges).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from netscribe.graph.attributes import Axis
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Hidden, Node
from netscribe.graph.walks import ancestors, producer_of
from netscribe.transforms.order import in_order

REASON = "it concatenates a single tensor"

#: The axis, and the tensors joined along it, in order.
_Joined: TypeAlias = tuple[int, tuple[str, ...]]


def running_concat(graph: Graph) -> Graph:
    """The graph with running concatenations; the same graph if there are none."""
    single = {
        node.outputs[0]: node.inputs[0].value
        for node in graph.nodes
        if _is_plain(node) and len(node.inputs) == 1
    }
    if not any(len(node.inputs) > 2 for node in graph.nodes if _is_plain(node)):
        return graph
    known: dict[_Joined, str] = {}
    moved: dict[str, Node] = {}
    for node in graph.nodes:
        read = tuple(replace(item, value=_through(item.value, single)) for item in node.inputs)
        node = replace(node, inputs=read) if read != node.inputs else node
        if _is_plain(node) and len(read) > 1:
            node = _continued(node, known, graph)
        moved[node.id] = node
    return _ordered(graph, moved, single)


def _is_plain(node: Node) -> bool:
    return node.op.kind is Kind.CONCAT and not node.custom and not node.before and not node.after


def _through(value: str, single: dict[str, str]) -> str:
    while value in single:
        value = single[value]
    return value


def _continued(node: Node, known: dict[_Joined, str], graph: Graph) -> Node:
    """The concatenation, reading the one that its first tensors make already."""
    assert isinstance(node.attributes, Axis)
    axis, tensors = node.attributes.axis, tuple(item.value for item in node.inputs)
    known.setdefault((axis, tensors), node.outputs[0])
    earlier = known.get((axis, tensors[:-1]))
    if earlier is None or len(tensors) < 3:
        return node
    return replace(node, inputs=(Argument(earlier), node.inputs[-1]))


def _ordered(graph: Graph, moved: dict[str, Node], single: dict[str, str]) -> Graph:
    """Concatenations that a chain is made of stand behind what they join, in its module."""
    chain = _chain(moved)
    homes = {name: _home(graph, moved[name]) for name in chain}
    behind: dict[str, list[Node]] = {}
    for name in chain:
        last = producer_of(graph, moved[name].inputs[-1].value)
        if last is not None and homes[name] is not None:
            behind.setdefault(last.id, []).append(replace(moved[name], module=homes[name]))
    placed = {node.id for nodes in behind.values() for node in nodes}
    nodes: list[Node] = []
    for node in moved.values():
        if _is_plain(node) and node.outputs[0] in single:
            continue
        if node.id not in placed:
            nodes.extend(_with_followers(node, behind))
    hidden = tuple(
        Hidden(cover, REASON)
        for node in graph.nodes
        if _is_plain(node) and node.outputs[0] in single
        for cover in node.covers
    )
    outputs = tuple(replace(port, value=_through(port.value, single)) for port in graph.outputs)
    return replace(graph, nodes=in_order(nodes), outputs=outputs, hidden=(*graph.hidden, *hidden))


def _with_followers(node: Node, behind: dict[str, list[Node]]) -> Iterator[Node]:
    """A node and the concatenations that stand behind it, and behind those."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(behind.get(current.id, ())))


def _chain(moved: dict[str, Node]) -> tuple[str, ...]:
    """Concatenations that another one continues, or that continue one."""
    made = {node.outputs[0]: node.id for node in moved.values() if _is_plain(node)}
    found: dict[str, None] = {}
    for node in moved.values():
        first = made.get(node.inputs[0].value) if _is_plain(node) and node.inputs else None
        if first is not None and len(node.inputs) == 2:
            found[first] = found[node.id] = None
    return tuple(name for name in moved if name in found)


def _home(graph: Graph, node: Node) -> str | None:
    """The outermost module around the newest tensor's maker that is not around `node` as well."""
    last = producer_of(graph, node.inputs[-1].value)
    if last is None:
        return None
    around = set(ancestors(graph, node.module))
    found = None
    for module in ancestors(graph, last.module):
        if module in around:
            break
        found = module
    return found
