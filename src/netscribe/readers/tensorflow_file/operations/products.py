"""Products with weights or between tensors, norms, and recurrent operations written as one.

In: operations. Out: `Facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Einsum, Normalization, Recurrent, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist.describing import matmul, op_of, plain, printed
from netscribe.readers.netlist.operation import Facts, Operation

_STATISTICS = {1: "gamma", 2: "beta", 3: "moving_mean", 4: "moving_variance"}


def _matmul(operation: Operation) -> Facts:
    return matmul(
        operation,
        transpose_a=operation.flag("transpose_a") or operation.flag("adj_x"),
        transpose_b=operation.flag("transpose_b") or operation.flag("adj_y"),
    )


def _einsum(operation: Operation) -> Facts:
    """With weights at its right it is a layer of its own (Keras' EinsumDense)."""
    bias = operation.operand(2) is not None
    attributes = Einsum(equation=operation.text("equation"), bias=bias)
    right = operation.operand(1)
    names = {1: "kernel", 2: "bias"} if right is not None and right.is_weight else {}
    return Facts(op_of(operation, Kind.EINSUM), attributes, roles=names, weights=names)


def _batch_norm(operation: Operation) -> Facts:
    """Input, scale, offset, mean, variance; scale and offset may be constants of ones and zeros."""
    first = operation.text("data_format").startswith("NC")
    epsilon = operation.number("epsilon", 1e-4)
    attributes = Normalization(
        method="batch",
        axis=(1,) if first else (-1,),
        epsilon=float(f"{epsilon:.6g}"),
        center=_is_learned(operation, 2),
        scale=_is_learned(operation, 1),
    )
    weights = {
        place: name
        for place, name in _STATISTICS.items()
        if place > 2 or _is_learned(operation, place)
    }
    unlearned = frozenset(place for place in _STATISTICS if place not in weights)
    return Facts(op_of(operation, Kind.NORM), attributes, weights=weights, settings=unlearned)


def _is_learned(operation: Operation, place: int) -> bool:
    """Whether scale or offset is a weight and not a constant of ones or zeros."""
    operand = operation.operand(place)
    values = operation.values(place)
    alike = bool(values) and len(set(values or ())) == 1 and (values or (2,))[0] in (0, 1)
    return operand is not None and operand.is_weight and (bool(operand.learned) or not alike)


def _local_response(operation: Operation) -> Facts:
    size = 2 * operation.integer("depth_radius", 5) + 1
    numbers: Settings = tuple(
        (name, printed(round(operation.number(name, 1.0), 6))) for name in ("alpha", "beta", "bias")
    )
    attributes = Normalization(
        method="local response",
        center=False,
        scale=False,
        settings=(("size", str(size)), *numbers),
    )
    return plain(operation, Kind.NORM, attributes)


def _cudnn(operation: Operation) -> Facts:
    """All weights in one row of numbers; the state tells the width."""
    units = operation.size(1, -1)
    cell = {"lstm": "LSTM", "gru": "GRU"}.get(operation.text("rnn_mode"), "RNN")
    attributes = Recurrent(
        cell=cell,
        units=() if units is None else (units,),
        bidirectional=operation.text("direction") == "bidirectional",
        returns_sequence=True,
    )
    roles = {1: "initial_state", 2: "initial_state"}
    return Facts(
        op_of(operation, Kind.RECURRENT),
        attributes,
        roles=roles,
        weights={3: "kernel"},
        settings=frozenset((4,)),
    )


PRODUCTS: Mapping[str, Callable[[Operation], Facts]] = {
    "MatMul": _matmul,
    "BatchMatMul": _matmul,
    "BatchMatMulV2": _matmul,
    "BatchMatMulV3": _matmul,
    "Einsum": _einsum,
    "FusedBatchNorm": _batch_norm,
    "FusedBatchNormV2": _batch_norm,
    "FusedBatchNormV3": _batch_norm,
    "LRN": _local_response,
    "CudnnRNN": _cudnn,
    "CudnnRNNV2": _cudnn,
    "CudnnRNNV3": _cudnn,
}
