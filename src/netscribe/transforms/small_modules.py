"""Modules that hold nothing but a batch norm and its activation are no containers.

In: a Graph. Out: a Graph in which their operations lie in the module around them, so that they fold
into the layer before them as they would without such a module. Libraries join a norm and an
activation in one class (timm's BatchNormAct2d); a reader sees one more pair of pills. Norms that
stand on cards of their own (LayerNorm, RMSNorm) keep their module. Cost: O(nodes + modules).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module, Node
from netscribe.transforms.fold import is_standing_norm

_SMALL = {Kind.NORM, Kind.ACTIVATION, Kind.DROPOUT, Kind.IDENTITY}


def without_small_modules(graph: Graph) -> Graph:
    """The graph with these modules dissolved; the same graph if there are none."""
    inside: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        if node.module is not None:
            inside[node.module].append(node)
    holders = {module.parent for module in graph.modules}
    small = {
        module.id: module
        for module in graph.modules
        if module.id not in holders and _is_small(module, inside[module.id])
    }
    if not small:
        return graph
    nodes = tuple(
        _moved(node, small[node.module]) if node.module in small else node for node in graph.nodes
    )
    modules = tuple(module for module in graph.modules if module.id not in small)
    return replace(graph, nodes=nodes, modules=modules)


def _is_small(module: Module, nodes: list[Node]) -> bool:
    """Whether a module is a norm, with what stands directly behind it."""
    if not nodes or module.meaning or module.repeat > 1:
        return False
    alone = all(node.op.kind in _SMALL and len(node.inputs) == 1 for node in nodes)
    norms = [node for node in nodes if node.op.kind is Kind.NORM]
    return alone and len(norms) == 1 and not is_standing_norm(norms[0])


def _moved(node: Node, module: Module) -> Node:
    """A node in the module around; the norm takes the module's name, which its weights have."""
    named = node.op.kind is Kind.NORM and not node.name
    return replace(node, module=module.parent, name=module.name if named else node.name)
