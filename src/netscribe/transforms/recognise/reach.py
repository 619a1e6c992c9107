"""Steps along a graph that patterns are made of: who makes a tensor, who alone reads it.

In: a Graph. Out: nodes, or None where the step is not certain.
"""

from __future__ import annotations

from netscribe.graph.attributes import Elementwise, Function, Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node
from netscribe.graph.walks import producer_of

#: Operations that change how numbers are stored, not what they are.
_TRANSPARENT = {Kind.CAST, Kind.IDENTITY}
#: Operators for which it does not matter on which side the number stands.
_EITHER_WAY = {"add", "multiply", "maximum", "minimum"}


def only_reader(graph: Graph, node: Node) -> Node | None:
    """The one node that reads the one result of `node`, if it reads it once."""
    if len(node.outputs) != 1:
        return None
    readers = graph.consumers[node.outputs[0]]
    return graph.node[readers[0][0]] if len(readers) == 1 else None


def past_casts_down(graph: Graph, node: Node, taken: list[Node]) -> Node | None:
    """The only reader of `node`, past casts, which are added to `taken`."""
    reader = only_reader(graph, node)
    while reader is not None and reader.op.kind in _TRANSPARENT:
        taken.append(reader)
        reader = only_reader(graph, reader)
    return reader


def is_elementwise(node: Node | None, operator: str) -> bool:
    return (
        node is not None
        and isinstance(node.attributes, Elementwise)
        and node.attributes.operator == operator
    )


def constant_of(node: Node | None, operator: str) -> float | None:
    """The number that an element-wise operation has beside its one tensor."""
    if node is None or not is_elementwise(node, operator) or len(node.inputs) != 1:
        return None
    attributes = node.attributes
    assert isinstance(attributes, Elementwise)
    if attributes.constant_first and operator not in _EITHER_WAY:
        return None
    try:
        return float(attributes.constant) if attributes.constant is not None else None
    except ValueError:
        return None


def is_inverse(node: Node | None) -> bool:
    """Whether a node gives 1 / x of its one tensor."""
    if is_function(node, "reciprocal"):
        return True
    attributes = node.attributes if node is not None else None
    if not isinstance(attributes, Elementwise) or attributes.operator != "divide":
        return False
    return attributes.constant_first and attributes.constant in ("1", "1.0")


def is_function(node: Node | None, name: str) -> bool:
    return (
        node is not None
        and node.op.kind is Kind.MATH
        and isinstance(node.attributes, Function)
        and node.attributes.function == name
    )


def other_input(node: Node, value: str) -> str | None:
    """The second tensor of an operation on two, of which `value` is the first or second."""
    values = [argument.value for argument in node.inputs]
    if len(values) != 2 or value not in values:
        return None
    return values[1] if values[0] == value else values[0]


def reshapes(node: Node) -> bool:
    """Whether a node lays one tensor out in another shape."""
    attributes = node.attributes
    plain = isinstance(attributes, Reshaping) and attributes.function in ("reshape", "flatten")
    return plain and len(node.inputs) == 1


def reshapes_around(graph: Graph, node: Node) -> tuple[Node, Node] | None:
    """The reshapes directly before and behind a node, which nothing else reads between."""
    before, after = producer_of(graph, node.inputs[0].value), only_reader(graph, node)
    if before is None or after is None or not reshapes(before) or not reshapes(after):
        return None
    return (before, after) if only_reader(graph, before) is node else None


def permutes(node: Node, order: tuple[int, ...]) -> bool:
    """Whether a node puts the axes of one tensor in this order."""
    attributes = node.attributes
    return (
        isinstance(attributes, Reshaping)
        and attributes.function == "permute"
        and attributes.order == order
        and len(node.inputs) == 1
    )
