"""Layers that were put together from TensorFlow's arithmetic; see `recognition`.

In: operations that `recognition` made. Out: `Facts`, under the words of the layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Activation, Attention, Normalization, Recurrent
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import describing
from netscribe.readers.netlist.describing import axes_of, op_of, printed
from netscribe.readers.netlist.operation import Facts, Operation

_STATISTICS = {1: "gamma", 2: "beta", 3: "moving_mean", 4: "moving_variance"}
_PROJECTIONS = ("query", "key", "value", "attention_output")


def _present(operation: Operation, names: Mapping[int, str]) -> dict[int, str]:
    return {place: name for place, name in names.items() if operation.operand(place) is not None}


def _epsilon(operation: Operation) -> float | None:
    found = operation.attributes.get("epsilon")
    return float(f"{found:.6g}") if isinstance(found, float) and found else None


def _batch_norm(operation: Operation) -> Facts:
    axis = operation.integer("axis", -1)
    rank = operation.rank()
    weights = _present(operation, _STATISTICS)
    attributes = Normalization(
        method="batch",
        axis=axes_of((axis,), rank),
        epsilon=_epsilon(operation),
        center=2 in weights,
        scale=1 in weights,
    )
    return Facts(op_of(operation, Kind.NORM), attributes, weights=weights)


def _norm(method: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        weights = _present(operation, {1: "gamma", 2: "beta"})
        attributes = Normalization(
            method=method,
            axis=axes_of(operation.sizes("axes") or (-1,), operation.rank()),
            epsilon=None if method == "unit" else _epsilon(operation),
            center=2 in weights,
            scale=1 in weights,
        )
        return Facts(op_of(operation, Kind.NORM), attributes, weights=weights)

    return describe


def _activation(operation: Operation) -> Facts:
    function = operation.text("function")
    attributes = Activation(function=function, approximate=operation.flag("approximate"))
    return describing.activation(operation, attributes)


def _attention(operation: Operation) -> Facts:
    """Query, value, key, mask; then kernels and biases of four projections."""
    names = {
        4 + 2 * at + bias: f"{part}/{'bias' if bias else 'kernel'}"
        for at, part in enumerate(_PROJECTIONS)
        for bias in (0, 1)
    }
    weights = _present(operation, names)
    heads, kv_heads = operation.integer("heads", 1), operation.integer("kv_heads")
    attributes = Attention(
        heads=heads,
        kv_heads=None if kv_heads in (0, heads) else kv_heads,
        key_dim=operation.integer("key_dim") or None,
        value_dim=operation.integer("value_dim") or None,
        causal=operation.flag("causal"),
        bias=5 in weights,
    )
    roles = {0: "query", 1: "value", 2: "key", 3: "attention_mask"}
    return Facts(op_of(operation, Kind.ATTENTION), attributes, roles=roles, weights=weights)


def _recurrent(operation: Operation) -> Facts:
    """Sequence, kernels and bias, then initial states."""
    cell = operation.text("cell")
    weights = _present(
        operation, {place: f"{cell.lower()}_cell/{word}" for place, word in _CELL.items()}
    )
    attributes = Recurrent(
        cell=cell,
        units=(operation.integer("units"),),
        returns_sequence=operation.flag("sequence"),
        returns_state=len(operation.outputs) > 1,
        backwards=operation.flag("backwards"),
        bias=3 in weights,
    )
    states = dict.fromkeys(range(4, len(operation.inputs)), "initial_state")
    return Facts(op_of(operation, Kind.RECURRENT), attributes, roles=states, weights=weights)


_CELL = {1: "kernel", 2: "recurrent_kernel", 3: "bias"}


def _bidirectional(operation: Operation) -> Facts:
    """Sequence, then kernels and bias forwards, then backwards."""
    cell = operation.text("cell").lower()
    names = {
        place + 3 * back: f"{way}_{cell}/{cell}_cell/{word}"
        for back, way in enumerate(("forward", "backward"))
        for place, word in _CELL.items()
    }
    weights = _present(operation, names)
    attributes = Recurrent(
        cell=operation.text("cell"),
        units=(operation.integer("units"),),
        bidirectional=True,
        merge=operation.text("merge"),
        returns_sequence=operation.flag("sequence"),
        bias=3 in weights,
    )
    return Facts(op_of(operation, Kind.RECURRENT), attributes, weights=weights)


def _clip(operation: Operation) -> Facts:
    limits = ((word, printed(operation.number(name))) for word, name in _LIMITS.items())
    return describing.function(operation, "clip", tuple(limits))


_LIMITS = {"x min": "low", "x max": "high"}

RECOGNISED: Mapping[str, Callable[[Operation], Facts]] = {
    "BatchNorm": _batch_norm,
    "LayerNorm": _norm("layer"),
    "RMSNorm": _norm("rms"),
    "UnitNorm": _norm("unit"),
    "Recurrent": _recurrent,
    "Bidirectional": _bidirectional,
    "Clip": _clip,
    "Activation": _activation,
    "MultiHeadAttention": _attention,
}
