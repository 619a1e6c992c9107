"""Reads live Keras 3 models: Functional, Sequential, subclassed, or a single layer.

In: the model and what the user said of its inputs. Out: a Graph. The model is left as it was. Knows
no layer by name; what layers do is told by `layers.describe`, what Keras hides by `readers.compat`.
"""

from __future__ import annotations

from typing import Any

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin, TensorType
from netscribe.readers.compat.keras_classes import family_of
from netscribe.readers.compat.keras_tensors import dtype_of, package_for, version_of
from netscribe.readers.keras.live_emit import Emitter
from netscribe.readers.keras.live_paths import LayerPaths
from netscribe.readers.keras.live_ports import output_names
from netscribe.readers.keras.live_root import Seen, see
from netscribe.readers.keras.live_values import weight_values as weight_values
from netscribe.readers.keras.live_weights import Weights
from netscribe.readers.port_names import distinct, renamed
from netscribe.readers.protocol import ReadRequest


def claims(source: object) -> bool:
    """Whether `source` is a Keras model or layer; looks at its class only."""
    return family_of(source) is not None


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a live Keras model.

    Raises:
        InputError: the model has no shapes yet and none were given, or they do not fit.
        ReadError: the model's own code fails.
    """
    return _graph(see(source, request.inputs), request, source)


def _graph(seen: Seen, request: ReadRequest, model: Any) -> Graph:
    builder = GraphBuilder(request.name or model.name)
    paths = LayerPaths(seen.model)
    weights = Weights(builder, seen.model, paths)
    emitter = Emitter(builder, paths, weights)
    emitter.enter_root(seen.model)
    for note in seen.notes:
        builder.note(note)
    wanted = distinct([name for name, _ in seen.inputs])
    names = renamed(wanted, request.input_names, "input")
    for name, (_, tensor) in zip(names, seen.inputs):
        value = builder.add_input(name, TensorType(dtype_of(tensor), tuple(tensor.shape)))
        emitter.bind(tensor, value)
    results = emitter.emit_root(seen.root)
    makers = emitter.makers(results)
    names = renamed(output_names(seen.model, seen.outputs, makers), request.output_names, "output")
    for name, (_, value) in zip(names, results):
        builder.add_output(name, value)
    weights.declare_unused()
    return builder.finish(Origin(package_for(model), version_of(model), "keras.live", model.name))
