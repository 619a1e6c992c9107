"""Typed attributes of operations, one record per kind, the same whichever framework they came from.

Spatial tuples run from the slowest axis to the fastest (depth, height, width). Paddings follow
ONNX: the word "same" or "valid", or explicit (before, after) pairs per axis. A field that a
framework does not have keeps its default. Defaults are the values a diagram need not print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from netscribe.graph.kinds import Kind

Sizes: TypeAlias = tuple[int, ...]
Padding: TypeAlias = str | tuple[tuple[int, int], ...]
#: (name, printed value) pairs for settings that have no typed field.
Settings: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Attributes:
    """Base of all attribute records; `settings` are further facts, as name and printed value."""

    settings: Settings = ()


@dataclass(frozen=True, slots=True)
class Convolution(Attributes):
    """Convolution over 1, 2 or 3 axes.

    `variant` is standard, depthwise, separable or transposed. A depthwise convolution has
    `groups` = input channels and `filters` = input channels x multiplier (None while unknown).
    """

    filters: int | None = None
    kernel_size: Sizes = ()
    stride: Sizes = ()
    padding: Padding = "valid"
    dilation: Sizes = ()
    groups: int | None = 1
    bias: bool = True
    variant: str = "standard"
    depth_multiplier: int = 1
    output_padding: Sizes = ()
    channels_first: bool = False


@dataclass(frozen=True, slots=True)
class Linear(Attributes):
    """A matrix product with a learned matrix over the last axis, plus a bias."""

    units: int = 0
    bias: bool = True


@dataclass(frozen=True, slots=True)
class Einsum(Attributes):
    """An Einstein summation, with a learned factor (EinsumDense) or between tensors."""

    equation: str = ""
    bias: bool = False


@dataclass(frozen=True, slots=True)
class Normalization(Attributes):
    """`method` is batch, layer, group, rms, instance, unit, spectral or local response."""

    method: str = "batch"
    axis: Sizes = (-1,)
    epsilon: float | None = None
    groups: int | None = None
    center: bool = True
    scale: bool = True
    momentum: float | None = None


@dataclass(frozen=True, slots=True)
class Activation(Attributes):
    """`function` in lower case: relu, gelu, softmax, leaky_relu, ...; else a callable's name."""

    function: str = "linear"
    slope: float | None = None
    max_value: float | None = None
    threshold: float | None = None
    axis: Sizes = ()
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Dropout(Attributes):
    """`variant` is element, spatial, gaussian noise, gaussian dropout or alpha."""

    rate: float = 0.0
    variant: str = "element"


@dataclass(frozen=True, slots=True)
class Pool(Attributes):
    """`method` is max or average (adaptive ones too); a global pool has no size."""

    method: str = "max"
    size: Sizes = ()
    stride: Sizes = ()
    padding: Padding = "valid"
    is_global: bool = False
    adaptive: bool = False
    keepdims: bool = False
    channels_first: bool = False


@dataclass(frozen=True, slots=True)
class Resize(Attributes):
    """Up- or downsampling: by whole factors, or to a size; `method` nearest, bilinear, ..."""

    factors: Sizes = ()
    size: Sizes = ()
    method: str = "nearest"
    channels_first: bool = False


@dataclass(frozen=True, slots=True)
class Margins(Attributes):
    """Padding added or cropping taken, as (before, after) per spatial axis."""

    amounts: tuple[tuple[int, int], ...] = ()
    mode: str = "zero"
    channels_first: bool = False


@dataclass(frozen=True, slots=True)
class Attention(Attributes):
    """Attention of queries over keys and values; inputs carry the roles query, value, key, mask.

    `score` is dot (scaled dot product) or additive. `projections` tells whether q, k, v and the
    output have learned projections of their own.
    """

    heads: int = 1
    kv_heads: int | None = None
    key_dim: int | None = None
    value_dim: int | None = None
    causal: bool = False
    bias: bool = True
    dropout: float = 0.0
    score: str = "dot"
    projections: bool = True
    self_attention: bool = False


@dataclass(frozen=True, slots=True)
class Embedding(Attributes):
    """A table of `vocabulary` rows of `width`; `positional` when it is indexed by position.

    `rows` says what else the rows stand for, where that is known: token type, relative position.
    """

    vocabulary: int = 0
    width: int = 0
    mask_zero: bool = False
    positional: bool = False
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Recurrent(Attributes):
    """A recurrent layer; `cell` is LSTM, GRU, RNN, ConvLSTM or a custom cell's class name.

    `units` lists the width of each stacked cell. `merge` (concat, sum, ave, mul) joins the two
    directions of a bidirectional layer. `kernel_size` and `padding` are for convolutional cells.
    """

    cell: str = "LSTM"
    units: Sizes = ()
    bidirectional: bool = False
    merge: str = "concat"
    returns_sequence: bool = False
    returns_state: bool = False
    backwards: bool = False
    stateful: bool = False
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"
    bias: bool = True
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    kernel_size: Sizes = ()
    padding: Padding = "valid"


