"""Leaves out operations that no output of the model reads, and says so.

In: a Graph. Out: a Graph whose every node reaches an output; the rest is listed in `hidden` with
the reason. Parameters stay, so that totals are the same; so do modules that are not used at all,
which hold some of them. A graph without outputs is left as it is.

Cost: O(nodes + edges).
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Hidden

REASON = "no output of the model reads it"


def prune(graph: Graph) -> Graph:
    """The graph without dead operations; the same graph if there are none."""
    if not graph.outputs:
        return graph
    wanted = {port.value for port in graph.outputs}
    for node in reversed(graph.nodes):
        if any(output in wanted for output in node.outputs):
            wanted.update(argument.value for argument in node.inputs)
    kept = tuple(
        node
        for node in graph.nodes
        if node.op.kind is Kind.UNUSED or any(output in wanted for output in node.outputs)
    )
    if len(kept) == len(graph.nodes):
        return graph
    alive = {node.id for node in kept}
    hidden = tuple(
        Hidden(covered, REASON)
        for node in graph.nodes
        if node.id not in alive
        for covered in node.covers
    )
    return replace(graph, nodes=kept, hidden=(*graph.hidden, *hidden))
