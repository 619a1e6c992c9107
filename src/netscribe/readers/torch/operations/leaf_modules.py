"""The leaf classes of torch.nn: which function each one is, and which attribute is which argument.

In: nothing. Out: `LEAF_MODULES`. Knows names alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Classes, then the function, then its arguments: the attribute's name, or argument=attribute.
_MODULES = """
Conv1d LazyConv1d: conv1d stride padding dilation groups padding_mode bias
Conv2d LazyConv2d: conv2d stride padding dilation groups padding_mode bias
Conv3d LazyConv3d: conv3d stride padding dilation groups padding_mode bias
ConvTranspose1d LazyConvTranspose1d: conv_transpose1d stride padding output_padding groups
    dilation bias
ConvTranspose2d LazyConvTranspose2d: conv_transpose2d stride padding output_padding groups
    dilation bias
ConvTranspose3d LazyConvTranspose3d: conv_transpose3d stride padding output_padding groups
    dilation bias
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
BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d:
    batch_norm eps momentum weight=affine bias=affine running_mean=track_running_stats
InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d
    LazyInstanceNorm3d: instance_norm eps momentum weight=affine bias=affine
    running_mean=track_running_stats
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
MultiheadAttention: multihead_attention num_heads embed_dim dropout batch_first add_zero_attn
    bias=in_proj_bias
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
LOSS_MODULES = {
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
PADS = {
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


@dataclass(frozen=True, slots=True)
class LeafModule:
    """The function of a class of torch.nn, and its arguments by attribute."""

    function: str
    attributes: Mapping[str, str]


def _parsed() -> dict[str, LeafModule]:
    table: dict[str, LeafModule] = {}
    for line in _MODULES.replace("\n    ", " ").strip().splitlines():
        classes, _, rest = line.partition(":")
        function, *words = rest.split()
        pairs = [word.partition("=") for word in words]
        leaf = LeafModule(function, {name: source or name for name, _, source in pairs})
        table.update(dict.fromkeys(classes.split(), leaf))
    losses = {word: word for word in _LOSS_SETTINGS.split()}
    table.update({name: LeafModule(function, losses) for name, function in LOSS_MODULES.items()})
    for word in PADS:
        names = [f"{word}Pad{rank}d" for rank in (1, 2, 3)]
        table.update(dict.fromkeys(names, LeafModule("pad", {"pad": "padding", "value": "value"})))
    return table


LEAF_MODULES: Mapping[str, LeafModule] = _parsed()
