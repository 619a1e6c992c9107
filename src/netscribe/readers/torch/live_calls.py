"""What one event of the tape does: the event as the operation tables take it, and their answer.

In: an event, and a way to tell flowing tensors from weights. Out: `Described`: facts, and the
tensors and weights of the call in order. Imports no PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op, TensorType
from netscribe.readers.torch.facts import (
    FunctionCall,
    OperationFacts,
    ParameterArgument,
    TensorArgument,
)
from netscribe.readers.torch.free_sizes import FreeSizes
from netscribe.readers.torch.operations import describe, describe_module
from netscribe.readers.torch.tape import CallEvent, Event, ModuleEvent, Sight, sights_in

#: Tells whether a tensor is a weight (its path) or flows ("").
WeightOf = Callable[[Sight], str]
#: The second argument of these lends its shape or dtype; no number of it goes into the result.
_SHAPED_LIKE = frozenset({"view_as", "reshape_as", "expand_as", "type_as"})


@dataclass(frozen=True)
class Described:
    """One call with its facts; `facts` is None for what is no operation."""

    facts: OperationFacts | None
    inputs: tuple[Sight, ...]
    weights: tuple[str, ...]
    word: str


class Describer:
    """Asks the operation tables about events."""

    def __init__(self, sizes: FreeSizes, weight_of: WeightOf) -> None:
        self._sizes = sizes
        self._weight_of = weight_of

    def type_of(self, sight: Sight) -> TensorType:
        """The tensor's type, with None for free sizes."""
        return TensorType(sight.dtype, self._sizes.shape_of(sight))

    def any(self, event: Event) -> Described:
        """A function's or a layer's call."""
        return self.call(event) if isinstance(event, CallEvent) else self.layer(event)

    def call(self, event: CallEvent) -> Described:
        """A function's call."""
        inputs, weights, arguments = self._sorted(_data_of(event, self._sizes.arguments_of(event)))
        alone = _joined_alone(event, inputs)
        if alone:
            return Described(None, alone, weights, event.name)
        if event.custom:
            facts: OperationFacts | None = OperationFacts(Op(Kind.CUSTOM, event.name))
        else:
            facts = describe(self._function(event, event.name, arguments, inputs))
            if facts is None and not _hands_on(inputs, event.outputs):
                facts = OperationFacts(Op(Kind.CUSTOM, event.name, "torch"))
        return Described(facts, inputs, weights, event.name.strip("_") or event.name)

    def layer(self, event: ModuleEvent) -> Described:
        """The call of one of torch's own layers."""
        main = self._main(event)
        given = event if main is None else main
        inputs, weights, arguments = self._sorted(self._sizes.arguments_of(given))
        if main is None:
            inputs = (*inputs, *self._captured(event))
        held = tuple(dict.fromkeys((*self._weights_read(event), *weights)))
        if main is not None:
            facts = describe(self._function(event, main.name, arguments, inputs))
        else:
            made = tuple(map(self.type_of, event.outputs))
            taken = tuple(map(self.type_of, inputs))
            facts = describe_module(event.class_name, event.settings, taken, made)
            if facts is None:
                facts = OperationFacts(Op(Kind.CUSTOM, event.class_name, "torch.nn"))
        return Described(facts, inputs, held, event.class_name.lower())

    def _function(
        self, event: Event, name: str, arguments: Mapping[str, Any], inputs: Iterable[Sight]
    ) -> FunctionCall:
        layer = event if isinstance(event, ModuleEvent) else None
        return FunctionCall(
            name=name,
            arguments=arguments,
            inputs=tuple(map(self.type_of, inputs)),
            outputs=tuple(map(self.type_of, event.outputs)),
            module_class=layer.class_name if layer else "",
            module_settings=layer.settings if layer else {},
        )

    def _main(self, event: ModuleEvent) -> CallEvent | None:
        """The layer's one function, where that is all the layer does."""
        calls = [call for call in _calls(event) if self._touches(call, event)]
        if len(calls) != 1:
            return None
        same_inputs = self._flowing(calls[0].arguments) == self._flowing(event.arguments)
        same_outputs = _tensors(calls[0].outputs) == _tensors(event.outputs)
        return calls[0] if same_inputs and same_outputs else None

    def _weights_read(self, event: ModuleEvent) -> tuple[str, ...]:
        """The layer's weights that its calls read; all of them where no call was seen."""
        calls = list(_calls(event))
        if not calls:
            return event.weights
        seen = (sight for call in calls for sight in sights_in(call.arguments))
        read = {self._weight_of(sight) for sight in seen}
        return tuple(path for path in event.weights if path in read)

    def _captured(self, event: ModuleEvent) -> tuple[Sight, ...]:
        """What a layer reads that it was not given and did not make: a weight made by a hook."""
        known = {sight.tensor for sight in sights_in(event.arguments)}
        found: dict[int, Sight] = {}
        for call in _calls(event):
            for sight in sights_in(call.arguments):
                if sight.tensor not in known and not self._weight_of(sight):
                    found.setdefault(sight.tensor, sight)
            known.update(sight.tensor for sight in call.outputs)
        return tuple(found.values())

    def _touches(self, call: CallEvent, event: ModuleEvent) -> bool:
        """Whether a call takes part in the result; counting batches does not."""
        return bool(self._flowing(call.arguments)) or call.outputs == event.outputs

    def _flowing(self, arguments: Mapping[str, Any]) -> list[int]:
        return [sight.tensor for sight in sights_in(arguments) if not self._weight_of(sight)]

    def _sorted(
        self, arguments: Mapping[str, Any]
    ) -> tuple[tuple[Sight, ...], tuple[str, ...], dict[str, Any]]:
        """Flowing tensors, weights, and the arguments with placeholders for both."""
        inputs: list[Sight] = []
        weights: dict[str, None] = {}

        def placed(value: Any) -> Any:
            if isinstance(value, Sight):
                path = self._weight_of(value)
                if path:
                    weights.setdefault(path)
                    return ParameterArgument(path, self.type_of(value))
                inputs.append(value)
                return TensorArgument(len(inputs) - 1)
            if isinstance(value, tuple | list):
                return tuple(placed(item) for item in value)
            if isinstance(value, Mapping):
                return {key: placed(item) for key, item in value.items()}
            return value

        sorted_arguments = {name: placed(value) for name, value in arguments.items()}
        return tuple(inputs), tuple(weights), sorted_arguments


def _data_of(event: CallEvent, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments without a tensor of which only the shape or dtype is asked."""
    if event.name not in _SHAPED_LIKE or not arguments:
        return arguments
    first = next(iter(arguments))
    return {first: arguments[first]}


def _calls(event: ModuleEvent) -> Iterable[CallEvent]:
    for inner in event.events:
        if isinstance(inner, ModuleEvent):
            yield from _calls(inner)
        else:
            yield inner


def _tensors(sights: Iterable[Sight]) -> list[int]:
    return [sight.tensor for sight in sights]


def _hands_on(inputs: tuple[Sight, ...], outputs: tuple[Sight, ...]) -> bool:
    """Whether the results may stand for the first input, or for a weight."""
    if not inputs:
        return True
    return all(prod(sight.shape) == prod(inputs[0].shape) for sight in outputs)


def _joined_alone(event: CallEvent, inputs: tuple[Sight, ...]) -> tuple[Sight, ...]:
    """The one tensor that a concatenation joins with nothing but empty ones, as new caches do."""
    full = tuple(sight for sight in inputs if 0 not in sight.shape)
    is_join = event.name in ("cat", "concat", "concatenate")
    return full if is_join and len(full) == 1 and len(inputs) > 1 else ()
