"""Operators that join, cut, move or repeat whole tensors.

In: operations. Out: `Facts`. Shapes, axes and limits come as inputs, mostly constant ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Function, Reshaping, Settings, Slicing
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import describing, moves
from netscribe.readers.netlist.describing import op_of, printed
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.tflite.operations.fused import fused

_ALL_BUT_FIRST = frozenset(range(1, 16))


def _concat(operation: Operation) -> Facts:
    return describing.concat(operation, operation.integer("axis"), fused(operation))


def _pack(operation: Operation) -> Facts:
    return describing.stack(operation, operation.integer("axis"))


def _unpack(operation: Operation) -> Facts:
    return describing.split(operation, operation.integer("axis"))


def _split(position: int, axis: int) -> Callable[[Operation], Facts]:
    """`position` of the tensor and of the axis among the inputs."""

    def describe(operation: Operation) -> Facts:
        found = operation.integers(axis)
        return describing.split(operation, found[0] if found else None, position)

    return describe


def _transpose(operation: Operation) -> Facts:
    return moves.permute(operation, operation.integers(1))


def _blocks(word: str) -> Callable[[Operation], Facts]:
    """Positions to the batch and back, as dilated convolutions were once written."""

    def describe(operation: Operation) -> Facts:
        block = operation.integers(1)
        settings: Settings = (("block", printed(block)),) if block else ()
        attributes = Reshaping(function=word, settings=settings)
        return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=_ALL_BUT_FIRST)

    return describe


def _slice(operation: Operation) -> Facts:
    """From a beginning, as many as told; -1 for all that are left."""
    begins, sizes = operation.integers(1), operation.integers(2)
    if begins is None or sizes is None or len(begins) != len(sizes):
        return moves.sliced(operation, "")
    read = operation.shape() or (None,) * len(begins)
    parts = [_part(*item) for item in zip(begins, sizes, read)]
    return moves.sliced(operation, _joined(parts))


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
    limits = [operation.integers(place) for place in (1, 2, 3)]
    known = [limit for limit in limits if limit is not None]
    masks = [(name, operation.integer(f"{name}_mask")) for name in ("begin", "end", "shrink_axis")]
    odd = operation.integer("ellipsis_mask") or operation.integer("new_axis_mask")
    if len(known) < 3 or odd or len({len(limit) for limit in known}) != 1:
        return moves.sliced(operation, "")
    parts = [
        _strided_part((begin, end, step), {name: bool(mask >> axis & 1) for name, mask in masks})
        for axis, (begin, end, step) in enumerate(zip(*known))
    ]
    return moves.sliced(operation, _joined(parts))


def _strided_part(limits: tuple[int, int, int], masks: Mapping[str, bool]) -> str:
    begin, end, step = limits
    if masks["shrink_axis"]:
        return str(begin)
    first = "" if masks["begin"] or (not begin and step > 0) else str(begin)
    last = "" if masks["end"] else str(end)
    return f"{first}:{last}" if step == 1 else f"{first}:{last}:{step}"


def _flip(operation: Operation) -> Facts:
    return moves.along(operation, "flip", operation.integers(1))


def _flip_sequences(operation: Operation) -> Facts:
    axis = describing.axis_of(operation.integer("seq_dim"), operation.rank())
    attributes = Reshaping(function="flip", axis=axis)
    return Facts(op_of(operation, Kind.RESHAPE), attributes, roles={1: "lengths"})


def _gather_nd(operation: Operation) -> Facts:
    return Facts(op_of(operation, Kind.SLICE), Slicing(), roles={1: "index"})


def _top_k(operation: Operation) -> Facts:
    count = operation.values(1)
    settings: Settings = (("k", printed(count[0])),) if count else ()
    attributes = Function(function="top_k", settings=(*settings, ("sorted", "yes")))
    return Facts(op_of(operation, Kind.MATH), attributes, settings=_ALL_BUT_FIRST)


MOVINGS: Mapping[str, Callable[[Operation], Facts]] = {
    "CONCATENATION": _concat,
    "PACK": _pack,
    "UNPACK": _unpack,
    "SPLIT": _split(1, 0),
    "SPLIT_V": _split(0, 2),
    "TRANSPOSE": _transpose,
    "RESHAPE": moves.reshape,
    "STABLEHLO_RESHAPE": moves.reshape,
    "EXPAND_DIMS": moves.expand_dims,
    "SQUEEZE": moves.squeeze_dims,
    "TILE": moves.tile,
    "BROADCAST_TO": moves.broadcast,
    "STABLEHLO_BROADCAST_IN_DIM": moves.broadcast,
    "SPACE_TO_BATCH_ND": _blocks("space to batch"),
    "BATCH_TO_SPACE_ND": _blocks("batch to space"),
    "SLICE": _slice,
    "STRIDED_SLICE": _strided_slice,
    "REVERSE_V2": _flip,
    "REVERSE_SEQUENCE": _flip_sequences,
    "GATHER_ND": _gather_nd,
    "TOPK_V2": _top_k,
}
