"""Operators that make tensors from settings or from shapes: constants, ranges, noise, windows.

In: a step. Out: its result, with its content where it is small.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.shapes.results import (
    LARGEST_CONTENT,
    axis_index,
    count_of,
    dims_in,
    listed,
    of_rank,
    one,
    scalar,
    whole_product,
)
from netscribe.readers.onnx.shapes.step import Content, Known, Results, Rule, ShapeStep

#: The attributes that hold a Constant's value, with the dtype that each gives.
_VALUES = {
    "value_float": "float32",
    "value_floats": "float32",
    "value_int": "int64",
    "value_ints": "int64",
    "value_string": "string",
    "value_strings": "string",
}


def _constant(step: ShapeStep) -> Results:
    value = step.attributes.get("value", step.attributes.get("sparse_value"))
    if isinstance(value, Known):
        return (value,)
    for name, dtype in _VALUES.items():
        given = step.attributes.get(name)
        if isinstance(given, tuple):
            content = tuple(each for each in given if isinstance(each, (int, float)))
            small = dtype != "string" and len(given) <= LARGEST_CONTENT
            return one(dtype, (len(given),), content if small else None)
        if given is not None:
            return one(dtype, (), (given,) if isinstance(given, (int, float)) else None)
    return one("", None)


def _filled(step: ShapeStep) -> Results:
    """ConstantOfShape: one value, by default the float 0, as often as the shape asks for."""
    value = step.attributes.get("value")
    known = value if isinstance(value, Known) else None
    shape = dims_in(step.given(0))
    content: Content | None = (0.0,) if known is None else known.content
    count = count_of(shape)
    if content is None or len(content) != 1 or count is None or count > LARGEST_CONTENT:
        return one(known.dtype if known else "float32", shape)
    return one(known.dtype if known else "float32", shape, content * count)


def _shape(step: ShapeStep) -> Results:
    shape = step.shape()
    if shape is None:
        return one("int64", (None,))
    start, end = step.integer("start"), step.integer("end", len(shape))
    part = shape[slice(start, end)]
    return one("int64", (len(part),), part)


def _size(step: ShapeStep) -> Results:
    shape = step.shape()
    count = None if shape is None else whole_product(shape)
    return one("int64", (), None if count is None else (count,))


def _range(step: ShapeStep) -> Results:
    """start, limit, delta: as long as there are steps before the limit."""
    start, limit, delta = (step.input(position) for position in range(3))
    ends = [each.content[0] if each.content else None for each in (start, limit, delta)]
    if ends[2] is None or (isinstance(ends[2], (int, float)) and not ends[2]):
        return one(start.dtype, (None,))
    room = arithmetic.over(arithmetic.minus(ends[1], ends[0]), ends[2])
    length = arithmetic.dim(arithmetic.ceiling(room))
    if not isinstance(length, int):
        return one(start.dtype, (length,))
    length = max(length, 0)
    if length > LARGEST_CONTENT:
        return one(start.dtype, (length,))
    steps = (arithmetic.times(place, ends[2]) for place in range(length))
    return one(start.dtype, (length,), tuple(arithmetic.plus(ends[0], each) for each in steps))


def _like_settings(default: str) -> Rule:
    """Noise of the shape and dtype that attributes give."""

    def rule(step: ShapeStep) -> Results:
        given = step.integers("shape")
        return one(dtype_of(step.integer("dtype", 1)) or default, given)

    return rule


def _like_input(step: ShapeStep) -> Results:
    """The first input's shape; its dtype, unless an attribute names another one."""
    code = step.attributes.get("dtype")
    return one(step.dtype() if code is None else dtype_of(code), step.shape())


def _multinomial(step: ShapeStep) -> Results:
    shape = step.shape()
    rows = shape[0] if shape else None
    return one(dtype_of(step.integer("dtype", 6)), (rows, step.integer("sample_size", 1)))


