"""Parameter names of PyTorch's functions in order, for arguments that come by position.

PyTorch's own functions are written in C++ and tell no signature. In: a plain function name and
arguments under names or positions. Out: arguments under the names that the tables ask for.
A star marks the parameter that takes all further positions, as in `view(2, 3)`.
"""

from __future__ import annotations

from collections.abc import Mapping

_SIGNATURES = """
conv1d conv2d conv3d: input weight bias stride padding dilation groups
conv_transpose1d conv_transpose2d conv_transpose3d: input weight bias stride padding
    output_padding groups dilation
convolution: input weight bias stride padding dilation transposed output_padding groups
conv_tbc: input weight bias pad
linear linear_dynamic: input weight bias
bilinear: input1 input2 weight bias
embedding: input weight padding_idx max_norm norm_type scale_grad_by_freq sparse
embedding_bag: input weight offsets max_norm norm_type scale_grad_by_freq mode sparse
    per_sample_weights include_last_offset padding_idx
max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices
    max_pool3d_with_indices: input kernel_size stride padding dilation ceil_mode return_indices
avg_pool1d avg_pool2d avg_pool3d: input kernel_size stride padding ceil_mode count_include_pad
    divisor_override
lp_pool1d lp_pool2d lp_pool3d: input norm_type kernel_size stride ceil_mode
fractional_max_pool2d fractional_max_pool3d fractional_max_pool2d_with_indices
    fractional_max_pool3d_with_indices: input kernel_size output_size output_ratio return_indices
max_unpool1d max_unpool2d max_unpool3d: input indices kernel_size stride padding output_size
adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
    adaptive_max_pool2d adaptive_max_pool3d adaptive_max_pool1d_with_indices
    adaptive_max_pool2d_with_indices adaptive_max_pool3d_with_indices: input output_size
    return_indices
batch_norm: input running_mean running_var weight bias training momentum eps
instance_norm: input running_mean running_var weight bias use_input_stats momentum eps
layer_norm: input normalized_shape weight bias eps
rms_norm: input normalized_shape weight eps
group_norm: input num_groups weight bias eps
local_response_norm: input size alpha beta k
normalize: input p dim eps
relu relu6 sigmoid tanh silu mish hardswish hardsigmoid selu softsign tanhshrink logsigmoid: input
leaky_relu: input negative_slope
elu celu: input alpha
gelu: input approximate
lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell: input hx w_ih w_hh b_ih b_hh
native_layer_norm: input normalized_shape weight bias eps
native_batch_norm: input weight bias running_mean running_var training momentum eps
native_group_norm: input weight bias N C HxW num_groups eps
upsample_nearest1d upsample_nearest2d upsample_nearest3d: input size
upsample_linear1d upsample_bilinear2d upsample_bicubic2d upsample_trilinear3d: input size
    align_corners
slice: input dim start end step
cross_entropy nll_loss binary_cross_entropy binary_cross_entropy_with_logits mse_loss l1_loss
    smooth_l1_loss huber_loss kl_div: input target
scaled_dot_product_flash_attention scaled_dot_product_flash_attention_for_cpu: query key value
    dropout_p is_causal
scaled_dot_product_efficient_attention: query key value attn_mask
grouped_mm: input other offs bias
cdist: input other p
prelu: input weight
rrelu: input lower upper training
glu: input dim
hardtanh: input min_val max_val
hardshrink softshrink: input lambd
softplus: input beta threshold
threshold: input threshold value
softmax log_softmax softmin: input dim
gumbel_softmax: logits tau hard eps dim
dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout feature_dropout
    native_dropout: input p training
scaled_dot_product_attention: query key value attn_mask dropout_p is_causal scale enable_gqa
multi_head_attention_forward: query key value embed_dim_to_check num_heads in_proj_weight
    in_proj_bias bias_k bias_v add_zero_attn dropout_p out_proj_weight out_proj_bias training
    key_padding_mask need_weights attn_mask
interpolate: input size scale_factor mode align_corners recompute_scale_factor antialias
upsample: input size scale_factor mode align_corners
upsample_nearest upsample_bilinear: input size scale_factor
pad: input pad mode value
constant_pad_nd: input pad value
grid_sample: input grid mode padding_mode align_corners
affine_grid: theta size align_corners
pixel_shuffle: input upscale_factor
pixel_unshuffle: input downscale_factor
channel_shuffle native_channel_shuffle: input groups
one_hot: input num_classes
fold: input output_size kernel_size dilation padding stride
cosine_similarity pairwise_distance: x1 x2 dim eps
add sub rsub: input other alpha
mul div floor_divide remainder fmod maximum minimum fmax fmin eq ne lt le gt ge logical_and
    logical_or logical_xor bitwise_and bitwise_or bitwise_xor bitwise_left_shift
    bitwise_right_shift atan2 arctan2 hypot copysign xlogy logaddexp logaddexp2 nextafter gcd lcm
    ldexp rdiv rfloor_divide rremainder rpow rmatmul rlshift rrshift isclose float_power dot inner
    vdot: input other
heaviside: input values
pow: input exponent
matmul bmm mm mv: input other
outer: input other
addmm: input mat1 mat2
baddbmm addbmm: input batch1 batch2
addmv: input mat vec
addr: input vec1 vec2
einsum: equation *operands
tensordot: input other dims
addcmul addcdiv: input tensor1 tensor2 value
lerp: input end weight
where: condition input other
masked_fill: input mask value
masked_select: input mask
clamp: input min max
clamp_min: input min
clamp_max: input max
mean sum prod amax amin argmax argmin all any logsumexp nanmean nansum median nanmedian aminmax
    count_nonzero: input dim keepdim
max min: input dim keepdim
std var std_mean var_mean: input dim unbiased keepdim
norm: input p dim keepdim
vector_norm: input ord dim keepdim
matrix_norm: input ord dim keepdim
quantile nanquantile: input q dim keepdim
cumsum cumprod cummax cummin logcumsumexp: input dim
sort: input dim descending
argsort: input dim descending
topk: input k dim largest sorted
kthvalue: input k dim keepdim
mode: input dim keepdim
tril triu: input diagonal
diagonal: input offset dim1 dim2
diag_embed: input offset dim1 dim2
diag: input diagonal
cat: tensors dim
stack: tensors dim
hstack vstack dstack column_stack: tensors
chunk tensor_split unsafe_chunk: input chunks dim
split unsafe_split: input split_size_or_sections dim
split_with_sizes unsafe_split_with_sizes: input split_size_or_sections dim
hsplit vsplit dsplit: input chunks
unbind: input dim
view reshape: input *shape
view_as reshape_as expand_as type_as: input other
expand broadcast_to: input *shape
repeat tile: input *repeats
repeat_interleave: input repeats dim
flatten: input start_dim end_dim
unflatten: input dim sizes
squeeze: input dim
unsqueeze: input dim
permute: input *dims
transpose: input dim0 dim1
movedim: input source destination
flip: input *dims
roll: input shifts dims
rot90: input k dims
unfold: input dim size step
narrow: input dim start length
select: input dim index
getitem: input index
setitem: input index value
index_select: input dim index
gather: input dim index
take: input index
take_along_dim: input indices dim
index_put: input indices values accumulate
index_add index_copy: input dim index source
index_fill: input dim index value
scatter: input dim index src
scatter_add: input dim index src
scatter_reduce: input dim index src reduce
masked_scatter: input mask source
to: input dtype
type: input dtype
full: size fill_value
full_like fill new_full: input fill_value
arange range: start end step
linspace logspace: start end steps
"""

