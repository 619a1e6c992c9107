"""Arithmetic on sizes and other small constants, as a graph does it beside its tensors.

In: an operation with inputs whose numbers are known, in part (None for a size that is not). Out:
the numbers of its result, or None where they are not worked out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import TypeAlias

from netscribe.graph.types import Shape

#: Flattened; None stands for a size that is not known.
Known: TypeAlias = tuple[int | float | None, ...]
_LONGEST = 64


def folded(
    op: str,
    inputs: Sequence[Known | None],
    shapes: Sequence[Shape | None],
    attributes: Mapping[str, object],
) -> Known | None:
    """The numbers of an operation's first result."""
    if op == "Shape":
        shape = shapes[0] if shapes else None
        return None if shape is None else tuple(_size(size) for size in shape)
    if op == "Rank":
        return None if not shapes or shapes[0] is None else (len(shapes[0]),)
    rule = _RULES.get(op)
    if rule is None or not inputs or any(item is None for item in inputs):
        return None
    found = rule([item for item in inputs if item is not None], attributes)
    return found if found is not None and len(found) <= _LONGEST else None


def _size(size: object) -> int | None:
    return size if isinstance(size, int) else None


_Rule: TypeAlias = Callable[[Sequence[Known], Mapping[str, object]], Known | None]


def _paired(function: Callable[[int | float, int | float], int | float]) -> _Rule:
    def apply(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
        if len(inputs) != 2:
            return None
        left, right = inputs
        count = max(len(left), len(right))
        if not left or not right or {len(left), len(right)} - {1, count}:
            return None
        pairs = zip(left * (count // len(left)), right * (count // len(right)))
        return tuple(None if a is None or b is None else function(a, b) for a, b in pairs)

    return apply


def _divided(left: int | float, right: int | float) -> int | float:
    return left // right if right else 0


def _same(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
    return inputs[0]


def _joined(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
    return tuple(number for item in inputs[:-1] for number in item)


def _packed(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
    return tuple(number for item in inputs for number in item)


def _product(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
    known = [number for number in inputs[0] if number is not None]
    return (prod(known),) if len(known) == len(inputs[0]) else (None,)


def _gathered(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
    table, places = inputs[:2]
    chosen = [
        place for place in places if isinstance(place, int) and -len(table) <= place < len(table)
    ]
    return tuple(table[place] for place in chosen) if len(chosen) == len(places) else None


def _sliced(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
    if len(inputs) < 4 or any(len(item) != 1 for item in inputs[1:4]):
        return None
    begin, end, step = (item[0] for item in inputs[1:4])
    numbers = [number for number in (begin, end, step) if isinstance(number, int)]
    if len(numbers) < 3 or not numbers[2]:
        return None
    mask = {name: bool(attributes.get(f"{name}_mask")) for name in ("begin", "end", "shrink_axis")}
    if mask["shrink_axis"]:
        table, place = inputs[0], numbers[0]
        return (table[place],) if -len(table) <= place < len(table) else None
    first = None if mask["begin"] else numbers[0]
    last = None if mask["end"] else numbers[1]
    return inputs[0][first : last : numbers[2]]


def _range(inputs: Sequence[Known], attributes: Mapping[str, object]) -> Known | None:
    numbers = [item[0] for item in inputs if len(item) == 1 and isinstance(item[0], int)]
    if len(numbers) != 3 or not numbers[2]:
        return None
    found = range(numbers[0], numbers[1], numbers[2])
    return tuple(found) if len(found) <= _LONGEST else None


_RULES: Mapping[str, _Rule] = {
    "ConcatV2": _joined,
    "Pack": _packed,
    "Prod": _product,
    "Gather": _gathered,
    "GatherV2": _gathered,
    "StridedSlice": _sliced,
    "Range": _range,
    "Reshape": _same,
    "Squeeze": _same,
    "ExpandDims": _same,
    "Cast": _same,
    "Add": _paired(lambda a, b: a + b),
    "AddV2": _paired(lambda a, b: a + b),
    "Sub": _paired(lambda a, b: a - b),
    "Mul": _paired(lambda a, b: a * b),
    "Maximum": _paired(max),
    "Minimum": _paired(min),
    "FloorDiv": _paired(_divided),
}
