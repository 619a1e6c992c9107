"""Leaf modules of torch.nn: which function each one is, and which attribute is which argument.

In: a module's class name and attributes, and the tensors around it. Out: the facts of its one
function, as if that had been called, so that a module drawn as one node and the same module looked
into say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op, TensorType
from netscribe.readers.torch.facts import (
    FunctionCall,
    OperationFacts,
    ParameterArgument,
    TensorArgument,
)
from netscribe.readers.torch.operations.arguments import MODULES, whole
from netscribe.readers.torch.operations.naming import plain_name
from netscribe.readers.torch.operations.signatures import SIGNATURES
from netscribe.readers.torch.operations.table import describe_function

#: Classes, then the function, then its arguments: the attribute's name, or argument=attribute.
_MODULES = """
Conv1d LazyConv1d: conv1d stride padding dilation groups padding_mode bias
Conv2d LazyConv2d: conv2d stride padding dilation groups padding_mode bias
Conv3d LazyConv3d: conv3d stride padding dilation groups padding_mode bias
ConvTranspose1d LazyConvTranspose1d: conv_transpose1d stride padding output_padding groups dilation bias
ConvTranspose2d LazyConvTranspose2d: conv_transpose2d stride padding output_padding groups dilation bias
ConvTranspose3d LazyConvTranspose3d: conv_transpose3d stride padding output_padding groups dilation bias
Linear LazyLinear NonDynamicallyQuantizableLinear: linear bias
Bilinear: bilinear bias
Embedding: embedding max_norm
EmbeddingBag: embedding_bag max_norm mode padding_idx
MaxPool1d: max_pool1d kernel_size stride padding dilation ceil_mode
MaxPool2d: max_pool2d kernel_size stride padding dilation ceil_mode
MaxPool3d: max_pool3d kernel_size stride padding dilation ceil_mode
AvgPool1d: avg_pool1d kernel_size stride padding ceil_mode count_include_pad
AvgPool2d: avg_pool2d kernel_size stride padding ceil_mode count_include_pad divisor_override
AvgPool3d: avg_pool3d kernel_size stride padding ceil_mode count_include_pad divisor_override
LPPool1d: lp_pool1d norm_type kernel_size stride ceil_mode
LPPool2d: lp_pool2d norm_type kernel_size stride ceil_mode
LPPool3d: lp_pool3d norm_type kernel_size stride ceil_mode
FractionalMaxPool2d: fractional_max_pool2d kernel_size output_size output_ratio
FractionalMaxPool3d: fractional_max_pool3d kernel_size output_size output_ratio
MaxUnpool1d: max_unpool1d kernel_size stride padding
MaxUnpool2d: max_unpool2d kernel_size stride padding
MaxUnpool3d: max_unpool3d kernel_size stride padding
AdaptiveAvgPool1d: adaptive_avg_pool1d output_size
AdaptiveAvgPool2d: adaptive_avg_pool2d output_size
AdaptiveAvgPool3d: adaptive_avg_pool3d output_size
AdaptiveMaxPool1d: adaptive_max_pool1d output_size
AdaptiveMaxPool2d: adaptive_max_pool2d output_size
AdaptiveMaxPool3d: adaptive_max_pool3d output_size
BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d: batch_norm eps momentum weight=affine bias=affine running_mean=track_running_stats
InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d: instance_norm eps momentum weight=affine bias=affine running_mean=track_running_stats
LayerNorm: layer_norm normalized_shape eps weight=elementwise_affine bias
RMSNorm: rms_norm normalized_shape eps weight=elementwise_affine
GroupNorm: group_norm num_groups eps weight=affine bias=affine
LocalResponseNorm CrossMapLRN2d: local_response_norm size alpha beta k
ReLU: relu
ReLU6: relu6
LeakyReLU: leaky_relu negative_slope
PReLU: prelu
RReLU: rrelu lower upper
ELU: elu alpha
CELU: celu alpha
SELU: selu
GELU: gelu approximate
SiLU: silu
Mish: mish
Sigmoid: sigmoid
Hardsigmoid: hardsigmoid
Hardswish: hardswish
Hardtanh: hardtanh min_val max_val
Hardshrink: hardshrink lambd
Softshrink: softshrink lambd
Tanh: tanh
Tanhshrink: tanhshrink
Softplus: softplus beta threshold
Softsign: softsign
LogSigmoid: logsigmoid
Threshold: threshold threshold value
GLU: glu dim
Softmax: softmax dim
Softmax2d: softmax2d
LogSoftmax: log_softmax dim
Softmin: softmin dim
Dropout: dropout p
Dropout1d: dropout1d p
Dropout2d: dropout2d p
Dropout3d: dropout3d p
AlphaDropout: alpha_dropout p
FeatureAlphaDropout: feature_alpha_dropout p
MultiheadAttention: multihead_attention num_heads embed_dim dropout batch_first add_zero_attn bias=in_proj_bias
LSTM: lstm hidden_size num_layers bias dropout bidirectional batch_first proj_size
GRU: gru hidden_size num_layers bias dropout bidirectional batch_first
RNN: rnn hidden_size num_layers bias dropout bidirectional batch_first nonlinearity
LSTMCell: lstm_cell hidden_size bias
GRUCell: gru_cell hidden_size bias
RNNCell: rnn_cell hidden_size bias nonlinearity
Upsample: interpolate size scale_factor mode align_corners
UpsamplingNearest2d: upsample_nearest size scale_factor
UpsamplingBilinear2d: upsample_bilinear size scale_factor
PixelShuffle: pixel_shuffle upscale_factor
PixelUnshuffle: pixel_unshuffle downscale_factor
ChannelShuffle: channel_shuffle groups
Flatten: flatten start_dim end_dim
Unflatten: unflatten dim sizes=unflattened_size
Fold: fold output_size kernel_size dilation padding stride
Unfold: unfold kernel_size dilation padding stride
CosineSimilarity: cosine_similarity dim eps
PairwiseDistance: pairwise_distance p=norm eps
"""
_LOSS_SETTINGS = "reduction label_smoothing delta beta margin p full log_input blank swap"
#: Losses whose function is not their class in snake case without a "Loss" word moved.
_LOSSES = {
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "CTCLoss": "ctc_loss",
    "CosineEmbeddingLoss": "cosine_embedding_loss",
    "CrossEntropyLoss": "cross_entropy",
    "LinearCrossEntropyLoss": "linear_cross_entropy",
    "GaussianNLLLoss": "gaussian_nll_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss",
    "HuberLoss": "huber_loss",
    "KLDivLoss": "kl_div",
    "L1Loss": "l1_loss",
    "MSELoss": "mse_loss",
    "MarginRankingLoss": "margin_ranking_loss",
    "MultiLabelMarginLoss": "multilabel_margin_loss",
    "MultiLabelSoftMarginLoss": "multilabel_soft_margin_loss",
    "MultiMarginLoss": "multi_margin_loss",
    "NLLLoss": "nll_loss",
    "NLLLoss2d": "nll_loss",
    "PoissonNLLLoss": "poisson_nll_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "SoftMarginLoss": "soft_margin_loss",
    "TripletMarginLoss": "triplet_margin_loss",
    "TripletMarginWithDistanceLoss": "triplet_margin_with_distance_loss",
    "AdaptiveLogSoftmaxWithLoss": "adaptive_log_softmax_with_loss",
}
_PADS = {
    "Zero": "constant",
    "Constant": "constant",
    "Reflection": "reflect",
    "Replication": "replicate",
    "Circular": "circular",
}
#: Modules that run other modules: never leaves.
CONTAINERS = frozenset(
    {
        "Container", "Module", "ModuleDict", "ModuleList", "ParameterDict", "ParameterList",
        "Sequential", "DataParallel", "Transformer", "TransformerDecoder",
        "TransformerDecoderLayer", "TransformerEncoder", "TransformerEncoderLayer",
    }
)  # fmt: skip
#: Functions that do a module's work under another name than the table says.
_SAME_WORK = {
    "hardtanh": ("relu6",),
    "relu6": ("hardtanh",),
    "interpolate": ("upsample_nearest", "upsample_bilinear"),
    "multi_head_attention_forward": ("multihead_attention",),
    "scaled_dot_product_attention": (),
    "softmax": ("softmax2d",),
    "rnn_tanh": ("rnn",),
    "rnn_relu": ("rnn",),
    "rnn_tanh_cell": ("rnn_cell",),
    "rnn_relu_cell": ("rnn_cell",),
}


@dataclass(frozen=True, slots=True)
class LeafModule:
    """The function of a class of torch.nn, and its arguments by attribute."""

    function: str
    attributes: Mapping[str, str]


def _parsed() -> dict[str, LeafModule]:
    table: dict[str, LeafModule] = {}
    for line in _MODULES.strip().splitlines():
        classes, _, rest = line.partition(":")
        function, *words = rest.split()
        pairs = [word.partition("=") for word in words]
        leaf = LeafModule(function, {name: source or name for name, _, source in pairs})
        table.update(dict.fromkeys(classes.split(), leaf))
    losses = {word: word for word in _LOSS_SETTINGS.split()}
    table.update({name: LeafModule(function, losses) for name, function in _LOSSES.items()})
    for word in _PADS:
        names = [f"{word}Pad{rank}d" for rank in (1, 2, 3)]
        table.update(dict.fromkeys(names, LeafModule("pad", {"pad": "padding", "value": "value"})))
    return table


LEAF_MODULES: Mapping[str, LeafModule] = _parsed()


def describe(call: FunctionCall) -> OperationFacts | None:
    """What a recorded call does; None for what is no operation of a network.

    None is for questions about a tensor (`size`, `item`) and for calls that hand on the same tensor
    (`contiguous`, `clone`, `detach`, `to` another device): their result stands for what they were
    called on. Dropout in evaluation stays an operation. A function that is not PyTorch's own, such
    as an `autograd.Function` under its class name, is of kind custom.
    """
    leaf = LEAF_MODULES.get(call.module_class)
    name = plain_name(call.name)
    is_its_work = leaf is not None and leaf.function in (name, *_SAME_WORK.get(name, ()))
    return describe_function(call, call.module_class if is_its_work else "")


def describe_module(
    module_class: str,
    settings: Mapping[str, object],
    inputs: Sequence[TensorType],
    outputs: Sequence[TensorType],
) -> OperationFacts | None:
    """What a leaf module of torch.nn does, called as one node.

    Args:
        module_class: "Conv2d", "LSTM", ...
        settings: its attributes; weights as `ParameterArgument`, absent ones as None.
        inputs, outputs: types of the tensors that the module gets and gives.

    Returns:
        None for a class that is no leaf of torch.nn.
    """
    if module_class == "Identity":
        return OperationFacts(Op(Kind.IDENTITY, module_class, MODULES), Attributes())
    leaf = LEAF_MODULES.get(module_class)
    if leaf is None:
        return None
    arguments = {
        **_tensors(leaf.function, len(inputs)),
        **_from_attributes(leaf, settings),
        **_weights(module_class, leaf.function, settings),
        **_pad_mode(module_class),
    }
    call = FunctionCall(
        leaf.function, arguments, tuple(inputs), tuple(outputs), module_class, settings
    )
    return describe_function(call, module_class)


def _tensors(function: str, count: int) -> dict[str, object]:
    """The module's inputs under the names of the function's first parameters."""
    names = _TENSOR_NAMES.get(function) or (SIGNATURES.get(function) or ("input",))[:1]
    return {name: TensorArgument(index) for index, name in zip(range(count), names)}


_TENSOR_NAMES: Mapping[str, tuple[str, ...]] = {
    "bilinear": ("input1", "input2"),
    "multihead_attention": ("query", "key", "value", "key_padding_mask", "attn_mask"),
    "embedding_bag": ("input", "offsets", "per_sample_weights"),
    "cosine_similarity": ("x1", "x2"),
    "pairwise_distance": ("x1", "x2"),
    **dict.fromkeys(_LOSSES.values(), ("input", "target")),
    **{f"max_unpool{rank}d": ("input", "indices") for rank in (1, 2, 3)},
}


def _from_attributes(leaf: LeafModule, settings: Mapping[str, object]) -> dict[str, object]:
    """Attributes that are not told are taken to be there: only their absence is a None."""
    found: dict[str, object] = {}
    for name, source in leaf.attributes.items():
        if name in ("weight", "bias", "running_mean"):
            found[name] = settings.get(name, settings.get(source, True))
        elif source in settings:
            found[name] = settings[source]
    return found


def _weights(module_class: str, function: str, settings: Mapping[str, object]) -> dict[str, object]:
    """The weight itself, or one of the shape that the attributes tell."""
    given = settings.get("weight")
    if isinstance(given, ParameterArgument):
        return {"weight": given}
    shape = _weight_shape(function, settings)
    return {"weight": ParameterArgument("weight", TensorType("", shape))} if shape else {}


def _weight_shape(function: str, settings: Mapping[str, object]) -> tuple[int, ...]:
    def size(name: str) -> int:
        return whole(settings.get(name)) or 0

    if function.startswith("conv"):
        rank = int(function[-2])
        kernel = settings.get("kernel_size", ())
        window = kernel if isinstance(kernel, (tuple, list)) else (kernel,) * rank
        groups = size("groups") or 1
        wide, made = size("in_channels"), size("out_channels")
        ends = (wide, made // groups) if "transpose" in function else (made, wide // groups)
        return (*ends, *(whole(item) or 0 for item in window))
    if function == "linear":
        return (size("out_features"), size("in_features"))
    if function == "bilinear":
        return (size("out_features"), size("in1_features"), size("in2_features"))
    if function.startswith("embedding"):
        return (size("num_embeddings"), size("embedding_dim"))
    return ()


def _pad_mode(module_class: str) -> dict[str, object]:
    word = module_class.partition("Pad")[0]
    return {"mode": _PADS[word]} if "Pad" in module_class and word in _PADS else {}
