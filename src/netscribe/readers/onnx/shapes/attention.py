"""Attention of ONNX itself: Attention (since opset 23), LinearAttention, rotary embedding.

In: a step. Out: its results. Queries are (N, heads, T, d) or (N, T, heads * d).
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.results import of_rank, one, same, tensor
from netscribe.readers.onnx.shapes.step import Known, Results, Rule, ShapeStep


def apart(known: Known, heads: int) -> Shape | None:
    """(N, heads, T, d), whether or not the heads stand apart already."""
    shape = known.shape
    if shape is None or len(shape) == 4:
        return shape
    if len(shape) != 3 or heads < 1:
        return None
    return (shape[0], heads, shape[1], arithmetic.ratio(shape[2:], (heads,)))


def grown(past: Shape | None, shape: Shape | None) -> Shape | None:
    """Keys or values with those of the past in front, along T."""
    if shape is None or past is None or len(past) != 4 or len(shape) != 4:
        return shape
    length = arithmetic.dim(arithmetic.plus(past[2], shape[2]))
    return (*shape[:2], length, shape[3])


def _attention(step: ShapeStep) -> Results:
    """The result, keys and values with the past, and the scores."""
    heads = step.integer("q_num_heads")
    kv_heads = step.integer("kv_num_heads", heads)
    query, key, value = (
        apart(step.input(position), count)
        for position, count in enumerate((heads, kv_heads, kv_heads))
    )
    shape, dtype = step.shape(), step.dtype()
    all_keys, all_values = grown(step.shape(4), key), grown(step.shape(5), value)
    scores: Shape | None = None
    if query and all_keys:
        scores = (*query[:3], all_keys[2])
    return (
        tensor(dtype, _mixed(shape, query, value)),
        tensor(step.dtype(1), all_keys),
        tensor(step.dtype(2), all_values),
        tensor(dtype, scores),
    )


def _mixed(shape: Shape | None, query: Shape | None, value: Shape | None) -> Shape | None:
    """Values' widths at the queries' positions."""
    if shape is None:
        return None
    if query is None or value is None:
        return of_rank(len(shape))
    if len(shape) == 4:
        return (*query[:3], value[3])
    width: Dim = arithmetic.dim(arithmetic.times(query[1], value[3]))
    return (*shape[:2], width)


def _linear_attention(step: ShapeStep) -> Results:
    """(N, T, heads * d) of values, and the state (N, heads, d of keys, d of values)."""
    heads = step.integer("q_num_heads")
    kv_heads = step.integer("kv_num_heads", heads)
    query, value = apart(step.input(0), heads), apart(step.input(2), kv_heads)
    key = apart(step.input(1), kv_heads)
    state: Shape | None = None
    if key and value:
        state = (key[0], value[1], key[3], value[3])
    past = step.shape(3)
    return (
        tensor(step.dtype(), _mixed(step.shape(), query, value)),
        tensor(step.dtype(3) or step.dtype(), past if past is not None else state),
    )


def _flex(step: ShapeStep) -> Results:
    return one(step.dtype(), _mixed(step.shape(), step.shape(), step.shape(2)))


ATTENTION: Mapping[str, Rule] = {
    "Attention": _attention,
    "LinearAttention": _linear_attention,
    "FlexAttention": _flex,
    "RotaryEmbedding": same,
}
