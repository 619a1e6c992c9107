"""What every format's table says alike: activations, arithmetic, reductions, moves of axes.

In: an operation, and its settings in plain values. Out: `Facts` in the house's words. Axes are -1
for the last and count from 0 otherwise, where the rank is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.graph.attributes import (
    Activation,
    Attributes,
    Axis,
    Casting,
    Elementwise,
    Function,
    Linear,
    Product,
    Reduction,
    Settings,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.netlist.operation import TRANSPOSED, Facts, Operation

#: What weights are that meet a tensor element by element.
_LEARNED = {"add": "bias", "multiply": "scale"}
#: More numbers than this are counted, not printed.
_LONGEST_LIST = 8


def op_of(operation: Operation, kind: Kind) -> Op:
    """The operation under the format's word for it."""
    return Op(kind, operation.type_name, operation.domain)


def plain(operation: Operation, kind: Kind, attributes: Attributes) -> Facts:
    """Facts without anything special about the inputs."""
    return Facts(op_of(operation, kind), attributes)


def custom(operation: Operation, settings: Settings = ()) -> Facts:
    """An operation that is not the format's own, or that no table knows."""
    return plain(operation, Kind.CUSTOM, Attributes(settings=settings))


def printed(value: object) -> str:
    """A setting as a person would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        if len(value) > _LONGEST_LIST:
            return f"{len(value)} entries"
        return ", ".join(printed(item) for item in value)
    return str(value)[:60]


def axis_of(axis: int, rank: int | None) -> int:
    """-1 for the last axis, others counted from 0."""
    if not rank:
        return axis
    counted = axis % rank
    return -1 if counted == rank - 1 else counted


def axes_of(axes: Sequence[int], rank: int | None) -> tuple[int, ...]:
    """A single axis as `axis_of` has it, several ascending from 0."""
    if len(axes) == 1:
        return (axis_of(axes[0], rank),)
    return tuple(sorted({axis % rank for axis in axes})) if rank else tuple(axes)


def activation(operation: Operation, attributes: Activation) -> Facts:
    """A function of each number, or over one axis."""
    return plain(operation, Kind.ACTIVATION, attributes)


def softmax(operation: Operation, axis: int, function: str = "softmax") -> Facts:
    """The last axis goes without saying."""
    place = axis_of(axis, operation.rank())
    return activation(
        operation, Activation(function=function, axis=() if place == -1 else (place,))
    )


def function(operation: Operation, word: str, settings: Settings = ()) -> Facts:
    """A mathematical function without a record of its own."""
    return plain(operation, Kind.MATH, Function(function=word, settings=settings))


def elementwise(operation: Operation, operator: str, fused: Activation | None = None) -> Facts:
    """Two operands element by element; one of them may be a number or weights."""
    pair = operation.inputs[:2]
    number, first = None, False
    for position, operand in enumerate(pair):
        if operand is not None and operand.constant and not operand.is_weight:
            number = "…" if operand.values is None else printed(_single(operand.values))
            first = position == 0
    attributes = Elementwise(operator=operator, constant=number, constant_first=first)
    word = _LEARNED.get(operator, "weight")
    weights = {place: word for place, operand in enumerate(pair) if operand and operand.is_weight}
    return Facts(op_of(operation, Kind.ELEMENTWISE), attributes, fused, weights=weights)


def _single(values: Sequence[object]) -> object:
    return values[0] if len(values) == 1 else tuple(values)


def reduction(
    operation: Operation, word: str, axes: Sequence[int] | None, *, keepdims: bool
) -> Facts:
    """`axes` None where they are not known, () for all of them; the second input is the axes."""
    rank = operation.rank()
    if axes is None:
        axes = _vanished(operation, keepdims)
    settings: Settings = () if axes is not None else (("axes", "…"),)
    whole = axes is not None and rank is not None and len({axis % rank for axis in axes}) == rank
    attributes = Reduction(
        function=word,
        axis=() if axes is None or whole else axes_of(axes, rank),
        keepdims=keepdims,
        settings=settings,
    )
    return Facts(op_of(operation, Kind.REDUCE), attributes, settings=frozenset((1,)))


def _vanished(operation: Operation, keepdims: bool) -> tuple[int, ...] | None:
    """The axes that a reduction took, where the shapes on both sides leave no doubt.

    Taking an axis of size 1 changes nothing, so that one which stays 1 needs no mention.
    """
    before, after = operation.shape(), operation.made
    if before is None or after is None:
        return None
    if keepdims and len(before) == len(after):
        pairs = enumerate(zip(before, after))
        return tuple(axis for axis, (old, new) in pairs if new == 1 != old) or None
    places = _kept_places(before, after)
    return None if places is None else tuple(a for a in range(len(before)) if a not in places)


def _kept_places(before: Sequence[object], after: Sequence[object]) -> list[int] | None:
    """Which axes the sizes behind came from, if there is one way only."""
    first = _leftmost(before, after)
    last = _leftmost(before[::-1], after[::-1])
    turned = [len(before) - 1 - place for place in reversed(last)]
    return first if len(first) == len(after) and first == turned else None


def _leftmost(before: Sequence[object], after: Sequence[object]) -> list[int]:
    """Places of the sizes in order, each as early as it can be."""
    found: list[int] = []
    for place, size in enumerate(before):
        if len(found) < len(after) and after[len(found)] == size:
            found.append(place)
    return found


def concat(operation: Operation, axis: int, fused: Activation | None = None) -> Facts:
    """Tensors joined along one axis."""
    rank = None if operation.made is None else len(operation.made)
    return Facts(op_of(operation, Kind.CONCAT), Axis(axis=axis_of(axis, rank)), fused)


def stack(operation: Operation, axis: int) -> Facts:
    """Tensors joined along a new axis, counted in the result."""
    rank = None if operation.made is None else len(operation.made)
    return plain(operation, Kind.STACK, Axis(axis=axis_of(axis, rank)))


def split(operation: Operation, axis: int | None, position: int = 0) -> Facts:
    """One tensor taken apart; `position` is the input that is, the others are settings."""
    shapes = [operand.type.shape for operand in operation.outputs]
    rank = operation.rank(position)
    chosen = _cut_axis(operation, position) if axis is None else axis_of(axis, rank)
    sections: tuple[int, ...] = ()
    if chosen is not None and all(shape is not None and len(shape) == rank for shape in shapes):
        sizes = [shape[chosen] for shape in shapes if shape]
        known = tuple(size for size in sizes if isinstance(size, int))
        equal = len(set(sizes)) == 1 and len(sizes) > 1
        sections = (len(sizes),) if equal else known if len(known) == len(sizes) > 1 else ()
    others = frozenset(range(len(operation.inputs))) - {position}
    attributes = Axis(axis=-1 if chosen is None else chosen, sections=sections)
    return Facts(op_of(operation, Kind.SPLIT), attributes, settings=others)


def _cut_axis(operation: Operation, position: int) -> int | None:
    before, after = operation.shape(position), operation.made
    if before is None or after is None or len(before) != len(after):
        return None
    changed = [axis for axis, (one, other) in enumerate(zip(before, after)) if one != other]
    return axis_of(changed[0], len(before)) if len(changed) == 1 else None


def cast(operation: Operation) -> Facts:
    """A change of dtype, or nothing."""
    made = operation.outputs[0].type.dtype if operation.outputs else ""
    first = operation.operand(0)
    if first is not None and first.type.dtype == made:
        return identity(operation)
    return plain(operation, Kind.CAST, Casting(dtype=made))


def identity(operation: Operation) -> Facts:
    """Passes its input on."""
    return plain(operation, Kind.IDENTITY, Attributes())


def linear(
    operation: Operation, units: int, *, bias: bool, fused: Activation | None = None
) -> Facts:
    """A product with a matrix of weights: inputs are the tensor, the kernel, the bias."""
    return Facts(
        op_of(operation, Kind.LINEAR),
        Linear(units=units, bias=bias),
        fused,
        roles={1: "kernel", 2: "bias"},
        weights={1: "kernel", 2: "bias"},
    )


def matmul(operation: Operation, *, transpose_a: bool, transpose_b: bool) -> Facts:
    """A product of two tensors; with a matrix of weights at its right it is a linear layer."""
    right = operation.operand(1)
    flowing = operation.flows(0)
    if flowing and right is not None and right.is_weight and operation.rank(1) == 2:
        units = operation.size(1, 0 if transpose_b else 1)
        if units is not None and not transpose_a:
            return linear(operation, units, bias=False)
    turned = {place: TRANSPOSED for place, turn in ((0, transpose_a), (1, transpose_b)) if turn}
    return Facts(op_of(operation, Kind.MATMUL), Product(), prepared=turned)
