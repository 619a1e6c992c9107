"""The table of operations: a layer of an OpenVINO model in, what it does out.

In: an operation, and the set of operations that its type is from. Out: `Facts`. A type that no
table knows is drawn as custom, under its own word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import Activation, Attributes, Function, Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import describing, moves
from netscribe.readers.netlist.describing import op_of, printed
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.netlist.quantization import marked
from netscribe.readers.openvino.operations.sequence import SEQUENCES
from netscribe.readers.openvino.operations.spatial import SPATIALS
from netscribe.readers.openvino.operations.words import (
    ACTIVATIONS,
    FUNCTIONS,
    OPERATORS,
    REDUCTIONS,
)

DOMAIN = "openvino"
Describer = Callable[[Operation], Facts]


def _arithmetic(operator: str) -> Describer:
    return lambda operation: describing.elementwise(operation, operator)


def _activation(word: str) -> Describer:
    """Constants behind the tensor say how, and are not read."""

    def describe(operation: Operation) -> Facts:
        facts = describing.activation(operation, Activation(function=word))
        return replace(facts, settings=frozenset(range(1, len(operation.inputs))))

    return describe


def _elu(operation: Operation) -> Facts:
    alpha = operation.number("alpha", 1.0)
    settings = () if alpha == 1.0 else (("alpha", printed(alpha)),)
    return describing.activation(operation, Activation(function="elu", settings=settings))


def _gelu(operation: Operation) -> Facts:
    tanh = operation.text("approximation_mode").lower() == "tanh"
    return describing.activation(operation, Activation(function="gelu", approximate=tanh))


def _prelu(operation: Operation) -> Facts:
    op = op_of(operation, Kind.ACTIVATION)
    slope = operation.operand(1)
    if slope is not None and slope.constant and not slope.is_weight:
        return Facts(op, Activation(function="leaky_relu"), settings=frozenset((1,)))
    return Facts(op, Activation(function="prelu"), weights={1: "alpha"})


def _clamp(operation: Operation) -> Facts:
    """Cut at 0 from below it is a ReLU with a maximum."""
    low, high = operation.number("min"), operation.number("max")
    if low == 0.0:
        return describing.activation(operation, Activation(function="relu", max_value=high))
    settings = (("min", printed(low)), ("max", printed(high)))
    return describing.function(operation, "clip", settings)


def _softmax(word: str) -> Describer:
    return lambda operation: describing.softmax(operation, operation.integer("axis", 1), word)


def _reduction(word: str) -> Describer:
    def describe(operation: Operation) -> Facts:
        keepdims = operation.flag("keep_dims")
        return describing.reduction(operation, word, None, keepdims=keepdims)

    return describe


def _function(word: str) -> Describer:
    return lambda operation: describing.function(operation, word)


def _settled(word: str) -> Describer:
    """A function whose inputs behind the first say how."""

    def describe(operation: Operation) -> Facts:
        others = frozenset(range(1, len(operation.inputs)))
        return replace(describing.function(operation, word), settings=others)

    return describe


def _reshaped(operation: Operation) -> Facts:
    return moves.reshape(operation)


def _transpose(operation: Operation) -> Facts:
    return moves.permute(operation, None)


def _concat(operation: Operation) -> Facts:
    return describing.concat(operation, operation.integer("axis"))


def _split(operation: Operation) -> Facts:
    return describing.split(operation, None)


def _sliced(operation: Operation) -> Facts:
    """Where it begins is a constant; which axis it takes, the shapes may tell."""
    before, after = operation.shape(), operation.made
    changed: list[int] = []
    if before is not None and after is not None and len(before) == len(after):
        changed = [axis for axis, (old, new) in enumerate(zip(before, after)) if old != new]
    alone = operation.type_name == "Slice" and operation.shape(4) == (1,)
    axis = changed[0] if len(changed) == 1 and (alone or None not in (before or ())) else None
    settings = () if axis is None else (("axis", str(describing.axis_of(axis, operation.rank()))),)
    others = frozenset(range(1, len(operation.inputs)))
    return Facts(op_of(operation, Kind.SLICE), Slicing(settings=settings), settings=others)


def _along(word: str) -> Describer:
    return lambda operation: moves.along(operation, word)


def _gathered(operation: Operation) -> Facts:
    return Facts(op_of(operation, Kind.SLICE), Slicing(), roles={1: "index"})


def _where(operation: Operation) -> Facts:
    return replace(describing.function(operation, "where"), roles={0: "condition"})


def _cast_like(operation: Operation) -> Facts:
    return replace(describing.cast(operation), settings=frozenset((1,)))


def _top_k(operation: Operation) -> Facts:
    """How many is a constant; the shapes tell it."""
    before, after = operation.shape() or (), operation.made or ()
    axis = operation.integer("axis", -1)
    count = after[axis] if before and -len(after) <= axis < len(after) else None
    settings = (("k", str(count)),) if isinstance(count, int) else ()
    place = describing.axis_of(axis, operation.rank())
    if place != -1:
        settings = (*settings, ("axis", str(place)))
    if operation.text("mode") == "min":
        settings = (*settings, ("smallest", ""))
    attributes = Function(function="top_k", settings=settings)
    return Facts(op_of(operation, Kind.MATH), attributes, settings=frozenset((1,)))


def _one_hot(operation: Operation) -> Facts:
    return _settled("one_hot")(operation)


def _constant(operation: Operation) -> Facts:
    return describing.plain(operation, Kind.CONSTANT, Attributes())


def _random(operation: Operation) -> Facts:
    facts = describing.plain(operation, Kind.RANDOM, Function(function="uniform"))
    return replace(facts, settings=frozenset((0, 1, 2)))


def _fake_quantize(operation: Operation) -> Facts:
    """Rounds to as many levels as a quantised number has."""
    levels = operation.integer("levels")
    settings = (("levels", str(levels)),) if levels else ()
    facts = describing.function(operation, "fake quantization", settings)
    return replace(facts, settings=frozenset((1, 2, 3, 4)))


def _tile(operation: Operation) -> Facts:
    attributes = Reshaping(function="tile")
    return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=frozenset((1,)))


OPERATIONS: Mapping[str, Describer] = {
    **{name: _arithmetic(operator) for name, operator in OPERATORS.items()},
    **{name: _activation(word) for name, word in ACTIVATIONS.items()},
    **{name: _function(word) for name, word in FUNCTIONS.items()},
    **{name: _reduction(word) for name, word in REDUCTIONS.items()},
    **SEQUENCES,
    **SPATIALS,
    "Elu": _elu,
    "Gelu": _gelu,
    "PReLU": _prelu,
    "PRelu": _prelu,
    "Clamp": _clamp,
    "SoftMax": _softmax("softmax"),
    "Softmax": _softmax("softmax"),
    "LogSoftmax": _softmax("log_softmax"),
    "Reshape": _reshaped,
    "Squeeze": _reshaped,
    "Unsqueeze": _reshaped,
    "Transpose": _transpose,
    "Concat": _concat,
    "Split": _split,
    "VariadicSplit": _split,
    "StridedSlice": _sliced,
    "Slice": _sliced,
    "Crop": _sliced,
    "GatherElements": _gathered,
    "GatherND": _gathered,
    "GatherTree": _gathered,
    "Broadcast": moves.broadcast,
    "Tile": _tile,
    "Reverse": _along("flip"),
    "ReverseSequence": _along("flip"),
    "Roll": _along("roll"),
    "BatchToSpace": _along("batch to space"),
    "SpaceToBatch": _along("space to batch"),
    "Convert": describing.cast,
    "ConvertLike": _cast_like,
    "Select": _where,
    "TopK": _top_k,
    "OneHot": _one_hot,
    "CumSum": _settled("cumsum"),
    "Range": _constant,
    "Eye": _constant,
    "RandomUniform": _random,
    "Multinomial": _random,
    "FakeQuantize": _fake_quantize,
    "FakeConvert": _settled("fake quantization"),
}


def facts_of(operation: Operation, version: str) -> Facts:
    """What an operation does; those of extensions are their authors' own."""
    describer = OPERATIONS.get(operation.type_name)
    own = version and not version.startswith(("opset", "experimental"))
    if describer is None or own:
        return describing.custom(operation)
    return marked(operation, describer(operation))
