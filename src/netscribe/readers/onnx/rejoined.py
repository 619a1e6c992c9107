"""Finds stored weights that are cut into pieces and joined again in another order.

In: the nodes of a frame, in order, and the frame. Out: which nodes do only that. PyTorch's newer
exporter puts the gates of a recurrent layer in the order of ONNX so: slices that cover the weight
once, and a Concat of nothing but these. It is the same weight, as after a transpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from netscribe.readers.onnx.environment import Frame
from netscribe.readers.onnx.order import reads_of
from netscribe.readers.onnx.records import NodeRecord

#: By index of a Concat the indices of its pieces.
Rejoined = Mapping[int, tuple[int, ...]]


def rejoined(nodes: Sequence[NodeRecord], frame: Frame) -> Rejoined:
    """By index of each Concat that only lays a stored tensor out anew, the slices before it."""
    slices = {
        node.outputs[0]: index
        for index, node in enumerate(nodes)
        if node.op_type == "Slice" and not node.domain and len(node.inputs) > 2
    }
    if not slices:
        return {}
    readers = Counter(name for node in nodes for name in reads_of(node) if name in slices)
    found: dict[int, tuple[int, ...]] = {}
    for index, node in enumerate(nodes):
        if node.op_type != "Concat" or node.domain or len(node.inputs) < 2:
            continue
        own = all(readers[name] == 1 and name not in frame.results for name in node.inputs)
        pieces = tuple(slices[name] for name in node.inputs if name in slices)
        whole = len(pieces) == len(node.inputs) and own
        if whole and _cover(frame, node, [nodes[at] for at in pieces]):
            found[index] = pieces
    return found


def _cover(frame: Frame, join: NodeRecord, pieces: Sequence[NodeRecord]) -> bool:
    """Whether the pieces are all of one stored tensor, each part of it once."""
    source = frame.find(pieces[0].inputs[0])
    if source is None or source.stored is None or source.value:
        return False
    if any(piece.inputs[0] != pieces[0].inputs[0] for piece in pieces):
        return False
    shape, axis = source.stored.shape, join.attributes.get("axis")
    if not isinstance(axis, int) or not -len(shape) <= axis < len(shape):
        return False
    axis %= len(shape)
    spans = [_span(frame, piece, axis, shape[axis]) for piece in pieces]
    ends = [0, *(end for _, end in sorted(span for span in spans if span is not None))]
    starts = [*(start for start, _ in sorted(span for span in spans if span is not None))]
    return None not in spans and starts == ends[:-1] and ends[-1] == shape[axis]


def _span(frame: Frame, piece: NodeRecord, axis: int, size: int) -> tuple[int, int] | None:
    """From where to where a slice goes; None where it is not told or goes along another axis."""
    told = [_number(frame, name) for name in piece.inputs[1:]]
    if None in told or len(told) < 3 or (len(told) > 3 and told[3] != 1):
        return None
    start, end, along = (number or 0 for number in told[:3])
    if along not in (axis, axis - len(_shape_of(frame, piece))):
        return None
    bounds = (max(0, number + size) if number < 0 else min(number, size) for number in (start, end))
    first, last = bounds
    return (first, last) if first < last else None


def _shape_of(frame: Frame, piece: NodeRecord) -> tuple[int, ...]:
    source = frame.find(piece.inputs[0])
    return () if source is None or source.stored is None else source.stored.shape


def _number(frame: Frame, name: str) -> int | None:
    held = frame.find(name)
    content = None if held is None else held.known.content
    if content is None or len(content) != 1 or not isinstance(content[0], int):
        return None
    return content[0]
