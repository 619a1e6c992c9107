"""The numbers of TensorFlow Lite's schema: operators, dtypes, and the words of their options.

In: nothing. Out: tables. Source: schema.fbs, version 3, of TensorFlow Lite (LiteRT).
"""

from __future__ import annotations

from collections.abc import Mapping

DTYPES = (
    "float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16", "complex64", "int8",
    "float64", "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4",
    "bfloat16", "int2", "uint4",
)  # fmt: skip

#: In the order of their codes.
_OPERATORS = """
ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE
EMBEDDING_LOOKUP FLOOR FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D
LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6
RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH CONCAT_EMBEDDINGS SKIP_GRAM CALL CUSTOM
EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND
TRANSPOSE MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN
EXP TOPK_V2 SPLIT LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM ARG_MAX
MINIMUM LESS NEG PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV
SPARSE_TO_DENSE TILE EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT
REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV
REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU
SQUARED_DIFFERENCE MIRROR_PAD ABS SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND COS WHERE RANK ELU
REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE
NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM BATCH_MATMUL
PLACEHOLDER_FOR_GREATER_OP_CODES CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D IMAG REAL COMPLEX_ABS
HASHTABLE HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL CONV_3D_TRANSPOSE VAR_HANDLE
READ_VARIABLE ASSIGN_VARIABLE BROADCAST_ARGS RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM
MULTINOMIAL GELU DYNAMIC_UPDATE_SLICE RELU_0_TO_1 UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX
UNSORTED_SEGMENT_SUM ATAN2 UNSORTED_SEGMENT_MIN SIGN BITCAST BITWISE_XOR RIGHT_SHIFT
STABLEHLO_LOGISTIC STABLEHLO_ADD STABLEHLO_DIVIDE STABLEHLO_MULTIPLY STABLEHLO_MAXIMUM
STABLEHLO_RESHAPE STABLEHLO_CLAMP STABLEHLO_CONCATENATE STABLEHLO_BROADCAST_IN_DIM
STABLEHLO_CONVOLUTION STABLEHLO_SLICE STABLEHLO_CUSTOM_CALL STABLEHLO_REDUCE STABLEHLO_ABS
STABLEHLO_AND STABLEHLO_COSINE STABLEHLO_EXPONENTIAL STABLEHLO_FLOOR STABLEHLO_LOG STABLEHLO_MINIMUM
STABLEHLO_NEGATE STABLEHLO_OR STABLEHLO_POWER STABLEHLO_REMAINDER STABLEHLO_RSQRT STABLEHLO_SELECT
STABLEHLO_SUBTRACT STABLEHLO_TANH STABLEHLO_SCATTER STABLEHLO_COMPARE STABLEHLO_CONVERT
STABLEHLO_DYNAMIC_SLICE STABLEHLO_DYNAMIC_UPDATE_SLICE STABLEHLO_PAD STABLEHLO_IOTA
STABLEHLO_DOT_GENERAL STABLEHLO_REDUCE_WINDOW STABLEHLO_SORT STABLEHLO_WHILE STABLEHLO_GATHER
STABLEHLO_TRANSPOSE DILATE STABLEHLO_RNG_BIT_GENERATOR REDUCE_WINDOW STABLEHLO_COMPOSITE
STABLEHLO_SHIFT_LEFT STABLEHLO_CBRT STABLEHLO_CASE
"""
OPERATORS = tuple(_OPERATORS.split())
#: Operators whose code is this have a name of their own.
CUSTOM = 32

#: Options of an operator: name/number of the field, and the letter of its kind ("?" a bool, "*" a
#: list). Options that say how numbers are kept and not what is done are left out.
_OPTIONS = """
CONV_2D: padding/0b stride_w/1i stride_h/2i activation/3b dilation_w/4i dilation_h/5i
CONV_3D CONV_3D_TRANSPOSE: padding/0b stride_d/1i stride_w/2i stride_h/3i activation/4b
    dilation_d/5i dilation_w/6i dilation_h/7i
DEPTHWISE_CONV_2D: padding/0b stride_w/1i stride_h/2i depth_multiplier/3i activation/4b
    dilation_w/5i dilation_h/6i
TRANSPOSE_CONV: padding/0b stride_w/1i stride_h/2i activation/3b
AVERAGE_POOL_2D MAX_POOL_2D L2_POOL_2D: padding/0b stride_w/1i stride_h/2i filter_width/3i
    filter_height/4i activation/5b
FULLY_CONNECTED: activation/0b keep_num_dims/2?
SOFTMAX: beta/0f
CONCATENATION: axis/0i activation/1b
ADD MUL SUB DIV L2_NORMALIZATION RNN: activation/0b
LOCAL_RESPONSE_NORMALIZATION: radius/0i bias/1f alpha/2f beta/3f
LSTM: activation/0b cell_clip/1f proj_clip/2f kernel_type/3b
UNIDIRECTIONAL_SEQUENCE_LSTM: activation/0b cell_clip/1f proj_clip/2f time_major/3?
    diagonal_recurrent_tensors/5?
BIDIRECTIONAL_SEQUENCE_LSTM: activation/0b cell_clip/1f proj_clip/2f merge_outputs/3?
    time_major/4?
UNIDIRECTIONAL_SEQUENCE_RNN: time_major/0? activation/1b
BIDIRECTIONAL_SEQUENCE_RNN: time_major/0? activation/1b merge_outputs/2?
SVDF: rank/0i activation/1b
RESIZE_BILINEAR: align_corners/2? half_pixel_centers/3?
RESIZE_NEAREST_NEIGHBOR: align_corners/0? half_pixel_centers/1?
SPACE_TO_DEPTH DEPTH_TO_SPACE: block_size/0i
GATHER: axis/0i batch_dims/1i
MEAN SUM REDUCE_MAX REDUCE_MIN REDUCE_PROD REDUCE_ANY REDUCE_ALL: keep_dims/0?
STRIDED_SLICE: begin_mask/0i end_mask/1i ellipsis_mask/2i new_axis_mask/3i shrink_axis_mask/4i
    offset/5?
FAKE_QUANT: min/0f max/1f num_bits/2i narrow_range/3?
PACK: values_count/0i axis/1i
UNPACK: num/0i axis/1i
ONE_HOT: axis/0i
LEAKY_RELU: alpha/0f
MIRROR_PAD: mode/0b
REVERSE_SEQUENCE: seq_dim/0i batch_dim/1i
IF: then_subgraph_index/0i else_subgraph_index/1i
WHILE: cond_subgraph_index/0i body_subgraph_index/1i
CALL: subgraph/0I
CALL_ONCE: init_subgraph_index/0i
BATCH_MATMUL: adj_x/0? adj_y/1?
CUMSUM: exclusive/0? reverse/1?
GELU: approximate/0?
EMBEDDING_LOOKUP_SPARSE: combiner/0b
SQUEEZE: squeeze_dims/0i*
"""


def _parsed() -> dict[str, tuple[tuple[str, int, str], ...]]:
    table: dict[str, tuple[tuple[str, int, str], ...]] = {}
    for line in _OPTIONS.replace("\n    ", " ").strip().splitlines():
        names, _, options = line.partition(": ")
        parts = [option.partition("/") for option in options.split()]
        fields = tuple((name, *_field(where)) for name, _, where in parts)
        table.update(dict.fromkeys(names.split(), fields))
    return table


def _field(where: str) -> tuple[int, str]:
    number = where.rstrip("*?bBiIfqQ")
    return int(number), where[len(number) :]


OPTIONS: Mapping[str, tuple[tuple[str, int, str], ...]] = _parsed()
