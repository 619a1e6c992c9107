"""ONNX Runtime's own operators (com.microsoft): fused layers, quantised ones, attention.

In: a step. Out: its results. Source: the contrib operators' documentation of ONNX Runtime.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.attention import grown
from netscribe.readers.onnx.shapes.broadcast import broadcast
from netscribe.readers.onnx.shapes.creation import CREATION
from netscribe.readers.onnx.shapes.elementwise import ELEMENTWISE
from netscribe.readers.onnx.shapes.positions import POSITIONS, moved, pooled, windows
from netscribe.readers.onnx.shapes.products import (
    general_product,
    matrix_product,
    products,
    swapped,
)
from netscribe.readers.onnx.shapes.quantization import QUANTIZATION
from netscribe.readers.onnx.shapes.reductions import REDUCTIONS
from netscribe.readers.onnx.shapes.resizing import CROP_AND_RESIZE, RESIZING
from netscribe.readers.onnx.shapes.results import (
    axis_index,
    of_rank,
    one,
    replaced,
    same,
    tensor,
    whole_numbers,
)
from netscribe.readers.onnx.shapes.slicing import SLICING
from netscribe.readers.onnx.shapes.step import UNKNOWN, Results, Rule, ShapeStep


def _fused_product(step: ShapeStep) -> Results:
    left, right = step.shape(0), step.shape(1)
    left = swapped(left) if step.integer("transA") else left
    right = swapped(right) if step.integer("transB") else right
    if step.integer("transBatchA") or step.integer("transBatchB"):
        return one(step.dtype(), None if left is None else of_rank(len(left)))
    return one(step.dtype(), matrix_product(left, right))


def _packed_product(step: ShapeStep) -> Results:
    """A weight packed in blocks; K and N are attributes."""
    shape, width = step.shape(), step.integer("N") or None
    return one(step.dtype(), None if not shape else (*shape[:-1], width))


def _together(*positions: int) -> Rule:
    """Tensors at these positions meet element by element."""

    def rule(step: ShapeStep) -> Results:
        return one(step.dtype(positions[0]), broadcast([step.shape(each) for each in positions]))

    return rule


def _halved(step: ShapeStep) -> Results:
    """BiasSplitGelu: one half of the last axis gates the other."""
    shape = step.shape()
    if not shape:
        return one(step.dtype(), shape)
    return one(step.dtype(), (*shape[:-1], arithmetic.ratio(shape[-1:], (2,))))


def _skip_norm(step: ShapeStep) -> Results:
    """The normalised sum, its mean and deviation, and the sum itself."""
    return (*same(step), UNKNOWN, UNKNOWN, *same(step))


def _embedding_norm(step: ShapeStep) -> Results:
    """Token ids (N, T) give (N, T, D), the mask's lengths, and the sum of the embeddings."""
    shape, table = step.shape(), step.shape(2)
    width = table[-1] if table else None
    found = None if shape is None else (*shape, width)
    first = shape[0] if shape else None
    dtype = step.dtype(2)
    return (tensor(dtype, found), tensor("int32", (first,)), tensor(dtype, found))


def _attention(step: ShapeStep) -> Results:
    """Projection and attention in one: (N, T, D), weights (D, widths of q, k and v)."""
    shape, weight = step.shape(), step.shape(1)
    widths = step.integers("qkv_hidden_sizes")
    width: Dim = widths[2] if widths and len(widths) == 3 else None
    if width is None and weight:
        width = arithmetic.ratio(weight[-1:], (3,))
    found = None if shape is None else (*shape[:-1], width)
    return (tensor(step.dtype(), found), UNKNOWN)


def _multi_head(step: ShapeStep) -> Results:
    """Queries (N, T, D), or packed as (N, T, heads, 3, d)."""
    shape, value = step.shape(), step.shape(2)
    heads = step.integer("num_heads")
    if shape is not None and len(shape) == 5:
        width = arithmetic.dim(arithmetic.times(shape[2], shape[4]))
        return (tensor(step.dtype(), (*shape[:2], width)), UNKNOWN, UNKNOWN)
    if shape is None or len(shape) != 3:
        return (tensor(step.dtype(), None), UNKNOWN, UNKNOWN)
    width = _value_width(shape, value, step.shape(1))
    keys = _heads_apart(step.shape(1), heads)
    values = _heads_apart(value, heads)
    return (
        tensor(step.dtype(), (*shape[:2], width)),
        tensor(step.dtype(), grown(step.shape(6), keys)),
        tensor(step.dtype(), grown(step.shape(7), values)),
    )


