"""Operations of CoreML programs over features: products, norms, lookups, recurrence, attention.

In: operations with their tensors in the order of `operations.arguments`. Out: `Facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import (
    Einsum,
    Normalization,
    Recurrent,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import channels_first
from netscribe.readers.netlist.describing import axes_of, linear, matmul, op_of
from netscribe.readers.netlist.moves import gathered
from netscribe.readers.netlist.operation import Facts, Operation

_GATES = {"lstm": 4, "gru": 3, "rnn": 1}


def _linear(operation: Operation) -> Facts:
    return linear(operation, operation.size(1, 0) or 0, bias=operation.operand(2) is not None)


def _matmul(operation: Operation) -> Facts:
    return matmul(
        operation,
        transpose_a=operation.flag("transpose_x"),
        transpose_b=operation.flag("transpose_y"),
    )


def _einsum(operation: Operation) -> Facts:
    return Facts(op_of(operation, Kind.EINSUM), Einsum(equation=operation.text("equation")))


def _gather(operation: Operation) -> Facts:
    """Rows of a table of weights are an embedding."""
    table, axis = operation.operand(0), operation.integer("axis")
    if table is not None and table.is_weight and operation.rank(0) == 2 and not axis:
        return channels_first.embedding(operation)
    return gathered(operation, axis)


def _batch_norm(operation: Operation) -> Facts:
    """Inputs: the tensor, mean, variance, scale, bias."""
    attributes = Normalization(
        method="batch",
        axis=(1,),
        epsilon=operation.number("epsilon", 1e-5),
        center=operation.operand(4) is not None,
        scale=operation.operand(3) is not None,
    )
    words = {1: "mean", 2: "variance", 3: "scale", 4: "bias"}
    return Facts(op_of(operation, Kind.NORM), attributes, weights=words)


def _norm(method: str) -> Callable[[Operation], Facts]:
    """Inputs: the tensor, scale, bias."""

    def describe(operation: Operation) -> Facts:
        attributes = Normalization(
            method=method,
            axis=axes_of(operation.sizes("axes"), operation.rank()) if method == "layer" else (1,),
            epsilon=operation.number("epsilon", 1e-5),
            center=operation.operand(2) is not None,
            scale=operation.operand(1) is not None,
        )
        weights = {1: "scale", 2: "bias"}
        return Facts(op_of(operation, Kind.NORM), attributes, weights=weights)

    return describe


def _unit_norm(operation: Operation) -> Facts:
    return Facts(op_of(operation, Kind.NORM), channels_first.unit_norm())


def _local_response(operation: Operation) -> Facts:
    names = [(name, name) for name in ("size", "alpha", "beta", "k")]
    return Facts(op_of(operation, Kind.NORM), channels_first.local_response(operation, names))


def _recurrent(operation: Operation) -> Facts:
    """Time comes first. The recurrent matrix has a row per unit of each gate."""
    cell = operation.type_name
    rows = operation.size(4 if cell == "lstm" else 3, 0)
    both = operation.text("direction") == "bidirectional"
    attributes = Recurrent(
        cell=cell.upper(),
        units=() if rows is None else (rows // _GATES[cell],),
        bidirectional=both,
        returns_sequence=operation.flag("output_sequence"),
        backwards=operation.text("direction") == "reverse",
        activation=operation.text("activation", "tanh"),
        recurrent_activation=""
        if cell == "rnn"
        else operation.text("recurrent_activation", "sigmoid"),
        settings=(("time", "first"),),
    )
    states = (1, 2) if cell == "lstm" else (1,)
    first = len(states) + 1
    words = ("kernel", "recurrent_kernel", "bias", "peephole")
    backwards = tuple(f"{word}_back" for word in words)
    return Facts(
        op_of(operation, Kind.RECURRENT),
        attributes,
        roles=dict.fromkeys(states, "initial_state"),
        weights={first + place: word for place, word in enumerate((*words, *backwards))},
        settings=frozenset(place for place in states if not operation.flows(place)),
    )


SEQUENCES: Mapping[str, Callable[[Operation], Facts]] = {
    "linear": _linear,
    "matmul": _matmul,
    "einsum": _einsum,
    "gather": _gather,
    "batch_norm": _batch_norm,
    "layer_norm": _norm("layer"),
    "instance_norm": _norm("instance"),
    "l2_norm": _unit_norm,
    "local_response_norm": _local_response,
    "lstm": _recurrent,
    "gru": _recurrent,
    "rnn": _recurrent,
    "scaled_dot_product_attention": channels_first.attention,
}
