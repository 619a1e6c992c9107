"""Parts of a tensor, lookups by index, and rows of a table.

In: calls. Out: `Slicing` and `Embedding` facts; plain slices as they are written between brackets.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Embedding, Settings, Slicing
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall, one_axis
from netscribe.readers.onnx.operations.printing import printed

#: Exporters write an end beyond everything for "to the end".
_ENDLESS = 2**31 - 2
#: More indices than this are an edge, not told.
LONGEST_INDEX = 8


def _slice(call: OperatorCall) -> Facts:
    """One or more axes from start to end."""
    given = [call.attributes.get(name) or call.content(place) for name, place in _ENDS]
    starts, ends = given
    if not isinstance(starts, tuple) or not isinstance(ends, tuple) or len(starts) != len(ends):
        return Facts(Kind.SLICE, Slicing())
    axes = call.either("axes", 3) or tuple(range(len(starts)))
    steps = call.content(4) or (1,) * len(starts)
    if len(axes) != len(starts) or len(steps) != len(starts):
        return Facts(Kind.SLICE, Slicing())
    rank = call.rank
    if any(axis < 0 for axis in axes) and rank is None:
        return Facts(Kind.SLICE, Slicing())
    parts = {
        axis % rank if rank else axis: _part(start, _last(call, axis, end, step), step)
        for axis, start, end, step in zip(axes, starts, ends, steps)
    }
    index = ", ".join(parts.get(axis, ":") for axis in range(max(parts, default=-1) + 1))
    return Facts(Kind.SLICE, Slicing(index=index))


_ENDS = (("starts", 1), ("ends", 2))


def _part(start: object, last: str, step: object) -> str:
    """ "1:", ":-1", "::2"; a size in letters stands as "…"."""
    first = "" if start == 0 else _end(start)
    return f"{first}:{last}" + ("" if step == 1 else f":{_end(step)}")


def _last(call: OperatorCall, axis: int, end: object, step: object) -> str:
    """Where a part ends; "" where that is the end of the axis."""
    if not isinstance(end, (int, float)):
        return _end(end)
    size = call.size(0, axis)
    forwards = isinstance(step, (int, float)) and step > 0
    beyond = forwards and size is not None and end >= size
    return "" if beyond or abs(end) >= _ENDLESS else _end(end)


def _end(value: object) -> str:
    return str(int(value)) if isinstance(value, (int, float)) else "…"


def _gather(call: OperatorCall) -> Facts:
    """Rows of a stored matrix are an embedding; one known place is an index."""
    axis = call.integer("axis", 0) or 0
    table = call.shape()
    floats = "float" in call.dtype() or call.op_type == "GatherBlockQuantized"
    if call.stored(0) and table is not None and len(table) == 2 and axis == 0 and floats:
        rows, width = call.size(0, 0), call.size(0, 1)
        return Facts(Kind.EMBEDDING, Embedding(vocabulary=rows or 0, width=width or 0))
    content, rank = call.content(1), call.rank
    if content is not None and len(content) <= LONGEST_INDEX and (axis >= 0 or rank):
        place = axis % rank if rank else axis
        numbers = ", ".join(map(_end, content))
        part = numbers if call.shape(1) == () else f"[{numbers}]"
        return Facts(Kind.SLICE, Slicing(index=", ".join([":"] * place + [part])))
    return _on_axis(call)


def _embedded(call: OperatorCall) -> Facts:
    """Words, positions and segments looked up, added and normed in one operator."""
    rows, width = call.size(2, 0), call.size(2, 1)
    segments = " and segments" if call.given(4) else ""
    settings: Settings = (("plus", f"positions{segments}"), ("then", "LayerNorm"))
    table = Embedding(vocabulary=rows or 0, width=width or 0, settings=settings)
    return Facts(Kind.EMBEDDING, table)


def _on_axis(call: OperatorCall) -> Facts:
    """By a tensor of indices along one axis."""
    axis = one_axis(call.integer("axis", 0) or 0, call.rank)
    return Facts(Kind.SLICE, Slicing(settings=(("axis", str(axis)),)))


def _plain(*names: str) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        settings: Settings = call.settings(*names)
        return Facts(Kind.SLICE, Slicing(settings=settings))

    return describe


def _block_quantized(call: OperatorCall) -> Facts:
    facts = _gather(call)
    word = f"int{call.integer('bits', 4)}"
    return Facts(facts.kind, facts.attributes, (word,))


def _center_crop_or_pad(call: OperatorCall) -> Facts:
    content = call.content(1)
    settings: Settings = () if content is None else (("to", printed(content)),)
    return Facts(Kind.SLICE, Slicing(settings=(*settings, *call.settings("axes"))))


INDEXINGS: Mapping[str, Describer] = {
    "Slice": _slice,
    "Gather": _gather,
    "GatherBlockQuantized": _block_quantized,
    "GatherElements": _on_axis,
    "EmbedLayerNormalization": _embedded,
    "GatherND": _plain("batch_dims"),
    "Compress": _plain("axis"),
    "ArrayFeatureExtractor": _plain(),
    "CenterCropPad": _center_crop_or_pad,
}
