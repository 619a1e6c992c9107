"""Multiply-adds of attention as ONNX Runtime fuses it: (batch, time, features) in and out.

In: a node with the sizes around it. Out: a count, or None where the form is another or a size is
not known. Keys may have fewer heads than queries, lie in the query's tensor, go on from a past.
"""

from __future__ import annotations

from typing import cast

from netscribe.graph.attributes import Attention
from netscribe.graph.sequence_links import argument_position
from netscribe.graph.surroundings import Surroundings, times

DOMAIN = "com.microsoft"
#: Of the other types parts of the sequence do not see each other, or lie packed.
_COUNTED = frozenset({"Attention", "QAttention", "MultiHeadAttention", "GroupQueryAttention"})
_PROJECTS = "projects q, k and v"


def fused_attention(call: Surroundings) -> int | None:
    """Scores, their weighted sum, and the projections where they are inside."""
    node, attributes = call.node, cast("Attention", call.node.attributes)
    query = call.inputs[0] if call.inputs else None
    if node.op.type_name not in _COUNTED or query is None or len(query) != 3:
        return None
    kept = _kept(call, query[1])
    many = times(query[0], attributes.heads, query[1], kept)
    width = attributes.key_dim
    carried = attributes.value_dim or width
    if many is None or width is None or carried is None:
        return None
    attended = many * (width + carried)
    if _PROJECTS not in node.qualifiers:
        return attended
    weight = call.parameters[0] if call.parameters else None
    projected = None if weight is None else times(query[0], query[1], *weight)
    return None if projected is None else attended + projected


def _kept(call: Surroundings, asked: int | None) -> int | None:
    """How many positions are looked at: those of the keys, and those before them."""
    here = _size(call, "key", asked)
    past = _size(call, "past_key", _size(call, "past", 0))
    return None if here is None or past is None else here + past


def _size(call: Surroundings, role: str, absent: int | None) -> int | None:
    """Positions in a tensor: in front of the features, or of the width of each head."""
    place = argument_position(call.node, role, -1)
    if not 0 <= place < len(call.inputs):
        return absent
    shape = call.inputs[place]
    return None if shape is None or len(shape) < 3 else shape[-2]
