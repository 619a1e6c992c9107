"""What an argument is, where its place does not say it: query, mask, subtracted, divisor.

In: a Node. Out: the arguments to draw, with their role in words.
"""

from __future__ import annotations

from netscribe.graph.attributes import Attention, Elementwise
from netscribe.graph.types import Argument, Node

#: The second operand of operations whose order matters; a merge circle does not tell it by place.
_SECOND_OPERAND = {
    "subtract": "subtracted",
    "divide": "divisor",
    "floor_divide": "divisor",
    "mod": "divisor",
    "power": "exponent",
}


def drawn_arguments(node: Node) -> tuple[tuple[int, Argument, str], ...]:
    """(position, argument, role) per drawn edge.

    Attention that reads one tensor as query, key and value gets one edge.
    """
    if isinstance(node.attributes, Attention):
        return _attention_arguments(node)
    second = ""
    if isinstance(node.attributes, Elementwise) and len(node.inputs) == 2:
        second = _SECOND_OPERAND.get(node.attributes.operator, "")
    return tuple(
        (position, argument, argument.role or (second if position == 1 else ""))
        for position, argument in enumerate(node.inputs)
    )


def _attention_arguments(node: Node) -> tuple[tuple[int, Argument, str], ...]:
    """One edge per tensor, with all the roles that it has."""
    keyless = all(argument.role != "key" for argument in node.inputs)
    roles: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for position, argument in enumerate(node.inputs):
        # Keras takes the values as keys where no keys are given.
        role = "key, value" if keyless and argument.role == "value" else argument.role
        roles.setdefault(argument.value, []).append(role)
        first.setdefault(argument.value, position)
    alone = len(roles) == 1
    return tuple(
        (first[value], Argument(value), "" if alone else ", ".join(filter(None, names)))
        for value, names in roles.items()
    )
