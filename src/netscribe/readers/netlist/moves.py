"""What every format's table says alike of moving numbers about: shapes, orders, parts, copies.

In: an operation, and its settings in plain values. Out: `Facts`. What a setting does not tell, the
shapes on both sides may.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from netscribe.graph.attributes import Reshaping, Settings, Slicing
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist.describing import axes_of, axis_of, op_of, printed
from netscribe.readers.netlist.operation import Facts, Operation

_ALL_BUT_FIRST = frozenset(range(1, 16))


def permute(operation: Operation, order: Sequence[int] | None) -> Facts:
    """Axes in another order; where it is not told, the shapes may tell it."""
    if order is None:
        order = _order_by_sizes(operation)
    attributes = Reshaping(function="permute", order=tuple(order or ()))
    return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=frozenset((1,)))


def _order_by_sizes(operation: Operation) -> list[int] | None:
    before, after = operation.shape(), operation.made
    if before is None or after is None or sorted(map(str, before)) != sorted(map(str, after)):
        return None
    return [before.index(size) for size in after] if len(set(before)) == len(before) else None


def reshape(operation: Operation, settings: frozenset[int] = frozenset((1,))) -> Facts:
    """Another shape of the same numbers; the inputs at `settings` say which."""
    before, after = operation.shape(), operation.made
    attributes = Reshaping(function="reshape", target=_target(after))
    if _is_flat(before, after):
        attributes = Reshaping(function="flatten")
    elif _only_ones(before, after):
        attributes = _by_axis(before or (), after or ()) or attributes
    return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=settings)


def _target(after: Sequence[object] | None) -> tuple[int | None, ...]:
    """Without the batch; a size that is not known stays so, since the batch may be another."""
    return tuple(size if isinstance(size, int) else None for size in (after or ())[1:])


def _is_flat(before: Sequence[object] | None, after: Sequence[object] | None) -> bool:
    """Whether everything but the batch became one axis."""
    if before is None or after is None or len(after) != 2 or len(before) < 3:
        return False
    inner = [size for size in before[1:] if isinstance(size, int)]
    return before[0] == after[0] and len(inner) == len(before) - 1 and prod(inner) == after[1]


def _only_ones(before: Sequence[object] | None, after: Sequence[object] | None) -> bool:
    """Whether axes of size 1 come or go, and nothing else happens."""
    if before is None or after is None or len(before) == len(after):
        return False
    ways = ([size for size in side if size != 1] for side in (before, after))
    return next(ways) == next(ways) and [*before].count(None) < 2


def _by_axis(before: Sequence[object], after: Sequence[object]) -> Reshaping | None:
    """The one axis that came or went, or all those of size 1 that went, if there is no doubt."""
    word = "squeeze" if len(before) > len(after) else "expand"
    longer, shorter = sorted((before, after), key=len, reverse=True)
    places = [
        axis
        for axis, size in enumerate(longer)
        if size == 1 and [*longer[:axis], *longer[axis + 1 :]] == [*shorter]
    ]
    if len(places) == 1:
        return Reshaping(function=word, axis=axis_of(places[0], len(longer)))
    return Reshaping(function=word) if word == "squeeze" and 1 not in after else None


def along(operation: Operation, word: str, axes: Sequence[int] | None = None) -> Facts:
    """A reshaping along axes: squeeze, flip, ...; all inputs but the first are settings."""
    settings: Settings = ()
    found = () if axes is None else axes_of(axes, operation.rank())
    if len(found) > 1:
        settings = (("axes", printed(found)),)
    attributes = Reshaping(
        function=word, axis=found[0] if len(found) == 1 else None, settings=settings
    )
    others = frozenset(range(1, len(operation.inputs)))
    return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=others)


def broadcast(operation: Operation) -> Facts:
    """The same numbers over a larger shape."""
    sizes = tuple(size if isinstance(size, int) else None for size in (operation.made or ())[1:])
    others = frozenset(range(1, len(operation.inputs)))
    attributes = Reshaping(function="broadcast", target=sizes)
    return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=others)


def sliced(operation: Operation, index: str) -> Facts:
    """A part of one tensor; all other inputs say which."""
    others = frozenset(place for place in range(1, len(operation.inputs)))
    return Facts(op_of(operation, Kind.SLICE), Slicing(index=index), settings=others)


def gathered(operation: Operation, axis: int | None) -> Facts:
    """Parts of one tensor, looked up by the numbers in another."""
    place = None if axis is None else axis_of(axis, operation.rank())
    settings: Settings = () if place is None else (("axis", str(place)),)
    return Facts(op_of(operation, Kind.SLICE), Slicing(settings=settings), roles={1: "index"})


def expand_dims(operation: Operation) -> Facts:
    """A new axis, told by the second input and counted in the result, as TensorFlow does."""
    found = operation.integers(1)
    rank = len(operation.made or ()) or None
    axis = axis_of(found[0], rank) if found else None
    attributes = Reshaping(function="expand", axis=axis)
    return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=_ALL_BUT_FIRST)


def squeeze_dims(operation: Operation) -> Facts:
    """Axes of size 1 taken away, told by the attribute that TensorFlow has for it."""
    return along(operation, "squeeze", operation.sizes("squeeze_dims"))


def tile(operation: Operation) -> Facts:
    """Copies along the axes, as many as the second input tells."""
    counts = operation.integers(1) or ()
    grown = [axis for axis, count in enumerate(counts) if count != 1]
    settings: Settings = (("repeats", printed(counts)),) if counts else ()
    attributes = Reshaping(function="tile", settings=settings)
    if len(grown) == 1:
        axis = axis_of(grown[0], len(counts))
        attributes = Reshaping(function="tile", times=counts[grown[0]], axis=axis)
    return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=_ALL_BUT_FIRST)
