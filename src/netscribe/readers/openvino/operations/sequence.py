"""Operations over features and sequences: products, lookups, recurrence, attention, norms.

In: operations. Out: `Facts`. Numbers in constants are not read: what only they say is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import (
    Einsum,
    Normalization,
    Recurrent,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import channels_first
from netscribe.readers.netlist.describing import matmul, op_of, plain
from netscribe.readers.netlist.moves import gathered
from netscribe.readers.netlist.operation import Facts, Operation

_LAYER_NORM = re.compile(r"layer_?norm", re.IGNORECASE)


def _matmul(operation: Operation) -> Facts:
    return matmul(
        operation,
        transpose_a=operation.flag("transpose_a"),
        transpose_b=operation.flag("transpose_b"),
    )


def _einsum(operation: Operation) -> Facts:
    return plain(operation, Kind.EINSUM, Einsum(equation=operation.text("equation")))


def _gather(operation: Operation) -> Facts:
    """Whole rows of a table of weights are an embedding: the shapes tell."""
    table = operation.operand(0)
    read, made = operation.shape(1), operation.made
    rows = table is not None and table.is_weight and operation.rank(0) == 2
    if rows and read is not None and made == (*read, operation.size(0, 1)):
        return channels_first.embedding(operation)
    facts = gathered(operation, None)
    return Facts(facts.op, facts.attributes, roles=facts.roles, settings=frozenset((2,)))


def _recurrent(cell: str, *, sequence: bool) -> Callable[[Operation], Facts]:
    """Inputs: the sequence, first states, (lengths,) kernel, recurrent kernel, bias."""

    def describe(operation: Operation) -> Facts:
        states = 2 if cell == "LSTM" else 1
        first = 1 + states + (1 if sequence else 0)
        both = operation.text("direction") == "bidirectional"
        words = ("kernel", "recurrent_kernel", "bias")
        units = operation.integer("hidden_size")
        attributes = Recurrent(
            cell=cell,
            units=(units,) if units else (),
            bidirectional=both,
            returns_sequence=sequence,
            returns_state=sequence,
            backwards=operation.text("direction") == "reverse",
            recurrent_activation="" if cell == "RNN" else "sigmoid",
        )
        return Facts(
            op_of(operation, Kind.RECURRENT),
            attributes,
            roles=dict.fromkeys(range(1, 1 + states), "initial_state"),
            weights={first + place: word for place, word in enumerate(words)},
            settings=frozenset((1 + states,)) if sequence else frozenset(),
            qualifiers=() if sequence else ("one step",),
        )

    return describe


def _attention(operation: Operation) -> Facts:
    facts = channels_first.attention(operation, causal=operation.flag("causal"))
    return replace(facts, settings=frozenset((4,)))


def _batch_norm(operation: Operation) -> Facts:
    attributes = Normalization(method="batch", axis=(1,), epsilon=operation.number("epsilon", 1e-5))
    words = ("scale", "bias", "mean", "variance")
    weights = {place + 1: word for place, word in enumerate(words)}
    return Facts(op_of(operation, Kind.NORM), attributes, weights=weights)


def _group_norm(operation: Operation) -> Facts:
    attributes = Normalization(
        method="group",
        axis=(1,),
        epsilon=operation.number("epsilon", 1e-5),
        groups=operation.integer("num_groups", 1),
    )
    return Facts(op_of(operation, Kind.NORM), attributes, weights={1: "scale", 2: "bias"})


def _mean_variance(operation: Operation) -> Facts:
    """Over axes that a constant tells, which is not read; its weights are operations behind it.

    Where its name is that of the layer norm which it was, it is over as many last axes.
    """
    epsilon = operation.number("eps") if "eps" in operation.attributes else None
    count = operation.size(1, 0)
    was_layer_norm = _LAYER_NORM.search(operation.path) is not None and count is not None
    attributes = Normalization(
        method="layer" if was_layer_norm else "Mean-variance norm",
        axis=tuple(range(-count, 0)) if was_layer_norm and count else (),
        epsilon=epsilon,
        center=False,
        scale=False,
    )
    return Facts(op_of(operation, Kind.NORM), attributes, settings=frozenset((1,)))


def _unit_norm(operation: Operation) -> Facts:
    op = op_of(operation, Kind.NORM)
    return Facts(op, channels_first.unit_norm(), settings=frozenset((1,)))


def _local_response(operation: Operation) -> Facts:
    names = (("size", "size"), ("alpha", "alpha"), ("beta", "beta"), ("bias", "k"))
    attributes = channels_first.local_response(operation, names)
    return Facts(op_of(operation, Kind.NORM), attributes, settings=frozenset((1,)))


SEQUENCES: Mapping[str, Callable[[Operation], Facts]] = {
    "MatMul": _matmul,
    "FullyConnected": _matmul,
    "Einsum": _einsum,
    "Gather": _gather,
    "LSTMSequence": _recurrent("LSTM", sequence=True),
    "GRUSequence": _recurrent("GRU", sequence=True),
    "RNNSequence": _recurrent("RNN", sequence=True),
    "LSTMCell": _recurrent("LSTM", sequence=False),
    "GRUCell": _recurrent("GRU", sequence=False),
    "RNNCell": _recurrent("RNN", sequence=False),
    "ScaledDotProductAttention": _attention,
    "BatchNormInference": _batch_norm,
    "GroupNormalization": _group_norm,
    "MVN": _mean_variance,
    "NormalizeL2": _unit_norm,
    "LRN": _local_response,
}
