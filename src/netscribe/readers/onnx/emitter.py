"""Turns the nodes of a graph into calls of the Graph's builder, in order.

In: records, and what names stand for. Out: nodes with edges, weights and attributes. Constants that
are arguments are told in attributes; those that flow are drawn where they are first read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import TOLD, Argument, Op, TensorType
from netscribe.readers.onnx.environment import Frame, Held, Place, Waiting
from netscribe.readers.onnx.equal_calls import EqualCalls, Given, Told, inferred
from netscribe.readers.onnx.input_use import (
    LOOKUPS,
    counted_type,
    is_of_norm,
    is_sure,
    stays_zero,
    tells,
    tells_number,
)
from netscribe.readers.onnx.operations.call import Facts, Operand, OperatorCall
from netscribe.readers.onnx.operations.signatures import ARGUMENT, WEIGHT, Slot
from netscribe.readers.onnx.operations.table import described
from netscribe.readers.onnx.records import NodeRecord, Reference, TensorRecord
from netscribe.readers.onnx.shapes.step import Body, Known
from netscribe.readers.onnx.size_names import SizeNames
from netscribe.readers.onnx.weights import REAL, Weights

#: Numbers that tell how weights and tensors are quantised are part of the operator.
_QUANTIZES = frozenset({"scale", "scales", "zero point", "zero points", "group index"})
_MOVES = (Kind.RESHAPE, Kind.SLICE, Kind.SPLIT, Kind.CAST, Kind.IDENTITY, Kind.CONSTANT)


class Emitter:
    """Adds nodes to the builder."""

    def __init__(self, builder: GraphBuilder, weights: Weights, sizes: SizeNames) -> None:
        self.builder = builder
        self.sizes = sizes
        self._weights = weights
        self._waiting: list[Waiting] = []
        self._equal_calls = EqualCalls()

    # Tensors.

    def stored(self, frame: Frame, tensor: TensorRecord, name: str = "") -> Held:
        """A tensor that the file stores."""
        known = Known(TensorType(tensor.dtype, tensor.shape), tensor.content)
        key = frame.key_of(name or tensor.name)
        return Held(key, known, stored=tensor, zeros=tensor.zeros)

    def value_of(self, held: Held) -> str:
        """The id of a tensor in the Graph; what was waiting is drawn now."""
        if held.value:
            return held.value
        waiting = held.maker
        if waiting is not None and waiting.source is not None:
            self._draw(waiting, held)
        else:
            self._draw_constant(held)
        return held.value

    def counts(self, tensor: TensorRecord) -> bool:
        """Whether a stored tensor in a tensor's place is a parameter."""
        return self._weights.counts(tensor)

    def is_weight(self, held: Held) -> bool:
        """Whether a stored tensor is a weight, whoever reads it."""
        tensor = held.stored
        if tensor is None or tensor.zeros:
            return False
        real = tensor.dtype.startswith(REAL) or bool(held.quantized)
        many = len(tensor.shape) > 1 or tensor.content is None
        return real and many and prod(tensor.shape) > 1

    def wait(self, waiting: Waiting) -> Waiting:
        """Remembers a source node that may never be drawn."""
        self._waiting.append(waiting)
        return waiting

    def hide_waiting(self) -> None:
        """Accounts for the source nodes that nobody asked for."""
        for waiting in self._waiting:
            if not waiting.drawn:
                self.builder.hide(waiting.path, waiting.reason)

    def _draw_constant(self, held: Held) -> None:
        """A stored tensor that flows; a parameter is called so."""
        inside = held.maker is not None
        counts = held.stored is not None and self._weights.counts(held.stored, in_node=inside)
        parameter = self._weights.used(held, "") if counts else ""
        waiting = held.maker
        call = Call(
            op=Op(Kind.CONSTANT, "Parameter" if parameter else "Constant", "onnx"),
            path=waiting.path if waiting else held.key.strip("/").replace(".", "/") or "constant",
            name=held.key.rpartition("/")[2] if parameter else "",
            parameters=(parameter,) if parameter else (),
        )
        with self.builder.inside(waiting.module if waiting else None):
            drawn = self.sizes.drawn(held.known.type, held.key)
            held.value = self.builder.add_call(call, [drawn])[0]
        if waiting:
            waiting.drawn = True

    def _draw(self, waiting: Waiting, held: Held) -> None:
        """A source node that was waiting, with the one tensor that it reads."""
        assert waiting.source is not None
        operand = Operand(waiting.source.known.type, waiting.source.known.content)
        record = waiting.record
        call = OperatorCall(
            record.op_type, record.domain, 0, record.attributes, (operand,), (held.known.type,)
        )
        facts = described(call)
        source = self.value_of(waiting.source)
        made = Call(
            op=Op(facts.kind, record.op_type, _domain(record)),
            path=waiting.path,
            inputs=(Argument(source),),
            attributes=facts.attributes,
        )
        waiting.drawn = True
        with self.builder.inside(waiting.module):
            drawn = self.sizes.drawn(held.known.type, held.key)
            held.value = self.builder.add_call(made, [drawn])[0]

    # Nodes.

    def emit(self, frame: Frame, node: NodeRecord, place: Place, qualifier: str = "") -> None:
        """Adds one call of an operator, and binds its results."""
        inputs = [frame.find(name) if name else None for name in node.inputs]
        attributes = resolved(frame, node.attributes)
        given = tuple(map(self._given, inputs))
        opset = frame.opsets.get(node.domain, 0)
        outcome = self._equal_calls.outcome(node, opset, attributes, given)
        results = self._merged(frame, node, outcome.results)
        told = outcome.told(tuple(known.type for known in results))
        if outcome.has_body:
            self.builder.note("the graph inside is not looked into", place.path)
        arguments, parameters = self._read(node, told, inputs, outcome.slots)
        made = Call(
            op=told.op,
            path=place.path,
            name=place.name,
            inputs=arguments,
            attributes=told.facts.attributes,
            parameters=parameters,
            qualifiers=_qualifiers(told.facts, qualifier),
            custom=told.facts.custom,
        )
        self.bind(frame, node, results, self._added(made, results, place))
        if stays_zero(node, inputs, attributes):
            frame.names[node.outputs[0]].zeros = True

    def _added(self, call: Call, results: Sequence[Known], place: Place) -> tuple[str, ...]:
        types = [self.sizes.drawn(known.type, place.path) for known in results]
        with self.builder.inside(place.module):
            return self.builder.add_call(call, types)

    def bind(
        self, frame: Frame, node: NodeRecord, results: Sequence[Known], values: Sequence[str]
    ) -> None:
        """The names of a node's results stand for its values."""
        for name, known, value in zip(node.outputs, results, values):
            if name:
                frame.names[name] = Held(frame.key_of(name), known, value)

    def inferred(
        self,
        frame: Frame,
        node: NodeRecord,
        attributes: Mapping[str, object],
        inputs: Sequence[Held | None],
        bodies: Mapping[str, Body] | None = None,
    ) -> list[Known]:
        """What is known of a node's results: by our rules, and by what the file declares."""
        given = tuple(None if held is None else held.known for held in inputs)
        opset = frame.opsets.get(node.domain, 0)
        return self._merged(frame, node, inferred(node, opset, attributes, given, bodies))

    def _merged(self, frame: Frame, node: NodeRecord, found: Sequence[Known]) -> list[Known]:
        """The results as the rules and the file tell them together."""
        return [
            self.sizes.merged(known, frame.declared.get(name), name)
            for known, name in zip(found, node.outputs)
        ]

    def _given(self, held: Held | None) -> Given | None:
        if held is None:
            return None
        stored = held.stored is not None and not held.value
        number = stored and len(held.known.content or ()) == 1
        named = number and held.stored is not None and self._weights.is_told(held.stored)
        return Given(held.known, stored, named)

    def _read(
        self,
        node: NodeRecord,
        told: Told,
        inputs: Sequence[Held | None],
        slots: Sequence[Slot],
    ) -> tuple[tuple[Argument, ...], tuple[str, ...]]:
        """What flows in, in order, and the parameters."""
        call = told.call
        arguments: list[Argument] = []
        parameters: list[str] = []
        for place, (held, slot) in enumerate(zip(inputs, slots)):
            if held is None:
                continue
            parameter = self._parameter((node, call), held, slot, place)
            if parameter is not None:
                parameters += [parameter] if parameter else []
            elif tells(call, slot, held) or tells_number(call, place):
                if held.stored is None:
                    arguments.append(Argument(self.value_of(held), f"{TOLD}{slot.role}"))
            else:
                looked_up = told.facts.kind is Kind.EMBEDDING and slot.role == "index"
                role = "" if looked_up else slot.role
                arguments.append(Argument(self.value_of(held), role))
        return tuple(arguments), tuple(dict.fromkeys(parameters))

    def _parameter(
        self, called: tuple[NodeRecord, OperatorCall], held: Held, slot: Slot, place: int
    ) -> str | None:
        """The id where the input is a parameter, "" where it counts as none, None if it flows."""
        node, call = called
        if held.stored is None or held.value:
            return None
        if slot.use == WEIGHT and self._weights.stands_in(held.stored, call.op_type):
            return ""
        if slot.use == WEIGHT:
            return self._weights.used(held, slot.role, counted_type(call, place))
        if slot.role in _QUANTIZES:
            return ""
        if slot.use == ARGUMENT or slot.role:
            return None
        sure = is_sure(call, place, held.stored) or is_of_norm(node, held.stored)
        if call.op_type in LOOKUPS and not sure:
            return None
        counts = self._weights.counts(held.stored, sure=sure, in_node=held.maker is not None)
        return self._weights.used(held, slot.role) if counts else None


def resolved(frame: Frame, attributes: Mapping[str, object]) -> Mapping[str, object]:
    """Attributes with the values of the function around in place of references."""
    if not any(isinstance(value, Reference) for value in attributes.values()):
        return attributes
    found = {
        name: frame.settings.get(value.name) if isinstance(value, Reference) else value
        for name, value in attributes.items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _domain(node: NodeRecord) -> str:
    return node.domain or "onnx"


def _qualifiers(facts: Facts, qualifier: str) -> tuple[str, ...]:
    """What only moves numbers runs the same on whole ones."""
    if facts.kind in _MOVES:
        return facts.qualifiers
    return tuple(dict.fromkeys((*facts.qualifiers, *((qualifier,) if qualifier else ()))))
