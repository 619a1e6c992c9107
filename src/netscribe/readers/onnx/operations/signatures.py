"""What each input of an operator is: a tensor that flows, a weight, or an argument.

In: an operator's name. Out: one `Slot` per input. The names follow the operator specification.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Ways in which an input is read.
DATA, WEIGHT, ARGUMENT = "data", "weight", "argument"


@dataclass(frozen=True, slots=True)
class Slot:
    """One input.

    Attributes:
        use: DATA; WEIGHT, a parameter where the file stores it; ARGUMENT, which the attributes of
            the node tell where its elements are known.
        role: the word on the edge where a tensor flows in; "" for the operator's main tensors.
    """

    use: str = DATA
    role: str = ""


# One line per operator: a bare word is data, *word a weight, =word an argument, and word... all
# inputs from there on. A word in brackets is no role: position tells it.
_SIGNATURES = """
Conv: (X) *kernel *bias
ConvTranspose: (X) *kernel *bias
DeformConv: (X) *kernel offset *bias mask
ConvInteger: (X) *kernel =zero_point =zero_point
QLinearConv: (X) =scale =zero_point *kernel =scale =zero_point =scale =zero_point *bias
FusedConv: (X) *kernel *bias (Z)
NhwcFusedConv: (X) *kernel *bias (Z)
NhwcConv: (X) *kernel *bias
ConvTransposeWithDynamicPads: (X) *kernel =pads *bias
Gemm: (A) (B) *addend
FusedGemm: (A) (B) *addend
GemmFastGelu: (A) (B) *bias
QGemm: (A) =scale =zero_point *kernel =scale =zero_point *bias =scale =zero_point
MatMulInteger: (A) (B) =zero_point =zero_point
QLinearMatMul: (A) =scale =zero_point *kernel =scale =zero_point =scale =zero_point
MatMulIntegerToFloat: (A) *kernel scale *scale =zero_point =zero_point *bias
DynamicQuantizeMatMul: (A) *kernel =scale =zero_point *bias
MatMulNBits: (A) *kernel =scales =zero_points =group_index *bias
MatMulBnb4: (A) *kernel =scales
MatMulFpQ4: (A) *kernel =shape
BatchNormalization: (X) *scale *bias *mean *variance
InstanceNormalization: (X) *scale *bias
GroupNormalization: (X) *scale *bias
GroupNorm: (X) *scale *bias
SkipGroupNorm: (X) *scale *bias skip *bias
LayerNormalization: (X) *scale *bias
RMSNormalization: (X) *scale
SimplifiedLayerNormalization: (X) *scale
SkipLayerNormalization: (X) skip *scale *bias *bias
SkipSimplifiedLayerNormalization: (X) skip *scale *bias
EmbedLayerNormalization: (ids) segments *word *position *segment *scale *bias mask positions
LSTM: (X) *kernel *recurrent *bias =lengths initial_state initial_state *peephole
GRU: (X) *kernel *recurrent *bias =lengths initial_state
RNN: (X) *kernel *recurrent *bias =lengths initial_state
DynamicQuantizeLSTM: (X) *kernel *recurrent *bias =lengths initial_state initial_state *peephole
    =scale =zero_point =scale =zero_point
PRelu: (X) *slope
BiasGelu: (X) *bias
FastGelu: (X) *bias
BiasSplitGelu: (X) *bias
BiasAdd: (X) *bias skip
BiasSoftmax: (X) mask
BiasDropout: (X) *bias skip =ratio =training
Dropout: (X) =ratio =training
BitmaskDropout: (X) =ratio =training
Clip: (X) =min =max
Reshape: (X) =shape
Expand: (X) =shape
Tile: (X) =repeats =axis
Squeeze: (X) =axes
Unsqueeze: (X) =axes
ExpandDims: (X) =axis
Pad: (X) =pads =value =axes
Slice: (X) =starts =ends =axes =steps
Split: (X) =sizes
SplitToSequence: (X) =sizes
TopK: (X) =k
OneHot: (indices) =depth =values
Resize: (X) =roi =scales =sizes
Upsample: (X) =scales
AffineGrid: (theta) =size
CenterCropPad: (X) =shape
Col2Im: (X) =image_shape =block_shape
ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
    ReduceSumSquare ReduceSumInteger: (X) =axes
