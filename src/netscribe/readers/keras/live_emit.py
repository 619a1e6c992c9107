"""Turns what was seen of a live model into calls of the builder.

In: events with tensors. Out: nothing; the builder holds the nodes. Tensors become value ids here,
by identity; a result that nobody was seen to make gets a custom node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from netscribe.graph.attributes import Attributes, Function
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Dim, Op, Shape, TensorType
from netscribe.readers.compat.keras_classes import is_bare_function, is_layer, package_of
from netscribe.readers.compat.keras_graph import graph_of, mask_of, operations_of
from netscribe.readers.compat.keras_tensors import dtype_of, is_array, is_symbolic
from netscribe.readers.keras.emit import LayerCall, emit_layer
from netscribe.readers.keras.layers.entries import printed
from netscribe.readers.keras.live_arguments import Arguments, sorted_arguments
from netscribe.readers.keras.live_constants import certain_content, content_of
from netscribe.readers.keras.live_facts import facts_of
from netscribe.readers.keras.live_paths import LayerPaths, automatic_name
from netscribe.readers.keras.live_scope import Scope
from netscribe.readers.keras.live_tape import (
    CallEvent,
    ConstantEvent,
    Event,
    RandomEvent,
    ScopeEvent,
)
from netscribe.readers.keras.live_weights import Weights


class Emitter:
    """Emits events in order; `value_of` and `bind` join tensors to values."""

    def __init__(self, builder: GraphBuilder, paths: LayerPaths, weights: Weights) -> None:
        self._builder = builder
        self._paths = paths
        self._weights = weights
        self._values: dict[int, str] = {}
        self._masks: dict[int, str] = {}
        self._shapes: dict[int, Shape] = {}
        self._scopes: list[Scope] = [Scope("")]
        self._makers: dict[str, str] = {}
        self._times: tuple[Dim, ...] = ()
        self._kept: list[Any] = []

    def bind(self, tensor: Any, value: str) -> None:
        """From here on `tensor` is `value`."""
        self._values[id(tensor)] = value
        self._kept.append(tensor)
        mask = mask_of(tensor)
        if mask is not None:
            self._masks.setdefault(id(mask), value)
        self._scopes[-1].made(value)

    def enter_root(self, model: Any) -> None:
        """The calls that follow are those of the model itself."""
        self._scopes = [Scope("", _named_operations(model))]

    def emit(self, events: Iterable[Event]) -> None:
        """Adds the events to the builder."""
        for event in events:
            if isinstance(event, ScopeEvent):
                self._emit_scope(event)
            elif isinstance(event, CallEvent):
                self._emit_call(event)
            elif isinstance(event, ConstantEvent):
                self._emit_constant(event)
            else:
                self._emit_random(event)

    def emit_root(self, event: Event) -> list[tuple[Any, str]]:
        """Adds the model's own call, without a module around it; its results with their values."""
        if not isinstance(event, ScopeEvent):
            self.emit((event,))
            return [(tensor, self.value_of(tensor)) for tensor in event.outputs]
        if event.note:
            self._builder.note(event.note)
        self._use_entries(event)
        self.emit(event.events)
        return self._results_of(event)

    def makers(self, results: Iterable[tuple[Any, str]]) -> dict[int, str]:
        """Names of the layers that made these results, by identity of the tensor."""
        return {id(tensor): self._makers.get(value, "output") for tensor, value in results}

    def type_of(self, tensor: Any) -> TensorType:
        """The tensor's type; sizes that were only an example are None. Layers that run at each
        time step see tensors without the time axis, the Graph's values keep it.
        """
        shape = tuple(self._shapes.get(id(tensor), tuple(tensor.shape)))
        return TensorType(dtype_of(tensor), (*shape[:1], *self._times, *shape[1:]))

    def value_of(self, tensor: Any) -> str:
        """The value of a tensor; a node is made for one that nobody was seen to make."""
        value = self._values.get(id(tensor))
        if value is None:
            value = self._emit_unseen(tensor)
            self.bind(tensor, value)
        self._scopes[-1].used(value)
        return value

    # One kind of event each.

    def _emit_scope(self, event: ScopeEvent) -> None:
        path, name = self._paths.of(event.layer, self._scopes[-1].path)
        inner = event.layer.layer if event.each_step else event.layer
        qualifiers = ("each time step",) if event.each_step else ()
        arguments = self._arguments(event.args, event.kwargs)
        if event.note:
            self._builder.note(event.note, path)
        with self._builder.module(path, name, type(inner).__name__, qualifiers):
            self._scopes.append(Scope(path, _named_operations(inner)))
            for argument in arguments.inputs:
                self._scopes[-1].made(argument.value)
            before = self._times
            self._times = (*before, *self._time_of(event))
            self._use_entries(event)
            self.emit(event.events)
            results = self._results_of(event)
            self._times = before
            self._scopes.pop()
        for tensor, value in results:
            self.bind(tensor, value)

    def _results_of(self, event: ScopeEvent) -> list[tuple[Any, str]]:
        """The scope's results, each with its value inside the scope."""
        inside = {id(outer): inner for outer, inner in reversed(event.results)}
        found = []
        for tensor in event.outputs:
            last = tensor
            while id(last) in inside and inside[id(last)] is not last:
                last = inside.pop(id(last))
            found.append((tensor, self.value_of(last)))
        return found

    def _use_entries(self, event: ScopeEvent) -> None:
        """Takes over which of the scope's sizes are only an example, and where it came from."""
        for identity, shape in event.shapes.items():
            self._shapes.setdefault(identity, shape)
        for inner, outer in event.entries:
            self._values[id(inner)] = self.value_of(outer)
            self._kept.append(inner)

    def _emit_call(self, event: CallEvent) -> None:
        arguments = self._arguments(event.args, event.kwargs)
        shapes = [self._seen_shape(item.value) for item in arguments.inputs]
        constants = arguments.constants
        if event.reads:  # arrays in this call are weights, whose numbers are not read
            constants = {key: item for key, item in constants.items() if not _is_numbers(item)}
        facts = facts_of(event.operation, shapes, constants)
        path, name = self._named(event.operation)
        if event.note:
            self._builder.note(event.note, path)
        variables = [*arguments.variables, *event.reads]
        parameters = self._weights.of_variables(variables)
        if is_layer(event.operation):
            own = self._weights.of_layer(event.operation)
            parameters = tuple(dict.fromkeys((*own, *parameters)))
        call = LayerCall(
            path=path,
            name=name,
            inputs=arguments.inputs,
            output_types=tuple(self.type_of(tensor) for tensor in event.outputs),
            parameters=parameters,
            custom=bool(event.note),
        )
        for tensor, value in zip(event.outputs, emit_layer(self._builder, facts, call)):
            self.bind(tensor, value)
            if name:
                self._makers[value] = name

    def _time_of(self, event: ScopeEvent) -> tuple[Dim, ...]:
        """The size of the time axis that a scope which runs at each step does not see."""
        if not event.each_step:
            return ()
        shape = self._builder.type_of(self.value_of(event.entries[0][1])).shape or ()
        return tuple(shape[1 + len(self._times) :][:1])

    def _seen_shape(self, value: str) -> Shape | None:
        """The shape of a value as the layers of the current scope see it."""
        shape = self._builder.type_of(value).shape
        return None if shape is None else (*shape[:1], *shape[1 + len(self._times) :])

    def _emit_random(self, event: RandomEvent) -> None:
        arguments = self._arguments(event.args[1:], event.kwargs)
        first = [*event.args, None][0]
        inputs = arguments.inputs
        if is_symbolic(first) or id(first) in self._values:
            inputs = (Argument(self.value_of(first)), *inputs)
        settings = tuple(
            (name.replace("_", " "), printed(value))
            for name, value in arguments.constants.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        )
        call = Call(
            op=Op(Kind.RANDOM, event.name, "keras.random"),
            path=self._scopes[-1].place(event.name),
            inputs=inputs,
            attributes=Function(function=event.name, settings=settings),
        )
        types = [self.type_of(tensor) for tensor in event.outputs]
        for tensor, value in zip(event.outputs, self._builder.add_call(call, types)):
            self.bind(tensor, value)

    def _emit_constant(self, event: ConstantEvent) -> None:
        name, settings = (certain_content if event.example else content_of)(event.array)
        call = Call(
            op=Op(Kind.CONSTANT, name, "keras.ops"),
            path=self._scopes[-1].place(name.lower()),
            attributes=Attributes(settings=settings),
        )
        tensor = event.outputs[0]
        self.bind(tensor, self._builder.add_call(call, [self.type_of(tensor)])[0])

    def _emit_unseen(self, tensor: Any) -> str:
        """A mask that Keras carried along, a constant, or something done by other means."""
        scope = self._scopes[-1]
        source = self._masks.get(id(tensor))
        if source is not None:
            op, attributes = Op(Kind.MATH, "Mask", "keras.layers"), Function(function="mask")
            call = Call(
                op, scope.place("mask"), "", inputs=(Argument(source),), attributes=attributes
            )
        elif is_symbolic(tensor):
            call = Call(Op(Kind.CONSTANT, "Constant", "keras.ops"), scope.place("constant"))
        else:
            inputs = tuple(Argument(value) for value in scope.open_ends())
            op = Op(Kind.CUSTOM, "Unseen operations", package_of(tensor))
            call = Call(op, scope.place("unseen"), inputs=inputs, custom=True)
        return self._builder.add_call(call, [self.type_of(tensor)])[0]

    # Names and arguments.

    def _named(self, operation: Any) -> tuple[str, str]:
        """Path and name of what is called."""
        scope = self._scopes[-1]
        if is_bare_function(operation) and not self._paths.knows(operation):
            return scope.place(re.sub(r"_\d+$", "", operation.name)), ""
        if is_layer(operation):
            return self._paths.of(operation, scope.path)
        if id(operation) in scope.named_operations:
            return scope.inside(operation.name), operation.name
        return scope.place(automatic_name(operation)), ""

    def _arguments(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Arguments:
        return sorted_arguments(args, kwargs, self._is_value, self.value_of)

    def _is_value(self, leaf: Any) -> bool:
        """Whether a leaf of a call is a tensor that flows, and not a constant."""
        if is_symbolic(leaf) or id(leaf) in self._values:
            return True
        return is_array(leaf) and None in self._shapes.get(id(leaf), ())


def _named_operations(layer: Any) -> frozenset[int]:
    """Identities of the operations that have a name of their own in the layer's recorded graph."""
    graph = graph_of(layer)
    return frozenset() if graph is None else frozenset(map(id, operations_of(graph)))


def _is_numbers(item: object) -> bool:
    return hasattr(item, "shape") and hasattr(item, "dtype")
