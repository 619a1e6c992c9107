"""Functions of tensors that have no record of their own: sines, sorts, scatters, sequences.

In: calls. Out: `Function` facts, with the call's constants as settings. Function words are those of
the sister tables of PyTorch and Keras where there is one there.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Casting, Function, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall, one_axis
from netscribe.readers.onnx.operations.printing import printed
from netscribe.readers.onnx.shapes.dtypes import dtype_of

#: operator=function, then the attributes that are settings.
_FUNCTIONS = """
Abs=absolute
Neg=negative
Acos=arccos
Acosh=arccosh
Asin=arcsin
Asinh=arcsinh
Atan=arctan
Atanh=arctanh
Sin=sin
Sinh=sinh
Cos=cos
Cosh=cosh
Tan=tan
Exp=exp
Log=log
Sqrt=sqrt
Reciprocal=reciprocal
Rsqrt=rsqrt
Erf=erf
Floor=floor
Ceil=ceil
Round=round
Sign=sign
Not=logical_not
BitwiseNot=bitwise_not
IsNaN=isnan
IsInf=isinf
NonZero=nonzero
Unique=unique axis
Det=det
Inverse=inverse
Scatter=scatter axis
ScatterElements=scatter axis reduction
ScatterND=scatter_nd reduction
TensorScatter=scatter axis mode
GridSample=grid_sample mode padding_mode align_corners
AffineGrid=affine_grid align_corners
Col2Im=col2im strides dilations pads
RoiAlign=roi_align output_height output_width sampling_ratio spatial_scale mode
MaxRoiPool=roi_max_pool pooled_shape spatial_scale
CropAndResize=crop_and_resize mode
ReverseSequence=reverse_sequence batch_axis time_axis
DFT=dft inverse onesided
STFT=stft onesided
Rfft=rfft
Irfft=irfft
ComplexMul=complex_multiply
ComplexMulConj=complex_multiply_conjugate
Shape=shape start end
Size=size
NegativeLogLikelihoodLoss=nll_loss reduction
SoftmaxCrossEntropyLoss=cross_entropy reduction
SequenceAt=sequence_at
SequenceConstruct=sequence
SequenceEmpty=empty_sequence
SequenceErase=sequence_erase
SequenceInsert=sequence_insert
SequenceLength=sequence_length
SplitToSequence=split_to_sequence axis keepdims
ConcatFromSequence=concat_from_sequence axis new_axis
SequenceMap=sequence_map
Optional=optional
OptionalGetElement=optional_element
OptionalHasElement=optional_has_element
Gradient=gradient
Adam=adam_step
Adagrad=adagrad_step
Momentum=momentum_step
QuantizeLinear=quantize axis
DequantizeLinear=dequantize axis
DynamicQuantizeLinear=quantize
QLinearWhere=where
RotaryEmbedding=rotary_embedding interleaved num_heads rotary_embedding_dim
GemmaRotaryEmbedding=rotary_embedding
RemovePadding=remove_padding
RestorePadding=restore_padding
RelativePositionBias=relative_position_bias
GatedRelativePositionBias=relative_position_bias num_heads
CDist=cdist metric
Tokenizer=tokenize
NGramRepeatBlock=ngram_repeat_block ngram_size
MurmurHash3=murmur_hash
"""


def _function(word: str, names: tuple[str, ...]) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        settings = tuple(item for item in call.settings(*names) if item[1] not in ("0", "none", ""))
        return Facts(Kind.MATH, Function(function=word, settings=settings))

    return describe


def _axis(word: str, default: int | None, *names: str) -> Describer:
    """Along one axis, given as an attribute or as the second input."""

    def describe(call: OperatorCall) -> Facts:
        axis = call.integer("axis")
        if axis is None and call.given(1):
            known = call.whole_numbers(1)
            axis = known[0] if known else None
        axis = default if axis is None else axis
        told: Settings = () if axis is None else (("axis", str(one_axis(axis, call.rank))),)
        switches = tuple((name, "yes") for name in names if call.flag(name))
        return Facts(Kind.MATH, Function(function=word, settings=(*told, *switches)))

    return describe


def _top_k(call: OperatorCall) -> Facts:
    count = call.integer("k")
    known = call.content(1)
    told = printed(count) if count is not None else (printed(known[0]) if known else "…")
    axis = one_axis(call.integer("axis", -1) or 0, call.rank)
    settings: Settings = (
        ("k", told),
        *((("axis", str(axis)),) if axis != -1 else ()),
        *((("smallest", ""),) if not call.flag("largest", default=True) else ()),
        *((("sorted", "yes"),) if call.flag("sorted", default=True) else ()),
    )
    return Facts(Kind.MATH, Function(function="top_k", settings=settings))


def _triangle(call: OperatorCall) -> Facts:
    word = "triu" if call.flag("upper", default=True) else "tril"
    offset = call.scalar(1)
    told = "0" if not call.given(1) else ("…" if offset is None else printed(offset))
    return Facts(Kind.MATH, Function(function=word, settings=(("k", told),)))


def _one_hot(call: OperatorCall) -> Facts:
    depth = call.scalar(1)
    settings: Settings = () if depth is None else (("num classes", printed(int(depth))),)
    axis = call.integer("axis", -1)
    told: Settings = () if axis in (None, -1) else (("axis", str(axis)),)
    return Facts(Kind.MATH, Function(function="one_hot", settings=(*settings, *told)))


def _suppression(call: OperatorCall) -> Facts:
    words = ((2, "most per class"), (3, "iou threshold"), (4, "score threshold"))
    found = ((word, call.scalar(place)) for place, word in words)
    settings = tuple((word, printed(value)) for word, value in found if value is not None)
    return Facts(Kind.MATH, Function(function="non_max_suppression", settings=settings))


def _where(call: OperatorCall) -> Facts:
    """One of two tensors or numbers, element by element."""
    found = ((word, call.scalar(place)) for place, word in ((1, "then"), (2, "else")))
    settings = tuple((word, printed(value)) for word, value in found if value is not None)
    both = len(settings) == 2
    return Facts(Kind.MATH, Function(function="where", settings=() if both else settings))


def _cast(call: OperatorCall) -> Facts:
    told = dtype_of(call.integer("to", 0))
    made = call.outputs[0].dtype if call.outputs else ""
    return Facts(Kind.CAST, Casting(dtype=told or made))


def _identity(call: OperatorCall) -> Facts:
    return Facts(Kind.IDENTITY)


def _table() -> dict[str, Describer]:
    table: dict[str, Describer] = {}
    for line in _FUNCTIONS.strip().splitlines():
        head, *names = line.split()
        operator, _, word = head.partition("=")
        table[operator] = _function(word, tuple(names))
    return table


MATHEMATICS: Mapping[str, Describer] = {
    **_table(),
    "CumSum": _axis("cumsum", 0, "exclusive", "reverse"),
    "CumProd": _axis("cumprod", 0, "exclusive", "reverse"),
    "TopK": _top_k,
    "Trilu": _triangle,
    "OneHot": _one_hot,
    "NonMaxSuppression": _suppression,
    "Where": _where,
    "Cast": _cast,
    "CastLike": _cast,
    "BitCast": _cast,
    "Identity": _identity,
}
