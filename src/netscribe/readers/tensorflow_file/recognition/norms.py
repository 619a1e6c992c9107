"""Normalizations that TensorFlow's graph holds as arithmetic: layer, RMS, unit and batch.

In: a region of operations from the tensor that is normalized, or the scale and shift that a batch
normalization is at inference. Out: one operation with its weights. Ba et al. 2016 (layer), Zhang
and Sennrich 2019 (RMS), Ioffe and Szegedy 2015 (batch).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.recognition.region import Region
from netscribe.readers.tensorflow_file.recognition.wires import (
    Wires,
    flowing,
    is_learned,
    number_in,
    weights_in,
)

LAYER, RMS, UNIT, BATCH = "LayerNorm", "RMSNorm", "UnitNorm", "BatchNorm"
_TYPES = frozenset((
    "Mean", "Sum", "SquaredDifference", "Square", "Sub", "Add", "AddV2", "Mul", "Neg", "Rsqrt",
    "Sqrt", "RealDiv", "Maximum", "Minimum", "Cast", "Pow", "StopGradient", "Reciprocal",
))  # fmt: skip
_ROOTS = frozenset(("Rsqrt", "Sqrt", "Pow"))
#: Scopes that TensorFlow's own functions open.
_ARITHMETIC = frozenset(("batchnorm", "moments", "l2_normalize"))
_SCALED = frozenset(("Mul", "AddV2", "Add"))


def may_belong(operation: Operation) -> bool:
    """Whether an operation may be part of a normalization's arithmetic."""
    return operation.type_name in _TYPES


