"""Multi-head attention in the place of a scope that projects, compares and mixes.

In: the scopes of a graph's operations. Out: one operation for a scope with the four projections of
Keras' attention layers (query, key, value, attention_output), whichever way TensorFlow runs the
products inside. Vaswani et al. 2017; Ainslie et al. 2023 (fewer heads of keys and values).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.recognition.wires import Wires, flowing, weights_in

ATTENTION = "MultiHeadAttention"
PROJECTIONS = ("query", "key", "value", "attention_output")
_ENDING = re.compile(r"(_\d+)+$")
#: Comparisons of places with places, by which a causal mask is made.
_CAUSAL = frozenset(("GreaterEqual", "LessEqual", "Greater", "Less", "MatrixBandPart", "Cumsum"))


@dataclass(frozen=True, slots=True)
class _Scope:
    """One attention layer: the places of its operations, and of those of each projection."""

    path: str
    places: tuple[int, ...]
    parts: Mapping[str, tuple[int, ...]]


def attentions_in(wires: Wires) -> Iterator[tuple[Operation, tuple[int, ...]]]:
    """The attention layers with the places that they take."""
    for scope in _scopes(wires.operations):
        made = _attention(scope, wires)
        if made is not None:
            yield made, scope.places


def _scopes(operations: Sequence[Operation | None]) -> list[_Scope]:
    parts: dict[str, dict[str, list[int]]] = {}
    for place, operation in enumerate(operations):
        words = [] if operation is None else operation.path.split("/")[:-1]
        for depth, word in enumerate(words):
            plain = _ENDING.sub("", word)
            if plain in PROJECTIONS and depth:
                found = parts.setdefault("/".join(words[:depth]), {})
                found.setdefault(plain, []).append(place)
    whole = {path: found for path, found in parts.items() if set(found) == set(PROJECTIONS)}
    places: dict[str, list[int]] = {path: [] for path in whole}
    for place, operation in enumerate(operations):
        words = [] if operation is None else operation.path.split("/")[:-1]
        for depth in range(1, len(words) + 1):
            path = "/".join(words[:depth])
            if path in places:
                places[path].append(place)
    return [
        _Scope(path, tuple(places[path]), {word: tuple(at) for word, at in found.items()})
        for path, found in whole.items()
    ]


def _attention(scope: _Scope, wires: Wires) -> Operation | None:
    inside = {operation.type_name for operation in _at(wires, scope.places)}
    weights = [_weights(wires, scope.parts[word]) for word in PROJECTIONS]
    count = sum(len(weights_in(operation)) for operation in _at(wires, scope.places))
    if "Softmax" not in inside or any(not 0 < len(pair) < 3 for pair in weights):
        return None
    if count != sum(map(len, weights)):
        return None
    sources = [_sources(wires, scope.parts[word], scope.places) for word in PROJECTIONS[:3]]
    outputs = _left(wires, scope)
    if any(len(found) != 1 for found in sources) or len(outputs) != 1:
        return None
    query, key, value = (found[0] for found in sources)
    known = {item.key for item in (query, key, value)}
    rest = [item for item in _sources(wires, scope.places, scope.places) if item.key not in known]
    if len(rest) > 1:
        return None
    heads = [_heads(wires, pair) for pair in weights[:3]]
    return Operation(
        type_name=ATTENTION,
        domain=outputs[0][0].domain,
        path=f"{scope.path}/attention",
        inputs=(
            query,
            value,
            key,
            rest[0] if rest else None,
            *(item for pair in weights for item in (*pair, None)[:2]),
        ),
        outputs=(outputs[0][1],),
        attributes={
            "heads": heads[0][0],
            "kv_heads": heads[1][0],
            "key_dim": heads[0][1],
            "value_dim": heads[2][1],
            "causal": bool(inside & _CAUSAL),
        },
    )


def _at(wires: Wires, places: Sequence[int]) -> list[Operation]:
    return [item for place in places if (item := wires.operations[place]) is not None]


def _weights(wires: Wires, places: Sequence[int]) -> list[Operand]:
    """Kernel, then bias."""
    found = {item.key: item for part in _at(wires, places) for item in weights_in(part)}
    return list(found.values())


def _heads(wires: Wires, pair: Sequence[Operand]) -> tuple[int, int]:
    """Heads and the width of each, as the kernel was before it was flattened; 0 if not known."""
    for operand in pair:
        shape = wires.stored(operand).type.shape or ()
        if len(shape) > 1:
            heads, width = shape[-2:]
            if (len(shape) == 3 or operand is not pair[0]) and isinstance(heads, int):
                return heads, width if isinstance(width, int) else 0
    return 0, 0


def _sources(wires: Wires, places: Sequence[int], scope: Sequence[int]) -> list[Operand]:
    """What operations read from outside of the scope."""
    inside = set(scope)
    found: dict[str, Operand] = {}
    for operation in _at(wires, places):
        for operand in flowing(operation):
            maker = wires.maker(operand)
            if maker is None or maker[0] not in inside:
                found.setdefault(operand.key, operand)
    return list(found.values())


def _left(wires: Wires, scope: _Scope) -> list[tuple[Operation, Operand]]:
    """The tensors that are read outside of the scope."""
    return [
        (operation, operand)
        for operation in _at(wires, scope.places)
        for operand in operation.outputs
        if wires.leaves(operand.key, scope.places)
    ]
