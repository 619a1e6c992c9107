"""Layers of two parts: separable convolutions, recurrent layers in both directions, limits.

In: the operation that ends the pair. Out: one operation in the place of both. Chollet 2017
(separable convolutions), Schuster and Paliwal 1997 (both directions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.recognition.recurrent import RECURRENT
from netscribe.readers.tensorflow_file.recognition.wires import Wires, flowing, number_in

SEPARABLE, BIDIRECTIONAL, CLIP = "SeparableConv2D", "Bidirectional", "Clip"
_MERGES: Mapping[str, str] = {"ConcatV2": "concat", "AddV2": "sum", "Mul": "mul"}


def separable_of(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """A depthwise convolution and the one over single positions behind it, in one scope."""
    pointwise = wires.operations[place]
    if pointwise is None or pointwise.type_name != "Conv2D":
        return None
    depthwise = wires.maker(pointwise.operand(0))
    if depthwise is None or depthwise[1].type_name != "DepthwiseConv2dNative":
        return None
    scope = depthwise[1].path.rpartition("/")[0]
    if not scope or scope not in (pointwise.path, pointwise.path.rpartition("/")[0]):
        return None
    sizes = [pointwise.size(1, axis) for axis in (0, 1)]
    if sizes != [1, 1] or not wires.is_read_once(depthwise[1].outputs[0].key):
        return None
    made = replace(
        depthwise[1],
        type_name=SEPARABLE,
        path=pointwise.path,
        inputs=(*depthwise[1].inputs, pointwise.operand(1)),
        outputs=pointwise.outputs,
    )
    return made, (place, depthwise[0])


def bidirectional_of(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """Two recurrent layers over one sequence, one of them backwards, whose results are joined."""
    joined = wires.operations[place]
    merge = "" if joined is None else _MERGES.get(joined.type_name, "")
    tensors = [] if joined is None else flowing(joined)
    if joined is None or not merge or len(tensors) != 2:
        return None
    forward, backward = _direction(wires, tensors[0]), _direction(wires, tensors[1])
    if forward is None or backward is None:
        return None
    first, second = forward[0], backward[0]
    if first.flag("backwards") or not second.flag("backwards"):
        return None
    same = all(first.attributes[word] == second.attributes[word] for word in ("cell", "units"))
    if (
        not same
        or first.operand(0) != second.operand(0)
        or len(first.inputs) + len(second.inputs) > 8
    ):
        return None
    scopes = first.path.split("/")[:-1]
    operation = Operation(
        type_name=BIDIRECTIONAL,
        domain=joined.domain,
        path="/".join((*scopes[:-1], BIDIRECTIONAL)),
        inputs=(*first.inputs, *second.inputs[1:]),
        outputs=joined.outputs[:1],
        attributes={**first.attributes, "merge": merge},
    )
    return operation, (place, *forward[1], *backward[1])


def _direction(wires: Wires, operand: Operand) -> tuple[Operation, tuple[int, ...]] | None:
    """The recurrent layer behind a tensor, through the flip of what ran backwards."""
    places: tuple[int, ...] = ()
    for _ in range(2):
        found = wires.maker(operand)
        if found is None or not wires.is_read_once(operand.key):
            return None
        places = (*places, found[0])
        if found[1].type_name == RECURRENT:
            return (found[1], places) if len(found[1].outputs) == 1 else None
        tensors = flowing(found[1])
        if found[1].type_name != "ReverseV2" or len(tensors) != 1:
            return None
        operand = tensors[0]
    return None


def clip_of(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """The smaller of one limit and the larger of another, or the other way round."""
    last = wires.operations[place]
    if last is None or last.type_name not in ("Minimum", "Maximum"):
        return None
    tensors, limit = flowing(last), number_in(last)
    first = wires.maker(tensors[0]) if len(tensors) == 1 and limit is not None else None
    if first is None or {first[1].type_name, last.type_name} != {"Minimum", "Maximum"}:
        return None
    inner, other = flowing(first[1]), number_in(first[1])
    if len(inner) != 1 or other is None or limit is None:
        return None
    if not wires.is_read_once(first[1].outputs[0].key):
        return None
    low, high = (limit, other) if last.type_name == "Maximum" else (other, limit)
    made = replace(last, type_name=CLIP, inputs=(inner[0],), attributes={"low": low, "high": high})
    return made, (place, first[0])
