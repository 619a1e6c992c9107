"""Synthetic networks of a given number of drawn nodes, built as a reader builds them.

In: how many. Out: a Graph: a chain, or residual blocks (two convolutions, an addition, a module).
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Activation, Convolution, Elementwise, Normalization
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, TensorType

_IMAGE = TensorType("float32", (None, 32, 32, 16))


def chain(drawn: int) -> Graph:
    """Convolutions in a row, each with norm and activation: `drawn` cards."""
    builder = GraphBuilder(f"chain of {drawn:,}")
    value = builder.add_input("image", _IMAGE)
    for number in range(drawn):
        value = _convolution(builder, f"conv_{number}", value)
    return _finished(builder, value)


def residual(drawn: int) -> Graph:
    """Blocks of two cards, an addition and its activation, each in a module of its own."""
    builder = GraphBuilder(f"residual of {drawn:,}")
    value = builder.add_input("image", _IMAGE)
    for number in range(max(1, drawn // 4)):
        path = f"block_{number}"
        with builder.module(path, path, "Residual"):
            inner = _convolution(builder, f"{path}/conv_1", value)
            inner = _convolution(builder, f"{path}/conv_2", inner)
            added = _call(builder, Kind.ELEMENTWISE, f"{path}/add", (value, inner))
            value = _call(builder, Kind.ACTIVATION, f"{path}/relu", (added,))
    return _finished(builder, value)


NETWORKS: dict[str, Callable[[int], Graph]] = {"chain": chain, "residual": residual}

_ATTRIBUTES = {
    Kind.CONV: Convolution(filters=16, kernel_size=(3, 3), padding="same", bias=False),
    Kind.NORM: Normalization(epsilon=0.001),
    Kind.ACTIVATION: Activation(function="relu"),
    Kind.ELEMENTWISE: Elementwise(operator="add"),
}
_WEIGHTS = {Kind.CONV: (3, 3, 16, 16), Kind.NORM: (16,)}


def _convolution(builder: GraphBuilder, path: str, value: str) -> str:
    value = _call(builder, Kind.CONV, path, (value,))
    value = _call(builder, Kind.NORM, f"{path}_norm", (value,))
    return _call(builder, Kind.ACTIVATION, f"{path}_relu", (value,))


def _call(builder: GraphBuilder, kind: Kind, path: str, inputs: tuple[str, ...]) -> str:
    weights: tuple[str, ...] = ()
    if kind in _WEIGHTS:
        weights = (builder.add_parameter(f"{path}/w", TensorType("float32", _WEIGHTS[kind])),)
    call = Call(
        op=Op(kind, kind.value, "synthetic"),
        path=path,
        name=path.rsplit("/", 1)[-1],
        inputs=tuple(Argument(value) for value in inputs),
        attributes=_ATTRIBUTES[kind],
        parameters=weights,
    )
    return builder.add_call(call, [_IMAGE])[0]


def _finished(builder: GraphBuilder, value: str) -> Graph:
    builder.add_output("features", value)
    return builder.finish(Origin("synthetic"))
