"""Weights of attention layers.

In: a step. Out: projections of queries, keys, values, output; or learned scales.
"""

from __future__ import annotations

from netscribe.graph.attributes import Attention
from netscribe.graph.types import Dim, Shape, TensorType
from netscribe.readers.keras.layers.domain import KERAS_OPERATIONS
from netscribe.readers.keras.shapes.step import Step
from netscribe.readers.keras.weights.weight import Weight, Weights, below, kernel_and_bias


def attention(step: Step) -> Weights:
    """By class."""
    if step.facts.op.domain == KERAS_OPERATIONS:
        return ()
    if step.attributes(Attention).projections:
        return _projections(step)
    if step.entries.raw("use_scale") is not True and step.entries.class_name == "Attention":
        return _concat_score(step)
    if step.entries.class_name == "AdditiveAttention":
        scaled = step.entries.flag("use_scale", True)
        return (Weight("scale", (_width(step.named("query", 0)),)),) if scaled else ()
    return (Weight("scale", ()), *_concat_score(step))


def _concat_score(step: Step) -> Weights:
    concat = step.entries.raw("score_mode") == "concat"
    return (Weight("concat_score_weight", ()),) if concat else ()


def _width(tensor: TensorType | None) -> Dim:
    return tensor.shape[-1] if tensor is not None and tensor.shape else None


def _projections(step: Step) -> Weights:
    """query, key, (gate), value, attention_output: each a kernel and a bias."""
    record = step.attributes(Attention)
    query, value = step.named("query", 0), step.named("value", 1)
    key = step.named("key", 2) or value
    heads, few = record.heads, record.kv_heads or record.heads
    key_dim, value_dim = record.key_dim, record.value_dim

    def projection(name: str, source: TensorType | None, count: int, width: Dim) -> Weights:
        bias = (count, width) if record.bias else None
        return below(name, kernel_and_bias((_width(source), count, width), bias))

    gated = step.entries.raw("use_gate") is True
    last = _output_shape(step, query)
    return (
        *projection("query", query, heads, key_dim),
        *projection("key", key, few, key_dim),
        *(projection("gate", query, heads, value_dim) if gated else ()),
        *projection("value", value, few, value_dim),
        *below(
            "attention_output",
            kernel_and_bias((heads, value_dim, *last), last if record.bias else None),
        ),
    )


def _output_shape(step: Step, query: TensorType | None) -> Shape:
    """What the output projection makes: `output_shape`, or the queries' width."""
    return step.entries.sizes("output_shape") or (_width(query),)
