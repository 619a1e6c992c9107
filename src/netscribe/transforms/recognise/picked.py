"""One position along an axis, written as a slice of length 1 and the loss of that axis: x[i].

PyTorch's newer exporter writes `unbind` and an index so, in two operations per part.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.slices import parse_index
from netscribe.graph.types import Graph, Node, Op
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement


def picked_positions(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        if node.op.kind is Kind.SLICE and len(node.inputs) == 1:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, cut: Node) -> Replacement | None:
    reader = only_reader(graph, cut)
    lost = None if reader is None else reader.attributes
    before = graph.value[cut.inputs[0].value].type.shape
    made = graph.value[cut.outputs[0]].type.shape
    if reader is None or not isinstance(lost, Reshaping) or before is None or made is None:
        return None
    axes = [axis for axis, (old, new) in enumerate(zip(before, made)) if old != new]
    if lost.function != "squeeze" or lost.axis is None or axes != [lost.axis % len(made)]:
        return None
    index = cut.attributes.index if isinstance(cut.attributes, Slicing) else ""
    steps = parse_index(index, len(before)) or ()
    if len(steps) != len(made) or not all(step.kept for step in steps) or made[axes[0]] != 1:
        return None
    text = ", ".join([":"] * axes[0] + [str(steps[axes[0]].start or 0)])
    op = Op(Kind.SLICE, cut.op.type_name, cut.op.domain)
    return Replacement((cut, reader), op, Slicing(index=text), cut.inputs)
