"""Joining tensors and taking them apart: concatenation, stacking, splitting.

In: arguments. Out: `Axis` facts. Equal parts are told by their number, others by their sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Axis, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, one_axis

Describer = Callable[[Arguments], OperationFacts | None]


def _ranks(arguments: Arguments) -> int | None:
    """Of what is joined or taken apart."""
    ranks = [len(given.shape) for given in arguments.call.inputs if given.shape is not None]
    return max(ranks, default=None)


def _concat(axis: int | None = None) -> Describer:
    """Along the call's axis, or a fixed one (which is the first for tensors of one axis)."""

    def describe(arguments: Arguments) -> OperationFacts:
        rank = _ranks(arguments) or (None if arguments.made is None else len(arguments.made))
        chosen = (arguments.integer("dim") or 0) if axis is None else axis
        if axis is not None and rank == 1:
            chosen = 0
        return arguments.facts(Kind.CONCAT, Axis(axis=one_axis(chosen, rank)))

    return describe


def _stack(arguments: Arguments) -> OperationFacts:
    """The axis is counted in the result."""
    rank = None if arguments.made is None else len(arguments.made)
    return arguments.facts(Kind.STACK, Axis(axis=one_axis(arguments.integer("dim") or 0, rank)))


def _split(axis: int | None = None) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        chosen = (arguments.integer("dim") or 0) if axis is None else axis
        chosen = one_axis(chosen, arguments.rank)
        sections = _sections([made.shape for made in arguments.call.outputs], chosen)
        return arguments.facts(Kind.SPLIT, Axis(axis=chosen, sections=sections))

    return describe


def _sections(shapes: list[Shape | None], axis: int) -> Sizes:
    sizes = [
        shape[axis] if shape is not None and -len(shape) <= axis < len(shape) else None
        for shape in shapes
    ]
    if len(sizes) < 2 or None in sizes:
        return ()
    if len(set(sizes)) == 1:
        return (len(sizes),)
    known = tuple(size for size in sizes if isinstance(size, int))
    return known if len(known) == len(sizes) else ()


def _unbind(arguments: Arguments) -> OperationFacts:
    axis = one_axis(arguments.integer("dim") or 0, arguments.rank)
    return arguments.facts(Kind.SPLIT, Axis(axis=axis))


# fmt: off
JOININGS: Mapping[str, Describer] = {
    "cat": _concat(),
    "hstack": _concat(1),
    "column_stack": _concat(1),
    "vstack": _concat(0),
    "dstack": _concat(2),
    "stack": _stack,
    **dict.fromkeys((
        "chunk", "split", "tensor_split", "split_with_sizes", "unsafe_chunk", "unsafe_split",
        "unsafe_split_with_sizes",
    ), _split()),
    "hsplit": _split(1),
    "vsplit": _split(0),
    "dsplit": _split(2),
    "unbind": _unbind,
    "iter": _unbind,
}
# fmt: on
