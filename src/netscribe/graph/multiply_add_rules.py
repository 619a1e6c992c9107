"""How many multiply-adds one call of an operation takes, by kind.

In: a node with the sizes around it, as numbers for one sample (None: not known). Out: a count, or
None where a size is not known or the operation cannot be looked into. Only products with weights
or between tensors count, as in the counters of the frameworks: biases, activations, norms and
pools are nothing beside them. A causal mask saves nothing here, since implementations differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt, prod
from typing import cast

from netscribe.graph import fused_attention
from netscribe.graph.attributes import (
    Attention,
    Convolution,
    Einsum,
    Embedding,
    Function,
    Product,
    Recurrent,
)
from netscribe.graph.axis_links import einsum_labels
from netscribe.graph.kinds import Kind
from netscribe.graph.sequence_links import argument_position, has_time_first
from netscribe.graph.surroundings import Numbers, Surroundings, count_of, size_of, times

_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def multiply_adds_of(call: Surroundings) -> int | None:
    """The multiply-adds of one call for one sample."""
    rule = _RULES.get(call.node.op.kind)
    return 0 if rule is None else rule(call)


def _plus(*terms: int | None) -> int | None:
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def _convolution(call: Surroundings) -> int | None:
    attributes = cast("Convolution", call.node.attributes)
    window = prod(attributes.kernel_size) if attributes.kernel_size else None
    # counted from the end: PyTorch takes single images without a batch as well
    first = -1 - len(attributes.kernel_size)
    channels = call.input_size(0, first if attributes.channels_first else -1)
    made, filters = count_of(call.outputs), attributes.filters
    if attributes.variant == "depthwise":
        return times(made, window)
    if attributes.variant == "separable":
        wide = times(channels, attributes.depth_multiplier)
        positions = None if made is None or not filters else made // filters
        return _plus(times(positions, wide, window), times(positions, wide, filters))
    groups = attributes.groups
    if groups is None or channels is None or groups < 1:
        return None
    if attributes.variant == "transposed":
        return times(count_of(call.inputs), window, None if filters is None else filters // groups)
    return times(made, window, channels // groups)


def _linear(call: Surroundings) -> int | None:
    return times(count_of(call.outputs), call.input_size(0, -1))


def _embedding(call: Surroundings) -> int | None:
    """Looking up rows takes none; a table read backwards is a matrix product."""
    read, made = (shapes[0] if shapes else None for shapes in (call.inputs, call.outputs))
    backwards = read is not None and made is not None and len(read) == len(made)
    settings = dict(cast("Embedding", call.node.attributes).settings)
    return _linear(call) if backwards and "reverse" in settings else 0


def _einsum(call: Surroundings) -> int | None:
    equation = cast("Einsum", call.node.attributes).equation.replace(" ", "")
    left, arrow, right = equation.partition("->")
    terms = left.split(",")
    if len(terms) == 1:
        return 0 if arrow else None
    if not arrow or len(terms) > 2:
        return None
    sizes: dict[str, int | None] = dict.fromkeys(label for label in equation if label.isalpha())
    for term, shape in (*zip(terms, call.inputs), (right, _first(call.outputs))):
        if shape is None:
            return None
        for label, size in zip(einsum_labels(term, len(shape)), shape):
            sizes[label] = size
    return times(*sizes.values())


def _first(shapes: Sequence[Numbers]) -> Numbers:
    return shapes[0] if shapes else None


def _recurrent(call: Surroundings) -> int | None:
    attributes = cast("Recurrent", call.node.attributes)
    source = _first(call.inputs)
    if source is None:
        return None
    directions = 2 if attributes.bidirectional else 1
    if attributes.cell == "ConvLSTM":
        return times(call.input_size(0, 1), _convolutional_step(call, attributes))
    steps = times(*source[:-1]) if len(source) > 1 else 1
    return times(steps, directions, _step(call, attributes, directions))


def _step(call: Surroundings, attributes: Recurrent, directions: int) -> int | None:
    gates = _GATES.get(attributes.cell)
    width = call.input_size(0, -1)
    keras = call.node.op.domain.startswith("keras")
    projected = _projection(attributes)
    if gates is None or width is None or (keras and projected):
        return None
    # Keras stacks cells inside one direction; elsewhere a layer reads both directions of the last
    joined = 1 if keras else directions
    total = 0
    for units in attributes.units:
        kept = projected or units
        total += gates * units * (width + kept) + units * (projected or 0)
        width = kept * joined
    return total


def _projection(attributes: Recurrent) -> int | None:
    """The width to which the state of an LSTM is reduced, where it is."""
    found = [text for name, text in attributes.settings if name.startswith("proj")]
    return int(found[0]) if found and found[0].isdecimal() else None


def _convolutional_step(call: Surroundings, attributes: Recurrent) -> int | None:
    """Every weight of the two kernels meets every position once."""
    kernels = [shape for shape in call.parameters if shape is not None and len(shape) > 2]
    made = _first(call.outputs)
    if made is None or not kernels or len(attributes.units) != 1:
        return None
    rank = len(attributes.kernel_size)
    directions = 2 if attributes.bidirectional and attributes.merge == "concat" else 1
    positions = times(*made[len(made) - rank - 1 :])
    if positions is None:
        return None
    weights = sum(times(*kernel) or 0 for kernel in kernels)
    return weights * positions // (attributes.units[0] * directions)


def _attention(call: Surroundings) -> int | None:
    attributes = cast("Attention", call.node.attributes)
    if call.node.op.domain == fused_attention.DOMAIN:
        return fused_attention.fused_attention(call)
    odd = {"attention axes", "gate"} & {name for name, _ in attributes.settings}
    query = argument_position(call.node, "query", 0)
    fallback = min(1, len(call.inputs) - 1)
    value = argument_position(call.node, "value", fallback)
    key = argument_position(call.node, "key", value)
    shapes = [call.inputs[place] for place in (query, key, value) if 0 <= place < len(call.inputs)]
    if odd or len(shapes) != 3:
        return None
    reads = _Reads(*shapes)
    return _projected(call, attributes, reads) if attributes.projections else _plain(call, reads)


@dataclass(frozen=True, slots=True)
class _Reads:
    query: Numbers
    key: Numbers
    value: Numbers

    def sizes(self, axis: int) -> tuple[int | None, int | None, int | None]:
        """One axis of all three."""
        shapes = (self.query, self.key, self.value)
        first, second, third = (size_of([shape], 0, axis) for shape in shapes)
        return first, second, third


def _projected(call: Surroundings, attributes: Attention, reads: _Reads) -> int | None:
    if reads.query is None or len(reads.query) != 3:
        return None
    time = 0 if has_time_first(attributes) else 1
    (asked, kept, _), (wide, key_width, value_width) = reads.sizes(time), reads.sizes(2)
    heads = attributes.heads
    shared = attributes.kv_heads or heads
    inner = attributes.key_dim or (None if wide is None else wide // heads)
    carried = attributes.value_dim or inner
    one = _plus(
        times(asked, wide, heads, inner),
        times(kept, key_width, shared, inner),
        times(kept, value_width, shared, carried),
        times(heads, asked, kept, inner),
        times(heads, asked, kept, carried),
        times(asked, heads, carried, size_of(call.outputs, 0, -1)),
    )
    return times(one, reads.query[1 - time])


def _plain(call: Surroundings, reads: _Reads) -> int | None:
    """Scores and their weighted sum; heads stand behind the time in Keras, before it elsewhere."""
    query = reads.query
    rank = 0 if query is None else len(query)
    if query is None or rank < 2:
        return None
    time = 1 if call.node.op.domain.startswith("keras") and rank > 2 else rank - 2
    asked, kept, _ = reads.sizes(time)
    inner, _, carried = reads.sizes(rank - 1)
    many = times(*(size for axis, size in enumerate(query[:-1]) if axis != time))
    return _plus(times(many, asked, kept, inner), times(many, asked, kept, carried))


def _matmul(call: Surroundings) -> int | None:
    word = call.node.op.type_name.lower()
    made = count_of(call.outputs)
    read = zip(call.inputs, call.node.inputs)
    factors = [shape for shape, argument in read if argument.role != "addend"]
    if word in ("vdot", "multi_dot", "chain_matmul"):
        return None
    if word in ("outer", "addr", "ger"):
        return made
    if word == "tensordot":
        return _contraction(factors, made)
    if word == "addbmm":
        return times(count_of(factors), size_of(factors, 1, -1))
    if len(factors) == 1 and call.parameters and call.parameters[0] is not None:
        return _with_weight(factors[0], call.parameters[0], call)
    axes = cast("Product", call.node.attributes).axes
    return times(made, size_of(factors, 0, axes[0] if axes else -1))


def _contraction(factors: Sequence[Numbers], made: int | None) -> int | None:
    """Every number of the result is a sum over the axes that both factors lose."""
    left, right = count_of(factors), count_of(factors, 1)
    if left is None or right is None or not made:
        return None
    return isqrt(left * right * made)


def _with_weight(flowing: Numbers, weight: Numbers, call: Surroundings) -> int | None:
    """A product with a learned factor, which may stand on either side."""
    made = _first(call.outputs)
    if flowing is None or weight is None or made is None:
        return None
    on_the_left = len(weight) > 1 and len(flowing) > 1 and weight[-1] == flowing[-2]
    fits = on_the_left and made[-2:] == (weight[-2], flowing[-1])
    return times(*made, flowing[-2] if fits else flowing[-1])


def _function(call: Surroundings) -> int | None:
    """Products between tensors have names; other functions have none."""
    rule = _FUNCTIONS.get(cast("Function", call.node.attributes).function)
    return 0 if rule is None else rule(call)


def _selective_scan(call: Surroundings) -> int | None:
    """A product of the state with a vector for every channel of every position."""
    last = len(call.inputs) - 1
    return times(count_of(call.outputs), call.input_size(last, -1))


def _bilinear(call: Surroundings) -> int | None:
    """A learned matrix between two tensors for each unit."""
    weight = call.parameters[0] if call.parameters else None
    return None if weight is None else times(count_of(call.outputs), *weight[1:])


_FUNCTIONS: Mapping[str, Callable[[Surroundings], int | None]] = {
    "bilinear": _bilinear,
    "selective scan": _selective_scan,
}
_RULES: Mapping[Kind, Callable[[Surroundings], int | None]] = {
    Kind.CONV: _convolution,
    Kind.LINEAR: _linear,
    Kind.EMBEDDING: _embedding,
    Kind.EINSUM: _einsum,
    Kind.RECURRENT: _recurrent,
    Kind.ATTENTION: _attention,
    Kind.MATMUL: _matmul,
    Kind.MATH: _function,
    Kind.CUSTOM: lambda call: None,
}
