"""Rolling along an axis written out: concat(x[k:], x[:k]).

ONNX has no operator for `torch.roll`; exporters cut the tensor in two and join it the other way
round.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Axis, Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.slices import Step, parse_index
from netscribe.graph.types import Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement


def rolled_tensors(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        if node.op.kind is Kind.CONCAT and len(node.inputs) == 2:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, joined: Node) -> Replacement | None:
    parts = [producer_of(graph, argument.value) for argument in joined.inputs]
    upper, lower = parts
    if upper is None or lower is None or upper is lower or not isinstance(joined.attributes, Axis):
        return None
    if any(only_reader(graph, part) is not joined for part in (upper, lower)):
        return None
    source = upper.inputs[0].value if upper.inputs else ""
    if [item.value for item in lower.inputs] != [source] or len(upper.inputs) != 1:
        return None
    shape = graph.value[source].type.shape or ()
    if not shape or graph.value[joined.outputs[0]].type.shape != shape:
        return None
    axis = joined.attributes.axis % len(shape)
    first, second = (_cut(part, len(shape), axis) for part in (upper, lower))
    if first is None or second is None or first.stop is not None or second.start not in (0, None):
        return None
    if first.start is None or first.start != second.stop:
        return None
    attributes = Reshaping((("shifts", str(-first.start)),), function="roll", axis=axis)
    op = Op(Kind.RESHAPE, "roll", joined.op.domain)
    return Replacement((upper, lower, joined), op, attributes, upper.inputs)


def _cut(node: Node, rank: int, axis: int) -> Step | None:
    """Where a slice cuts its one axis; None if it does anything else."""
    steps = parse_index(node.attributes.index, rank) if isinstance(node.attributes, Slicing) else ()
    if not steps or len(steps) != rank:
        return None
    for place, step in enumerate(steps):
        whole = step.start in (0, None) and step.stop is None
        if (
            not step.kept
            or step.stride != 1
            or step.source != place
            or (place != axis and not whole)
        ):
            return None
    return steps[axis]
