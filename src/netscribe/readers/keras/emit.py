"""Puts one layer's call into the builder: the operation, and its activation as a call behind it.

In: `LayerFacts` and the call's tensors. Out: value ids of the layer's results. Knows no Keras.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Op, TensorType
from netscribe.readers.keras.facts import LayerFacts

#: Keras' names for "the" input, which say nothing.
_PLAIN_ROLES = frozenset({"inputs", "input", "x", "sequences", "sequence", "tensor", "args"})
#: Keras' names for either of two operands, which position tells as well.
_OPERAND_ROLES = frozenset({"x1", "x2", "a", "b", "xs", "operands"})


@dataclass(frozen=True, slots=True)
class LayerCall:
    """One call of a layer.

    Attributes:
        path: of the layer in the model ("encoder/conv1").
        name: the layer's own name ("conv1").
        inputs: tensors in the order of Keras' arguments, flattened; `role` is the keyword of a
            tensor that was given by keyword, "" for one given by position.
        parameters: ids of the layer's weights.
        output_types: of the results, in order.
        custom: whether the layer is the user's own, or could not be looked into.
    """

    path: str
    name: str
    inputs: tuple[Argument, ...]
    output_types: tuple[TensorType, ...]
    parameters: tuple[str, ...] = ()
    custom: bool = False


def emit_layer(builder: GraphBuilder, facts: LayerFacts, call: LayerCall) -> tuple[str, ...]:
    """Adds the layer's call, and its activation if it has one; returns its results' value ids.

    The weights go with the operation; the activation has the same type as what it reads.
    """
    inputs = _with_roles(call.inputs, facts)
    main = Call(
        op=facts.op,
        path=call.path,
        name=call.name,
        inputs=inputs,
        attributes=facts.attributes,
        parameters=call.parameters,
        qualifiers=facts.qualifiers,
        custom=call.custom or facts.op.kind is Kind.CUSTOM,
    )
    results = builder.add_call(main, call.output_types)
    if facts.activation is None or not results:
        return results
    behind = Call(
        op=Op(Kind.ACTIVATION, facts.activation.function, "keras.activations"),
        path=call.path,
        suffix="activation",
        inputs=(Argument(results[0]),),
        attributes=facts.activation,
        qualifiers=facts.qualifiers,
    )
    return (*builder.add_call(behind, call.output_types[:1]), *results[1:])


def _with_roles(inputs: tuple[Argument, ...], facts: LayerFacts) -> tuple[Argument, ...]:
    """Each tensor with the word that tells what it is for; "" where position says enough."""
    found = []
    for position, argument in enumerate(inputs):
        role = argument.role
        if not role and position < len(facts.roles):
            role = facts.roles[position]
        meaningless = role in _PLAIN_ROLES or role in _OPERAND_ROLES
        found.append(replace(argument, role="" if meaningless else role))
    return tuple(found)
