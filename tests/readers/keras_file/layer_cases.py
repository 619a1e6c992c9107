"""Keras layers with the shapes they are tried on: every class, every setting that moves a shape.

Each case is (name, inputs, make): `inputs` are shapes without the batch, or (shape, dtype); `make`
gets the `keras` module and the input tensors and returns the output.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Make = Callable[..., Any]
Case = tuple[str, list[Any], Make]


def one(name: str, shape: Any, class_name: str, **config: Any) -> Case:
    """A layer on one input."""

    def make(keras: Any, x: Any) -> Any:
        return getattr(keras.layers, class_name)(name="layer", **config)(x)

    return (name, [shape], make)


def several(name: str, shapes: list[Any], class_name: str, **config: Any) -> Case:
    """A layer on a list of inputs."""

    def make(keras: Any, *tensors: Any) -> Any:
        return getattr(keras.layers, class_name)(name="layer", **config)(list(tensors))

    return (name, shapes, make)


IMAGE = (9, 8, 4)
VOLUME = (7, 6, 5, 4)
SERIES = (10, 4)
IDS = ((10,), "int32")

CONVOLUTIONS = [
    one("conv1d", SERIES, "Conv1D", filters=6, kernel_size=3),
    one("conv1d causal", SERIES, "Conv1D", filters=6, kernel_size=3, padding="causal"),
    one("conv1d any length", (None, 4), "Conv1D", filters=6, kernel_size=3, strides=2),
    one("conv2d", IMAGE, "Conv2D", filters=6, kernel_size=3, activation="relu"),
    one("conv2d same", IMAGE, "Conv2D", filters=6, kernel_size=(3, 2), strides=2, padding="same"),
    one("conv2d dilated", IMAGE, "Conv2D", filters=6, kernel_size=3, dilation_rate=2),
    one("conv2d groups", IMAGE, "Conv2D", filters=6, kernel_size=3, groups=2, use_bias=False),
    one("conv2d first", (4, 9, 8), "Conv2D", filters=6, kernel_size=3,
        data_format="channels_first"),
    one("conv3d", VOLUME, "Conv3D", filters=3, kernel_size=2),
    one("transpose1d", SERIES, "Conv1DTranspose", filters=3, kernel_size=3, strides=2),
    one("transpose2d", IMAGE, "Conv2DTranspose", filters=3, kernel_size=3, strides=2),
    one("transpose2d same", IMAGE, "Conv2DTranspose", filters=3, kernel_size=3, strides=2,
        padding="same"),
    one("transpose2d extra", IMAGE, "Conv2DTranspose", filters=3, kernel_size=3, strides=2,
        padding="same", output_padding=1),
    one("transpose2d extra valid", IMAGE, "Conv2DTranspose", filters=3, kernel_size=4, strides=2,
        output_padding=1),
    one("transpose2d dilated", IMAGE, "Conv2DTranspose", filters=3, kernel_size=3, dilation_rate=2),
    one("transpose3d", VOLUME, "Conv3DTranspose", filters=3, kernel_size=2, strides=2),
    one("depthwise1d", SERIES, "DepthwiseConv1D", kernel_size=3, depth_multiplier=2),
    one("depthwise2d", IMAGE, "DepthwiseConv2D", kernel_size=3, depth_multiplier=2, strides=2),
    one("depthwise2d same", IMAGE, "DepthwiseConv2D", kernel_size=3, padding="same",
        use_bias=False),
    one("separable1d", SERIES, "SeparableConv1D", filters=5, kernel_size=3),
    one("separable2d", IMAGE, "SeparableConv2D", filters=5, kernel_size=3, depth_multiplier=3),
]  # fmt: skip

POOLINGS = [
    one("max1d", SERIES, "MaxPooling1D"),
    one("max2d", IMAGE, "MaxPooling2D", pool_size=3),
    one("max2d same", IMAGE, "MaxPooling2D", pool_size=3, strides=2, padding="same"),
    one("max3d", VOLUME, "MaxPooling3D"),
    one("average1d", SERIES, "AveragePooling1D", pool_size=2, strides=3),
    one("average2d", IMAGE, "AveragePooling2D", pool_size=(2, 3)),
    one("average2d first", (4, 9, 8), "AveragePooling2D", pool_size=2,
        data_format="channels_first"),
    one("average3d", VOLUME, "AveragePooling3D", pool_size=2),
    *(one(f"global max {n}d", shape, f"GlobalMaxPooling{n}D")
      for n, shape in ((1, SERIES), (2, IMAGE), (3, VOLUME))),
    *(one(f"global average {n}d", shape, f"GlobalAveragePooling{n}D", keepdims=True)
      for n, shape in ((1, SERIES), (2, IMAGE), (3, VOLUME))),
    *(one(f"adaptive {word} {n}d", shape, f"Adaptive{word}Pooling{n}D", output_size=2)
      for word in ("Max", "Average") for n, shape in ((1, SERIES), (2, IMAGE), (3, VOLUME))),
]  # fmt: skip

RESAMPLINGS = [
    one("up1d", SERIES, "UpSampling1D", size=3),
    one("up2d", IMAGE, "UpSampling2D", size=(2, 3), interpolation="bilinear"),
    one("up3d", VOLUME, "UpSampling3D"),
    one("pad1d", SERIES, "ZeroPadding1D", padding=(1, 2)),
    one("pad2d", IMAGE, "ZeroPadding2D", padding=((1, 2), (3, 4))),
    one("pad2d pair", IMAGE, "ZeroPadding2D", padding=(1, 2)),
    one("pad2d one", IMAGE, "ZeroPadding2D", padding=2),
    one("pad3d", VOLUME, "ZeroPadding3D"),
    one("crop1d", SERIES, "Cropping1D", cropping=2),
    one("crop2d", IMAGE, "Cropping2D", cropping=((1, 2), (3, 0))),
    one("crop3d", VOLUME, "Cropping3D", cropping=1),
]

DENSES = [
    one("dense", (7,), "Dense", units=3),
    one("dense of sequence", SERIES, "Dense", units=3, use_bias=False, activation="gelu"),
    one("dense adapted", (7,), "Dense", units=3, lora_rank=2),
    one("einsum dense", SERIES, "EinsumDense", equation="abc,cd->abd", output_shape=(None, 6),
        bias_axes="d"),
    one("einsum dense heads", SERIES, "EinsumDense", equation="abc,cde->abde",
        output_shape=(None, 2, 3), bias_axes="de", activation="relu"),
    one("einsum dense dots", SERIES, "EinsumDense", equation="...x,xy->...y", output_shape=6,
        bias_axes="y"),
    one("einsum dense whole", SERIES, "EinsumDense", equation="abc,bd->adc", output_shape=(5, 4)),
    one("embedding", IDS, "Embedding", input_dim=20, output_dim=5),
    one("embedding adapted", IDS, "Embedding", input_dim=20, output_dim=5, lora_rank=2),
    one("reversible embedding", IDS, "ReversibleEmbedding", input_dim=20, output_dim=5,
        tie_weights=False),
    one("reversible embedding tied", IDS, "ReversibleEmbedding", input_dim=20, output_dim=5),
]  # fmt: skip

NORMALIZATIONS = [
    one("batch norm", IMAGE, "BatchNormalization"),
    one("batch norm bare", IMAGE, "BatchNormalization", center=False, scale=False),
    one("batch norm axis", IMAGE, "BatchNormalization", axis=1),
    one("batch renorm", IMAGE, "BatchNormalization", renorm=True),
    one("batch norm half", IMAGE, "BatchNormalization", dtype="float16"),
    one("layer norm", SERIES, "LayerNormalization"),
    one("layer norm axes", SERIES, "LayerNormalization", axis=(1, 2)),
    one("group norm", IMAGE, "GroupNormalization", groups=2),
    one("instance norm", IMAGE, "GroupNormalization", groups=-1, scale=False),
    one("rms norm", SERIES, "RMSNormalization"),
    one("unit norm", SERIES, "UnitNormalization"),
]

ACTIVATIONS = [
    one("activation", SERIES, "Activation", activation="swish"),
    one("relu", SERIES, "ReLU", max_value=6.0),
    one("leaky relu", SERIES, "LeakyReLU", negative_slope=0.1),
    one("elu", SERIES, "ELU"),
    one("prelu", IMAGE, "PReLU"),
    one("prelu shared", IMAGE, "PReLU", shared_axes=[1, 2]),
    one("softmax", SERIES, "Softmax", axis=1),
]

REGULARIZATIONS = [
    one("dropout", SERIES, "Dropout", rate=0.5),
    one("spatial dropout", IMAGE, "SpatialDropout2D", rate=0.5),
    one("gaussian dropout", SERIES, "GaussianDropout", rate=0.5),
    one("gaussian noise", SERIES, "GaussianNoise", stddev=0.5),
    one("alpha dropout", SERIES, "AlphaDropout", rate=0.5),
    one("penalty", SERIES, "ActivityRegularization", l2=0.1),
    one("identity", SERIES, "Identity"),
    one("masking", SERIES, "Masking"),
]

MERGINGS = [
    *(several(word, [IMAGE, (9, 8, 1)], word)
      for word in ("Add", "Multiply", "Average", "Maximum", "Minimum", "Subtract")),
    several("concatenate", [IMAGE, (9, 8, 2)], "Concatenate"),
    several("concatenate axis", [(3, 4), (5, 4), (None, 4)], "Concatenate", axis=1),
    several("dot", [(5, 3), (3, 7)], "Dot", axes=(2, 1)),
    several("dot vectors", [(5,), (5,)], "Dot", axes=1, normalize=True),
]  # fmt: skip

RESHAPINGS = [
    one("flatten", IMAGE, "Flatten"),
    one("flatten any", (None, 4), "Flatten"),
    one("reshape", IMAGE, "Reshape", target_shape=(-1, 4)),
    one("reshape any", (None, 4), "Reshape", target_shape=(-1, 2)),
    one("permute", IMAGE, "Permute", dims=(3, 1, 2)),
    one("repeat vector", (5,), "RepeatVector", n=3),
]

RECURRENT = [
    one("lstm", SERIES, "LSTM", units=5),
    one("lstm sequence", SERIES, "LSTM", units=5, return_sequences=True, return_state=True),
    one("lstm bare", SERIES, "LSTM", units=5, use_bias=False, go_backwards=True),
    one("gru", SERIES, "GRU", units=5, return_state=True),
    one("gru old", SERIES, "GRU", units=5, reset_after=False),
    one("rnn", SERIES, "SimpleRNN", units=5, return_sequences=True, return_state=True),
    *(one(f"conv lstm {n}d", (3, *shape), f"ConvLSTM{n}D", filters=2, kernel_size=2,
          return_sequences=n == 2, return_state=n == 1)
      for n, shape in ((1, SERIES), (2, IMAGE), (3, VOLUME))),
    ("cells", [SERIES], lambda keras, x: keras.layers.RNN(
        [keras.layers.LSTMCell(3), keras.layers.GRUCell(5)], return_state=True, name="layer")(x)),
    ("one cell", [SERIES], lambda keras, x: keras.layers.RNN(
        keras.layers.SimpleRNNCell(3), return_sequences=True, name="layer")(x)),
    ("bidirectional", [SERIES], lambda keras, x: keras.layers.Bidirectional(
        keras.layers.LSTM(5, return_sequences=True), name="layer")(x)),
    ("bidirectional states", [SERIES], lambda keras, x: keras.layers.Bidirectional(
        keras.layers.GRU(5, return_state=True), merge_mode="sum", name="layer")(x)),
    ("bidirectional apart", [SERIES], lambda keras, x: keras.layers.Bidirectional(
        keras.layers.LSTM(5), backward_layer=keras.layers.GRU(5, go_backwards=True),
        merge_mode=None, name="layer")(x)),
    ("initial state", [SERIES, (5,), (5,)], lambda keras, x, h, c: keras.layers.LSTM(
        5, name="layer")(x, initial_state=[h, c])),
]  # fmt: skip

ATTENTION: list[Case] = [
    ("self attention", [SERIES], lambda keras, x: keras.layers.MultiHeadAttention(
        2, 3, name="layer")(x, x)),
    ("cross attention", [SERIES, (6, 5)], lambda keras, x, y: keras.layers.MultiHeadAttention(
        2, 3, value_dim=4, output_shape=7, use_bias=False, name="layer")(query=x, value=y)),
    ("attention scores", [SERIES, (10, 5), (10, 7)], lambda keras, x, y, z:
        keras.layers.MultiHeadAttention(2, 3, name="layer")(
            x, y, key=z, return_attention_scores=True, use_causal_mask=True)),
    ("image attention", [IMAGE], lambda keras, x: keras.layers.MultiHeadAttention(
        2, 3, attention_axes=(1, 2), name="layer")(x, x)),
    ("gated attention", [SERIES], lambda keras, x: keras.layers.MultiHeadAttention(
        2, 3, use_gate=True, name="layer")(x, x)),
    ("grouped attention", [SERIES], lambda keras, x: keras.layers.GroupQueryAttention(
        3, 4, 2, name="layer")(x, x)),
    several("attention", [SERIES, (6, 4)], "Attention", use_scale=True, score_mode="concat"),
    several("attention of three", [SERIES, (6, 7), (6, 4)], "Attention"),
    several("additive attention", [SERIES, (6, 4)], "AdditiveAttention"),
]  # fmt: skip

WRAPPERS: list[Case] = [
    ("time distributed", [(3, *IMAGE)], lambda keras, x: keras.layers.TimeDistributed(
        keras.layers.Conv2D(5, 3, activation="relu"), name="layer")(x)),
    ("spectral norm", [IMAGE], lambda keras, x: keras.layers.SpectralNormalization(
        keras.layers.Conv2D(5, 3), name="layer")(x)),
]  # fmt: skip

PREPROCESSINGS = [
    one("rescaling", IMAGE, "Rescaling", scale=1 / 255),
    one("normalization", IMAGE, "Normalization"),
    one("normalization whole", IMAGE, "Normalization", axis=None),
    one("normalization given", IMAGE, "Normalization", mean=1.0, variance=2.0),
    one("resizing", IMAGE, "Resizing", height=5, width=6),
    one("center crop", IMAGE, "CenterCrop", height=5, width=6),
    one("random crop", IMAGE, "RandomCrop", height=5, width=6),
    one("random flip", IMAGE, "RandomFlip"),
    one("random rotation", IMAGE, "RandomRotation", factor=0.1),
    one("random translation", IMAGE, "RandomTranslation", height_factor=0.1, width_factor=0.1),
    one("random zoom", IMAGE, "RandomZoom", height_factor=0.1),
    one("random brightness", IMAGE, "RandomBrightness", factor=0.1),
    one("random contrast", IMAGE, "RandomContrast", factor=0.1),
    one("random grayscale", (9, 8, 3), "RandomGrayscale"),
    one("solarization", IMAGE, "Solarization"),
    one("category encoding", IDS, "CategoryEncoding", num_tokens=6),
    one("category one hot", ((1,), "int32"), "CategoryEncoding", num_tokens=6,
        output_mode="one_hot"),
    one("discretization", SERIES, "Discretization", bin_boundaries=[0.0, 1.0]),
    one("discretization one hot", (1,), "Discretization", bin_boundaries=[0.0, 1.0],
        output_mode="one_hot"),
    one("integer lookup", ((1,), "int64"), "IntegerLookup", vocabulary=[1, 2, 3],
        output_mode="one_hot"),
    one("mel", (8000,), "MelSpectrogram"),
    one("stft", (1000, 1), "STFTSpectrogram", mode="log"),
    one("stft images", (1000, 2), "STFTSpectrogram", mode="stft", expand_dims=True),
]  # fmt: skip

CASES: list[Case] = [
    *CONVOLUTIONS, *POOLINGS, *RESAMPLINGS, *DENSES, *NORMALIZATIONS, *ACTIVATIONS,
    *REGULARIZATIONS, *MERGINGS, *RESHAPINGS, *RECURRENT, *ATTENTION, *WRAPPERS, *PREPROCESSINGS,
]  # fmt: skip
