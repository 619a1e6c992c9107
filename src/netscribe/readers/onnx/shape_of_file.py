"""Tells an ONNX model from other files by what it holds.

In: a path. Out: whether its fields are those of a ModelProto with operator sets and a graph. Looks
at a handful of fields, never at weights.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.readers.protobuf import BYTES, VARINT, Field, Message, opened_message

#: Wire types of the fields of a ModelProto.
_WIRES = {1: VARINT, 5: VARINT, **dict.fromkeys((2, 3, 4, 6, 7, 8, 14, 20, 25, 26), BYTES)}
_GRAPH, _OPSETS = 7, 8
_MOST = 4096
#: Wire types of the fields of a GraphProto.
_INNER = frozenset({1, 2, 5, 10, 11, 12, 13, 14, 15, 16})


def is_model(path: Path) -> bool:
    """Whether the file holds an ONNX model."""
    try:
        with opened_message(path) as message:
            return _has_graph(message)
    except ReadError:
        return False


def _has_graph(message: Message) -> bool:
    found: dict[int, Field] = {}
    for item in islice(message.fields(), _MOST):
        if _WIRES.get(item.number) != item.wire:
            return False
        found[item.number] = item
    if _GRAPH not in found or _OPSETS not in found or 1 not in found:
        return False
    inside = islice(message.inner(found[_GRAPH]).fields(), _MOST)
    return all(item.number in _INNER and item.wire == BYTES for item in inside)
