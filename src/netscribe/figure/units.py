"""The columns of units of a dense network, or in words why a network has none.

In: a Panel. Out: `UnitLayer`s in the order of flow: the units that a dense layer reads or makes,
and above which drawn mark they stand. Only a chain of dense layers with known sizes has units;
every other network is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from netscribe.errors import SettingError
from netscribe.figure.edges import input_bar_id
from netscribe.figure.types import Panel
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node
from netscribe.style.labels import pill_text
from netscribe.style.shapes import shape_text

#: Operations that may stand between dense layers: each unit goes its own way through them.
_KEEPS_UNITS = {
    Kind.RESHAPE,
    Kind.NORM,
    Kind.ACTIVATION,
    Kind.DROPOUT,
    Kind.CAST,
    Kind.IDENTITY,
    Kind.PREPROCESS,
}
_HINT = 'style="blocks" draws every network'


@dataclass(frozen=True, slots=True)
class UnitLayer:
    """A column of units.

    Attributes:
        owner: id of the bar or node that it stands above.
        units: how many there are.
        dense: the node whose weights lead to them; None for the first column.
    """

    owner: str
    units: int
    dense: Node | None = None


def unit_layers(panel: Panel) -> tuple[UnitLayer, ...]:
    """All columns.

    Raises:
        SettingError: the network is not a chain of dense layers with known sizes.
    """
    graph = panel.graph
    _check_chain(graph)
    layers = [UnitLayer(*_first_owner(graph))]
    for node in graph.nodes:
        if node.op.kind is Kind.LINEAR:
            layers.append(UnitLayer(node.id, _units(graph, node.outputs[0], node), node))
    return tuple(layers)


def product_words(read: int, made: int, dense: Node, graph: Graph) -> str:
    """ "784 × 128 weights + 128 biases", where that is what the layer's parameters are."""
    sizes = [graph.parameter[name].size for name in dense.parameters]
    weights = f"{read} × {made} weight{'s' if read * made != 1 else ''}"
    if sizes == [read * made]:
        return weights
    if sorted(sizes, key=lambda size: size or 0) == sorted((read * made, made)):
        return f"{weights} + {made} bias{'es' if made != 1 else ''}"
    return ""


def _check_chain(graph: Graph) -> None:
    dense = [node for node in graph.nodes if node.op.kind is Kind.LINEAR]
    for node in graph.nodes:
        if node.custom or (node.op.kind is not Kind.LINEAR and node.op.kind not in _KEEPS_UNITS):
            _refuse(f"{_named(node)} is {pill_text(node, graph)!r}")
    if not dense:
        _refuse("it has no dense layer")
    if len(graph.inputs) != 1:
        _refuse(f"it has {len(graph.inputs)} inputs")
    current = graph.inputs[0].value
    for node in graph.nodes:
        if [argument.value for argument in node.inputs] != [current]:
            _refuse(f"it branches before {_named(node)}")
        current = node.outputs[0]


def _first_owner(graph: Graph) -> tuple[str, int]:
    """The first mark of the chain that gives the vector which the first dense layer reads."""
    first = next(node for node in graph.nodes if node.op.kind is Kind.LINEAR)
    units = _units(graph, first.inputs[0].value, first)
    ends = [(input_bar_id(graph.inputs[0].name), graph.inputs[0].value)]
    ends += [(node.id, node.outputs[0]) for node in graph.nodes[: graph.nodes.index(first)]]
    wanted = graph.value[first.inputs[0].value].type.shape
    owner = next(owner for owner, value in ends if graph.value[value].type.shape == wanted)
    return owner, units


def _units(graph: Graph, value: str, node: Node) -> int:
    tensor = graph.value[value].type
    if tensor.shape is None or len(tensor.shape) != 2 or not isinstance(tensor.shape[1], int):
        _refuse(f"{_named(node)} works on {shape_text(tensor)}, which is not one row of units")
    return tensor.shape[1]


def _named(node: Node) -> str:
    return repr(node.name or node.id)


def _refuse(reason: str) -> NoReturn:
    raise SettingError(
        f"style='neurons' draws a chain of dense layers with known sizes; {reason}", hint=_HINT
    )
