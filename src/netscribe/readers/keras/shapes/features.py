"""Shapes of operations on features: dense layers, embeddings, attention, recurrence.

In: a step. Out: the shapes of its results.
"""

from __future__ import annotations

from netscribe.graph.attributes import Attention, Embedding, Linear, Recurrent
from netscribe.graph.types import Shape
from netscribe.readers.keras.layers.entries import Entries
from netscribe.readers.keras.layers.recurrent import cells_of, nested
from netscribe.readers.keras.shapes.lengths import windows
from netscribe.readers.keras.shapes.spatial import positions_of, with_positions
from netscribe.readers.keras.shapes.step import UNKNOWN, Shapes, Step


def linear(step: Step) -> Shapes:
    """(..., units)."""
    shape = step.shape
    return UNKNOWN if not shape else ((*shape[:-1], step.attributes(Linear).units),)


def embedding(step: Step) -> Shapes:
    """(..., width); a reversed embedding gives (..., vocabulary)."""
    shape, record = step.shape, step.attributes(Embedding)
    if shape is None:
        return UNKNOWN
    if step.entries.arguments.get("reverse") is True:
        return ((*shape[:-1], record.vocabulary),)
    return ((*shape, record.width),)


def attention(step: Step) -> Shapes:
    """(N, T, width of the output), and the scores where they are asked for."""
    query, value = step.named("query", 0), step.named("value", 1)
    record = step.attributes(Attention)
    if step.entries.class_name == "DotProductAttention":
        return (query.shape if query else None,)
    if query is None or query.shape is None:
        return UNKNOWN
    width = query.shape[-1]
    last: Shape = (width,)
    if record.projections:
        last = step.entries.sizes("output_shape", default=()) or last
    elif value is not None and value.shape is not None:
        last = (value.shape[-1],)
    result = (*query.shape[:-1], *last)
    if step.entries.raw("return_attention_scores") is not True:
        return (result,)
    length = value.shape[1] if value is not None and value.shape is not None else None
    heads: Shape = (record.heads,) if record.projections else ()
    return (result, (query.shape[0], *heads, query.shape[1], length))


def recurrent(step: Step) -> Shapes:
    """The sequence or its last step, then the states, for each direction."""
    if step.shape is None or len(step.shape) < 2:
        return UNKNOWN
    if step.entries.class_name == "Bidirectional":
        return _bidirectional(step)
    return _one_direction(step.entries, step.shape, step.attributes(Recurrent))


def _one_direction(entries: Entries, shape: Shape, record: Recurrent) -> Shapes:
    if record.cell == "ConvLSTM":
        state = _convolved(entries, shape, record)
        states: Shapes = (state, state)
    else:
        states = tuple(
            (shape[0], width)
            for width, count in _state_widths(entries, record)
            for _ in range(count)
        )
        if not record.units:
            return UNKNOWN
        state = (shape[0], record.units[-1])
    if entries.class_name.endswith("Cell") or entries.class_name == "StackedRNNCells":
        return (state, *states)
    result = (shape[0], shape[1], *state[1:]) if record.returns_sequence else state
    return (result, *states) if record.returns_state else (result,)


def _state_widths(entries: Entries, record: Recurrent) -> list[tuple[int, int]]:
    """(width, number of states) per cell."""
    if entries.class_name in ("RNN", "StackedRNNCells"):
        source = entries
        if entries.class_name == "StackedRNNCells":
            source = Entries("RNN", {"cell": entries.raw("cells")})
        words = [cell.class_name for cell in cells_of(source)]
    else:
        words = [entries.class_name] * len(record.units)
    return [
        (width, 2 if "LSTM" in word else 1)
        for width, word in zip(record.units, words, strict=False)
    ]


def _convolved(entries: Entries, shape: Shape, record: Recurrent) -> Shape:
    """One step's state of a convolutional cell."""
    first = entries.channels_first
    step_shape = (shape[0], *shape[2:])
    sizes = positions_of(step_shape, first)
    rank = len(sizes)
    stride = entries.lengths("strides", rank, default=(1,) * rank)
    dilation = entries.lengths("dilation_rate", rank, default=(1,) * rank)
    found = [
        windows(size, window, str(record.padding))
        for size, window in zip(
            sizes, zip(record.kernel_size, stride, dilation, strict=False), strict=False
        )
    ]
    return with_positions(step_shape, found, record.units[0] if record.units else None, first)


def _bidirectional(step: Step) -> Shapes:
    record = step.attributes(Recurrent)
    inner = nested(step.entries.raw("layer"), "layer", step.entries)
    assert step.shape is not None
    forward = _one_direction(inner, step.shape, record)
    result, states = forward[0], forward[1:]
    if result is None:
        return UNKNOWN
    joined: Shapes = (result,)
    if record.merge == "concat":
        width = result[-1]
        joined = ((*result[:-1], width * 2 if isinstance(width, int) else None),)
    elif record.merge == "none":
        joined = (result, result)
    return (*joined, *states, *states)