CumSum CumProd: (X) =axis
Trilu: (X) =k
Range: =start =limit =delta
ConstantOfShape: =shape
RandomNormal RandomUniform: (none)
HannWindow HammingWindow BlackmanWindow: =size
MelWeightMatrix: =bins =length =rate =lower =upper
DFT: (X) =length =axis
STFT: (X) =step window =length
Gather: (X) =index
GatherElements: (X) index
GatherND: (X) index
ArrayFeatureExtractor: (X) =index
Compress: (X) condition
Where: condition (X) (Y)
Scatter ScatterElements ScatterND: (X) index update
TensorScatter: (past) update index
ReverseSequence: (X) =lengths
NonMaxSuppression: (boxes) (scores) =most =iou_threshold =score_threshold
RoiAlign: (X) boxes =batch_index
MaxRoiPool: (X) boxes
MaxUnpool: (X) indices =shape
GridSample: (X) grid
CropAndResize: (X) boxes =batch_index =size
NegativeLogLikelihoodLoss: (X) target *weight
SoftmaxCrossEntropyLoss: (X) target *weight
QuantizeLinear DequantizeLinear: (X) =scale =zero_point
CastLike: (X) =target_type
SequenceAt SequenceErase: (sequence) =position
SequenceInsert: (sequence) (tensor) =position
ConcatFromSequence SequenceLength SequenceConstruct: (X)...
Loop: =trips =condition state...
If: condition
Attention: query key value mask past_key past_value =lengths
FlexAttention: query key value
LinearAttention: query key value past_state (decay) (beta)
CausalConvWithState: (X) *kernel *bias past_state
RotaryEmbedding: (X) cos sin positions
com.microsoft.Attention: (X) *kernel *bias mask past (attention_bias) past_length
com.microsoft.QAttention: (X) *kernel *bias =scale =scale mask =zero_point =zero_point past
com.microsoft.PackedAttention: (X) *kernel *bias token_offset lengths (attention_bias)
com.microsoft.MultiHeadAttention: query key value *bias key_mask (attention_bias) past_key
    past_value
com.microsoft.PackedMultiHeadAttention: query key value *bias token_offset lengths
com.microsoft.DecoderMaskedMultiHeadAttention: query key value mask (attention_bias) past_key
    past_value past_length beam_width cache_indirection *bias
com.microsoft.GroupQueryAttention: query key value past_key past_value =lengths =total_length
    cos_cache sin_cache positions (attention_bias) *sink
com.microsoft.PagedAttention: query key value key_cache value_cache lengths past_lengths
    block_table cos_cache sin_cache
com.microsoft.SparseAttention: query key value past_key past_value rows columns total lengths
    cos_cache sin_cache
com.microsoft.LongformerAttention: (X) *kernel *bias mask *kernel *bias global_mask
com.microsoft.DecoderAttention: query key *kernel *kernel *bias key_mask cache cache
com.microsoft.RotaryEmbedding: (X) positions cos sin
com.microsoft.GemmaRotaryEmbedding: (X) (X) (X) (X) (X)
com.microsoft.QLinearAdd com.microsoft.QLinearMul: (A) =scale =zero_point (B) =scale =zero_point
    =scale =zero_point
com.microsoft.QLinearLeakyRelu com.microsoft.QLinearSigmoid com.microsoft.QLinearSoftmax
    com.microsoft.QLinearAveragePool com.microsoft.QLinearGlobalAveragePool
    com.microsoft.QLinearReduceMean: (X) =scale =zero_point =scale =zero_point
com.microsoft.QLinearConcat: =scale =zero_point quantized...
com.microsoft.QLinearWhere: condition (X) =scale =zero_point (Y) =scale =zero_point =scale
    =zero_point
com.microsoft.QuantizeLinear com.microsoft.DequantizeLinear: (X) =scale =zero_point
com.microsoft.GatherBlockQuantized: *kernel index =scales =zero_points
com.microsoft.MoE: (X) router *kernel *bias *kernel *bias *kernel *bias
com.microsoft.QMoE: (X) router *kernel =scales *bias *kernel =scales *bias *kernel =scales *bias
com.microsoft.Pad: (X) =pads =value =axes
com.microsoft.GridSample: (X) grid
"""


def _parsed() -> dict[str, tuple[tuple[Slot, ...], bool]]:
    table: dict[str, tuple[tuple[Slot, ...], bool]] = {}
    for line in _SIGNATURES.replace("\n    ", " ").strip().splitlines():
        names, _, words = line.rpartition(": ")
        parts = words.split()
        slots = tuple(_slot(word.removesuffix("...")) for word in parts)
        entry = (slots, parts[-1].endswith("..."))
        table.update(dict.fromkeys(names.replace(":", "").split(), entry))
    return table


def _slot(word: str) -> Slot:
    if word.startswith("("):
        return Slot()
    use = {"*": WEIGHT, "=": ARGUMENT}.get(word[0], DATA)
    return Slot(use, word.lstrip("*=").replace("_", " ") if use != DATA else word)


_TABLE: Mapping[str, tuple[tuple[Slot, ...], bool]] = _parsed()
_PLAIN = Slot()


def slots_of(op_type: str, domain: str, count: int) -> tuple[Slot, ...]:
    """What the first `count` inputs of an operator are; plain tensors where nothing is known."""
    own = _TABLE.get(f"{domain}.{op_type}") if domain else None
    known = domain in ("", "com.microsoft", "ai.onnx.ml")
    slots, repeats = own or (_TABLE.get(op_type, ((), False)) if known else ((), False))
    rest = slots[-1] if repeats else _PLAIN
    if repeats and rest.role == "quantized":
        return _of_quantized_lists(slots, count)
    return (*slots[:count], *(rest,) * (count - len(slots)))


def _of_quantized_lists(slots: tuple[Slot, ...], count: int) -> tuple[Slot, ...]:
    """Scale and zero point of the result, then tensor, scale and zero point of each input."""
    each = (_PLAIN, *slots[:2])
    lists = tuple(each[place % 3] for place in range(max(count - 2, 0)))
    return (*slots[:2], *lists)[:count]
