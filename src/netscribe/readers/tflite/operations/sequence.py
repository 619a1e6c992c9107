"""Operators over sequences and features: recurrent layers, linear layers, lookups, norms.

In: operations. Out: `Facts`. A recurrent operator lists the matrices of its gates one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import (
    Activation,
    Embedding,
    Function,
    Normalization,
    Recurrent,
    Settings,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist.describing import (
    axis_of,
    custom,
    linear,
    matmul,
    op_of,
    plain,
    printed,
)
from netscribe.readers.netlist.moves import gathered
from netscribe.readers.netlist.operation import FLATTENED, Facts, Operation
from netscribe.readers.tflite.operations.fused import fused

_GATES = ("input", "forget", "cell", "output")
_ACTIVATIONS = {0: "linear", 1: "relu", 2: "hard_tanh", 3: "relu6", 4: "tanh", 5: "sign"}
#: Where the inputs of a sequence LSTM stand, from the matrices of one direction on.
_LSTM_WEIGHTS = {
    **{place: f"{gate}_kernel" for place, gate in enumerate(_GATES)},
    **{place + 4: f"{gate}_recurrent_kernel" for place, gate in enumerate(_GATES)},
    **{place + 8: f"{gate}_peephole" for place, gate in enumerate(("input", "forget", "output"))},
    **{place + 11: f"{gate}_bias" for place, gate in enumerate(_GATES)},
    15: "projection_kernel",
    16: "projection_bias",
}
_STATES = frozenset((18, 19))


def _fully_connected(operation: Operation) -> Facts:
    """Joins all axes but the first if the weights are as wide as that."""
    facts = linear(
        operation,
        operation.size(1, 0) or 0,
        bias=operation.operand(2) is not None,
        fused=fused(operation),
    )
    read, width = operation.size(0, -1), operation.size(1, -1)
    joined = read is not None and width is not None and read != width
    if not joined or operation.rank() == 2:
        return facts
    return Facts(
        facts.op,
        facts.attributes,
        facts.activation,
        facts.roles,
        facts.weights,
        prepared={0: FLATTENED},
    )


def _batch_matmul(operation: Operation) -> Facts:
    return matmul(
        operation, transpose_a=operation.flag("adj_x"), transpose_b=operation.flag("adj_y")
    )


def _units(operation: Operation, place: int) -> int | None:
    """The width of a gate, which its matrix has as many rows as."""
    return operation.size(place, 0)


def _lstm(operation: Operation) -> Facts:
    units, projected = _units(operation, 2), operation.size(16, 0)
    settings: Settings = (("projection units", str(projected)),) if projected else ()
    if operation.flag("time_major"):
        settings = (*settings, ("time", "first"))
    attributes = Recurrent(
        cell="LSTM",
        units=() if units is None else (units,),
        returns_sequence=True,
        activation=_ACTIVATIONS.get(operation.integer("activation"), "tanh"),
        bias=operation.operand(13) is not None,
        settings=settings,
    )
    norms = {20 + place: f"{gate}_norm" for place, gate in enumerate(_GATES)}
    weights = {**{place + 1: name for place, name in _LSTM_WEIGHTS.items()}, **norms}
    return Facts(op_of(operation, Kind.RECURRENT), attributes, weights=weights, settings=_STATES)


def _bidirectional_lstm(operation: Operation) -> Facts:
    units = _units(operation, 2)
    attributes = Recurrent(
        cell="LSTM",
        units=() if units is None else (units,),
        bidirectional=True,
        merge="concat" if operation.flag("merge_outputs") else "",
        returns_sequence=True,
        activation=_ACTIVATIONS.get(operation.integer("activation"), "tanh"),
        settings=(("time", "first"),) if operation.flag("time_major", True) else (),
    )
    forward = {place + 1: f"forward_{name}" for place, name in _LSTM_WEIGHTS.items()}
    backward = {place + 18: f"backward_{name}" for place, name in _LSTM_WEIGHTS.items()}
    states = frozenset(range(35, 39))
    weights = {**forward, **backward}
    return Facts(op_of(operation, Kind.RECURRENT), attributes, weights=weights, settings=states)


def _rnn(*, bidirectional: bool, sequence: bool) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        units = _units(operation, 1)
        names = {1: "kernel", 2: "recurrent_kernel", 3: "bias"}
        states = {4}
        if bidirectional:
            names = {
                **{place: f"forward_{name}" for place, name in names.items()},
                **{place + 4: f"backward_{name}" for place, name in names.items()},
            }
            states = {4, 8}
        attributes = Recurrent(
            cell="RNN",
            units=() if units is None else (units,),
            bidirectional=bidirectional,
            returns_sequence=sequence,
            activation=_ACTIVATIONS.get(operation.integer("activation"), "tanh"),
            recurrent_activation="",
            bias=operation.operand(3) is not None,
            settings=(("time", "first"),) if operation.flag("time_major") else (),
        )
        return Facts(
            op_of(operation, Kind.RECURRENT),
            attributes,
            weights=names,
            settings=frozenset(states),
            qualifiers=() if sequence else ("one step",),
        )

    return describe


def _lstm_cell(operation: Operation) -> Facts:
    """One step: input, last output, joined matrix, bias, last state; or as the sequence one."""
    if len(operation.inputs) > 5:
        facts = _lstm(operation)
        return Facts(
            facts.op,
            facts.attributes,
            weights=facts.weights,
            settings=facts.settings,
            qualifiers=("one step",),
        )
    rows = operation.size(2, 0)
    attributes = Recurrent(
        cell="LSTM",
        units=() if rows is None else (rows // 4,),
        activation="tanh",
        bias=operation.operand(3) is not None,
    )
    return Facts(
        op_of(operation, Kind.RECURRENT),
        attributes,
        roles={1: "initial_state", 4: "initial_state"},
        weights={2: "kernel", 3: "bias"},
        qualifiers=("one step",),
    )


def _gather(operation: Operation) -> Facts:
    """Rows of a table of weights are an embedding."""
    axis = operation.integer("axis")
    if _is_table(operation, 0) and not axis and not operation.integer("batch_dims"):
        return _table(operation, 0, 1)
    return gathered(operation, axis)


def _is_table(operation: Operation, place: int) -> bool:
    table = operation.operand(place)
    return table is not None and table.is_weight and operation.rank(place) == 2


def _table(operation: Operation, table: int, indices: int) -> Facts:
    attributes = Embedding(
        vocabulary=operation.size(table, 0) or 0, width=operation.size(table, 1) or 0
    )
    return Facts(
        op_of(operation, Kind.EMBEDDING),
        attributes,
        weights={table: "embeddings"},
        order=(indices, table),
    )


def _embedding_lookup(operation: Operation) -> Facts:
    return _table(operation, 1, 0) if _is_table(operation, 1) else gathered(operation, 0)


def _unit_norm(operation: Operation) -> Facts:
    attributes = Normalization(method="unit", axis=(-1,), center=False, scale=False)
    return Facts(op_of(operation, Kind.NORM), attributes, fused(operation))


def _local_response(operation: Operation) -> Facts:
    names = (("size", "radius"), ("alpha", "alpha"), ("beta", "beta"), ("k", "bias"))
    settings = tuple(
        (word, printed(operation.attributes[name] if name != "radius" else _window(operation)))
        for word, name in names
        if name in operation.attributes
    )
    attributes = Normalization(
        method="local response", axis=(-1,), center=False, scale=False, settings=settings
    )
    return plain(operation, Kind.NORM, attributes)


def _window(operation: Operation) -> int:
    """As many channels as the radius reaches on both sides, and the one between."""
    return 2 * operation.integer("radius") + 1


def _svdf(operation: Operation) -> Facts:
    settings: Settings = (("rank", str(operation.integer("rank"))),)
    units = operation.size(1, 0)
    if units is not None:
        settings = (("units", str(units // max(operation.integer("rank"), 1))), *settings)
    facts = custom(operation, settings)
    weights = {1: "feature_kernel", 2: "time_kernel", 3: "bias"}
    return Facts(
        facts.op, facts.attributes, fused(operation), weights=weights, settings=frozenset((4,))
    )


def _prelu(operation: Operation) -> Facts:
    op = op_of(operation, Kind.ACTIVATION)
    return Facts(op, Activation(function="prelu"), weights={1: "alpha"})


def _one_hot(operation: Operation) -> Facts:
    depth = operation.values(1)
    axis = axis_of(operation.integer("axis", -1), len(operation.made or ()))
    settings: Settings = (("num classes", printed(depth[0])),) if depth else ()
    if axis != -1:
        settings = (*settings, ("axis", str(axis)))
    attributes = Function(function="one_hot", settings=settings)
    return Facts(op_of(operation, Kind.MATH), attributes, settings=frozenset((1, 2, 3)))


SEQUENCES: Mapping[str, Callable[[Operation], Facts]] = {
    "FULLY_CONNECTED": _fully_connected,
    "BATCH_MATMUL": _batch_matmul,
    "UNIDIRECTIONAL_SEQUENCE_LSTM": _lstm,
    "BIDIRECTIONAL_SEQUENCE_LSTM": _bidirectional_lstm,
    "LSTM": _lstm_cell,
    "UNIDIRECTIONAL_SEQUENCE_RNN": _rnn(bidirectional=False, sequence=True),
    "BIDIRECTIONAL_SEQUENCE_RNN": _rnn(bidirectional=True, sequence=True),
    "RNN": _rnn(bidirectional=False, sequence=False),
    "GATHER": _gather,
    "EMBEDDING_LOOKUP": _embedding_lookup,
    "L2_NORMALIZATION": _unit_norm,
    "LOCAL_RESPONSE_NORMALIZATION": _local_response,
    "SVDF": _svdf,
    "PRELU": _prelu,
    "ONE_HOT": _one_hot,
}
