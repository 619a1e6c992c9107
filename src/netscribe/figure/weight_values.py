"""The values of a dense layer's weights, as the user passes them.

In: what the user gave (layer name or parameter path to matrix, any nested sequence or array), a
dense node and its Graph. Out: the weight from one unit to another. A Graph holds no values, and
none are made up: what is missing or has the wrong shape is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any, NoReturn

from netscribe.errors import SettingError
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Parameter

#: Only small dense networks are drawn as units; more numbers than this are not copied for it.
MOST_VALUES = 2_000_000

_HINT = "weights={layer.name: layer.kernel for the dense layers of your model}"


@dataclass(frozen=True, slots=True)
class WeightValues:
    """A matrix of units read by units made, or the other way round where `transposed`."""

    matrix: Any
    transposed: bool

    def at(self, source: int, target: int) -> float:
        """The weight from unit `source` to unit `target`.

        Raises:
            SettingError: it is not a finite number.
        """
        row, place = (target, source) if self.transposed else (source, target)
        value = float(self.matrix[row][place])
        if not isfinite(value):
            _refuse(f"weight {source} → {target} is {value}, which cannot be drawn")
        return value


def check_weights(given: object, dense: Sequence[Node], graph: Graph) -> None:
    """Refuses a weights option that is no mapping, or names a layer that is not there."""
    if not isinstance(given, Mapping):
        _refuse(
            f"weights={given!r}: the drawing holds no weight values; pass a live Keras or PyTorch "
            "model, or the values by layer name"
        )
    known = {name for node in dense for name in _names(node, graph)}
    for name in given:
        if name not in known:
            _refuse(f"weights: there is no dense layer {name!r}; there are: {_listed(dense)}")


def weight_values(given: Mapping[str, object], node: Node, graph: Graph) -> WeightValues | None:
    """The given values of `node`'s kernel; None if it is not among them.

    Raises:
        SettingError: the values have not the kernel's shape.
    """
    found = next((given[name] for name in _names(node, graph) if name in given), None)
    kernel = kernel_of(node, graph)
    if found is None or kernel is None or kernel.type.shape is None:
        return None
    wanted = tuple(kernel.type.shape)
    shape = _shape(found)
    if shape != wanted:
        _refuse(f"weights[{node.name!r}] has the shape {shape}, the kernel has {wanted}")
    return WeightValues(found, transposed=is_transposed(node))


def kernel_of(node: Node, graph: Graph) -> Parameter | None:
    """The parameter that holds the weights between units."""
    parameters = (graph.parameter[name] for name in node.parameters)
    matrices = [found for found in parameters if len(found.type.shape or ()) == 2]
    return matrices[0] if len(matrices) == 1 else None


def kernel_paths(graph: Graph) -> frozenset[str]:
    """The paths of all dense layers' kernels.

    Raises:
        SettingError: they hold more numbers than a picture of units is for.
    """
    dense = (node for node in graph.nodes if node.op.kind is Kind.LINEAR)
    kernels = {found for node in dense if (found := kernel_of(node, graph)) is not None}
    count = sum(
        prod(size for size in kernel.type.shape or () if isinstance(size, int))
        for kernel in kernels
    )
    if count > MOST_VALUES:
        _refuse(
            f"weights=True: {count:,} weights are more than the {MOST_VALUES:,} that are copied"
        )
    return frozenset(kernel.path for kernel in kernels)


def is_transposed(node: Node) -> bool:
    """Whether the kernel is stored units made by units read, as PyTorch and ONNX do."""
    return not node.op.domain.startswith("keras")


def _names(node: Node, graph: Graph) -> tuple[str, ...]:
    kernel = kernel_of(node, graph)
    path = (kernel.path,) if kernel is not None else ()
    return tuple(name for name in (node.name, node.layer, *path) if name)


def _shape(matrix: Any) -> tuple[int, ...]:
    try:
        rows = [len(row) for row in matrix]
    except TypeError:
        _refuse(f"weights must be matrices; {type(matrix).__name__} is none")
    if len(set(rows)) != 1:
        _refuse("weights must be matrices; these rows have different lengths")
    return (len(rows), rows[0])


def _listed(dense: Sequence[Node]) -> str:
    return ", ".join(repr(node.name or node.id) for node in dense)


def _refuse(message: str) -> NoReturn:
    raise SettingError(message, hint=_HINT)
