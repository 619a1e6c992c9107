"""Dense layers over several axes (Keras' EinsumDense), and the attention made of them.

In: operations. Out: an Einstein summation with its bias as one operation; queries, keys, values,
scores and the projection behind them as one multi-head attention (Vaswani et al. 2017).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.recognition.wires import (
    Wires,
    flowing,
    is_learned,
    weights_in,
)

ATTENTION = "MultiHeadAttention"
_ADDITIONS = frozenset(("AddV2", "Add", "BiasAdd"))


def with_bias(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """A summation with weights and the bias added behind it."""
    added = wires.operations[place]
    if added is None or added.type_name not in _ADDITIONS or len(added.inputs) != 2:
        return None
    tensors, weights = flowing(added), weights_in(added)
    found = wires.maker(tensors[0]) if len(tensors) == 1 and len(weights) == 1 else None
    if found is None or not _is_dense(found[1]) or len(found[1].inputs) != 2:
        return None
    if not wires.is_read_once(tensors[0].key):
        return None
    made = replace(found[1], inputs=(*found[1].inputs, weights[0]), outputs=added.outputs)
    return made, (place, found[0])


def _is_dense(operation: Operation) -> bool:
    return operation.type_name == "Einsum" and is_learned(operation.operand(1))


@dataclass(frozen=True, slots=True)
class _Scores:
    """From the softmax backwards: the summation that compares, the mask that is added."""

    places: tuple[int, ...]
    compared: Operation
    mask: Operand | None


def attention_of(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """The attention whose projection behind stands at `place`."""
    projected = wires.operations[place]
    if projected is None or not _is_dense(projected):
        return None
    mixed = _only(wires, projected.operand(0))
    if mixed is None or mixed[1].type_name != "Einsum" or len(flowing(mixed[1])) != 2:
        return None
    softmax = _only(wires, mixed[1].operand(0))
    if softmax is None or softmax[1].type_name != "Softmax":
        return None
    scores = _scores(wires, softmax[1])
    if scores is None:
        return None
    compared = scores.compared
    query, key = (_projection(wires, compared.operand(at)) for at in (0, 1))
    value = _projection(wires, mixed[1].operand(1))
    if query is None or key is None or value is None:
        return None
    if len(query[1].outputs[0].type.shape or ()) != 4:
        return None
    parts = (query[1], value[1], key[1])
    operation = Operation(
        type_name=ATTENTION,
        domain=projected.domain,
        path=_scope_of(projected.path),
        inputs=(
            *(part.operand(0) for part in parts),
            scores.mask,
            *(
                part.operand(at)
                for part in (query[1], key[1], value[1], projected)
                for at in (1, 2)
            ),
        ),
        outputs=projected.outputs,
        attributes={},
    )
    gone = (place, mixed[0], softmax[0], *scores.places, query[0], key[0], value[0])
    return operation, gone


def _only(wires: Wires, operand: Operand | None) -> tuple[int, Operation] | None:
    """What makes a tensor that nothing else reads."""
    found = wires.maker(operand)
    if found is None or operand is None or not wires.is_read_once(operand.key):
        return None
    return found


def _projection(wires: Wires, operand: Operand | None) -> tuple[int, Operation] | None:
    """The summation with weights behind a scaling, if there is one."""
    found = _only(wires, operand)
    while found is not None and found[1].type_name == "Mul" and len(flowing(found[1])) == 1:
        found = _only(wires, flowing(found[1])[0])
    return found if found is not None and _is_dense(found[1]) else None


def _scores(wires: Wires, softmax: Operation) -> _Scores | None:
    """Through the scale and the mask to the summation of queries and keys."""
    places: list[int] = []
    mask: Operand | None = None
    current = softmax.operand(0)
    for _ in range(4):
        found = _only(wires, current)
        if found is None:
            return None
        places.append(found[0])
        operation, tensors = found[1], flowing(found[1])
        if operation.type_name == "Einsum" and len(tensors) == 2:
            return _Scores(tuple(places), operation, mask)
        if operation.type_name in ("Mul", "RealDiv") and len(tensors) == 1:
            current = tensors[0]
        elif (
            operation.type_name in ("AddV2", "Add") and mask is None and len(operation.inputs) == 2
        ):
            current, mask = _told_apart(wires, operation)
        else:
            return None
    return None


def _told_apart(wires: Wires, added: Operation) -> tuple[Operand | None, Operand | None]:
    """The scores and the mask among two that are added."""
    for one, other in ((0, 1), (1, 0)):
        found = wires.maker(added.operand(one))
        if found is not None and found[1].type_name in ("Einsum", "Mul", "RealDiv"):
            inner = flowing(found[1])
            below = wires.maker(inner[0]) if inner else None
            is_sum = found[1].type_name == "Einsum"
            if is_sum or (below is not None and below[1].type_name == "Einsum"):
                return added.operand(one), added.operand(other)
    return None, None


def _scope_of(path: str) -> str:
    """The attention's own scope, around that of its projection."""
    scopes = path.split("/")[:-1]
    return "/".join((*scopes[:-1], "attention")) if len(scopes) > 1 else path
