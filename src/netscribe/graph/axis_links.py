"""Which axis of an input comes out as which axis of an output, by kind of operation.

In: a node and the shapes around it. Out: `Link`s, along which sizes (`symbols`) and meanings
(`axes`) travel. An operation without a rule has no links: nothing is claimed about it. A rule
that does not fit the shapes it is given gives no links either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from netscribe.graph.attributes import (
    Axis,
    Convolution,
    Einsum,
    Margins,
    Pool,
    Product,
    Reduction,
    Reshaping,
    Resize,
)
from netscribe.graph.function_links import (
    math_links,
    preprocess_links,
    random_links,
    slice_links,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.link import Link, Shapes, rank_of, shape_of
from netscribe.graph.plain_links import all_but_last, broadcast, same
from netscribe.graph.reshape_links import reshape_links
from netscribe.graph.sequence_links import attention_links, recurrent_links
from netscribe.graph.steps import without_steps
from netscribe.graph.types import Node

_Rule: TypeAlias = Callable[[Node, Shapes, Shapes], Iterable[Link]]


def axis_links(node: Node, inputs: Shapes, outputs: Shapes, *, steps: int = 0) -> tuple[Link, ...]:
    """The links of one call, only between axes that exist.

    `steps` is the number of axes behind the batch that the operation does not see (`step_axes`).
    """
    rule = _RULES.get(node.op.kind)
    if rule is None or not inputs or not outputs:
        return ()
    if steps:
        inner = rule(node, without_steps(inputs, steps), without_steps(outputs, steps))
        found = [*_of_steps(inputs, outputs, steps), *_behind_steps(inner, steps)]
    else:
        found = list(rule(node, inputs, outputs))
    before = [len(shape or ()) for shape in inputs]
    after = [len(shape or ()) for shape in outputs]
    there = [
        link
        for link in found
        if link.argument < len(before)
        and link.output < len(after)
        and 0 <= link.source < before[link.argument]
        and 0 <= link.target < after[link.output]
    ]
    return tuple(dict.fromkeys(there))


def _of_steps(inputs: Shapes, outputs: Shapes, steps: int) -> Iterator[Link]:
    """The batch and the steps, which every argument and result has."""
    for argument in range(len(inputs)):
        for output in range(len(outputs)):
            yield from (Link(argument, axis, output, axis) for axis in range(1 + steps))


def _behind_steps(links: Iterable[Link], steps: int) -> Iterator[Link]:
    for link in links:
        yield link._replace(
            source=link.source + steps * (link.source > 0),
            target=link.target + steps * (link.target > 0),
        )


def _embedding(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    rank = rank_of(inputs, 0)
    if rank_of(outputs, 0) == rank + 1:
        yield from (Link(0, axis, 0, axis) for axis in range(rank))
    else:
        # a table that is read backwards: features in, one score per row of the table out
        yield from all_but_last(node, inputs, outputs)


def spatial_axes(rank: int, *, channels_first: bool) -> range:
    """The axes of positions in a tensor with a batch and channels."""
    return range(2, rank) if channels_first else range(1, rank - 1)


def _is_channels_first(node: Node) -> bool:
    return cast("Convolution | Pool | Resize | Margins", node.attributes).channels_first


def _positions(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    rank = rank_of(inputs, 0)
    if rank != rank_of(outputs, 0):
        return
    if _is_margin_of_every_axis(node, rank):
        yield from (Link(0, axis, 0, axis, same_size=False) for axis in range(rank))
        return
    spatial = spatial_axes(rank, channels_first=_is_channels_first(node))
    keeps_channels = node.op.kind is not Kind.CONV
    for axis in range(rank):
        same = axis not in spatial and (axis == 0 or keeps_channels)
        yield Link(0, axis, 0, axis, same_size=same)


def _is_margin_of_every_axis(node: Node, rank: int) -> bool:
    return isinstance(node.attributes, Margins) and len(node.attributes.amounts) == rank


def _pool(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    attributes = cast("Pool", node.attributes)
    rank = rank_of(inputs, 0)
    if attributes.is_global and rank_of(outputs, 0) == 2 < rank:
        yield Link(0, 0, 0, 0)
        yield Link(0, 1 if attributes.channels_first else rank - 1, 0, 1)
    else:
        yield from _positions(node, inputs, outputs)


def _concat(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    rank = rank_of(outputs, 0)
    joined = cast("Axis", node.attributes).axis % max(rank, 1)
    for argument in range(len(inputs)):
        if rank_of(inputs, argument) == rank:
            yield from (
                Link(argument, axis, 0, axis, same_size=axis != joined) for axis in range(rank)
            )


def _stack(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    rank = rank_of(outputs, 0)
    new = cast("Axis", node.attributes).axis % max(rank, 1)
    for argument in range(len(inputs)):
        if rank_of(inputs, argument) + 1 == rank:
            yield from (Link(argument, axis, 0, axis + (axis >= new)) for axis in range(rank - 1))


def _split(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    rank = rank_of(inputs, 0)
    cut = cast("Axis", node.attributes).axis % max(rank, 1)
    for output in range(len(outputs)):
        if rank_of(outputs, output) == rank:
            yield from (Link(0, axis, output, axis, same_size=axis != cut) for axis in range(rank))
        elif rank_of(outputs, output) == rank - 1:
            kept = [axis for axis in range(rank) if axis != cut]
            yield from (Link(0, axis, output, place) for place, axis in enumerate(kept))


def _matmul(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    attributes = cast("Product", node.attributes)
    if attributes.axes:
        yield from _dot(attributes.axes, inputs, outputs)
        return
    if node.op.type_name.lower() in ("inner", "outer", "vdot", "tensordot"):
        return
    rank = rank_of(outputs, 0)
    if len(inputs) == 1 and rank_of(inputs, 0) == rank:
        yield from (Link(0, axis, 0, axis) for axis in range(rank - 1))
    factors = [place for place, given in enumerate(node.inputs) if given.role != "addend"]
    ranks = [rank_of(inputs, place) for place in factors]
    if len(factors) != 2 or min(ranks) < 2 or max(ranks) != rank:
        return
    for argument, own, kept in zip(factors, ranks, (2, 1)):
        yield from (Link(argument, axis, 0, axis + rank - own) for axis in range(own - 2))
        yield Link(argument, own - kept, 0, rank - kept)


def _dot(axes: Sequence[int], inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    if len(inputs) != 2:
        return
    gone = axes if len(axes) == 2 else (axes[0], axes[0])
    target = 0
    for argument in range(2):
        rank = rank_of(inputs, argument)
        for axis in range(argument, rank):
            if axis != gone[argument] % max(rank, 1):
                yield Link(argument, axis, 0, target)
                target += 1


def _einsum(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    left, arrow, right = cast("Einsum", node.attributes).equation.replace(" ", "").partition("->")
    if not arrow:
        return
    targets = {label: axis for axis, label in enumerate(einsum_labels(right, rank_of(outputs, 0)))}
    for argument, term in enumerate(left.split(",")[: len(inputs)]):
        for axis, label in enumerate(einsum_labels(term, rank_of(inputs, argument))):
            if label in targets:
                yield Link(argument, axis, 0, targets[label])


def einsum_labels(term: str, rank: int) -> list[str]:
    """One label per axis; an ellipsis becomes numbered labels counted from its right end."""
    before, dots, after = term.partition("...")
    if not dots:
        return list(term)
    count = max(rank - len(before) - len(after), 0)
    return [*before, *(f".{position}" for position in range(count, 0, -1)), *after]


def _reduce(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    attributes = cast("Reduction", node.attributes)
    rank = rank_of(inputs, 0)
    gone = {axis % max(rank, 1) for axis in attributes.axis} or set(range(rank))
    kept = [axis for axis in range(rank) if axis not in gone]
    if attributes.keepdims and rank_of(outputs, 0) == rank:
        yield from (Link(0, axis, 0, axis) for axis in kept)
    elif len(kept) == rank_of(outputs, 0):
        yield from (Link(0, axis, 0, target) for target, axis in enumerate(kept))


def _reshape(node: Node, inputs: Shapes, outputs: Shapes) -> Iterable[Link]:
    attributes = cast("Reshaping", node.attributes)
    return reshape_links(attributes, shape_of(inputs, 0), shape_of(outputs, 0))


_RULES: Mapping[Kind, _Rule] = {
    Kind.NORM: same,
    Kind.ACTIVATION: same,
    Kind.DROPOUT: same,
    Kind.IDENTITY: same,
    Kind.CAST: same,
    Kind.ELEMENTWISE: broadcast,
    Kind.LINEAR: all_but_last,
    Kind.EINSUM: _einsum,
    Kind.EMBEDDING: _embedding,
    Kind.ATTENTION: attention_links,
    Kind.RECURRENT: recurrent_links,
    Kind.CONV: _positions,
    Kind.POOL: _pool,
    Kind.RESIZE: _positions,
    Kind.PAD: _positions,
    Kind.CROP: _positions,
    Kind.CONCAT: _concat,
    Kind.STACK: _stack,
    Kind.SPLIT: _split,
    Kind.MATMUL: _matmul,
    Kind.REDUCE: _reduce,
    Kind.RESHAPE: _reshape,
    Kind.SLICE: slice_links,
    Kind.MATH: math_links,
    Kind.RANDOM: random_links,
    Kind.PREPROCESS: preprocess_links,
}
