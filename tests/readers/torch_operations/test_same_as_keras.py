"""The same layer through the tables of Keras and of PyTorch: one kind, equal attributes.

Differences that the frameworks' own layouts make are undone in `_aligned`, and nothing else:
PyTorch has channels behind the batch, and its recurrent layers always return their states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
import torch
from torch import nn

from netscribe.graph.attributes import Attributes, Convolution, Pool, Resize
from netscribe.readers.keras.layers import describe as describe_keras
from netscribe.readers.torch.operations import describe_module
from readers.torch_operations.recording import (
    integers,
    module_facts,
    plain_settings,
    tensor,
    type_of,
)

_Case = tuple[nn.Module, tuple[torch.Tensor, ...], str, Mapping[str, object]]
IMAGE, WORDS = tensor(2, 3, 8, 8), tensor(2, 5, 8)


def _cases() -> dict[str, _Case]:
    with torch.device("meta"):
        return {**_spatial(), **_dense(), **_activations(), **_sequences()}


def _spatial() -> dict[str, _Case]:
    image = (IMAGE,)
    conv = {"filters": 6, "kernel_size": [3, 3], "strides": [1, 1], "dilation_rate": [1, 1]}
    return {
        "conv same": (
            nn.Conv2d(3, 6, 3, padding=1),
            image,
            "Conv2D",
            {**conv, "padding": "same", "use_bias": True, "groups": 1},
        ),
        "conv by its word": (
            nn.Conv2d(3, 6, 3, padding="same", bias=False),
            image,
            "Conv2D",
            {**conv, "padding": "same", "use_bias": False, "groups": 1},
        ),
        "conv strided": (
            nn.Conv2d(3, 6, 3, stride=2),
            image,
            "Conv2D",
            {**conv, "strides": [2, 2], "padding": "valid", "use_bias": True, "groups": 1},
        ),
        "depthwise": (
            nn.Conv2d(3, 6, 3, padding=1, groups=3),
            image,
            "DepthwiseConv2D",
            {
                "kernel_size": [3, 3],
                "depth_multiplier": 2,
                "padding": "same",
                "use_bias": True,
                "strides": [1, 1],
                "dilation_rate": [1, 1],
            },
        ),
        "transposed": (
            nn.ConvTranspose2d(3, 6, 4, stride=2, padding=1),
            image,
            "Conv2DTranspose",
            {
                "filters": 6,
                "kernel_size": [4, 4],
                "strides": [2, 2],
                "padding": "same",
                "use_bias": True,
                "groups": 1,
            },
        ),
        "max pool": (nn.MaxPool2d(2), image, "MaxPooling2D", {"pool_size": [2, 2]}),
        "average pool": (
            nn.AvgPool2d(3, 2),
            image,
            "AveragePooling2D",
            {"pool_size": [3, 3], "strides": [2, 2], "padding": "valid"},
        ),
        "global pool": (
            nn.AdaptiveAvgPool2d(1),
            image,
            "GlobalAveragePooling2D",
            {"keepdims": True},
        ),
        "adaptive pool": (
            nn.AdaptiveMaxPool2d(4),
            image,
            "AdaptiveMaxPooling2D",
            {"output_size": [4, 4]},
        ),
        "upsampling": (nn.Upsample(scale_factor=2), image, "UpSampling2D", {"size": [2, 2]}),
        "batch norm": (
            nn.BatchNorm2d(3, eps=1e-3, momentum=0.01),
            image,
            "BatchNormalization",
            {"axis": 1, "epsilon": 1e-3, "momentum": 0.99, "center": True, "scale": True},
        ),
        "group norm": (
            nn.GroupNorm(3, 3, eps=1e-3),
            image,
            "GroupNormalization",
            {"axis": 1, "groups": 3, "epsilon": 1e-3, "center": True, "scale": True},
        ),
        "flatten": (nn.Flatten(), image, "Flatten", {}),
        "spatial dropout": (nn.Dropout2d(0.2), image, "SpatialDropout2D", {"rate": 0.2}),
    }


def _dense() -> dict[str, _Case]:
    words = (WORDS,)
    return {
        "linear": (nn.Linear(8, 4), words, "Dense", {"units": 4, "use_bias": True}),
        "embedding": (
            nn.Embedding(50, 8),
            (integers(2, 5),),
            "Embedding",
            {"input_dim": 50, "output_dim": 8},
        ),
        "layer norm": (
            nn.LayerNorm(8, eps=1e-6),
            words,
            "LayerNormalization",
            {"axis": [-1], "epsilon": 1e-6},
        ),
        "rms norm": (nn.RMSNorm(8, eps=1e-6), words, "RMSNormalization", {"axis": -1}),
        "dropout": (nn.Dropout(0.3), words, "Dropout", {"rate": 0.3}),
        "identity": (nn.Identity(), words, "Identity", {}),
    }


def _activations() -> dict[str, _Case]:
    plain = {
        "relu": nn.ReLU(),
        "sigmoid": nn.Sigmoid(),
        "tanh": nn.Tanh(),
        "silu": nn.SiLU(),
        "mish": nn.Mish(),
        "selu": nn.SELU(),
        "softplus": nn.Softplus(),
        "softsign": nn.Softsign(),
        "hard_sigmoid": nn.Hardsigmoid(),
        "hard_silu": nn.Hardswish(),
        "log_sigmoid": nn.LogSigmoid(),
        "tanh_shrink": nn.Tanhshrink(),
        "hard_tanh": nn.Hardtanh(),
        "gelu": nn.GELU(),
        "log_softmax": nn.LogSoftmax(-1),
    }
    layers: dict[str, _Case] = {
        name: (module, (WORDS,), "Activation", {"activation": name})
        for name, module in plain.items()
    }
    return {
        **layers,
        "relu6": (nn.ReLU6(), (WORDS,), "ReLU", {"max_value": 6.0}),
        "leaky relu": (nn.LeakyReLU(0.2), (WORDS,), "LeakyReLU", {"negative_slope": 0.2}),
        "elu": (nn.ELU(), (WORDS,), "ELU", {"alpha": 1.0}),
        "softmax": (nn.Softmax(-1), (WORDS,), "Softmax", {"axis": -1}),
        "softmax by its place": (nn.Softmax(2), (WORDS,), "Softmax", {"axis": -1}),
    }


def _sequences() -> dict[str, _Case]:
    both = {"return_sequences": True, "return_state": True}
    return {
        "lstm": (nn.LSTM(8, 4, batch_first=True), (WORDS,), "LSTM", {"units": 4, **both}),
        "gru": (nn.GRU(8, 4, batch_first=True), (WORDS,), "GRU", {"units": 4, **both}),
        "rnn": (nn.RNN(8, 4, batch_first=True), (WORDS,), "SimpleRNN", {"units": 4, **both}),
        "bidirectional": (
            nn.LSTM(8, 4, batch_first=True, bidirectional=True),
            (WORDS,),
            "Bidirectional",
            {
                "layer": {"class_name": "LSTM", "config": {"units": 4, **both}},
                "merge_mode": "concat",
            },
        ),
    }


CASES = _cases()


def _aligned(attributes: Attributes) -> Attributes:
    if isinstance(attributes, (Convolution, Pool, Resize)):
        return replace(attributes, channels_first=True)
    return attributes


def _of_keras(case: _Case) -> tuple[str, Attributes]:
    _, inputs, class_name, config = case
    shape = tuple(inputs[0].shape)
    if len(shape) == 4:
        shape = (shape[0], *shape[2:], shape[1])
    facts = describe_keras(class_name, config, input_shapes=[shape])
    return facts.op.kind, _aligned(facts.attributes)


@pytest.mark.parametrize("case", [name for name in CASES if name != "identity"])
def test_a_layer_is_the_same_in_both_frameworks(case: str) -> None:
    module, inputs, *_ = CASES[case]
    facts = module_facts(module, *inputs)
    assert (facts.op.kind, facts.attributes) == _of_keras(CASES[case])


@pytest.mark.parametrize("case", CASES)
def test_a_layer_as_one_node_says_the_same_as_its_function(case: str) -> None:
    module, inputs, *_ = CASES[case]
    result = module(*inputs)
    made = result[0] if isinstance(result, tuple) else result
    facts = describe_module(
        type(module).__name__,
        plain_settings(module),
        [type_of(given) for given in inputs],
        [type_of(made)],
    )
    assert facts is not None and facts.op.type_name == type(module).__name__
    assert (facts.op.kind, facts.attributes) == _of_keras(CASES[case])


def test_multi_head_attention_is_the_same_in_both_frameworks() -> None:
    with torch.device("meta"):
        layer = nn.MultiheadAttention(8, 2, dropout=0.1, batch_first=True)
    inputs = [type_of(WORDS)] * 3
    facts = describe_module("MultiheadAttention", plain_settings(layer), inputs, inputs[:1])
    config = {"num_heads": 2, "key_dim": 4, "value_dim": 4, "dropout": 0.1, "use_bias": True}
    keras = describe_keras("MultiHeadAttention", config)
    assert facts is not None
    assert (facts.op.kind, facts.attributes) == (keras.op.kind, keras.attributes)
    assert facts.roles == ("query", "key", "value")
