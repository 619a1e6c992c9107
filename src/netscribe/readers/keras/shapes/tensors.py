"""Shapes of operations that join, cut and move whole tensors.

In: a step. Out: the shapes of its results. Sizes that cannot be told are None.
"""

from __future__ import annotations

from netscribe.graph.attributes import Axis, Reduction, Reshaping
from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.shapes.lengths import (
    axis_index,
    broadcast,
    product,
    replaced,
    reshaped,
    total,
)
from netscribe.readers.keras.shapes.step import UNKNOWN, Shapes, Step, same

#: A damaged file may ask for any number of parts.
_MOST_PARTS = 10_000


def elementwise(step: Step) -> Shapes:
    """All inputs broadcast."""
    return (broadcast([tensor.shape for tensor in step.inputs]),)


def concatenation(step: Step) -> Shapes:
    """Sizes along the axis add up; the other axes take what any input knows of them."""
    shapes = [tensor.shape for tensor in step.inputs]
    rows = [shape for shape in shapes if shape is not None]
    if len(rows) != len(shapes) or not rows or len({len(row) for row in rows}) != 1:
        return UNKNOWN
    position = axis_index(step.attributes(Axis).axis, len(rows[0]))
    if position is None:
        return UNKNOWN
    found: list[Dim] = []
    for place, column in enumerate(zip(*rows, strict=True)):
        fixed = [size for size in column if isinstance(size, int)]
        found.append(total(column) if place == position else fixed[0] if fixed else column[0])
    return (tuple(found),)


def stacking(step: Step) -> Shapes:
    """A new axis as long as there are inputs."""
    shape = step.shape
    if shape is None:
        return UNKNOWN
    position = axis_index(step.attributes(Axis).axis, len(shape) + 1)
    if position is None:
        return UNKNOWN
    return ((*shape[:position], len(step.inputs), *shape[position:]),)


def splitting(step: Step) -> Shapes:
    """Equal parts, parts between indices, or one part per index (unstack)."""
    shape, record = step.shape, step.attributes(Axis)
    position = None if shape is None else axis_index(record.axis, len(shape))
    if shape is None or position is None:
        return UNKNOWN
    size = shape[position]
    if step.entries.class_name == "Unstack":
        count = step.entries.optional_integer("num") or size
        return (replaced(shape, position),) * _bounded(count)
    return tuple(replaced(shape, position, part) for part in _parts(step, size))


def _parts(step: Step, size: Dim) -> list[Dim]:
    value = step.entries.raw("indices_or_sections")
    sections = step.attributes(Axis).sections
    if isinstance(value, (list, tuple)):
        ends: list[Dim] = [*sections, size]
        starts = [0, *sections]
        return [
            end - start if isinstance(end, int) else None
            for start, end in zip(starts, ends, strict=True)
        ]
    count = sections[0] if sections else 1
    part = size // count if isinstance(size, int) and count > 0 else None
    return [part] * _bounded(count)


def _bounded(count: Dim) -> int:
    """A number of results that a person could mean; 1 where it is not known."""
    return max(1, min(count, _MOST_PARTS)) if isinstance(count, int) else 1


def reduction(step: Step) -> Shapes:
    """The axes reduced are dropped, or kept as 1."""
    shape, record = step.shape, step.attributes(Reduction)
    if shape is None:
        return UNKNOWN
    wanted = record.axis if step.entries.raw("axis") is not None else tuple(range(len(shape)))
    axes = {axis_index(axis, len(shape)) for axis in wanted}
    if record.keepdims:
        return (tuple(1 if place in axes else size for place, size in enumerate(shape)),)
    return (tuple(size for place, size in enumerate(shape) if place not in axes),)


def reshaping(step: Step) -> Shapes:
    """Flatten, reshape, permute, repeat, squeeze, expand, ..."""
    if step.shape is None:
        return UNKNOWN
    rule = _RESHAPINGS.get(step.attributes(Reshaping).function)
    return (rule(step, step.shape),) if rule else UNKNOWN


def _flatten(step: Step, shape: Shape) -> Shape | None:
    if step.entries.class_name == "Ravel":
        return (product(shape),)
    return (shape[0], product(shape[1:])) if len(shape) > 1 else (*shape, 1)


