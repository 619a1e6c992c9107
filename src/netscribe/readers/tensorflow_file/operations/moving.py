"""Operations that join, cut, move or repeat whole tensors.

In: operations. Out: `Facts`. Shapes, axes and limits come as inputs, mostly constant ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import Embedding, Function, Settings, Slicing
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import describing, moves
from netscribe.readers.netlist.describing import op_of, printed
from netscribe.readers.netlist.operation import Facts, Operation

_ALL_BUT_FIRST = frozenset(range(1, 16))


def _concat(operation: Operation) -> Facts:
    """The axis is the last input; that of the oldest form the first."""
    place = 0 if operation.type_name == "Concat" else len(operation.inputs) - 1
    axis = operation.integers(place)
    facts = describing.concat(operation, axis[0] if axis else -1)
    return replace(facts, settings=frozenset((place,)))


def _split(position: int, axis: int) -> Callable[[Operation], Facts]:
    """`position` of the tensor and of the axis among the inputs."""

    def describe(operation: Operation) -> Facts:
        found = operation.integers(axis)
        return describing.split(operation, found[0] if found else None, position)

    return describe


def _slice(operation: Operation) -> Facts:
    """From a beginning, as many as told; -1 for all that are left."""
    begins, sizes = operation.integers(1), operation.integers(2)
    if begins is None or sizes is None or len(begins) != len(sizes):
        return moves.sliced(operation, "")
    read = operation.shape() or (None,) * len(begins)
    return moves.sliced(operation, _joined([_part(*i) for i in zip(begins, sizes, read)]))


def _part(begin: int, size: int, whole: object) -> str:
    if size < 0 or begin + size == whole:
        return f"{begin}:" if begin else ":"
    return f"{begin or ''}:{begin + size}"


def _joined(parts: list[str]) -> str:
    """Without whole axes at the end."""
    while len(parts) > 1 and parts[-1] == ":":
        parts = parts[:-1]
    return ", ".join(parts)


def _strided_slice(operation: Operation) -> Facts:
    """As it is written in Python; "" where a limit is computed."""
    limits = [operation.integers(place) for place in (1, 2, 3)]
    known = [limit for limit in limits if limit is not None]
    if len(known) < 3 or len({len(limit) for limit in known}) != 1:
        return moves.sliced(operation, "")
    parts = []
    for axis, (begin, end, step) in enumerate(zip(*known)):
        masks = {word for word in _MASKS if operation.integer(f"{word}_mask") >> axis & 1}
        parts.append(_strided_part(begin, end, step, masks))
    return moves.sliced(operation, _joined(parts))


_MASKS = ("begin", "end", "shrink_axis", "ellipsis", "new_axis")


def _strided_part(begin: int, end: int, step: int, masks: set[str]) -> str:
    if "ellipsis" in masks:
        return "..."
    if "new_axis" in masks:
        return "None"
    if "shrink_axis" in masks:
        return str(begin)
    first = "" if "begin" in masks or (not begin and step > 0) else str(begin)
    last = "" if "end" in masks else str(end)
    return f"{first}:{last}" if step == 1 else f"{first}:{last}:{step}"


def _gather(operation: Operation) -> Facts:
    """Rows of a table of weights are an embedding; the third input is the axis."""
    axis = operation.integers(2) or (0,)
    table = operation.operand(0)
    is_table = table is not None and table.is_weight and operation.rank(0) == 2
    if is_table and axis == (0,) and not operation.integer("batch_dims"):
        attributes = Embedding(
            vocabulary=operation.size(0, 0) or 0, width=operation.size(0, 1) or 0
        )
        return Facts(
            op_of(operation, Kind.EMBEDDING),
            attributes,
            weights={0: "embeddings"},
            settings=frozenset((2,)),
            order=(1, 0),
        )
    return replace(moves.gathered(operation, axis[0]), settings=frozenset((2,)))


def _gather_nd(operation: Operation) -> Facts:
    return Facts(op_of(operation, Kind.SLICE), Slicing(), roles={1: "index"})


def _flip(operation: Operation) -> Facts:
    return moves.along(operation, "flip", operation.integers(1))


def _top_k(operation: Operation) -> Facts:
    count = operation.values(1)
    settings: Settings = (("k", printed(count[0])),) if count else ()
    attributes = Function(function="top_k", settings=(*settings, ("sorted", "yes")))
    return Facts(op_of(operation, Kind.MATH), attributes, settings=_ALL_BUT_FIRST)


def _one_hot(operation: Operation) -> Facts:
    count = operation.values(1)
    settings: Settings = (("classes", printed(count[0])),) if count else ()
    attributes = Function(function="one_hot", settings=settings)
    return Facts(op_of(operation, Kind.MATH), attributes, settings=_ALL_BUT_FIRST)


MOVINGS: Mapping[str, Callable[[Operation], Facts]] = {
    "Concat": _concat,
    "ConcatV2": _concat,
    "Pack": lambda operation: describing.stack(operation, operation.integer("axis")),
    "Unpack": lambda operation: describing.split(operation, operation.integer("axis")),
    "Split": _split(1, 0),
    "SplitV": _split(0, 2),
    "Transpose": lambda operation: moves.permute(operation, operation.integers(1)),
    "Reshape": moves.reshape,
    "ExpandDims": moves.expand_dims,
    "Squeeze": moves.squeeze_dims,
    "Tile": moves.tile,
    "BroadcastTo": moves.broadcast,
    "Slice": _slice,
    "StridedSlice": _strided_slice,
    "Gather": _gather,
    "GatherV2": _gather,
    "ResourceGather": _gather,
    "GatherNd": _gather_nd,
    "ReverseV2": _flip,
    "TopKV2": _top_k,
    "OneHot": _one_hot,
}
