"""Operators that take parts of tensors or put tensors side by side.

In: a step. Out: its results, with their contents where they are small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.broadcast import Places, picked_content
from netscribe.readers.onnx.shapes.results import (
    axis_index,
    dims_in,
    of_rank,
    one,
    replaced,
    same,
    tensor,
    whole_numbers,
)
from netscribe.readers.onnx.shapes.step import (
    UNKNOWN,
    Content,
    Element,
    Known,
    Results,
    Rule,
    ShapeStep,
)

#: Ends of slices this far out mean "to the end".
_FAR = 2**31 - 1


def _slice(step: ShapeStep) -> Results:
    source = step.input(0)
    starts, ends = _bounds(step, 1, "starts"), _bounds(step, 2, "ends")
    if source.shape is None or starts is None or ends is None:
        return one(source.dtype, of_rank(len(source.shape)) if source.shape is not None else None)
    axes = _axes(step, len(starts))
    steps = dims_in(step.given(4)) if step.given(4) is not None else (1,) * len(starts)
    if axes is None or steps is None or not len(starts) == len(ends) == len(axes) == len(steps):
        return one(source.dtype, of_rank(len(source.shape)))
    shape = source.shape
    kept: list[Places] = [_all_places(size) for size in shape]
    for axis, start, end, stride in zip(axes, starts, ends, steps, strict=True):
        place = axis_index(axis, len(shape))
        if place is None:
            return one(source.dtype, of_rank(len(shape)))
        shape = replaced(shape, place, _sliced(source.shape[place], start, end, stride))
        kept[place] = _places(source.shape[place], start, end, stride)
    return one(source.dtype, shape, picked_content(source, kept))


def _bounds(step: ShapeStep, position: int, name: str) -> Shape | None:
    """Newer versions take the ends as inputs, older ones as attributes."""
    given = step.given(position)
    return dims_in(given) if given is not None else step.integers(name)


def _axes(step: ShapeStep, count: int) -> tuple[int, ...] | None:
    if step.given(3) is not None:
        return whole_numbers(step.given(3))
    return step.integers("axes") or tuple(range(count))


def _sliced(size: Dim, start: Dim, end: Dim, stride: Dim) -> Dim:
    """How many positions start:end:stride leaves of an axis."""
    numbers = isinstance(start, int) and isinstance(end, int)
    if not isinstance(stride, int) or not stride:
        return None
    if isinstance(size, int) and numbers:
        return len(range(*slice(start, end, stride).indices(size)))
    if stride < 0:
        whole = isinstance(start, int) and isinstance(end, int) and start in (-1, _FAR)
        return size if whole and stride == -1 and isinstance(end, int) and end < -_FAR else None
    left = _between(size, start, end)
    return arithmetic.dim(arithmetic.over_up(left, stride))


def _between(size: Dim, start: Dim, end: Dim) -> Dim:
    """end - start, with both counted from the front and no further than the axis is long.

    An end in letters on an axis of known length is taken for one that the axis reaches: a table of
    512 positions cut to T is T long.
    """
    first = _from_front(size, start)
    if isinstance(end, int) and end >= _FAR:
        last: Dim = size
    elif isinstance(end, int) and end >= 0 and isinstance(size, str):
        return _from_the_end(start, end)
    else:
        last = _from_front(size, end)
    if isinstance(size, str) and isinstance(last, str) and not _is_within(last, size):
        return None
    if isinstance(start, int) and start < 0 and last == size:
        return -start
    return arithmetic.dim(arithmetic.minus(last, first))


def _from_the_end(start: Dim, end: int) -> Dim:
    """:n of an axis in letters may reach beyond its end; only nothing and one are certain."""
    return 1 if start == 0 and end == 1 else None


def _is_within(last: str, size: str) -> bool:
    """Whether an end in letters is surely no further than the axis is long."""
    beyond = arithmetic.minus(size, last)
    return isinstance(beyond, (int, float)) and beyond >= 0


def _from_front(size: Dim, bound: Dim) -> Dim:
    if isinstance(bound, int) and bound < 0:
        return arithmetic.dim(arithmetic.plus(size, bound))
    return bound


def _all_places(size: Dim) -> Places:
    return range(size) if isinstance(size, int) else None


def _places(size: Dim, start: Dim, end: Dim, stride: Dim) -> Places:
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    if not isinstance(size, int) or not isinstance(stride, int) or not stride:
        return None
    return range(size)[start:end:stride]


def _gather(step: ShapeStep) -> Results:
    """Axis `axis` of the data gives way to all axes of the indices."""
    source, indices = step.input(0), step.input(1)
    shape, places = source.shape, indices.shape
    if shape is None or places is None:
        return one(source.dtype, None)
    axis = axis_index(step.integer("axis"), len(shape))
    if axis is None:
        return one(source.dtype, of_rank(len(shape) + len(places) - 1))
    found = (*shape[:axis], *places, *shape[axis + 1 :])
    return one(source.dtype, found, _picked(source, indices, axis))


def _picked(source: Known, indices: Known, axis: int) -> Content | None:
    shape, content = source.shape or (), source.content
    if content is None or indices.content is None:
        return None
    if len(shape) == 1:
        return tuple(_element(content, place) for place in indices.content)
    chosen = whole_numbers(indices)
    length = shape[axis]
    if chosen is None or not isinstance(length, int):
        return None
    kept = [_all_places(size) for size in shape]
    kept[axis] = tuple(place % length for place in chosen if -length <= place < length)
    return picked_content(source, kept)


def _element(content: Content, place: Element) -> Element:
    inside = isinstance(place, int) and -len(content) <= place < len(content)
    return content[int(place)] if inside and isinstance(place, int) else None


def _gather_elements(step: ShapeStep) -> Results:
    return one(step.dtype(), step.shape(1))


def _gather_nd(step: ShapeStep) -> Results:
    """(batch, indices..., k) into data of rank r leaves its axes behind batch + k."""
    shape, places = step.shape(), step.shape(1)
    if shape is None or not places or not isinstance(places[-1], int):
        return one(step.dtype(), None)
    behind = step.integer("batch_dims") + places[-1]
    return one(step.dtype(), (*places[:-1], *shape[behind:]))


def _concat(step: ShapeStep) -> Results:
    """Sizes along the axis add up; the other axes take what any input knows of them."""
    tensors = [entry or UNKNOWN for entry in step.inputs]
    dtype = next((each.dtype for each in tensors if each.dtype), "")
    rows = [each.shape for each in tensors if each.shape is not None]
    if not rows or len({len(row) for row in rows}) != 1:
        return one(dtype, None)
    axis = axis_index(step.integer("axis", 1), len(rows[0]))
    if axis is None:
        return one(dtype, of_rank(len(rows[0])))
    columns = [list(column) for column in zip(*rows, strict=True)]
    shape = tuple(map(_agreed, columns))
    complete = len(rows) == len(tensors)
    joined = arithmetic.dim(arithmetic.total(columns[axis])) if complete else None
    content = _joined(tensors) if len(rows[0]) == 1 else None
    return one(dtype, replaced(shape, axis, joined), content)


def _agreed(sizes: Sequence[Dim]) -> Dim:
    """The size that all have on one axis: a number, else the shortest word."""
    numbers = [size for size in sizes if isinstance(size, int)]
    words = [size for size in sizes if isinstance(size, str)]
    return numbers[0] if numbers else min(words, key=len, default=None)


def _joined(tensors: Sequence[Known]) -> Content | None:
    """Contents in a row; of a tensor whose length alone is known, that many unknown elements."""
    found: list[Element] = []
    for each in tensors:
        length = each.shape[0] if each.shape else None
        if each.content is not None:
            found += each.content
        elif isinstance(length, int) and length <= 16:
            found += [None] * length
        else:
            return None
    return tuple(found)


def _split(step: ShapeStep) -> Results:
    source, count = step.input(0), step.output_count
    shape = source.shape
    axis = None if shape is None else axis_index(step.integer("axis"), len(shape))
    if shape is None or axis is None:
        return one(source.dtype, None) * count
    sections = _sections(step, shape[axis])
    shapes = [replaced(shape, axis, section) for section in sections]
    if source.content is None or len(shape) != 1:
        return tuple(tensor(source.dtype, each) for each in shapes)
    return tuple(
        tensor(source.dtype, each, part)
        for each, part in zip(shapes, _parts(source.content, sections), strict=True)
    )


def _sections(step: ShapeStep, size: Dim) -> Sequence[Dim]:
    count = step.output_count
    given = step.integers("split")
    if step.given(1) is not None:
        return dims_in(step.given(1)) or (None,) * count
    if given is not None:
        return given
    count = step.integer("num_outputs") or count
    if "num_outputs" in step.attributes:
        part = arithmetic.dim(arithmetic.over_up(size, count))
        rest = arithmetic.minus(size, arithmetic.times(part, count - 1))
        return (*(part,) * (count - 1), arithmetic.dim(rest))
    return (arithmetic.ratio((size,), (count,)),) * count


def _parts(content: Content, sections: Sequence[Dim]) -> list[Content | None]:
    found: list[Content | None] = []
    start: Dim = 0
    for section in sections:
        end = start + section if isinstance(start, int) and isinstance(section, int) else None
        found.append(content[start:end] if isinstance(start, int) and end is not None else None)
        start = end
    return found


def _compress(step: ShapeStep) -> Results:
    """How many are kept depends on the data, unless the condition is known."""
    shape, condition = step.shape(), step.input(1)
    kept = whole_numbers(condition)
    count = None if kept is None else sum(map(bool, kept))
    if step.attributes.get("axis") is None:
        return one(step.dtype(), (count,))
    axis = None if shape is None else axis_index(step.integer("axis"), len(shape))
    if shape is None or axis is None:
        return one(step.dtype(), None)
    return one(step.dtype(), replaced(shape, axis, count))


def _gathered_scalar(step: ShapeStep) -> Results:
    """ArrayFeatureExtractor and the like keep all axes but the last."""
    shape, places = step.shape(), step.shape(1)
    if shape is None or not places:
        return one(step.dtype(), None)
    return one(step.dtype(), (*(shape[:-1] or (1,)), places[-1]))


SLICING: Mapping[str, Rule] = {
    "Slice": _slice,
    "Gather": _gather,
    "GatherElements": _gather_elements,
    "GatherND": _gather_nd,
    **dict.fromkeys(("Scatter", "ScatterElements", "ScatterND", "TensorScatter"), same),
    "Concat": _concat,
    "Split": _split,
    "Compress": _compress,
    "ArrayFeatureExtractor": _gathered_scalar,
}