def _one_hot(step: ShapeStep) -> Results:
    """A new axis as long as `depth`, by default the last one."""
    indices, depth = step.shape(), scalar(step.given(1))
    if indices is None:
        return one(step.dtype(2), None)
    axis = axis_index(step.integer("axis", -1), len(indices) + 1)
    if axis is None:
        return one(step.dtype(2), of_rank(len(indices) + 1))
    return one(step.dtype(2), (*indices[:axis], depth, *indices[axis:]))


def _window(step: ShapeStep) -> Results:
    code = step.integer("output_datatype", 1)
    return one(dtype_of(code), (scalar(step.given(0)),))


def _mel_weights(step: ShapeStep) -> Results:
    """(half the transform's length + 1, mel bins)."""
    length = scalar(step.given(1))
    return one(dtype_of(step.integer("output_datatype", 1)), (_half(length), scalar(step.given(0))))


def _fourier(step: ShapeStep) -> Results:
    """DFT: the last axis is 1 or 2 numbers; only half is kept of a real signal's transform."""
    shape = step.shape()
    axes = listed(step, 2, "") if step.opset >= 20 else (step.integer("axis", 1),)
    axis = (-2,) if axes == () else axes
    if not shape:
        return one(step.dtype(), None)
    if axis is None:
        kept = step.given(1) is None and not step.integer("onesided")
        sizes = shape[:-1] if kept else (None,) * (len(shape) - 1)
        return one(step.dtype(), (*sizes, _parts(step)))
    place = axis_index(axis[0], len(shape))
    if place is None:
        return one(step.dtype(), of_rank(len(shape)))
    length = scalar(step.given(1)) if step.given(1) is not None else shape[place]
    if step.integer("onesided"):
        length = _one_sided(step, length)
    return one(step.dtype(), (*shape[:place], length, *shape[place + 1 : -1], _parts(step)))


def _parts(step: ShapeStep) -> int:
    """Real and imaginary part; the real one alone of an inverse from one side."""
    return 1 if step.integer("onesided") and step.integer("inverse") else 2


def _one_sided(step: ShapeStep, length: Dim) -> Dim:
    if not step.integer("inverse"):
        return _half(length)
    if step.given(1) is not None:
        return length
    return arithmetic.dim(arithmetic.times(arithmetic.minus(length, 1), 2))


def _half(length: Dim) -> Dim:
    """How many frequencies a real signal has."""
    half = arithmetic.over_down(length, 2)
    return arithmetic.dim(arithmetic.plus(half, 1))


def _short_time_fourier(step: ShapeStep) -> Results:
    """(batch, samples, ...) gives (batch, frames, bins, 2)."""
    shape, window = step.shape(), step.shape(2)
    stride = scalar(step.given(1))
    length = scalar(step.given(3)) if step.given(3) is not None else (window or (None,))[0]
    if shape is None or len(shape) < 2:
        return one(step.dtype(), of_rank(4))
    frames: Dim = None
    if isinstance(stride, int) and stride > 0:
        room = arithmetic.minus(shape[1], length)
        places = arithmetic.over_down(room, stride)
        frames = arithmetic.dim(arithmetic.plus(places, 1))
    bins = _half(length) if step.integer("onesided", 1) else length
    found: Shape = (shape[0], frames, bins, 2)
    return one(step.dtype(), found)


CREATION: Mapping[str, Rule] = {
    "Constant": _constant,
    "ConstantOfShape": _filled,
    "Shape": _shape,
    "Size": _size,
    "Range": _range,
    **dict.fromkeys(("RandomNormal", "RandomUniform"), _like_settings("float32")),
    **dict.fromkeys(("RandomNormalLike", "RandomUniformLike", "EyeLike", "Bernoulli"), _like_input),
    "Multinomial": _multinomial,
    "OneHot": _one_hot,
    **dict.fromkeys(("HannWindow", "HammingWindow", "BlackmanWindow"), _window),
    "MelWeightMatrix": _mel_weights,
    "DFT": _fourier,
    "STFT": _short_time_fourier,
}