def _value_width(shape: Shape, value: Shape | None, key: Shape | None) -> Dim:
    if value is None or len(value) == 3:
        packed = value is None and key is not None and len(key) == 5
        return None if packed else (value or shape)[2]
    return arithmetic.dim(arithmetic.times(value[1], value[3])) if len(value) == 4 else None


def _heads_apart(shape: Shape | None, heads: int) -> Shape | None:
    if shape is None or len(shape) == 4:
        return shape
    if len(shape) != 3 or heads < 1:
        return None
    return (shape[0], heads, shape[1], arithmetic.ratio(shape[2:], (heads,)))


def _grouped_queries(step: ShapeStep) -> Results:
    """Queries (N, T, heads * d), packed with keys and values if those are left out.

    How long the caches are is a matter of their buffers: only N, heads and d are known.
    """
    shape, heads, kv_heads = step.shape(), step.integer("num_heads"), step.integer("kv_num_heads")
    if shape is None or len(shape) != 3 or heads < 1:
        return (tensor(step.dtype(), None), UNKNOWN, UNKNOWN)
    packed = step.given(1) is None
    parts = heads + 2 * kv_heads if packed else heads
    head = arithmetic.ratio(shape[2:], (parts,))
    width = arithmetic.dim(arithmetic.times(head, heads))
    cache: Shape = (shape[0], kv_heads or None, None, head)
    both = tensor(step.dtype(3) or step.dtype(), cache)
    return (tensor(step.dtype(), (*shape[:2], width)), both, both)


def _channels_last(weight_at: int, dtype_at: int = 0) -> Rule:
    """A convolution over (N, positions, C) with a weight (M, kernel, C/groups)."""

    def rule(step: ShapeStep) -> Results:
        shape, weight = step.shape(), step.shape(weight_at)
        dtype = step.dtype(dtype_at)
        if shape is None or weight is None or len(shape) != len(weight):
            return one(dtype, None)
        kernel = step.integers("kernel_shape") or weight[1:-1]
        along = windows(step, kernel)
        if along is None or len(along) != len(shape) - 2:
            return one(dtype, of_rank(len(shape)))
        auto_pad = step.text("auto_pad", "NOTSET")
        pairs = zip(shape[1:-1], along, strict=True)
        places = (moved(size, window, auto_pad) for size, window in pairs)
        return one(dtype, (shape[0], *places, weight[0]))

    return rule


def _quantized_pool(step: ShapeStep) -> Results:
    if step.integer("channels_last"):
        return one(step.dtype(), of_rank(len(step.shape() or ())) if step.shape() else None)
    return one(step.dtype(), pooled(step))


def _quantized_global_pool(step: ShapeStep) -> Results:
    shape = step.shape()
    if shape is None:
        return one(step.dtype(), None)
    if step.integer("channels_last"):
        return one(step.dtype(), (shape[0], *(1,) * len(shape[1:-1]), shape[-1]))
    return one(step.dtype(), (*shape[:2], *(1,) * len(shape[2:])))


def _quantized_concat(step: ShapeStep) -> Results:
    """Scale and zero point of the result, then each tensor with its own two."""
    tensors = tuple(entry or UNKNOWN for entry in step.inputs[2::3])
    inner = ShapeStep("Concat", "", 13, step.attributes, tensors, 1)
    return SLICING["Concat"](inner)


def _quantized_reduction(step: ShapeStep) -> Results:
    inner = ShapeStep("ReduceMean", "", 13, step.attributes, (step.input(0),), 1)
    return (tensor(step.dtype(), REDUCTIONS["ReduceMean"](inner)[0].shape),)


def _quantized_gemm(step: ShapeStep) -> Results:
    tensors = (step.input(0), step.input(3))
    inner = ShapeStep("Gemm", "", 13, step.attributes, tensors, 1)
    dtype = step.dtype(8) if step.given(8) is not None else "float32"
    return one(dtype, general_product(inner)[0].shape)


def _expanded(step: ShapeStep) -> Results:
    shape, axis = step.shape(), whole_numbers(step.given(1))
    if shape is None or not axis:
        return one(step.dtype(), None if shape is None else of_rank(len(shape) + 1))
    place = axis_index(axis[0], len(shape) + 1) or 0
    return one(step.dtype(), (*shape[:place], 1, *shape[place:]))


def _distances(step: ShapeStep) -> Results:
    first, second = step.shape(0), step.shape(1)
    return one(step.dtype(), (first[0] if first else None, second[0] if second else None))


