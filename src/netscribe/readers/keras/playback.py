"""Plays a saved model's calls into the builder, in the order in which the live reader does.

In: a `SavedModel` and the values of its inputs. Out: the values of its outputs; the builder holds
the nodes. Models inside are modules. Bounded: models that call models over and over are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from netscribe.errors import ReadError
from netscribe.graph.builder import GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Dim, TensorType
from netscribe.readers.keras.archive import WeightsOf
from netscribe.readers.keras.document import (
    SavedCall,
    SavedLayer,
    SavedModel,
    TensorName,
    with_paths,
)
from netscribe.readers.keras.document_reading import DocumentReader
from netscribe.readers.keras.emit import LayerCall, emit_layer
from netscribe.readers.keras.ordering import CallKey, ordered
from netscribe.readers.keras.playback_types import Written, settled, written_next
from netscribe.readers.keras.policy import quantized
from netscribe.readers.keras.saved_arguments import Given, chained, given_of
from netscribe.readers.keras.saved_step import Outcome, Reading, is_looked_into, outcome_of

#: Calls of a model whose submodels call each other, spelled out; real networks stay below 20,000.
MOST_CALLS = 50_000

_CUSTOM = "is the author's own class: its inside is not in the file"
_CUSTOM_WEIGHTS = "is the author's own class: its weights and its inside are not in the file"

#: What may have weights that only its author's code tells; a cell may be the author's.
_OF_THE_AUTHOR = (Kind.CUSTOM, Kind.RECURRENT)
_QUANTIZED = "is quantized: its weights are counted as they were before that"


@dataclass
class Playback:
    """One reading of one file.

    Attributes:
        _times: sizes of the time axes that TimeDistributed layers around the current model take
            off: its layers see tensors without them, the Graph's values keep them.
    """

    builder: GraphBuilder
    reader: DocumentReader
    weights_of: WeightsOf
    keras_2: bool = False
    _parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _times: tuple[Dim, ...] = ()
    _calls: int = 0

    def play(self, model: SavedModel, path: str, inputs: tuple[str, ...]) -> tuple[str, ...]:
        """Adds all calls of `model`, whose layers' paths begin with `path`; its output values."""
        if model.sequential:
            return self._chain(model, path, inputs)
        return self._network(model, path, inputs)

    # Chains.

    def _chain(self, model: SavedModel, path: str, inputs: tuple[str, ...]) -> tuple[str, ...]:
        values = inputs
        layers = [layer for layer in model.layers if not layer.is_input]
        for place, layer in enumerate(layers):
            following = layers[place + 1].build_shape if place + 1 < len(layers) else None
            results = self._call(layer, path, chained(values), written_next(following))
            values = results[:1] or values
        return values

    # Networks.

    def _network(self, model: SavedModel, path: str, inputs: tuple[str, ...]) -> tuple[str, ...]:
        names = [name for _, name in with_paths(model.inputs)]
        if len(names) != len(inputs):
            raise self._error(f"{model.name} has {len(names)} inputs and is given {len(inputs)}")
        values = {name.key: value for name, value in zip(names, inputs, strict=True)}
        written = self._written(model)
        for layer_index, call_index in self._order(model):
            layer = model.layers[layer_index]
            given = given_of(layer.calls[call_index], lambda name: self._value(values, name))
            found = written.get((layer.name, call_index), Written())
            results = self._call(layer, path, given, found)
            for index, value in enumerate(results):
                values[(layer.name, call_index, index)] = value
        return tuple(self._value(values, name) for _, name in with_paths(model.outputs))

    def _order(self, model: SavedModel) -> tuple[CallKey, ...]:
        """The calls in execution order, named by the places of layer and call."""
        places = {layer.name: place for place, layer in enumerate(model.layers)}
        calls: dict[CallKey, list[CallKey]] = {}
        for place, layer in enumerate(model.layers):
            for index, call in enumerate(layer.calls):
                if not layer.is_input:
                    calls[(place, index)] = [
                        (places[name.layer], name.call)
                        for name in call.tensors()
                        if name.layer in places
                    ]
        return ordered(calls)

    def _written(self, model: SavedModel) -> dict[tuple[str, int], Written]:
        """For each call what the file says of the shapes of its inputs and results."""
        reads: dict[tuple[str, int], SavedCall] = {
            (layer.name, index): call
            for layer in model.layers
            for index, call in enumerate(layer.calls)
        }
        results: dict[tuple[str, int], dict[int, TensorType]] = {}
        for call in reads.values():
            for name in call.tensors():
                found = results.setdefault((name.layer, name.call), {})
                found.setdefault(name.index, TensorType(name.dtype, name.shape))
        return {
            key: Written(tuple(name.shape for name in call.tensors()), results.get(key, {}))
            for key, call in reads.items()
        }

    def _value(self, values: Mapping[tuple[str, int, int], str], name: TensorName) -> str:
        found = values.get(name.key)
        if found is None:
            raise self._error(
                f"result {name.index} of call {name.call} of {name.layer[:80]!r} is used and never "
                "made"
            )
        return found

    # One call.

    def _call(
        self, layer: SavedLayer, path: str, given: Given, written: Written
    ) -> tuple[str, ...]:
        self._count()
        place = f"{path}/{layer.name}" if path else layer.name
        if layer.model is not None:
            return self._module(layer.model, place, given)
        inner = self.reader.wrapped_model(layer.config.get("layer"))
        if layer.class_name == "TimeDistributed" and inner is not None:
            return self._each_step(layer, inner, place, given)
        reading = Reading(
            types=tuple(self._type_of(item.value) for item in given.inputs),
            roles=tuple(item.role for item in given.inputs),
            constants=given.constants,
        )
        outcome = outcome_of(layer, reading)
        types = settled(outcome.types, reading.types, written)
        if not is_looked_into(outcome.facts) and layer.class_name != "Lambda":
            self.builder.note(_CUSTOM if self.weights_of(place) else _CUSTOM_WEIGHTS, place)
        if quantized(layer.config.get("dtype")):
            self.builder.note(_QUANTIZED, place)
        call = LayerCall(
            path=place,
            name=layer.name,
            inputs=given.inputs,
            output_types=tuple(self._with_times(item) for item in types),
            parameters=self._declared(place, outcome),
        )
        return emit_layer(self.builder, outcome.facts, call)

    def _module(self, model: SavedModel, place: str, given: Given) -> tuple[str, ...]:
        inputs = self._inputs_of(model, given)
        with self.builder.module(place, place.rpartition("/")[2], model.class_name):
            return self.play(model, place, inputs)

    def _each_step(
        self, layer: SavedLayer, model: SavedModel, place: str, given: Given
    ) -> tuple[str, ...]:
        """A model at every time step: a module whose tensors carry the time axis."""
        inputs = self._inputs_of(model, given)[:1]
        shape = self._type_of(inputs[0]).shape if inputs else None
        before = self._times
        self._times = (*before, shape[1] if shape and len(shape) > 1 else None)
        try:
            with self.builder.module(place, layer.name, model.class_name, ("each time step",)):
                return self.play(model, place, inputs)
        finally:
            self._times = before

    def _type_of(self, value: str) -> TensorType:
        """The type as the layers of the current model see it."""
        found = self.builder.type_of(value)
        if not self._times or found.shape is None:
            return found
        return replace(found, shape=(*found.shape[:1], *found.shape[1 + len(self._times) :]))

    def _with_times(self, found: TensorType) -> TensorType:
        """The type with the time axes that the current model does not see."""
        if not self._times or found.shape is None:
            return found
        return replace(found, shape=(*found.shape[:1], *self._times, *found.shape[1:]))

    def _inputs_of(self, model: SavedModel, given: Given) -> tuple[str, ...]:
        """The tensors given to a model in the order of its inputs; by name where keys are names."""
        pairs = given.first
        names = [name.layer for _, name in with_paths(model.inputs)]
        by_key = {key: value for key, value in pairs if key}
        if by_key and not isinstance(model.inputs, Mapping) and set(names) <= set(by_key):
            return tuple(by_key[name] for name in names)
        return tuple(value for _, value in pairs)

    def _declared(self, place: str, outcome: Outcome) -> tuple[str, ...]:
        """The parameters of the layer at `place`, declared at its first call."""
        if place not in self._parameters and outcome.facts.op.kind in _OF_THE_AUTHOR:
            saved = self.weights_of(place)
            if len(saved) > len(outcome.weights):
                self._parameters[place] = tuple(
                    self.builder.add_parameter(path, kind) for path, kind in saved
                )
        if place not in self._parameters:
            self._parameters[place] = tuple(
                self.builder.add_parameter(
                    f"{place}/{self._weight_name(weight.path, outcome)}",
                    TensorType(weight.dtype, weight.shape),
                    trainable=weight.trainable,
                )
                for weight in outcome.weights
            )
        return self._parameters[place]

    def _weight_name(self, name: str, outcome: Outcome) -> str:
        """Keras 2 called the kernel of a depthwise convolution by a name of its own."""
        depthwise = outcome.facts.op.type_name.startswith("DepthwiseConv")
        return "depthwise_kernel" if self.keras_2 and depthwise and name == "kernel" else name

    def _count(self) -> None:
        self._calls += 1
        if self._calls > MOST_CALLS:
            raise ReadError(
                f"{self.reader.where}: more than {MOST_CALLS:,} calls: models inside it call each "
                "other over and over",
                hint="this is no network that can be drawn",
            )

    def _error(self, message: str) -> ReadError:
        return ReadError(
            f"{self.reader.where}: {message}",
            hint="save the model again with model.save('name.keras')",
        )
