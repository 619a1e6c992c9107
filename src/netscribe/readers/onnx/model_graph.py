"""The Graph of a model: its records in, the builder's work out.

In: a `ModelRecord`, the user's request, and where it came from. Out: the Graph.
"""

from __future__ import annotations

import re

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin
from netscribe.readers.onnx.emitter import Emitter
from netscribe.readers.onnx.environment import Frame, Held
from netscribe.readers.onnx.order import reads_of
from netscribe.readers.onnx.records import ModelRecord, TypeRecord, ValueRecord
from netscribe.readers.onnx.shapes.step import Known
from netscribe.readers.onnx.size_names import SizeNames
from netscribe.readers.onnx.walk import Walk
from netscribe.readers.onnx.weights import Weights
from netscribe.readers.port_names import distinct, renamed
from netscribe.readers.protocol import ReadRequest

#: More unread weights than this are counted, not named.
_MOST_UNREAD = 8
_NUMBERED = re.compile(r"\d+|(input|output)\.\d+|onnx::\w+_\d+")
#: Names of graphs that exporters give to every graph.
_NAMES_OF_ALL = frozenset(
    {"main_graph", "torch_jit", "torch-jit-export", "graph", "tf2onnx", "onnx_graph", "model", "g"}
)


def graph_of(model: ModelRecord, name: str, request: ReadRequest, origin: Origin) -> Graph:
    """The Graph of a model; `name` is taken where the file has none of its own.

    Raises:
        InputError: a name was given for an input or output that is not there.
        ReadError: the graph contradicts itself.
    """
    builder = GraphBuilder(request.name or _title(model, name))
    sizes = SizeNames(builder.note)
    emitter = Emitter(builder, Weights(builder, model.graph, model.producer), sizes)
    results = frozenset(item.name for item in model.graph.outputs)
    frame = Frame(opsets=model.opsets, declared=_declared(model), results=results)
    _bind_inputs(model, frame, emitter, request)
    functions = {(item.domain, item.name): item for item in model.functions}
    Walk(emitter, functions, origin.source).nodes(frame, model.graph.nodes)
    outputs = [(item, frame.find(item.name)) for item in model.graph.outputs]
    found = [(item, held) for item, held in outputs if held is not None]
    wanted = _names([item.name for item, _ in found], "output")
    for port, (_, held) in zip(renamed(wanted, request.output_names, "output"), found):
        builder.add_output(port, emitter.value_of(held))
    emitter.hide_waiting()
    _note_missing(builder, outputs)
    _note_unread(builder, model, emitter)
    return builder.finish(origin)


def _title(model: ModelRecord, name: str) -> str:
    own = model.graph.name
    plain = own and own.lower() not in _NAMES_OF_ALL and len(own) <= 60
    return own if plain and not own.startswith(("tf2onnx", "torch-jit", "/")) else name


def _declared(model: ModelRecord) -> dict[str, TypeRecord]:
    values = (*model.graph.values, *model.graph.outputs)
    return {item.name: item.type for item in values}


def _bind_inputs(model: ModelRecord, frame: Frame, emitter: Emitter, request: ReadRequest) -> None:
    """Stored tensors are no inputs, though older files list them there as well."""
    for tensor in model.graph.initializers:
        frame.names[tensor.name] = emitter.stored(frame, tensor)
    inputs = [item for item in model.graph.inputs if item.name not in frame.names]
    wanted = _names([item.name for item in inputs], "input")
    for port, item in zip(renamed(wanted, request.input_names, "input"), inputs):
        found = emitter.sizes.of_input(item.type)
        value = emitter.builder.add_input(port, found)
        frame.names[item.name] = Held(item.name, Known(found, None, item.type.wrapper), value)


def _names(names: list[str], what: str) -> list[str]:
    """Names in the file; what the exporter only numbered is called by what it is."""
    numbered = [_NUMBERED.fullmatch(name) is not None for name in names]
    single = len(names) == 1
    plain = [what if single else f"{what}_{place}" for place in range(len(names))]
    return distinct(
        [one if made_up else name for name, one, made_up in zip(names, plain, numbered)]
    )


def _note_missing(builder: GraphBuilder, outputs: list[tuple[ValueRecord, Held | None]]) -> None:
    for item, held in outputs:
        if held is None:
            builder.note("is declared as an output, but nothing makes it", item.name[:80])


def _note_unread(builder: GraphBuilder, model: ModelRecord, emitter: Emitter) -> None:
    """Weights that no operation reads are no part of the network, but of the file."""
    read = {name for node in model.graph.nodes for name in reads_of(node)}
    read.update(item.name for item in model.graph.outputs)
    idle = [
        tensor.name
        for tensor in model.graph.initializers
        if tensor.name not in read and emitter.counts(tensor)
    ]
    for name in idle[:_MOST_UNREAD]:
        builder.note("is stored, but no operation reads it", name[:80])
    if len(idle) > _MOST_UNREAD:
        builder.note(f"{len(idle) - _MOST_UNREAD:,} more weights are stored and not read")
