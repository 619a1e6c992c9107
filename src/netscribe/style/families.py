"""Which colour family and which mark an operation has (the visual grammar's tables).

In: a Node. Out: a family and a mark. Colour is redundant: the text names the operation.
"""

from __future__ import annotations

from enum import StrEnum

from netscribe.graph.attributes import Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Node
from netscribe.style.labels.plumbing import SIGNS


class Family(StrEnum):
    """The six colour families of the grammar; norm, shape and custom ones are neutral greys."""

    CONVOLUTION = "convolution"
    LINEAR = "linear"
    POOL = "pool"
    SEQUENCE = "sequence"
    ACTIVATION = "activation"
    MERGE = "merge"
    NORM = "norm"
    SHAPE = "shape"
    CUSTOM = "custom"
    BLOCK = "block"


class Mark(StrEnum):
    """The shapes of the grammar that a node may take; a stub is the bare end of a card's arrow."""

    CARD = "card"
    CIRCLE = "circle"
    PILL = "pill"
    STUB = "stub"


FAMILY_OF = {
    Kind.CONV: Family.CONVOLUTION,
    Kind.LINEAR: Family.LINEAR,
    Kind.EINSUM: Family.LINEAR,
    Kind.MATMUL: Family.MERGE,
    Kind.NORM: Family.NORM,
    Kind.DROPOUT: Family.NORM,
    Kind.ACTIVATION: Family.ACTIVATION,
    Kind.POOL: Family.POOL,
    Kind.RESIZE: Family.POOL,
    Kind.REDUCE: Family.POOL,
    Kind.ATTENTION: Family.SEQUENCE,
    Kind.EMBEDDING: Family.SEQUENCE,
    Kind.RECURRENT: Family.SEQUENCE,
    Kind.ELEMENTWISE: Family.MERGE,
    Kind.CONCAT: Family.MERGE,
    Kind.STACK: Family.MERGE,
    Kind.CUSTOM: Family.CUSTOM,
    Kind.UNUSED: Family.NORM,
    Kind.BLOCK: Family.BLOCK,
}
_PILLS = {
    Kind.ACTIVATION,
    Kind.CONCAT,
    Kind.STACK,
    Kind.SPLIT,
    Kind.RESHAPE,
    Kind.SLICE,
    Kind.CAST,
    Kind.IDENTITY,
    Kind.DROPOUT,
    Kind.MATH,
    Kind.CONSTANT,
    Kind.PAD,
    Kind.CROP,
}


def family_of(node: Node) -> Family:
    """The colour family of a node; shape-only operations and the rest are neutral."""
    return Family.CUSTOM if node.custom else FAMILY_OF.get(node.op.kind, Family.SHAPE)


def mark_of(node: Node) -> Mark:
    """A circle for a merge with a sign, a pill for small operations, a card for the rest.

    An operation with parameters of its own or with folded ones is always a card, so that its count
    and its pills have room.
    """
    if node.parameters or node.before or node.after or node.custom:
        return Mark.CARD
    if isinstance(node.attributes, Elementwise):
        if node.attributes.constant is not None or len(node.inputs) < 2:
            return Mark.PILL
        return Mark.CIRCLE if node.attributes.operator in SIGNS else Mark.CARD
    return Mark.PILL if node.op.kind in _PILLS else Mark.CARD
