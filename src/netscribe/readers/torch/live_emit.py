"""Turns a tape into calls of the Graph's builder.

In: events in order, weights, free sizes. Out: nodes, with edges by which value each tensor held
when it was read. What the operation tables call no operation hands its input on.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from netscribe.graph.attributes import Function
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Op
from netscribe.readers.torch.facts import FunctionCall, OperationFacts, TensorArgument
from netscribe.readers.torch.free_sizes import FreeSizes
from netscribe.readers.torch.live_calls import Described, Describer
from netscribe.readers.torch.live_names import Scope, name_of, path_of
from netscribe.readers.torch.live_weights import Weights
from netscribe.readers.torch.memory import Memory
from netscribe.readers.torch.operations import describe
from netscribe.readers.torch.tape import CallEvent, Event, ModuleEvent, Sight, writes_of

#: More calls than this in a module without parts are not looked through for a single operation.
_FEW = 8
NOTHING: Mapping[int, str] = MappingProxyType({})


class Emitter:
    """Adds events to the builder."""

    def __init__(self, builder: GraphBuilder, weights: Weights, sizes: FreeSizes) -> None:
        self._builder = builder
        self._weights = weights
        self._describer = Describer(sizes, self._weight_of)
        self._memory = Memory(self._derived, self._assigned)
        self._weight_aliases: dict[int, str] = {}
        self._scopes = [Scope("")]

    def bind_input(self, name: str, sight: Sight) -> None:
        """Declares an input of the model."""
        value = self._builder.add_input(name, self._describer.type_of(sight))
        self._memory.made(sight, value)

    def emit_root(self, event: ModuleEvent) -> None:
        """Adds the model's own call, without a module around it."""
        if event.layer:
            self._emit_layer(event, event.class_name.lower())
            return
        for inner in event.events:
            self._emit(inner)

    def value_of(self, sight: Sight) -> str:
        """The value of a tensor; a constant is made for one that nobody was seen to make."""
        value = self._memory.read(sight)
        if value is None:
            path = self._weight_of(sight)
            call = Call(
                op=Op(Kind.CONSTANT, "Parameter" if path else "Constant", "torch"),
                path=path_of(path) if path else self._scopes[-1].place("constant"),
                name=name_of(path),
                parameters=self._weights.used((path,)),
            )
            value = self._builder.add_call(call, [self._describer.type_of(sight)])[0]
            self._memory.made(sight, value)
        return value

    # One kind of event each.

    def _emit(self, event: Event) -> None:
        if isinstance(event, CallEvent):
            self._emit_call(event)
        elif event.layer:
            path = path_of(event.path)
            hooked = path == self._scopes[-1].path
            self._emit_layer(event, f"{path}/{event.class_name.lower()}" if hooked else path)
        else:
            self._emit_module(event)

    def _emit_module(self, event: ModuleEvent) -> None:
        """A container; one that holds a single operation is that operation."""
        if not self._has_content(event):
            for inner in event.events:
                self._emit(inner)
            return
        path = path_of(event.path)
        single = self._single(event)
        if isinstance(single, ModuleEvent):
            self._emit(single)
        elif single is not None:
            for inner in event.events:
                self._emit_call(inner, event if inner is single else None)  # type: ignore[arg-type]
        else:
            self._emit_inside(event, path)

    def _emit_inside(self, event: ModuleEvent, path: str) -> None:
        with self._builder.module(path, name_of(event.path), event.class_name):
            self._scopes.append(Scope(path))
            for inner in event.events:
                self._emit(inner)
            self._scopes.pop()

    def _has_content(self, event: ModuleEvent) -> bool:
        return any(self._is_operation(inner) for inner in event.events)

    def _is_operation(self, event: Event) -> bool:
        if isinstance(event, ModuleEvent):
            return event.layer or self._has_content(event)
        return self._describer.call(event).facts is not None

    def _single(self, event: ModuleEvent) -> Event | None:
        """The one operation that a module holds, or the module that it only wraps."""
        if len(event.events) == 1 and isinstance(event.events[0], ModuleEvent):
            inner = event.events[0]
            return inner if path_of(inner.path) == path_of(event.path) else None
        if len(event.events) > _FEW:
            return None
        if any(isinstance(inner, ModuleEvent) for inner in event.events):
            return None
        found = [inner for inner in event.events if self._is_operation(inner)]
        return found[0] if len(found) == 1 else None

    def _emit_layer(self, event: ModuleEvent, path: str) -> None:
        described = self._describer.layer(event)
        call = self._call_of(described, path, name_of(event.path))
        if call is None:
            self._hand_on(described, event.outputs)
            return
        types = [self._describer.type_of(sight) for sight in event.outputs]
        self._bind(event, described, self._builder.add_call(call, types))

    def _emit_call(self, event: CallEvent, holder: ModuleEvent | None = None) -> None:
        """A function's call, under the name of the module that holds nothing else."""
        described = self._describer.call(event)
        if described.facts is None:
            self._hand_on(described, event.outputs)
            return
        path = path_of(holder.path) if holder else self._scopes[-1].place(described.word)
        call = self._call_of(described, path, name_of(holder.path) if holder else "")
        if call is None:
            return
        types = [self._describer.type_of(sight) for sight in event.outputs]
        values = self._builder.add_call(call, types)
        self._bind(event, described, values)

    def _bind(self, event: Event, described: Described, values: tuple[str, ...]) -> None:
        """The results hold their values; a write and a view are remembered as such."""
        written = {sight.tensor for sight in writes_of(event)}
        for position, (sight, value) in enumerate(zip(event.outputs, values)):
            base = next((item for item in described.inputs if item.storage == sight.storage), None)
            if sight.tensor in written:
                self._memory.wrote(sight, value)
            elif base is not None:
                self._memory.viewed(sight, value, base, event, position)
            else:
                self._memory.made(sight, value)

    def _call_of(
        self, described: Described, path: str, name: str = "", known: Mapping[int, str] = NOTHING
    ) -> Call | None:
        """The call for the builder; `known` holds values of tensors that need not be read."""
        facts = described.facts
        if facts is None:
            return None
        return Call(
            op=facts.op,
            path=path,
            name=name,
            inputs=self._arguments(described.inputs, facts.roles, known),
            attributes=facts.attributes,
            parameters=self._weights.used(described.weights),
            custom=facts.op.kind is Kind.CUSTOM,
        )

    def _arguments(
        self, inputs: tuple[Sight, ...], roles: tuple[str, ...], known: Mapping[int, str]
    ) -> tuple[Argument, ...]:
        values = (known.get(sight.tensor) or self.value_of(sight) for sight in inputs)
        return tuple(map(Argument, values, (*roles, *("",) * len(inputs))))

    def _hand_on(self, described: Described, outputs: tuple[Sight, ...]) -> None:
        """What is no operation: its results are its input."""
        for sight in outputs:
            if described.inputs:
                self._memory.made(sight, self.value_of(described.inputs[0]))
            elif described.weights:
                self._weight_aliases[sight.tensor] = described.weights[0]

    # Weights and shared memory.

    def _weight_of(self, sight: Sight) -> str:
        """The weight that a tensor is; "" where it flows, also where it was written to."""
        path = sight.weight or self._weight_aliases.get(sight.tensor, "")
        return path if path and self._memory.read(sight) is None else ""

    def _derived(self, event: Event, base: Sight, value: str, position: int) -> str:
        """A view's call once more, on its base's new value."""
        described = self._describer.any(event)
        place = self._scopes[-1].place(described.word)
        call = self._call_of(described, place, known={base.tensor: value})
        if call is None:
            return value
        types = [self._describer.type_of(sight) for sight in event.outputs]
        return self._builder.add_call(call, types)[position]

    def _assigned(self, base: Sight, value: str, part: str) -> str:
        """The base with a part of it overwritten through a view."""
        types = (self._describer.type_of(base), self._builder.type_of(part))
        arguments = {"0": TensorArgument(0), "1": ..., "2": TensorArgument(1)}
        facts = describe(FunctionCall("__setitem__", arguments, types, types[:1]))
        if facts is None:
            facts = OperationFacts(Op(Kind.MATH, "setitem", "torch"), Function(function="setitem"))
        call = Call(
            op=facts.op,
            path=self._scopes[-1].place("setitem"),
            inputs=(Argument(value), Argument(part)),
            attributes=facts.attributes,
        )
        return self._builder.add_call(call, types[:1])[0]
