"""The table of operations of CoreML programs: an operation in, what it does out.

In: an operation. Out: `Facts`; which arguments are tensors, and in which order they are listed. An
operation that no table knows is drawn as custom, under its own word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import (
    Activation,
    Attributes,
    Function,
    Reshaping,
    Settings,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.coreml.operations.sequence import SEQUENCES
from netscribe.readers.coreml.operations.spatial import SPATIALS
from netscribe.readers.coreml.operations.words import (
    ACTIVATIONS,
    FUNCTIONS,
    OPERATORS,
    REDUCTIONS,
)
from netscribe.readers.netlist import describing, moves
from netscribe.readers.netlist.describing import op_of, printed
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.netlist.quantization import marked

DOMAIN = "coreml"
Describer = Callable[[Operation], Facts]

#: The arguments of an operation that are tensors, in order; of others those of `_USUAL`.
_TENSORS: Mapping[str, tuple[str, ...]] = {
    "batch_norm": ("x", "mean", "variance", "gamma", "beta"),
    "layer_norm": ("x", "gamma", "beta"),
    "instance_norm": ("x", "gamma", "beta"),
    "lstm": (
        "x", "initial_h", "initial_c", "weight_ih", "weight_hh", "bias", "peephole",
        "weight_ih_back", "weight_hh_back", "bias_back", "peephole_back",
    ),
    "gru": ("x", "initial_h", "weight_ih", "weight_hh", "bias", "input_bias"),
    "rnn": ("x", "initial_h", "weight_ih", "weight_hh", "bias"),
    "prelu": ("x", "alpha"),
    "scaled_dot_product_attention": ("query", "key", "value", "attn_mask"),
    "select": ("cond", "a", "b"),
    "range_1d": (),
    "fill": (),
}  # fmt: skip
_USUAL = (
    "x", "y", "values", "weight", "bias", "data", "indices", "updates", "input", "state", "cond",
    "boxes", "scores", "coordinates", "ls", "value", "pred",
)  # fmt: skip


def tensors_of(word: str) -> tuple[tuple[str, ...], bool]:
    """The names of the arguments that are tensors, and whether an absent one leaves its place."""
    return (_TENSORS[word], True) if word in _TENSORS else (_USUAL, False)


def _arithmetic(operator: str) -> Describer:
    return lambda operation: describing.elementwise(operation, operator)


def _activation(word: str, **settings: float) -> Describer:
    attributes = Activation(function=word, **settings)  # type: ignore[arg-type]
    return lambda operation: describing.activation(operation, attributes)


def _leaky_relu(operation: Operation) -> Facts:
    slope = operation.number("alpha", 0.01)
    return describing.activation(operation, Activation(function="leaky_relu", slope=slope))


def _elu(operation: Operation) -> Facts:
    alpha = operation.number("alpha", 1.0)
    settings = () if alpha == 1.0 else (("alpha", printed(alpha)),)
    return describing.activation(operation, Activation(function="elu", settings=settings))


def _gelu(operation: Operation) -> Facts:
    tanh = operation.text("mode", "EXACT").upper() == "TANH_APPROXIMATION"
    return describing.activation(operation, Activation(function="gelu", approximate=tanh))


def _prelu(operation: Operation) -> Facts:
    op = op_of(operation, Kind.ACTIVATION)
    return Facts(op, Activation(function="prelu"), weights={1: "alpha"})


def _clip(operation: Operation) -> Facts:
    """Cut at 0 from below it is a ReLU with a maximum."""
    low, high = operation.number("alpha"), operation.number("beta")
    if low == 0.0:
        return describing.activation(operation, Activation(function="relu", max_value=high))
    return describing.function(operation, "clip", (("min", printed(low)), ("max", printed(high))))


def _softmax(operation: Operation) -> Facts:
    return describing.softmax(operation, operation.integer("axis", -1))


def _reduction(word: str) -> Describer:
    def describe(operation: Operation) -> Facts:
        axes = operation.attributes.get("axes", ())
        if isinstance(axes, int):
            axes = (axes,)
        told = operation.attributes.get("axis")
        if isinstance(told, int) and not isinstance(told, bool):
            axes = (told,)
        known = axes if isinstance(axes, tuple) else None
        keepdims = operation.flag("keep_dims")
        return describing.reduction(operation, word, known, keepdims=keepdims)

    return describe


def _function(word: str) -> Describer:
    return lambda operation: describing.function(operation, word)


def _reshaped(operation: Operation) -> Facts:
    return moves.reshape(operation)


def _transpose(operation: Operation) -> Facts:
    order = operation.sizes("perm")
    rank = operation.rank() or 1
    return moves.permute(operation, tuple(axis % rank for axis in order) or None)


def _concat(operation: Operation) -> Facts:
    return describing.concat(operation, operation.integer("axis"))


def _stack(operation: Operation) -> Facts:
    return describing.stack(operation, operation.integer("axis"))


def _split(operation: Operation) -> Facts:
    return describing.split(operation, operation.integer("axis"))


def _slice_by_index(operation: Operation) -> Facts:
    begin, end = operation.sizes("begin"), operation.sizes("end")
    stride = operation.sizes("stride") or (1,) * len(begin)
    rank = operation.rank()
    if rank is None or not len(begin) == len(end) == len(stride) == rank:
        return moves.sliced(operation, "")
    masks = [_mask(operation, f"{word}_mask", rank) for word in ("begin", "end", "squeeze")]
    parts = [
        _part((begin[axis], end[axis], stride[axis]), tuple(mask[axis] for mask in masks))
        for axis in range(rank)
    ]
    while len(parts) > 1 and parts[-1] == ":":
        parts = parts[:-1]
    return moves.sliced(operation, ", ".join(parts))


def _mask(operation: Operation, name: str, rank: int) -> tuple[bool, ...]:
    value = operation.attributes.get(name)
    if isinstance(value, tuple) and len(value) == rank:
        return tuple(bool(item) for item in value)
    return (value is True and rank == 1,) * rank


def _part(limits: tuple[int, int, int], masks: tuple[bool, ...]) -> str:
    begin, end, step = limits
    if masks[2]:
        return str(begin)
    first = "" if masks[0] or (not begin and step > 0) else str(begin)
    last = "" if masks[1] else str(end)
    return f"{first}:{last}" if step == 1 else f"{first}:{last}:{step}"


def _slice_by_size(operation: Operation) -> Facts:
    return moves.sliced(operation, "")


def _gathered(operation: Operation) -> Facts:
    return Facts(op_of(operation, Kind.SLICE), Slicing(), roles={1: "index"})


def _along(word: str, name: str = "") -> Describer:
    def describe(operation: Operation) -> Facts:
        return moves.along(operation, word, operation.sizes(name) if name else None)

    return describe


def _tile(operation: Operation) -> Facts:
    counts = operation.sizes("reps")
    settings = (("repeats", printed(counts)),) if counts else ()
    attributes = Reshaping(function="tile", settings=settings)
    return describing.plain(operation, Kind.RESHAPE, attributes)


def _where(operation: Operation) -> Facts:
    return replace(describing.function(operation, "where"), roles={0: "condition"})


def _top_k(operation: Operation) -> Facts:
    settings: Settings = (("k", printed(operation.attributes.get("k", "…"))),)
    axis = describing.axis_of(operation.integer("axis", -1), operation.rank())
    if axis != -1:
        settings = (*settings, ("axis", str(axis)))
    if operation.flag("ascending"):
        settings = (*settings, ("smallest", ""))
    return describing.function(operation, "top_k", settings)


def _one_hot(operation: Operation) -> Facts:
    classes = operation.attributes.get("one_hot_vector_size")
    settings = () if classes is None else (("num classes", printed(classes)),)
    return describing.function(operation, "one_hot", settings)


def _constant(operation: Operation) -> Facts:
    return describing.plain(operation, Kind.CONSTANT, Attributes())


def _random(operation: Operation) -> Facts:
    word = operation.type_name.removeprefix("random_")
    return describing.plain(operation, Kind.RANDOM, Function(function=word))


OPERATIONS: Mapping[str, Describer] = {
    **{name: _arithmetic(operator) for name, operator in OPERATORS.items()},
    **{name: _function(word) for name, word in FUNCTIONS.items()},
    **{name: _activation(word) for name, word in ACTIVATIONS.items()},
    **{name: _reduction(word) for name, word in REDUCTIONS.items()},
    **SEQUENCES,
    **SPATIALS,
    "relu6": _activation("relu", max_value=6.0),
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "gelu": _gelu,
    "prelu": _prelu,
    "clip": _clip,
    "softmax": _softmax,
    "reshape": _reshaped,
    "reshape_like": _reshaped,
    "flatten2d": _reshaped,
    "squeeze": _reshaped,
    "expand_dims": _reshaped,
    "transpose": _transpose,
    "concat": _concat,
    "stack": _stack,
    "split": _split,
    "slice_by_index": _slice_by_index,
    "slice_by_size": _slice_by_size,
    "gather_nd": _gathered,
    "gather_along_axis": _gathered,
    "reverse": _along("flip", "axes"),
    "reverse_sequence": _along("flip"),
    "batch_to_space": _along("batch to space"),
    "space_to_batch": _along("space to batch"),
    "tile": _tile,
    "select": _where,
    "cast": describing.cast,
    "identity": describing.identity,
    "topk": _top_k,
    "one_hot": _one_hot,
    "fill": _constant,
    "fill_like": _constant,
    "range_1d": _constant,
    "random_bernoulli": _random,
    "random_categorical": _random,
    "random_normal": _random,
    "random_uniform": _random,
}


def facts_of(operation: Operation) -> Facts:
    """What an operation does."""
    describer = OPERATIONS.get(operation.type_name)
    if describer is None:
        return describing.custom(operation)
    return marked(operation, describer(operation))