def norm_of(region: Region, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """The normalization that a region is, and the places it takes; the last place first."""
    types = region.types
    if not types & _ROOTS or region.last.made is None or not _same(region):
        return None
    means = region.of_type("Mean", "Sum")
    if not means or not all(item.flag("keep_dims") for item in means):
        return None
    axes = means[0].integers(1)
    if axes is None:
        return None
    word = _word(region)
    if not word:
        return None
    grown = _with_weights(region, wires)
    gamma, beta = _weights(grown)
    operation = Operation(
        type_name=word,
        domain=region.last.domain,
        path=_path(grown.last.path, word),
        inputs=(region.source, gamma, beta),
        outputs=grown.last.outputs,
        attributes={"axes": axes, "epsilon": _epsilon(region)},
    )
    return operation, grown.places[::-1]


def _same(region: Region) -> bool:
    """Whether the shape that leaves is the one that came in."""
    before, after = region.source.type.shape, region.last.made
    return (
        before is not None
        and after is not None
        and len(before) == len(after)
        and all(a == b or a is None or b is None for a, b in zip(before, after))
    )


def _word(region: Region) -> str:
    squares = region.of_type("SquaredDifference", "Square", "Pow")
    if not squares:
        return ""
    if region.of_type("Sum"):
        return UNIT if region.of_type("Maximum", "Minimum") else ""
    centred = region.of_type("SquaredDifference") or len(region.of_type("Mean")) > 1
    return LAYER if centred else RMS


def _with_weights(region: Region, wires: Wires) -> Region:
    """With the scale and the shift that come behind."""
    for _ in range(2):
        behind = wires.only_reader(region.last.outputs[0].key)
        if behind is None or behind[1].type_name not in _SCALED or len(flowing(behind[1])) != 1:
            break
        if not weights_in(behind[1]) or len(_all_weights(region)) > 1:
            break
        region = replace(
            region,
            places=(*region.places, behind[0]),
            operations=(*region.operations, behind[1]),
        )
    return region


def _all_weights(region: Region) -> list[Operand]:
    found = {item.key: item for part in region.operations for item in weights_in(part)}
    return list(found.values())


def _weights(region: Region) -> tuple[Operand | None, Operand | None]:
    """The weight that multiplies, and the one that is added."""
    scales = [item for part in region.of_type("Mul") for item in weights_in(part)]
    shifts = [item for part in region.of_type("AddV2", "Add", "Sub") for item in weights_in(part)]
    return next(iter(scales), None), next(iter(shifts), None)


def _epsilon(region: Region) -> float | None:
    numbers = [number_in(item) for item in region.of_type("AddV2", "Add", "Maximum")]
    small = [number for number in numbers if number is not None and 0 < number < 0.1]
    return small[0] if small else None


def _path(path: str, word: str) -> str:
    """In the scope of the layer, not in that of its arithmetic."""
    scopes = path.split("/")[:-1]
    while scopes and scopes[-1] in _ARITHMETIC:
        scopes.pop()
    return "/".join((*scopes, word))


# Batch normalization: x * scale + shift, both made of weights alone.


@dataclass(frozen=True, slots=True)
class _Tree:
    """What a tensor made of weights alone is made of."""

    operations: tuple[Operation, ...]
    weights: tuple[Operand, ...]


def batch_norm_of(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """The batch normalization that ends at an addition."""
    added = wires.operations[place]
    if added is None or added.type_name not in ("AddV2", "Add") or len(added.inputs) != 2:
        return None
    for one, other in ((0, 1), (1, 0)):
        scaled, shift = wires.maker(added.operand(one)), added.operand(other)
        if scaled is None or scaled[1].type_name != "Mul" or len(scaled[1].inputs) != 2:
            continue
        if not wires.is_read_once(scaled[1].outputs[0].key):
            continue
        for left, right in ((0, 1), (1, 0)):
            source, scale = scaled[1].operand(left), scaled[1].operand(right)
            made = _batch_norm(wires, added, (source, scale, shift))
            if made is not None:
                return made, (place, scaled[0])
    return None


def _batch_norm(
    wires: Wires, added: Operation, parts: tuple[Operand | None, Operand | None, Operand | None]
) -> Operation | None:
    source, scale, shift = parts
    first = None if scale is None else _tree(wires, scale)
    second = None if shift is None else _tree(wires, shift)
    if source is None or source.constant or first is None or second is None:
        return None
    root = next((item for item in first.operations if item.type_name == "Rsqrt"), None)
    if root is None or not _is_long(scale, source):
        return None
    below = _tree(wires, root.inputs[0]) if root.inputs[0] is not None else None
    if below is None or len(below.weights) != 1:
        return None
    variance = below.weights[0]
    gamma = [item for item in first.weights if item.key != variance.key]
    known = {item.key for item in first.weights}
    rest = [item for item in second.weights if item.key not in known]
    means = {
        item.key
        for part in second.operations
        if part.type_name == "Mul"
        for item in weights_in(part)
    }
    mean = next((item for item in rest if item.key in means), None)
    beta = next((item for item in rest if item.key not in means), None)
    if mean is None or len(gamma) > 1:
        return None
    numbers = [number_in(item) for item in below.operations]
    attributes = {
        "epsilon": next((number for number in numbers if number is not None), 0.0),
        "axis": _axis(scale),
    }
    inputs = (source, gamma[0] if gamma else None, beta, mean, variance)
    return Operation(
        BATCH, added.domain, _path(added.path, BATCH), inputs, added.outputs, attributes
    )


def _is_long(scale: Operand | None, source: Operand) -> bool:
    """Whether the scale has one number per channel."""
    shape = None if scale is None else scale.type.shape
    return (
        shape is not None and source.type.shape is not None and len(shape) <= len(source.type.shape)
    )


def _axis(scale: Operand | None) -> int:
    """Where the channels stand: the last axis, unless the scale says otherwise."""
    shape = (scale.type.shape if scale is not None else None) or ()
    wide = [axis for axis, size in enumerate(shape) if size != 1]
    return -1 if len(shape) < 2 or not wide else wide[0] - len(shape)


def _tree(wires: Wires, operand: Operand, depth: int = 8) -> _Tree | None:
    """What a tensor is made of, if that is weights alone."""
    if operand.constant:
        return _Tree((), (operand,) if is_learned(operand) else ())
    found = wires.maker(operand)
    if found is None or depth == 0:
        return None
    trees = [_tree(wires, item, depth - 1) for item in found[1].inputs if item is not None]
    if any(tree is None for tree in trees):
        return None
    known = [tree for tree in trees if tree is not None]
    weights = {item.key: item for tree in known for item in tree.weights}
    operations = tuple(part for tree in known for part in tree.operations)
    return _Tree((*operations, found[1]), tuple(weights.values())) if weights else None
