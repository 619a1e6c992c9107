"""Deep networks of about a given number of operations, in modules as a framework gives them.

In: how many operations. Out: a Graph: a decoder of equal blocks, or a residual network in stages
whose blocks grow wider. They hold what makes a figure costly: modules in modules, repeats, skips.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Attributes,
    Convolution,
    Elementwise,
    Embedding,
    Linear,
    Normalization,
)
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, TensorType

WIDTH, HEADS, VOCABULARY = 512, 8, 32_000
#: Operations of one block.
_DECODER_BLOCK, _RESIDUAL_BLOCK = 12, 10
_STAGES = 4


class _Network:
    """Adds calls under module paths; every call has one output."""

    def __init__(self, name: str) -> None:
        self.builder = GraphBuilder(name)

    def call(
        self,
        kind: Kind,
        path: str,
        attributes: Attributes,
        inputs: tuple[str, ...],
        made: tuple[TensorType, tuple[int, ...]],
    ) -> str:
        """The id of the value that a call makes; `made` is its type and its weights' sizes."""
        result, weights = made
        parameters: tuple[str, ...] = ()
        if weights:
            parameters = (self.builder.add_parameter(f"{path}.w", TensorType("float32", weights)),)
        call = Call(
            op=Op(kind, type(attributes).__name__, "synthetic"),
            path=path,
            name=path.rsplit(".", 1)[-1],
            inputs=tuple(map(Argument, inputs)),
            attributes=attributes,
            parameters=parameters,
        )
        return self.builder.add_call(call, [result])[0]

    def finish(self, output: str, value: str) -> Graph:
        self.builder.add_output(output, value)
        return self.builder.finish(Origin("synthetic"))


def decoder(operations: int) -> Graph:
    """Embedding, equal pre-norm blocks of self-attention and feed-forward, norm, head."""
    network = _Network(f"decoder of {operations:,}")
    ids = network.builder.add_input("input_ids", TensorType("int64", (None, None)))
    hidden = TensorType("float32", (None, None, WIDTH))
    table = Embedding(vocabulary=VOCABULARY, width=WIDTH)
    value = network.call(Kind.EMBEDDING, "embed", table, (ids,), (hidden, (VOCABULARY, WIDTH)))
    for number in range(max(1, (operations - 3) // _DECODER_BLOCK)):
        path = f"layers.{number}"
        with network.builder.module(path, path, "DecoderLayer"):
            value = _decoder_block(network, path, value)
    value = _norm(network, "norm", value, hidden)
    scores = TensorType("float32", (None, None, VOCABULARY))
    value = _linear(network, "head", value, scores, WIDTH)
    return network.finish("logits", value)


def _decoder_block(network: _Network, path: str, start: str) -> str:
    hidden = TensorType("float32", (None, None, WIDTH))
    wide = TensorType("float32", (None, None, 4 * WIDTH))
    normed = _norm(network, f"{path}.norm_1", start, hidden)
    inner = f"{path}.attention"
    with network.builder.module(inner, inner, "Attention"):
        parts = [_linear(network, f"{inner}.{name}", normed, hidden, WIDTH) for name in "qkv"]
        score = Attention(heads=HEADS, key_dim=WIDTH // HEADS, causal=True, projections=False)
        mixed = network.call(Kind.ATTENTION, f"{inner}.dot", score, tuple(parts), (hidden, ()))
        mixed = _linear(network, f"{inner}.out", mixed, hidden, WIDTH)
    middle = _add(network, f"{path}.add_1", (start, mixed), hidden)
    value = _norm(network, f"{path}.norm_2", middle, hidden)
    inner = f"{path}.mlp"
    with network.builder.module(inner, inner, "FeedForward"):
        value = _linear(network, f"{inner}.up", value, wide, WIDTH)
        gelu = Activation(function="gelu")
        value = network.call(Kind.ACTIVATION, f"{inner}.act", gelu, (value,), (wide, ()))
        value = _linear(network, f"{inner}.down", value, hidden, 4 * WIDTH)
    return _add(network, f"{path}.add_2", (middle, value), hidden)


def residual(operations: int) -> Graph:
    """Four stages of residual blocks, the first block of each with a convolution on its skip."""
    network = _Network(f"residual of {operations:,}")
    value = network.builder.add_input("image", TensorType("float32", (None, 224, 224, 3)))
    size, channels = 224, 3
    blocks = max(1, operations // (_STAGES * _RESIDUAL_BLOCK))
    for stage in range(_STAGES):
        path = f"layer{stage + 1}"
        width = 64 << stage
        size //= 2
        with network.builder.module(path, path, "Stage"):
            for number in range(blocks):
                inner = f"{path}.{number}"
                with network.builder.module(inner, inner, "Block"):
                    stride = 1 if number else 2
                    value = _residual_block(network, inner, value, (size, channels, width, stride))
                channels = width
    return network.finish("features", value)


def _residual_block(
    network: _Network, path: str, start: str, sizes: tuple[int, int, int, int]
) -> str:
    """Three convolutions with norms and activations beside a skip."""
    size, channels, width, stride = sizes
    made = TensorType("float32", (None, size, size, width))
    value = start
    for number in (1, 2, 3):
        step = stride if number == 1 else 1
        value = _conv(network, f"{path}.conv_{number}", value, (size, channels, width, step))
        channels = width
        if number < 3:
            value = _relu(network, f"{path}.relu_{number}", value, made)
    skip = start
    if stride > 1:
        skip = _conv(network, f"{path}.skip", start, (size, sizes[1], width, stride))
    return _relu(network, f"{path}.relu", _add(network, f"{path}.add", (skip, value), made), made)


def _conv(network: _Network, path: str, value: str, sizes: tuple[int, int, int, int]) -> str:
    """A convolution and its batch norm."""
    size, channels, width, stride = sizes
    made = TensorType("float32", (None, size, size, width))
    kernel = Convolution(
        filters=width, kernel_size=(3, 3), stride=(stride, stride), padding="same", bias=False
    )
    weights = 3, 3, channels, width
    value = network.call(Kind.CONV, path, kernel, (value,), (made, weights))
    batch = Normalization(epsilon=1e-5)
    return network.call(Kind.NORM, f"{path}_norm", batch, (value,), (made, (width,)))


def _linear(network: _Network, path: str, value: str, made: TensorType, width: int) -> str:
    units = made.shape[-1] if made.shape else None
    assert isinstance(units, int)
    layer = Linear(units=units, bias=False)
    return network.call(Kind.LINEAR, path, layer, (value,), (made, (width, units)))


def _norm(network: _Network, path: str, value: str, made: TensorType) -> str:
    layer = Normalization(method="layer", epsilon=1e-5)
    return network.call(Kind.NORM, path, layer, (value,), (made, (WIDTH,)))


def _add(network: _Network, path: str, inputs: tuple[str, ...], made: TensorType) -> str:
    return network.call(Kind.ELEMENTWISE, path, Elementwise(operator="add"), inputs, (made, ()))


def _relu(network: _Network, path: str, value: str, made: TensorType) -> str:
    return network.call(Kind.ACTIVATION, path, Activation(function="relu"), (value,), (made, ()))


NETWORKS: dict[str, Callable[[int], Graph]] = {"decoder": decoder, "residual": residual}
