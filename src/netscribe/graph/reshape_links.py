"""Which axis comes out where when a tensor is only seen in another shape.

In: the attributes of a reshaping and the shapes on both sides. Out: `Link`s from its one input to
its one output; none where the function's name or the shapes do not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from netscribe.graph.attributes import Reshaping
from netscribe.graph.link import Link
from netscribe.graph.types import Dim, Shape


def reshape_links(attributes: Reshaping, source: Shape, target: Shape) -> Iterable[Link]:
    """The links of one reshaping, permutation, squeeze, expansion or repetition."""
    rule = _RESHAPES.get(attributes.function)
    return () if rule is None else rule(attributes, source, target)


def _permute(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    if len(source) == len(target) == len(attributes.order):
        yield from (Link(0, axis, 0, place) for place, axis in enumerate(attributes.order))


def _flip(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    if len(source) == len(target):
        yield from (Link(0, axis, 0, axis) for axis in range(len(source)))


def _moved_blocks(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    """Channels become positions, or positions channels; the batch stays."""
    if len(source) == len(target):
        yield from (Link(0, axis, 0, axis, same_size=axis == 0) for axis in range(len(source)))


def _expand(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    if len(source) + 1 == len(target) and attributes.axis is not None:
        new = attributes.axis % len(target)
        yield from (Link(0, axis, 0, axis + (axis >= new)) for axis in range(len(source)))


def _squeeze(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    if attributes.axis is not None:
        gone = {attributes.axis % max(len(source), 1)}
    else:
        gone = {axis for axis, dim in enumerate(source) if dim == 1}
    kept = [axis for axis in range(len(source)) if axis not in gone]
    if len(kept) == len(target):
        yield from (Link(0, axis, 0, place) for place, axis in enumerate(kept))


def _repeat(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    """Copies along an axis; RepeatVector adds axis 1 to (batch, features)."""
    if len(source) == 2 and len(target) == 3:
        yield from (Link(0, 0, 0, 0), Link(0, 1, 0, 2))
    elif len(source) == len(target):
        repeated = None if attributes.axis is None else attributes.axis % len(source)
        for axis in range(len(source)):
            same = repeated is not None and axis != repeated
            yield Link(0, axis, 0, axis, same_size=same)


def _align_right(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    shift = len(target) - len(source)
    for axis, dim in enumerate(source):
        yield Link(0, axis, 0, axis + shift, same_size=isinstance(dim, int) and dim > 1)


def _blocks(attributes: Reshaping, source: Shape, target: Shape) -> Iterator[Link]:
    """A reshape in row-major order keeps the equal sizes at both ends where they are."""
    head = _equal_run(source, target)
    limit = min(len(source), len(target)) - head
    tail = min(_equal_run(source[::-1], target[::-1]), limit)
    yield from (Link(0, axis, 0, axis) for axis in range(head))
    for back in range(1, tail + 1):
        yield Link(0, len(source) - back, 0, len(target) - back)


def _equal_run(source: Sequence[Dim], target: Sequence[Dim]) -> int:
    count = 0
    for one, other in zip(source, target, strict=False):
        if one is None or one != other:
            break
        count += 1
    return count


_RESHAPES: Mapping[str, Callable[[Reshaping, Shape, Shape], Iterable[Link]]] = {
    "flatten": _blocks,
    "reshape": _blocks,
    "permute": _permute,
    "transpose": _permute,
    "flip": _flip,
    "roll": _flip,
    "depth to space": _moved_blocks,
    "space to depth": _moved_blocks,
    "expand": _expand,
    "expand_dims": _expand,
    "unsqueeze": _expand,
    "squeeze": _squeeze,
    "repeat": _repeat,
    "tile": _repeat,
    "broadcast": _align_right,
}
