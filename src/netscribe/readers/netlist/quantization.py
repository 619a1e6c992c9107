"""Says of a layer that its weights are kept as small whole numbers.

In: an operation and its facts. Out: the facts, with `int8` where all of it is computed so, and
`int8 weights` where only the weights are.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.kinds import Kind
from netscribe.readers.netlist.operation import Facts, Operand, Operation

_WHOLE = ("int", "uint")


def marked(operation: Operation, facts: Facts) -> Facts:
    """The facts with a word on the main weights; biases are kept wider and tell nothing."""
    places = [place for place, name in facts.weights.items() if name != "bias"]
    stored = [operation.operand(place) for place in places]
    dtypes = {item.type.dtype for item in stored if item is not None and _is_scaled(item)}
    if len(dtypes) != 1 or facts.op.kind is Kind.CUSTOM:
        return facts
    (dtype,) = dtypes
    made = operation.outputs[0].type.dtype if operation.outputs else ""
    word = dtype if made.startswith(_WHOLE) else f"{dtype} weights"
    settings = (*facts.attributes.settings, (word, "yes"))
    return replace(facts, attributes=replace(facts.attributes, settings=settings))


def _is_scaled(operand: Operand) -> bool:
    whole = operand.type.dtype.startswith(_WHOLE) and operand.is_weight
    return operand.constant and (operand.quantized or whole)
