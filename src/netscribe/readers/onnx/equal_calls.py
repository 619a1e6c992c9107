"""Works out what a call of an operator makes and does, once for all calls that are equal.

In: a node with what its inputs stand for. Out: an `Outcome`: shapes by the rules, words by the
tables. Both depend on nothing but what is in the key, and large networks are one block many times.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from netscribe.graph.types import Op, TensorType
from netscribe.readers.onnx.operations.call import Facts, Operand, OperatorCall
from netscribe.readers.onnx.operations.signatures import Slot, slots_of
from netscribe.readers.onnx.operations.table import described
from netscribe.readers.onnx.records import GraphRecord, NodeRecord, TensorRecord
from netscribe.readers.onnx.shapes.step import UNKNOWN, Body, Known, Results, ShapeStep
from netscribe.readers.onnx.shapes.table import infer

#: More different calls than these are not kept: a graph that has them hardly repeats any.
_MOST_KEPT = 4096


class Given(NamedTuple):
    """One input of a call.

    Attributes:
        stored: whether the file stores it, and it was not drawn as a tensor that flows.
        named: whether it is a single number that the exporter calls a parameter: no constant.
    """

    known: Known
    stored: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a call does, once the types of its results are settled."""

    call: OperatorCall
    facts: Facts
    op: Op


@dataclass(slots=True)
class Outcome:
    """What equal calls share.

    Attributes:
        results: what the rules know of the results.
        slots: what each input is.
        has_body: whether a graph lies in an attribute.
    """

    node: NodeRecord
    opset: int
    attributes: Mapping[str, object]
    given: tuple[Given | None, ...]
    results: Results
    slots: Sequence[Slot]
    has_body: bool
    _types: tuple[TensorType, ...] = ()
    _told: Told | None = None

    def told(self, types: tuple[TensorType, ...]) -> Told:
        """What the call does, its results being of these types: the same ones mostly."""
        if self._told is None or self._types != types:
            self._types, self._told = types, self._described(types)
        return self._told

    def _described(self, types: tuple[TensorType, ...]) -> Told:
        node = self.node
        call = OperatorCall(
            op_type=node.op_type,
            domain=node.domain,
            opset=self.opset,
            attributes=self.attributes,
            operands=tuple(map(_operand, self.given)),
            outputs=types,
            used=tuple(map(bool, node.outputs)),
        )
        facts = described(call)
        op = Op(facts.kind, facts.type_name or node.op_type, node.domain or "onnx")
        return Told(call, facts, op)


class EqualCalls:
    """The outcomes of one model so far."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Outcome] = {}

    def outcome(
        self,
        node: NodeRecord,
        opset: int,
        attributes: Mapping[str, object],
        given: tuple[Given | None, ...],
    ) -> Outcome:
        """The outcome of a call, or of an equal one before it."""
        names = tuple(map(bool, node.outputs))
        listed = tuple(attributes.items()) if attributes else ()
        key = (node.op_type, node.domain, opset, listed, given, names)
        try:
            found = self._kept.get(key)
        except TypeError:  # a body has no hash
            return _worked_out(node, opset, attributes, given)
        if found is None:
            found = _worked_out(node, opset, attributes, given)
            if len(self._kept) < _MOST_KEPT:
                self._kept[key] = found
        return found


def _worked_out(
    node: NodeRecord,
    opset: int,
    attributes: Mapping[str, object],
    given: tuple[Given | None, ...],
) -> Outcome:
    known = tuple(None if item is None else item.known for item in given)
    return Outcome(
        node=node,
        opset=opset,
        attributes=attributes,
        given=given,
        results=inferred(node, opset, attributes, known),
        slots=slots_of(node.op_type, node.domain, len(given)),
        has_body=any(isinstance(value, GraphRecord) for value in attributes.values()),
    )


def inferred(
    node: NodeRecord,
    opset: int,
    attributes: Mapping[str, object],
    inputs: tuple[Known | None, ...],
    bodies: Mapping[str, Body] | None = None,
) -> Results:
    """What the rules know of a node's results, one entry for each that it names."""
    told = {name: _for_rules(value) for name, value in attributes.items()}
    step = ShapeStep(
        op_type=node.op_type,
        domain=node.domain,
        opset=opset,
        attributes={**told, **(bodies or {})},
        inputs=inputs,
        output_count=len(node.outputs),
    )
    found = infer(step)
    return (*found, *(UNKNOWN,) * len(node.outputs))[: len(node.outputs)]


def _operand(given: Given | None) -> Operand | None:
    if given is None:
        return None
    content = None if given.named else given.known.content
    return Operand(given.known.type, content, given.stored)


def _for_rules(value: object) -> object:
    """An attribute as shape rules take it."""
    if isinstance(value, TensorRecord):
        return Known(TensorType(value.dtype, value.shape), value.content)
    return Body() if isinstance(value, GraphRecord) else value
