"""Shapes of results where the file does not tell them, as in frozen graphs.

In: a node, the shapes of its inputs, and the numbers of those that are known. Out: shapes of its
results, () where no rule knows. Sizes that are not known stay None; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.graph.types import Dim, Shape
from netscribe.readers.tensorflow_file.given import Given, Rule, Shapes, wider
from netscribe.readers.tensorflow_file.moves import MOVES
from netscribe.readers.tensorflow_file.numbers import Known
from netscribe.readers.tensorflow_file.records import ListedNode
from netscribe.readers.tensorflow_file.windows import WINDOWS

#: What a rule may stumble over in a damaged file: ranks too small, axes that are none.
_CONTRADICTIONS = (ArithmeticError, LookupError, TypeError, ValueError)


def inferred(
    node: ListedNode, shapes: Sequence[Shape | None], known: Sequence[Known | None]
) -> Shapes:
    """Shapes of the results, as far as a rule knows; never raises, whatever the file says."""
    rule = _RULES.get(node.op)
    if rule is None:
        return (shapes[0],) if node.op in _SAME and shapes else ()
    try:
        return rule(Given(node, shapes, known))
    except _CONTRADICTIONS:
        return ()


def _broadcast(given: Given) -> Shapes:
    shapes = [shape for shape in given.shapes if shape is not None]
    if len(shapes) != len(given.shapes) or not shapes:
        return ()
    rank = max(map(len, shapes))
    columns = zip(*((1,) * (rank - len(shape)) + shape for shape in shapes))
    return (tuple(wider(column) for column in columns),)


def _to_size(at: int) -> Rule:
    """The whole shape comes as an input."""

    def rule(given: Given) -> Shapes:
        found = given.integers(at)
        return () if found is None else (tuple(found),)

    return rule


def _product(given: Given) -> Shapes:
    left, right = given.shape(0), given.shape(1)
    if left is None or right is None or len(left) < 2 or len(right) < 2:
        return ()
    rows = left[-1 if given.flag("transpose_a") or given.flag("adj_x") else -2]
    columns = right[-2 if given.flag("transpose_b") or given.flag("adj_y") else -1]
    longer = left if len(left) >= len(right) else right
    return ((*longer[:-2], rows, columns),)


def _reduced(given: Given) -> Shapes:
    source = given.shape()
    axes = None if source is None else given.axes(1, len(source))
    if source is None or axes is None:
        return ()
    if given.flag("keep_dims"):
        return (tuple(1 if axis in axes else size for axis, size in enumerate(source)),)
    return (tuple(size for axis, size in enumerate(source) if axis not in axes),)


def _arg(given: Given) -> Shapes:
    source = given.shape()
    axes = None if source is None else given.axes(1, len(source))
    if source is None or axes is None:
        return ()
    return (tuple(size for axis, size in enumerate(source) if axis not in axes),)


def _einsum(given: Given) -> Shapes:
    equation = str(given.node.attributes.get("equation") or "")
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if not arrow or "." in equation or len(terms) != len(given.shapes):
        return ()
    sizes: dict[str, Dim] = {}
    for term, shape in zip(terms, given.shapes):
        if shape is None or len(shape) != len(term):
            return ()
        sizes.update({letter: size for letter, size in zip(term, shape) if size is not None})
    return (tuple(sizes.get(letter) for letter in right),)


_SAME = frozenset((
    "Abs", "BiasAdd", "Cast", "Ceil", "Cos", "Elu", "Erf", "Erfc", "Exp", "Floor", "FusedBatchNorm",
    "FusedBatchNormV2", "FusedBatchNormV3", "Inv", "LeakyRelu", "Log", "Log1p", "LogSoftmax",
    "LogicalNot", "LRN", "Neg", "OnesLike", "Reciprocal", "Relu", "Relu6", "ReverseV2", "Round",
    "Rsqrt", "Selu", "Sigmoid", "Sign", "Sin", "Softmax", "Softplus", "Softsign", "Sqrt", "Square",
    "Tan", "Tanh", "ZerosLike", "Merge", "Switch", "ClipByValue", "Cumsum",
    "FakeQuantWithMinMaxVars", "FakeQuantWithMinMaxArgs",
))  # fmt: skip
_PAIRED = (
    "Add", "AddV2", "Sub", "Mul", "RealDiv", "Div", "DivNoNan", "FloorDiv", "FloorMod", "Maximum",
    "Minimum", "Pow", "SquaredDifference", "Less", "LessEqual", "Greater", "GreaterEqual", "Equal",
    "NotEqual", "LogicalAnd", "LogicalOr", "Select", "SelectV2", "AddN", "Atan2",
)  # fmt: skip
_RULES: Mapping[str, Rule] = {
    **WINDOWS,
    **MOVES,
    **dict.fromkeys(_PAIRED, _broadcast),
    **dict.fromkeys(("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"), _product),
    **dict.fromkeys(("Mean", "Sum", "Max", "Min", "Prod", "All", "Any"), _reduced),
    **dict.fromkeys(("ArgMax", "ArgMin"), _arg),
    "Conv2DBackpropInput": _to_size(0),
    "Conv3DBackpropInputV2": _to_size(0),
    "BroadcastTo": _to_size(1),
    "Fill": _to_size(0),
    "Einsum": _einsum,
    "Shape": lambda given: () if given.shape() is None else ((len(given.shape() or ()),),),
}
