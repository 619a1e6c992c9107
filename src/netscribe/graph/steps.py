"""Axes of time that an operation does not see, since it runs at each time step (TimeDistributed).

In: a Graph. Out: for each node how many such axes its tensors have behind the batch, and shapes
without them. The operation itself may run so, or any module around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from netscribe.graph.types import Graph, Module, Node

_Axis = TypeVar("_Axis")
#: The qualifier of nodes and modules that run so.
EACH_STEP = "each time step"


def step_axes(graph: Graph) -> Mapping[str, int]:
    """For each node id the number of axes between the batch and what the operation sees.

    O(nodes x depth of modules).
    """
    return {node.id: step_axes_of(graph, node) for node in graph.nodes}


def step_axes_of(graph: Graph, node: Node) -> int:
    """The same for one node, folded ones included."""
    count, module = _own(node), node.module
    while module is not None:
        count += _own(graph.module[module])
        module = graph.module[module].parent
    return count


def _own(part: Node | Module) -> int:
    return int(EACH_STEP in part.qualifiers)


def without_steps(
    shapes: Sequence[Sequence[_Axis] | None], steps: int
) -> list[tuple[_Axis, ...] | None]:
    """Shapes as the operation inside sees them: without the axes of steps."""
    return [shape if shape is None else (*shape[:1], *shape[1 + steps :]) for shape in shapes]
