"""Shapes of results where the file does not tell them, as in frozen graphs.

In: a node, the shapes of its inputs, and the numbers of those that are known. Out: shapes of its
results, () where no rule knows. Sizes that are not known stay None; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import TypeAlias

from netscribe.graph.types import Dim, Shape
from netscribe.readers.tensorflow_file.numbers import Known
from netscribe.readers.tensorflow_file.records import ListedNode

Shapes: TypeAlias = tuple[Shape | None, ...]


class Given:
    """What a rule may look at."""

    def __init__(
        self, node: ListedNode, shapes: Sequence[Shape | None], known: Sequence[Known | None]
    ) -> None:
        self.node = node
        self.shapes = shapes
        self.known = known

    def shape(self, at: int = 0) -> Shape | None:
        """The shape of one input."""
        return self.shapes[at] if -len(self.shapes) <= at < len(self.shapes) else None

    def integers(self, at: int) -> tuple[int | None, ...] | None:
        """The whole numbers of one input."""
        found = self.known[at] if -len(self.known) <= at < len(self.known) else None
        if found is None or any(isinstance(item, float) for item in found):
            return None
        return tuple(item if isinstance(item, int) else None for item in found)

    def axes(self, at: int, rank: int) -> list[int] | None:
        """Axes from 0, out of one input."""
        found = self.integers(at)
        if found is None or any(axis is None or not -rank <= axis < rank for axis in found):
            return None
        return [axis % rank for axis in found if axis is not None]

    def sizes(self, name: str) -> tuple[int, ...]:
        """Whole numbers among the attributes."""
        found = self.node.attributes.get(name)
        whole = isinstance(found, tuple) and all(isinstance(item, int) for item in found)
        return found if whole else ()  # type: ignore[return-value]

    def flag(self, name: str) -> bool:
        """A switch among the attributes."""
        return self.node.attributes.get(name) is True

    @property
    def channels_first(self) -> bool:
        """Whether channels stand before positions."""
        return str(self.node.attributes.get("data_format") or "").startswith("NC")


_Rule: TypeAlias = Callable[[Given], Shapes]


def inferred(
    node: ListedNode, shapes: Sequence[Shape | None], known: Sequence[Known | None]
) -> Shapes:
    """Shapes of the results, as far as a rule knows."""
    rule = _RULES.get(node.op)
    if rule is not None:
        return rule(Given(node, shapes, known))
    return (shapes[0],) if node.op in _SAME and shapes else ()


def _broadcast(given: Given) -> Shapes:
    shapes = [shape for shape in given.shapes if shape is not None]
    if len(shapes) != len(given.shapes) or not shapes:
        return ()
    rank = max(map(len, shapes))
    columns = zip(*((1,) * (rank - len(shape)) + shape for shape in shapes))
    return (tuple(_wider(column) for column in columns),)


def _wider(sizes: Sequence[Dim]) -> Dim:
    known = {size for size in sizes if size != 1}
    if not known:
        return 1
    numbers = [size for size in known if isinstance(size, int)]
    return numbers[0] if numbers else None


def _spatial(given: Given, rank: int) -> range:
    return range(2, rank) if given.channels_first else range(1, rank - 1)


def _windowed(given: Given, kernel: Sequence[Dim], channels: Dim) -> Shapes:
    """A window that slides over the positions; paddings as TensorFlow defines them."""
    source = given.shape()
    strides = given.sizes("strides")
    if source is None or len(strides) != len(source):
        return ()
    dilations = given.sizes("dilations") or (1,) * len(source)
    explicit = given.sizes("explicit_paddings")
    made: list[Dim] = list(source)
    for axis, size in zip(_spatial(given, len(source)), kernel):
        whole = source[axis]
        if not isinstance(whole, int) or not isinstance(size, int) or not strides[axis]:
            made[axis] = None
            continue
        reach = dilations[axis] * (size - 1) + 1
        if given.node.attributes.get("padding") == "SAME":
            made[axis] = -(-whole // strides[axis])
        else:
            extra = sum(explicit[2 * axis : 2 * axis + 2])
            made[axis] = max((whole + extra - reach) // strides[axis] + 1, 0)
    made[1 if given.channels_first else -1] = channels
    return (tuple(made),)


def _convolution(given: Given) -> Shapes:
    weight = given.shape(1)
    return () if weight is None else _windowed(given, weight[:-2], weight[-1])


def _depthwise(given: Given) -> Shapes:
    weight = given.shape(1)
    if weight is None or len(weight) != 4:
        return ()
    channels, many = weight[2:]
    whole = isinstance(channels, int) and isinstance(many, int)
    return _windowed(given, weight[:2], channels * many if whole else None)  # type: ignore[operator]


def _pool(given: Given) -> Shapes:
    source, sizes = given.shape(), given.sizes("ksize")
    if source is None or len(sizes) != len(source):
        return ()
    kernel = [sizes[axis] for axis in _spatial(given, len(source))]
    return _windowed(given, kernel, source[1 if given.channels_first else -1])


def _to_size(at: int) -> _Rule:
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


def _reshape(given: Given) -> Shapes:
    target, source = given.integers(1), given.shape()
    if target is None:
        return ()
    whole = [size for size in source or () if isinstance(size, int)]
    known = [size for size in target if size is not None and size >= 0]
    complete = source is not None and len(whole) == len(source)
    count: int = prod(known)
    free = None
    if complete and list(target).count(-1) == 1 and len(known) == len(target) - 1 and count:
        free = prod(whole) // count
    return (tuple(free if size is None or size < 0 else size for size in target),)


def _transpose(given: Given) -> Shapes:
    source = given.shape()
    order = None if source is None else given.axes(1, len(source))
    if source is None or order is None or len(order) != len(source):
        return ()
    return (tuple(source[axis] for axis in order),)


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


def _concat(given: Given) -> Shapes:
    shapes = [shape for shape in given.shapes[:-1] if shape is not None]
    if len(shapes) != len(given.shapes) - 1 or len({len(shape) for shape in shapes}) != 1:
        return ()
    axes = given.axes(-1, len(shapes[0]))
    if not axes:
        return ()
    sizes = [shape[axes[0]] for shape in shapes]
    known = [size for size in sizes if isinstance(size, int)]
    made = [_wider([*column, 1]) for column in zip(*shapes)]
    made[axes[0]] = sum(known) if len(known) == len(sizes) else None
    return (tuple(made),)


def _pack(given: Given) -> Shapes:
    source = given.shape()
    axis = given.node.attributes.get("axis", 0)
    if source is None or not isinstance(axis, int):
        return ()
    place = axis % (len(source) + 1)
    return ((*source[:place], len(given.shapes), *source[place:]),)


def _split(given: Given) -> Shapes:
    source, many = given.shape(1), given.node.attributes.get("num_split")
    axes = None if source is None else given.axes(0, len(source))
    if source is None or not axes or not isinstance(many, int) or not 0 < many < 10_000:
        return ()
    whole = source[axes[0]]
    size = whole // many if isinstance(whole, int) else None
    return ((*source[: axes[0]], size, *source[axes[0] + 1 :]),) * many


def _unpack(given: Given) -> Shapes:
    source, many = given.shape(), given.node.attributes.get("num")
    axis = given.node.attributes.get("axis", 0)
    if not source or not isinstance(axis, int) or not isinstance(many, int) or many > 10_000:
        return ()
    place = axis % len(source)
    return ((*source[:place], *source[place + 1 :]),) * many


def _padded(given: Given) -> Shapes:
    source, amounts = given.shape(), given.integers(1)
    if source is None or amounts is None or len(amounts) != 2 * len(source):
        return ()
    pairs = [amounts[2 * axis : 2 * axis + 2] for axis in range(len(source))]
    return (tuple(_grown(size, pair) for size, pair in zip(source, pairs)),)


def _grown(size: Dim, pair: Sequence[int | None]) -> Dim:
    numbers = [item for item in pair if item is not None]
    return size + sum(numbers) if isinstance(size, int) and len(numbers) == 2 else None


def _squeeze(given: Given) -> Shapes:
    source = given.shape()
    if source is None:
        return ()
    wanted = [axis % len(source) for axis in given.sizes("squeeze_dims") if source]
    gone = wanted or [axis for axis, size in enumerate(source) if size == 1]
    return (tuple(size for axis, size in enumerate(source) if axis not in gone),)


def _expand(given: Given) -> Shapes:
    source = given.shape()
    axes = None if source is None else given.axes(1, len(source) + 1)
    if source is None or not axes:
        return ()
    return ((*source[: axes[0]], 1, *source[axes[0] :]),)


def _resized(given: Given) -> Shapes:
    source, size = given.shape(), given.integers(1)
    if source is None or len(source) != 4:
        return ()
    height, width = size if size is not None and len(size) == 2 else (None, None)
    return ((source[0], height, width, source[3]),)


def _gather(given: Given) -> Shapes:
    table, places = given.shape(0), given.shape(1)
    if table is None or places is None or given.node.attributes.get("batch_dims"):
        return ()
    axes = [0] if len(given.shapes) < 3 else given.axes(2, len(table))
    if not axes:
        return ()
    return ((*table[: axes[0]], *places, *table[axes[0] + 1 :]),)


def _sliced(given: Given) -> Shapes:
    source = given.shape()
    limits = [given.integers(at) for at in (1, 2, 3)]
    masks = {
        word: given.node.attributes.get(f"{word}_mask") or 0
        for word in ("begin", "end", "shrink_axis", "ellipsis", "new_axis")
    }
    if source is None or masks["ellipsis"] or masks["new_axis"] or None in limits:
        return ()
    made: list[Dim] = []
    steps = list(zip(*(limit for limit in limits if limit is not None)))
    for axis, size in enumerate(source):
        if axis >= len(steps):
            made.append(size)
        elif not _has(masks["shrink_axis"], axis):
            open_ends = (_has(masks["begin"], axis), _has(masks["end"], axis))
            made.append(_left(size, steps[axis], open_ends))
    return (tuple(made),)


def _left(size: Dim, limits: tuple[int | None, ...], open_ends: tuple[bool, bool]) -> Dim:
    """How many positions are left of one axis."""
    begin, end, step = limits
    if open_ends == (True, True) and step == 1:
        return size
    if not isinstance(size, int) or not step:
        return None
    if (begin is None and not open_ends[0]) or (end is None and not open_ends[1]):
        return None
    limit = slice(None if open_ends[0] else begin, None if open_ends[1] else end, step)
    return len(range(*limit.indices(size)))


def _has(mask: object, axis: int) -> bool:
    return isinstance(mask, int) and bool(mask >> axis & 1)


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
_RULES: Mapping[str, _Rule] = {
    **dict.fromkeys(_PAIRED, _broadcast),
    **dict.fromkeys(("Conv2D", "Conv3D"), _convolution),
    "DepthwiseConv2dNative": _depthwise,
    **dict.fromkeys(("MaxPool", "AvgPool", "MaxPool3D", "AvgPool3D"), _pool),
    **dict.fromkeys(("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"), _product),
    **dict.fromkeys(("Mean", "Sum", "Max", "Min", "Prod", "All", "Any"), _reduced),
    **dict.fromkeys(("ArgMax", "ArgMin"), _arg),
    **dict.fromkeys(("Pad", "PadV2", "MirrorPad"), _padded),
    **dict.fromkeys(
        ("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea"), _resized
    ),
    **dict.fromkeys(("Gather", "GatherV2", "ResourceGather"), _gather),
    "Conv2DBackpropInput": _to_size(0),
    "Conv3DBackpropInputV2": _to_size(0),
    "BroadcastTo": _to_size(1),
    "Fill": _to_size(0),
    "Reshape": _reshape,
    "Transpose": _transpose,
    "ConcatV2": _concat,
    "Pack": _pack,
    "Split": _split,
    "Unpack": _unpack,
    "Squeeze": _squeeze,
    "ExpandDims": _expand,
    "StridedSlice": _sliced,
    "Einsum": _einsum,
    "Shape": lambda given: () if given.shape() is None else ((len(given.shape() or ()),),),
}
