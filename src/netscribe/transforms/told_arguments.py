"""Leaves out the arithmetic on sizes whose result the operations that read it tell.

In: a Graph. Out: a Graph without edges to arguments that attributes tell (the target of a reshape,
the ends of a slice) or of which only the sizes count (zeros like another tensor), and without the
operations that only worked those out: they are listed in `hidden` with the reason.
Cost: O(nodes + edges).
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.kinds import Kind
from netscribe.graph.types import TOLD, Graph, Hidden, Node

#: Words for arrays of one number that take their size from another tensor.
_FILLED = {
    word: fill
    for fill in ("zeros", "ones", "full", "empty")
    for word in (f"{fill}_like", f"new_{fill}")
}
REASON = "works out sizes that the operations which read them tell"


def without_told_arguments(graph: Graph) -> Graph:
    """The graph without told arguments; the same graph if there are none."""
    nodes = tuple(map(_without, graph.nodes))
    if all(node is was for node, was in zip(nodes, graph.nodes)):
        return graph
    before, after = _wanted(graph, graph.nodes), _wanted(graph, nodes)
    idle = {node.id for node in graph.nodes if node.id in before and node.id not in after}
    hidden = tuple(
        Hidden(covered, REASON) for node in nodes if node.id in idle for covered in node.covers
    )
    kept = tuple(node for node in nodes if node.id not in idle)
    return replace(graph, nodes=kept, hidden=(*graph.hidden, *hidden))


def _without(node: Node) -> Node:
    fill = _FILLED.get(node.op.type_name, "")
    if fill and node.op.kind is Kind.CONSTANT and len(node.inputs) == 1:
        return replace(node, op=replace(node.op, type_name=fill), inputs=())
    kept = tuple(item for item in node.inputs if not item.role.startswith(TOLD))
    return node if len(kept) == len(node.inputs) else replace(node, inputs=kept)


def _wanted(graph: Graph, nodes: tuple[Node, ...]) -> frozenset[str]:
    """Ids of the nodes whose results reach an output of the model."""
    wanted = {port.value for port in graph.outputs}
    found: set[str] = set()
    for node in reversed(nodes):
        if any(output in wanted for output in node.outputs):
            found.add(node.id)
            wanted.update(item.value for item in node.inputs)
    return frozenset(found)
