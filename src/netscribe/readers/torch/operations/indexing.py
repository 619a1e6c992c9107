"""Parts of a tensor: slices, lookups by index.

In: arguments. Out: `Slicing` facts; plain slices as they are written between brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Settings, Slicing
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, is_tensor
from netscribe.readers.torch.operations.printing import index_text, printed

Describer = Callable[[Arguments], OperationFacts | None]
#: Stands for a number that follows a free size.
VARYING = "…"
#: The end of a slice without an end.
_ENDLESS = 2**63 - 1


def _getitem(arguments: Arguments) -> OperationFacts:
    index = arguments.values.get("index")
    known = "index" in arguments.values
    if isinstance(index, tuple) and not _explains(index, arguments):
        index = tuple(VARYING if item is None else item for item in index)
    text = index_text(index) if known else ""
    roles = arguments.roles({"index": "index"})
    return arguments.facts(Kind.SLICE, Slicing(index=text), roles)


def _explains(index: tuple[object, ...], arguments: Arguments) -> bool:
    """Whether a None in the index is a new axis: the ranks must agree.

    A whole number that follows a free size of the input stands as None as well.
    """
    rank, made = arguments.rank, arguments.made
    if rank is None or made is None or any(map(is_tensor, index)):
        return True
    added = sum(item is None for item in index)
    taken = sum(isinstance(item, int) for item in index)
    return rank + added - taken == len(made)


def _on_axis(arguments: Arguments, part: str) -> OperationFacts:
    """The same as `[:, :, part]`; the axis counts from 0."""
    axis, rank = arguments.integer("dim") or 0, arguments.rank
    if axis < 0 and rank is None:
        return arguments.facts(Kind.SLICE, Slicing(index=f"..., {part}" if axis == -1 else ""))
    place = axis % rank if rank else axis
    return arguments.facts(Kind.SLICE, Slicing(index=", ".join([":"] * place + [part])))


def _narrow(arguments: Arguments) -> OperationFacts:
    start, length = arguments.integer("start"), arguments.integer("length")
    if start is None or length is None:
        return arguments.facts(Kind.SLICE, Slicing())
    return _on_axis(arguments, f"{start}:{start + length}")


def _select(arguments: Arguments) -> OperationFacts:
    index = arguments.integer("index")
    return _on_axis(arguments, printed(arguments.raw("index")) if index is None else str(index))


def _gather(*names: str) -> Describer:
    """By a tensor of indices; `names` are settings."""

    def describe(arguments: Arguments) -> OperationFacts:
        axis = arguments.axis("dim")
        settings: Settings = () if axis is None else (("axis", str(axis)),)
        attributes = Slicing(settings=(*settings, *arguments.settings(*names)))
        roles = {"index": "index", "indices": "index", "mask": "mask"}
        return arguments.facts(Kind.SLICE, attributes, arguments.roles(roles))

    return describe


def _slice(arguments: Arguments) -> OperationFacts:
    """The operator below `[]`: one axis from start to end."""
    start, end, step = (arguments.integer(name) for name in ("start", "end", "step"))
    bounded = end is not None and end < _ENDLESS
    part = slice(start or None, end if bounded else None, step)
    return _on_axis(arguments, index_text(part))


INDEXINGS: Mapping[str, Describer] = {
    "slice": _slice,
    "getitem": _getitem,
    "narrow": _narrow,
    "narrow_copy": _narrow,
    "select": _select,
    "select_copy": _select,
    **dict.fromkeys(("index_select", "gather", "take", "take_along_dim"), _gather()),
    "masked_select": _gather(),
    "diagonal": _gather("offset", "dim1", "dim2"),
    "diagonal_copy": _gather("offset", "dim1", "dim2"),
}