_ALIASES = {
    "self": "input",
    "tensor": "input",
    "x": "input",
    "a": "input",
    "b": "other",
    "mat2": "other",
    "vec2": "other",
    "vec": "other",
    "axis": "dim",
    "dimension": "dim",
    "keepdims": "keepdim",
}
_ALIASES_OF: Mapping[str, Mapping[str, str]] = {
    **{name: {"size": "shape"} for name in ("view", "reshape", "expand", "broadcast_to")},
    **{name: dict.fromkeys(("sizes", "reps", "dims"), "repeats") for name in ("repeat", "tile")},
    **{name: {"dim": "dims", "axes": "dims"} for name in ("permute", "flip")},
    "split": {"split_size": "split_size_or_sections", "split_sizes": "split_size_or_sections"},
    "split_with_sizes": {"split_sizes": "split_size_or_sections"},
    "tensor_split": {"indices_or_sections": "chunks", "sections": "chunks", "indices": "chunks"},
    "transpose": {"axis0": "dim0", "axis1": "dim1"},
    "getitem": {"idx": "index", "key": "index", "indices": "index", "k": "index"},
    "setitem": {"idx": "index", "key": "index", "k": "index", "v": "value"},
    "where": {"x": "input", "self": "input", "y": "other"},
    "dropout": {"train": "training"},
    "heaviside": {"values": "other"},
    "pow": {"exponent": "other"},
    "float_power": {"exponent": "other"},
    "roll": {"dim": "dims"},
    "hardshrink": {"lambda": "lambd"},
}


def _parsed() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in _SIGNATURES.replace("\n    ", " ").strip().splitlines():
        names, _, parameters = line.partition(":")
        table.update(dict.fromkeys(names.split(), tuple(parameters.split())))
    return table


SIGNATURES: Mapping[str, tuple[str, ...]] = _parsed()


def bound(name: str, arguments: Mapping[str, object]) -> dict[str, object]:
    """Arguments under canonical names; positions that have no name keep their number."""
    parameters = SIGNATURES.get(name, ())
    found: dict[str, object] = {}
    rest: list[object] = []
    for key, value in arguments.items():
        if not key.isdecimal():
            found.setdefault(_canonical(name, key, parameters), value)
            continue
        position = int(key)
        starred = bool(parameters) and parameters[-1].startswith("*")
        if starred and position >= len(parameters) - 1:
            rest.append(value)
        elif position < len(parameters):
            found.setdefault(_canonical(name, parameters[position], parameters), value)
        else:
            found[key] = value
    if rest:
        found[parameters[-1].removeprefix("*")] = tuple(rest)
    return found


def _canonical(name: str, key: str, parameters: tuple[str, ...]) -> str:
    own = _ALIASES_OF.get(name, {})
    if key in own:
        return own[key]
    if key in parameters or f"*{key}" in parameters:
        return key
    return _ALIASES.get(key, key)
