"""Shapes of tensors that are joined, cut, moved or looked up.

In: `Given`. Out: shapes, () where they are not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from netscribe.graph.types import Dim
from netscribe.readers.tensorflow_file.given import Given, Rule, Shapes, wider


def _reshape(given: Given) -> Shapes:
    target, source = given.integers(1), given.shape()
    if target is None:
        return ()
    whole = [size for size in source or () if isinstance(size, int)]
    known = [size for size in target if size is not None and size >= 0]
    complete = source is not None and len(whole) == len(source)
    count: int = prod(known)
    free = None
    if complete and list(target).count(-1) == 1 and len(known) == len(target) - 1 and count:
        free = prod(whole) // count
    return (tuple(free if size is None or size < 0 else size for size in target),)


def _transpose(given: Given) -> Shapes:
    source = given.shape()
    order = None if source is None else given.axes(1, len(source))
    if source is None or order is None or len(order) != len(source):
        return ()
    return (tuple(source[axis] for axis in order),)


def _concat(given: Given) -> Shapes:
    shapes = [shape for shape in given.shapes[:-1] if shape is not None]
    if len(shapes) != len(given.shapes) - 1 or len({len(shape) for shape in shapes}) != 1:
        return ()
    axes = given.axes(-1, len(shapes[0]))
    if not axes:
        return ()
    sizes = [shape[axes[0]] for shape in shapes]
    known = [size for size in sizes if isinstance(size, int)]
    made = [wider([*column, 1]) for column in zip(*shapes)]
    made[axes[0]] = sum(known) if len(known) == len(sizes) else None
    return (tuple(made),)


def _pack(given: Given) -> Shapes:
    source = given.shape()
    axis = given.node.attributes.get("axis", 0)
    if source is None or not isinstance(axis, int):
        return ()
    place = axis % (len(source) + 1)
    return ((*source[:place], len(given.shapes), *source[place:]),)


def _split(given: Given) -> Shapes:
    source, many = given.shape(1), given.node.attributes.get("num_split")
    axes = None if source is None else given.axes(0, len(source))
    if source is None or not axes or not isinstance(many, int) or not 0 < many < 10_000:
        return ()
    whole = source[axes[0]]
    size = whole // many if isinstance(whole, int) else None
    return ((*source[: axes[0]], size, *source[axes[0] + 1 :]),) * many


def _unpack(given: Given) -> Shapes:
    source, many = given.shape(), given.node.attributes.get("num")
    axis = given.node.attributes.get("axis", 0)
    if not source or not isinstance(axis, int) or not isinstance(many, int) or many > 10_000:
        return ()
    place = axis % len(source)
    return ((*source[:place], *source[place + 1 :]),) * many


def _squeeze(given: Given) -> Shapes:
    source = given.shape()
    if source is None:
        return ()
    wanted = [axis % len(source) for axis in given.sizes("squeeze_dims") if source]
    gone = wanted or [axis for axis, size in enumerate(source) if size == 1]
    return (tuple(size for axis, size in enumerate(source) if axis not in gone),)


def _expand(given: Given) -> Shapes:
    source = given.shape()
    axes = None if source is None else given.axes(1, len(source) + 1)
    if source is None or not axes:
        return ()
    return ((*source[: axes[0]], 1, *source[axes[0] :]),)


def _gather(given: Given) -> Shapes:
    table, places = given.shape(0), given.shape(1)
    if table is None or places is None or given.node.attributes.get("batch_dims"):
        return ()
    axes = [0] if len(given.shapes) < 3 else given.axes(2, len(table))
    if not axes:
        return ()
    return ((*table[: axes[0]], *places, *table[axes[0] + 1 :]),)


def _sliced(given: Given) -> Shapes:
    source = given.shape()
    limits = [given.integers(at) for at in (1, 2, 3)]
    masks = {
        word: given.node.attributes.get(f"{word}_mask") or 0
        for word in ("begin", "end", "shrink_axis", "ellipsis", "new_axis")
    }
    if source is None or masks["ellipsis"] or masks["new_axis"] or None in limits:
        return ()
    made: list[Dim] = []
    steps = list(zip(*(limit for limit in limits if limit is not None)))
    for axis, size in enumerate(source):
        if axis >= len(steps):
            made.append(size)
        elif not _has(masks["shrink_axis"], axis):
            open_ends = (_has(masks["begin"], axis), _has(masks["end"], axis))
            made.append(_left(size, steps[axis], open_ends))
    return (tuple(made),)


def _left(size: Dim, limits: tuple[int | None, ...], open_ends: tuple[bool, bool]) -> Dim:
    """How many positions are left of one axis."""
    begin, end, step = limits
    if open_ends == (True, True) and step == 1:
        return size
    if not isinstance(size, int) or not step:
        return None
    if (begin is None and not open_ends[0]) or (end is None and not open_ends[1]):
        return None
    limit = slice(None if open_ends[0] else begin, None if open_ends[1] else end, step)
    return len(range(*limit.indices(size)))


def _has(mask: object, axis: int) -> bool:
    return isinstance(mask, int) and bool(mask >> axis & 1)


MOVES: Mapping[str, Rule] = {
    "Reshape": _reshape,
    "Transpose": _transpose,
    "ConcatV2": _concat,
    "Pack": _pack,
    "Split": _split,
    "Unpack": _unpack,
    "Squeeze": _squeeze,
    "ExpandDims": _expand,
    "StridedSlice": _sliced,
    **dict.fromkeys(("Gather", "GatherV2", "ResourceGather"), _gather),
}