def _gathered_blocks(step: ShapeStep) -> Results:
    """Quantised rows of a table, unpacked: Gather in the dtype of the scales."""
    inner = ShapeStep(
        "Gather",
        "",
        13,
        {"axis": step.integer("gather_axis")},
        (step.input(0), step.input(1)),
        1,
    )
    shape = SLICING["Gather"](inner)[0].shape
    if shape and step.dtype() == "uint8":
        whole = arithmetic.dim(arithmetic.times(shape[-1], 8 // (step.integer("bits", 4) or 4)))
        shape = replaced(shape, len(shape) - 1, whole)
    return one(step.dtype(2), shape)


def _unfolded(step: ShapeStep) -> Results:
    """Windows of `size` along an axis, on a new last axis."""
    shape, size, stride = step.shape(), step.integer("size"), step.integer("step", 1)
    place = None if shape is None else axis_index(step.integer("dim", -1), len(shape))
    if shape is None or place is None or stride < 1:
        return one(step.dtype(), None)
    room = arithmetic.over_down(arithmetic.minus(shape[place], size), stride)
    places = arithmetic.dim(arithmetic.plus(room, 1))
    return one(step.dtype(), (*replaced(shape, place, places), size))


_SAME = (
    *("Gelu", "FastGelu", "BiasGelu", "QuickGelu", "BiasSoftmax", "RotaryEmbedding", "GroupNorm"),
    *("Inverse", "NGramRepeatBlock", "MoE", "QMoE"),
    *("QLinearSigmoid", "QLinearLeakyRelu", "QLinearSoftmax"),
)

MICROSOFT: Mapping[str, Rule] = {
    **ELEMENTWISE,
    **dict.fromkeys(_SAME, same),
    **QUANTIZATION,
    "BiasSplitGelu": _halved,
    "BiasDropout": ELEMENTWISE["Dropout"],
    "BiasAdd": same,
    "BitmaskDropout": ELEMENTWISE["Dropout"],
    "SkipGroupNorm": lambda step: (*same(step), *same(step)),
    **dict.fromkeys(("SkipLayerNormalization", "SkipSimplifiedLayerNormalization"), _skip_norm),
    "EmbedLayerNormalization": _embedding_norm,
    **dict.fromkeys(("Attention", "QAttention"), _attention),
    **dict.fromkeys(("MultiHeadAttention", "DecoderMaskedMultiHeadAttention"), _multi_head),
    **dict.fromkeys(("GroupQueryAttention", "SparseAttention"), _grouped_queries),
    **dict.fromkeys(("FusedMatMul", "TransposeMatMul", "FusedMatMulActivation"), _fused_product),
    **dict.fromkeys(("FusedGemm", "GemmFastGelu", "GemmFloat8"), general_product),
    **dict.fromkeys(("MatMulNBits", "MatMulBnb4", "MatMulFpQ4"), _packed_product),
    "MatMulInteger16": products(dtype="int32"),
    "MatMulIntegerToFloat": products(dtype_at=2),
    "DynamicQuantizeMatMul": products(dtype="float32"),
    "QGemm": _quantized_gemm,
    "FusedConv": POSITIONS["Conv"],
    "NhwcConv": _channels_last(1),
    "NhwcFusedConv": _channels_last(1),
    "ConvTransposeWithDynamicPads": POSITIONS["ConvTranspose"],
    "CausalConvWithState": POSITIONS["CausalConvWithState"],
    "QLinearAveragePool": _quantized_pool,
    "QLinearGlobalAveragePool": _quantized_global_pool,
    "QLinearConcat": _quantized_concat,
    "QLinearReduceMean": _quantized_reduction,
    **dict.fromkeys(("QLinearAdd", "QLinearMul"), _together(0, 3)),
    "QLinearWhere": _together(1, 4, 0),
    "MulInteger": _together(0, 2),
    "ExpandDims": _expanded,
    "CDist": _distances,
    "ComplexMul": _together(0, 1),
    "ComplexMulConj": _together(0, 1),
    "CropAndResize": CROP_AND_RESIZE,
    "GatherND": SLICING["GatherND"],
    "GatherBlockQuantized": _gathered_blocks,
    "GridSample": RESIZING["GridSample"],
    "Pad": RESIZING["Pad"],
    "Range": CREATION["Range"],
    "Unique": REDUCTIONS["Unique"],
    "UnfoldTensor": _unfolded,
}
