"""Shapes of slices and gathers.

In: a step with the index among its constants. Out: the shape of its result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.layers.entries import TensorMark, list_shape, plain_number
from netscribe.readers.keras.shapes.lengths import axis_index
from netscribe.readers.keras.shapes.step import UNKNOWN, Shapes, Step


def slicing(step: Step) -> Shapes:
    """`x[index]`, `take`, `take_along_axis`, `slice`."""
    rule = _RULES.get(step.entries.class_name)
    if rule is None or step.shape is None:
        return UNKNOWN
    return (rule(step, step.shape),)


def _get_item(step: Step, shape: Shape) -> Shape | None:
    index = step.entries.raw("key", 1)
    parts = list(index) if isinstance(index, (list, tuple)) else [index]
    if any(isinstance(part, (list, tuple, TensorMark)) for part in parts):
        return None
    return _indexed(shape, _without_dots(parts, len(shape)))


def _without_dots(parts: list[object], rank: int) -> list[object]:
    """The index with "..." written out."""
    for place, part in enumerate(parts):
        named = isinstance(part, Mapping) and part.get("class_name") == "__ellipsis__"
        if named or part is Ellipsis:
            rest = rank - sum(other is not None for other in parts) + 1
            return [*parts[:place], *[slice(None)] * max(rest, 0), *parts[place + 1 :]]
    return parts


def _indexed(shape: Shape, parts: Sequence[object]) -> Shape | None:
    found: list[Dim] = []
    sizes = list(shape)
    for part in parts:
        if part is None:
            found.append(1)
            continue
        if not sizes:
            return None
        size = sizes.pop(0)
        bounds = _bounds(part)
        if bounds is not None:
            found.append(_cut(size, bounds))
    return (*found, *sizes)


def _bounds(part: object) -> tuple[object, object, object] | None:
    """(start, stop, step) of a slice; None for a plain index, which drops its axis."""
    if isinstance(part, slice):
        return part.start, part.stop, part.step
    config = part.get("config", part) if isinstance(part, Mapping) else None
    if isinstance(config, Mapping) and ("start" in config or "stop" in config):
        return config.get("start"), config.get("stop"), config.get("step")
    return None


def _cut(size: Dim, bounds: tuple[object, object, object]) -> Dim:
    start, stop, step = (plain_number(bound) for bound in bounds)
    if not all(bound is None or isinstance(bound, int) for bound in (start, stop, step)):
        return None
    if isinstance(size, int):
        if step == 0:
            return None
        return len(range(*slice(start, stop, step).indices(size)))
    whole = start in (None, 0) and stop is None and step in (None, 1)
    return size if whole else None


def _take(step: Step, shape: Shape) -> Shape | None:
    axis = step.entries.optional_integer("axis", position=2)
    indices = step.named("indices", 1)
    if indices is not None and indices.shape is not None:
        taken: Shape = indices.shape
    else:
        taken = _array_shape(step.entries.raw("indices", 1))
    if axis is None:
        return taken
    position = axis_index(axis, len(shape))
    return None if position is None else (*shape[:position], *taken, *shape[position + 1 :])


def _array_shape(value: object) -> Shape:
    """Shape of a constant: () for a number."""
    shape = getattr(value, "shape", None)
    return tuple(shape) if shape is not None else list_shape(plain_number(value))


def _along(step: Step, shape: Shape) -> Shape | None:
    indices = step.named("indices", 1)
    return indices.shape if indices is not None else None


def _slice(step: Step, shape: Shape) -> Shape | None:
    value = step.entries.raw("shape", 2)
    if not isinstance(value, (list, tuple)):
        return None
    return tuple(size if isinstance(size, int) and size >= 0 else None for size in value)


_RULES = {
    "GetItem": _get_item,
    "Take": _take,
    "TakeAlongAxis": _along,
    "Slice": _slice,
}