def _reshape(step: Step, shape: Shape) -> Shape | None:
    record = step.attributes(Reshaping)
    if step.entries.class_name == "Reshape" and step.entries.has("target_shape"):
        return (shape[0], *reshaped(shape[1:], record.target))
    value = step.entries.raw("newshape", 1)
    if value is None:
        value = step.entries.raw("shape", 1)
    if not isinstance(value, (list, tuple)):
        return None
    wanted = [size if isinstance(size, int) else None for size in value]
    # The usual case: the unknown batch is the inferred axis; it stays if the rest fits.
    batch_inferred = wanted[:1] in ([-1], [None]) and record.target.count(-1) == 0
    if batch_inferred and product(shape[1:]) == product(record.target):
        return (shape[0], *record.target)
    return reshaped(shape, wanted)


def _permute(step: Step, shape: Shape) -> Shape | None:
    order = step.attributes(Reshaping).order
    if sorted(axis % len(shape) for axis in order if shape) != list(range(len(shape))):
        return None
    return tuple(shape[axis] for axis in order)


def _repeat(step: Step, shape: Shape) -> Shape | None:
    record = step.attributes(Reshaping)
    if step.entries.class_name == "RepeatVector":
        return (shape[0], record.times, *shape[1:])
    times = step.entries.raw("repeats", 1)
    position = None if record.axis is None else axis_index(record.axis, len(shape))
    if position is None or not isinstance(times, int):
        return None
    size = shape[position]
    return replaced(shape, position, size * times if isinstance(size, int) else None)


def _squeeze(step: Step, shape: Shape) -> Shape | None:
    if step.entries.raw("axis", 1) is None:
        return tuple(size for size in shape if size != 1)
    axes = {axis_index(axis, len(shape)) for axis in step.entries.sizes("axis", position=1)}
    return tuple(size for place, size in enumerate(shape) if place not in axes)


def _expand(step: Step, shape: Shape) -> Shape | None:
    axes = step.entries.sizes("axis", position=1)
    rank = len(shape) + len(axes)
    places = {axis_index(axis, rank) for axis in axes}
    if None in places:
        return None
    rest = iter(shape)
    return tuple(1 if place in places else next(rest, None) for place in range(rank))


def _swap(step: Step, shape: Shape) -> Shape | None:
    places = [axis_index(step.entries.integer(f"axis{n}", 0), len(shape)) for n in (1, 2)]
    first, second = places
    if first is None or second is None:
        return None
    found = list(shape)
    found[first], found[second] = found[second], found[first]
    return tuple(found)


def _move(step: Step, shape: Shape) -> Shape | None:
    rank = len(shape)
    sources = [axis_index(axis, rank) for axis in step.entries.sizes("source")]
    targets = [axis_index(axis, rank) for axis in step.entries.sizes("destination")]
    if None in sources or None in targets or len(sources) != len(targets):
        return None
    order = [axis for axis in range(rank) if axis not in sources]
    for target, source in sorted(zip(targets, sources, strict=True), key=lambda pair: pair[0] or 0):
        order.insert(target or 0, source or 0)
    return tuple(shape[axis] for axis in order)


def _broadcast(step: Step, shape: Shape) -> Shape | None:
    value = step.entries.raw("shape", 1)
    if not isinstance(value, (list, tuple)):
        return None
    return tuple(size if isinstance(size, int) else None for size in value)


def _tile(step: Step, shape: Shape) -> Shape | None:
    times = step.entries.sizes("repeats", position=1)
    rank = max(len(times), len(shape))
    sizes = (1,) * (rank - len(shape)) + shape
    factors = (1,) * (rank - len(times)) + times
    return tuple(
        size * factor if isinstance(size, int) else None
        for size, factor in zip(sizes, factors, strict=True)
    )


def _kept(step: Step, shape: Shape) -> Shape | None:
    return shape


_RESHAPINGS = {
    "flatten": _flatten,
    "reshape": _reshape,
    "permute": _permute,
    "repeat": _repeat,
    "squeeze": _squeeze,
    "expand": _expand,
    "swap axes": _swap,
    "move axis": _move,
    "broadcast": _broadcast,
    "tile": _tile,
    "flip": _kept,
    "roll": _kept,
}

__all__ = [
    "concatenation",
    "elementwise",
    "reduction",
    "reshaping",
    "same",
    "splitting",
    "stacking",
]
