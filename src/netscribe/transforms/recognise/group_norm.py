"""Group norm by way of an instance norm: groups made the channels, normalised, shaped back, scaled.

Source: Wu and He 2018, "Group Normalization". ONNX has an operator for it since version 18; older
files shape (N, C, …) to (N, groups, rest), normalise each of the groups, and shape back.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Elementwise, Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op, Shape
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import only_reader, reshapes
from netscribe.transforms.recognise.replacement import Replacement


def group_norm_by_instances(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        if isinstance(attributes, Normalization) and attributes.method == "instance":
            found = _match(graph, node, attributes)
            if found is not None:
                yield found


def _match(graph: Graph, norm: Node, attributes: Normalization) -> Replacement | None:
    before = producer_of(graph, norm.inputs[0].value) if len(norm.inputs) == 1 else None
    after = only_reader(graph, norm)
    if before is None or after is None or not reshapes(before) or not reshapes(after):
        return None
    source = _shape(graph, before.inputs[0].value)
    groups = (_shape(graph, before.outputs[0]) or (None, None))[1]
    if only_reader(graph, before) is not norm or _shape(graph, after.outputs[0]) != source:
        return None
    if source is None or len(source) < 3 or not isinstance(groups, int):
        return None
    channels = source[1]
    if len(_shape(graph, before.outputs[0]) or ()) != 3 or not isinstance(channels, int):
        return None
    if groups < 1 or channels % groups:
        return None
    nodes = [before, norm, after]
    scale = _follows(graph, nodes, "multiply", channels)
    center = _follows(graph, nodes, "add", channels)
    found = Normalization(
        method="group",
        axis=(1,),
        epsilon=attributes.epsilon,
        groups=groups,
        center=center,
        scale=scale,
    )
    op = Op(Kind.NORM, "GroupNormalization", norm.op.domain)
    return Replacement(tuple(nodes), op, found, before.inputs)


def _follows(graph: Graph, nodes: list[Node], operator: str, channels: int) -> bool:
    """Whether one stored number per channel is multiplied or added next; then it belongs here."""
    reader = only_reader(graph, nodes[-1])
    attributes = reader.attributes if reader is not None else None
    if reader is None or not isinstance(attributes, Elementwise):
        return False
    if attributes.operator != operator or len(reader.inputs) != 1 or len(reader.parameters) != 1:
        return False
    weight = graph.parameter[reader.parameters[0]].type.shape or ()
    rank = len(_shape(graph, reader.inputs[0].value) or ())
    aligned = (1,) * (rank - len(weight)) + weight
    if len(aligned) != rank or aligned[1] != channels or set(aligned[2:]) - {1}:
        return False
    nodes.append(reader)
    return True


def _shape(graph: Graph, value: str) -> Shape | None:
    return graph.value[value].type.shape
