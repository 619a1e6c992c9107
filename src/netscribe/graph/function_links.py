"""Which axis comes out where in functions that are known by their name alone, and in lookups.

In: a node and the shapes around it. Out: `Link`s; none for a name that no table here has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from netscribe.graph.attributes import Attributes, Function, Slicing
from netscribe.graph.link import Link, Shapes, rank_of
from netscribe.graph.plain_links import all_but_last, broadcast, leading, same
from netscribe.graph.pointwise import LOOKUPS, POINTWISE, RESCALING
from netscribe.graph.slices import parse_index
from netscribe.graph.trailing import OF_TENSOR, TRAILING
from netscribe.graph.types import Node


def math_links(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """Functions element by element, and functions over the last axes."""
    attributes = cast("Function", node.attributes)
    taken = TRAILING.get(attributes.function)
    if attributes.function in POINTWISE:
        yield from broadcast(node, inputs, outputs)
    elif taken is not None and (setting(attributes, "axis") or -1) == -1:
        yield from leading(inputs, outputs, max(rank_of(inputs, 0) - taken, 0))


def random_links(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """Noise that is put on a tensor, or drawn from the probabilities in one."""
    function = cast("Function", node.attributes).function
    if function in OF_TENSOR:
        yield from same(node, inputs, outputs)
    elif function in ("categorical", "multinomial"):
        yield from all_but_last(node, inputs, outputs)


def preprocess_links(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """Preprocessing that changes numbers, not sizes."""
    attributes = cast("Function", node.attributes)
    word = (attributes.function or node.op.type_name).replace("_", "").lower()
    # a lookup that counts or one-hot encodes gives another shape
    counts = any(name == "output mode" for name, _ in attributes.settings)
    if word in RESCALING or (word in LOOKUPS and not counts):
        yield from same(node, inputs, outputs)


def slice_links(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """Slices by their index; lookups along one axis by their name."""
    attributes = cast("Slicing", node.attributes)
    axis = setting(attributes, "axis")
    if attributes.index or axis is None:
        yield from _slice_links(attributes.index, inputs, outputs)
    elif node.op.type_name in ("Take", "index_select", "Gather"):
        yield from _take_links(axis % max(rank_of(inputs, 0), 1), inputs, outputs)
    elif rank_of(inputs, 0) == rank_of(outputs, 0):
        looked_up = axis % max(rank_of(inputs, 0), 1)
        yield from (link for link in same(node, inputs, outputs) if link.source != looked_up)


def _slice_links(index: str, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    steps = parse_index(index, rank_of(inputs, 0))
    kept = [step for step in steps or () if step.kept]
    if len(kept) == rank_of(outputs, 0):
        for target, step in enumerate(kept):
            if step.source is not None:
                yield Link(0, step.source, 0, target, same_size=step.is_whole)


def _take_links(axis: int, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """The axes of the indices stand where the axis stood along which they look up."""
    rank, result = rank_of(inputs, 0), rank_of(outputs, 0)
    added = result - rank + 1
    if not rank or added < 0 or (len(inputs) > 1 and rank_of(inputs, 1) != added):
        return
    yield from (Link(0, place, 0, place) for place in range(axis))
    yield from (Link(1, place, 0, axis + place) for place in range(added) if len(inputs) > 1)
    yield from (Link(0, place, 0, place + added - 1) for place in range(axis + 1, rank))


def setting(attributes: Attributes, name: str) -> int | None:
    """A whole number among the untyped settings; None if it is not there."""
    written = next((value for key, value in attributes.settings if key == name), "")
    return int(written) if written.removeprefix("-").isdecimal() else None
