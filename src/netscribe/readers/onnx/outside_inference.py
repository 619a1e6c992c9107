"""Shapes from the onnx package, where it is installed and the house's own rules do not reach.

In: a model's message and records, and the Graph without these shapes. Out: the records with more
declared types. The package gets a copy without the weights' bytes, and never a path.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.types import Graph, Note
from netscribe.readers.onnx.decoding import model_of
from netscribe.readers.onnx.records import GraphRecord, ModelRecord, NodeRecord
from netscribe.readers.onnx.stripped import stripped
from netscribe.readers.protobuf import Message, message_of

#: Domains whose operators the package knows.
_KNOWN = ("onnx", "ai.onnx")


def lacks_shapes(graph: Graph) -> bool:
    """Whether an operator of the standard gives a tensor of unknown rank, and reads none."""
    ranked = {value.id for value in graph.values if value.type.shape is not None}
    return any(
        not ranked.issuperset(node.outputs)
        and node.op.domain.startswith(_KNOWN)
        and all(argument.value in ranked for argument in node.inputs)
        for node in graph.nodes
    )


def with_outside_types(model: ModelRecord, message: Message) -> ModelRecord | None:
    """The model with the types that the onnx package infers; None if it is not there or fails."""
    try:
        import onnx
    except ImportError:
        return None
    copy = stripped(message)
    if copy is None:
        return None
    try:
        inferred = onnx.shape_inference.infer_shapes(copy, data_prop=True).SerializeToString()
        found = model_of(message_of(inferred, "the model as the onnx package infers it"))
    except Exception:  # noqa: BLE001 - whatever another package raises, the file is read without it
        return None
    return replace(model, graph=_with_types(model.graph, found.graph))


def noted(before: Graph, after: Graph) -> Graph:
    """The graph with outside shapes, and a note on it; the one before if they tell nothing."""
    unknown = {value.id for value in before.values if value.type.shape is None}
    told = sum(value.id in unknown and value.type.shape is not None for value in after.values)
    if not told:
        return before
    tensors = "one tensor" if told == 1 else f"{told:,} tensors"
    note = Note(f"the shapes of {tensors} come from the inference of the onnx package")
    return replace(after, notes=(*after.notes, note))


def _with_types(own: GraphRecord, inferred: GraphRecord) -> GraphRecord:
    """The types of both; what the file itself declares stays."""
    told = {item.name: item for item in (*inferred.values, *inferred.outputs)}
    named = {item.name for item in (*own.values, *own.outputs)}
    more = tuple(item for name, item in told.items() if name not in named)
    outputs = tuple(
        told.get(item.name, item) if item.type.dims is None else item for item in own.outputs
    )
    nodes = own.nodes
    if len(nodes) == len(inferred.nodes):
        nodes = tuple(map(_with_bodies, nodes, inferred.nodes))
    return replace(own, values=(*own.values, *more), outputs=outputs, nodes=nodes)


def _with_bodies(own: NodeRecord, inferred: NodeRecord) -> NodeRecord:
    bodies: dict[str, object] = {}
    for name, value in own.attributes.items():
        other = inferred.attributes.get(name)
        if isinstance(value, GraphRecord) and isinstance(other, GraphRecord):
            bodies[name] = _with_types(value, other)
    return own._replace(attributes={**own.attributes, **bodies}) if bodies else own