@dataclass(frozen=True, slots=True)
class Elementwise(Attributes):
    """Element by element over its inputs; `operator` is add, subtract, multiply, divide, average,
    maximum, minimum, power, ...; `constant` is the second operand when that is a number.
    `constant_first` tells that the constant is the left operand.
    """

    operator: str = "add"
    constant: str | None = None
    constant_first: bool = False


@dataclass(frozen=True, slots=True)
class Axis(Attributes):
    """Concatenation, stacking or splitting along `axis` (of the framework's own order)."""

    axis: int = -1
    sections: Sizes = ()


@dataclass(frozen=True, slots=True)
class Product(Attributes):
    """A product of two tensors; `axes` for Keras' Dot, `normalize` for cosine proximity."""

    axes: Sizes = ()
    normalize: bool = False


@dataclass(frozen=True, slots=True)
class Reshaping(Attributes):
    """`function` is flatten, reshape, permute, squeeze, expand, repeat, tile, broadcast, flip, ...

    `target` is the new shape without the batch (-1 for the inferred axis); `order` a permutation
    that counts the batch as axis 0; `times` for repeats.
    """

    function: str = "reshape"
    target: tuple[int | None, ...] = ()
    order: Sizes = ()
    times: int | None = None
    axis: int | None = None


@dataclass(frozen=True, slots=True)
class Slicing(Attributes):
    """`index` as written in Python without the brackets, such as ":, -1"; "" for a gather."""

    index: str = ""


@dataclass(frozen=True, slots=True)
class Learned(Attributes):
    """A parameter that enters as it is, or the part of it that `index` takes.

    `name` is what the code calls it.
    """

    name: str = ""
    sizes: Sizes = ()
    index: str = ""


@dataclass(frozen=True, slots=True)
class Casting(Attributes):
    """A change of dtype."""

    dtype: str = ""


@dataclass(frozen=True, slots=True)
class Reduction(Attributes):
    """`function` is mean, sum, max, min, prod, argmax, ...; empty `axis` reduces all axes."""

    function: str = "mean"
    axis: Sizes = ()
    keepdims: bool = False


@dataclass(frozen=True, slots=True)
class Function(Attributes):
    """A mathematical, random or preprocessing function that has no record of its own."""

    function: str = ""


@dataclass(frozen=True, slots=True)
class Block(Attributes):
    """A closed module, or a run of equal ones, that stands for all that lies in it.

    `title` is what it is ("Bottleneck"); `letter` names the block card that shows its inside, "" if
    the figure does not show it; `facts` are the printed values of what varies between the uses of
    that card ("c = 128", "s = 2, then 1"); `shared` whether the repeats use the same weights.
    """

    title: str = ""
    letter: str = ""
    facts: tuple[str, ...] = ()
    shared: bool = False


ATTRIBUTES_OF: dict[Kind, type[Attributes]] = {
    Kind.CONV: Convolution,
    Kind.LINEAR: Linear,
    Kind.EINSUM: Einsum,
    Kind.NORM: Normalization,
    Kind.ACTIVATION: Activation,
    Kind.DROPOUT: Dropout,
    Kind.POOL: Pool,
    Kind.RESIZE: Resize,
    Kind.PAD: Margins,
    Kind.CROP: Margins,
    Kind.ATTENTION: Attention,
    Kind.EMBEDDING: Embedding,
    Kind.RECURRENT: Recurrent,
    Kind.ELEMENTWISE: Elementwise,
    Kind.CONCAT: Axis,
    Kind.STACK: Axis,
    Kind.SPLIT: Axis,
    Kind.MATMUL: Product,
    Kind.RESHAPE: Reshaping,
    Kind.SLICE: Slicing,
    Kind.CAST: Casting,
    Kind.IDENTITY: Attributes,
    Kind.REDUCE: Reduction,
    Kind.MATH: Function,
    Kind.RANDOM: Function,
    Kind.CONSTANT: Attributes,
    Kind.PARAMETER: Learned,
    Kind.PREPROCESS: Function,
    Kind.CUSTOM: Attributes,
    Kind.UNUSED: Attributes,
    Kind.BLOCK: Block,
}
