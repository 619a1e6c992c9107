"""Outlines written by hand, of networks whose figures everybody knows: ResNet-50 and Llama-3 8B."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.figure.types import Table
from netscribe.graph.attributes import (
    Activation,
    Attention,
    Attributes,
    Block,
    Convolution,
    Elementwise,
    Embedding,
    Linear,
    Normalization,
    Pool,
)
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.letters import Letter
from netscribe.graph.types import Argument, Graph, Op, Origin, Port, Shape, TensorType
from netscribe.transforms.fold import fold
from netscribe.transforms.outline import BlockCard, Outline

_IMAGE_AXES = ("batch", "channel", "height", "width")


class Sketch:
    """A graph written call by call: kind, attributes, arguments, the shape made."""

    def __init__(self, name: str, scope: str = "") -> None:
        self.builder = GraphBuilder(name)
        self.scope = scope
        self.repeats: dict[str, int] = {}

    def input(self, name: str, *shape: int | str, dtype: str = "float32") -> str:
        return self.builder.add_input(name, _type(shape, dtype))

    def call(
        self,
        name: str,
        attributes: Attributes,
        inputs: str | tuple[str | Argument, ...],
        *shape: int | str,
        weights: tuple[Shape, ...] = (),
        repeat: int = 1,
    ) -> str:
        path = f"{self.scope}{name}"
        given = (inputs,) if isinstance(inputs, str) else inputs
        made = self.builder.add_call(
            Call(
                op=Op(_KINDS[type(attributes)], _KINDS[type(attributes)].value, "torch.nn"),
                path=path,
                name=name,
                inputs=tuple(i if isinstance(i, Argument) else Argument(i) for i in given),
                attributes=attributes,
                parameters=tuple(
                    self.builder.add_parameter(f"{path}/w{n}", TensorType("float32", size))
                    for n, size in enumerate(weights)
                ),
            ),
            [_type(shape)],
        )[0]
        self.repeats[path] = repeat
        return made

    def finish(self, meanings: Mapping[str, str] | None = None, **outputs: str) -> Graph:
        for name, value in outputs.items():
            self.builder.add_output(name, value)
        graph = fold(self.builder.finish(Origin()))
        nodes = tuple(replace(node, repeat=self.repeats.get(node.id, 1)) for node in graph.nodes)

        def named(ports: tuple[Port, ...]) -> tuple[Port, ...]:
            return tuple(
                replace(port, meaning=(meanings or {}).get(port.name, port.meaning))
                for port in ports
            )

        values = tuple(
            replace(value, type=replace(value.type, axes=_axes(value.type.shape or ())))
            for value in graph.values
        )
        inputs, outputs = named(graph.inputs), named(graph.outputs)
        return replace(graph, nodes=nodes, values=values, inputs=inputs, outputs=outputs)


_KINDS: dict[type[Attributes], Kind] = {
    Convolution: Kind.CONV,
    Normalization: Kind.NORM,
    Activation: Kind.ACTIVATION,
    Pool: Kind.POOL,
    Linear: Kind.LINEAR,
    Elementwise: Kind.ELEMENTWISE,
    Embedding: Kind.EMBEDDING,
    Attention: Kind.ATTENTION,
    Block: Kind.BLOCK,
}


def _type(shape: tuple[int | str, ...], dtype: str = "float32") -> TensorType:
    return TensorType(dtype, ("B", *shape))


def _axes(shape: Shape) -> tuple[str, ...]:
    """What the axes of an image or of a text are; blocks do not tell it."""
    return _IMAGE_AXES if len(shape) == 4 and shape[1] not in ("T",) else ()


def _convolution(filters: int, kernel: int, stride: int = 1, padding: int = 0) -> Convolution:
    pads = ((padding, padding), (padding, padding)) if padding else "valid"
    return Convolution(
        filters=filters, kernel_size=(kernel, kernel), stride=(stride, stride), padding=pads,
        bias=False, channels_first=True,
    )  # fmt: skip


_STAGES = ((64, 1, 3, 56, 215_808), (128, 2, 4, 28, 1_219_584), (256, 2, 6, 14, 7_098_368),
           (512, 2, 3, 7, 14_964_736))  # fmt: skip
RELU, BATCH_NORM = Activation(function="relu"), Normalization(epsilon=1e-5)


def resnet50() -> Outline:
    """The overview has four runs of block A; the card has letters for width, stride and size."""
    net = Sketch("ResNet-50")
    x = net.input("x", 3, 224, 224)
    conv = _convolution(64, 7, 2, 3)
    x = net.call("conv1", conv, x, 64, 112, 112, weights=((64, 3, 7, 7),))
    x = net.call("bn1", BATCH_NORM, x, 64, 112, 112, weights=((64,),) * 4)
    x = net.call("relu", RELU, x, 64, 112, 112)
    pool = Pool(size=(3, 3), stride=(2, 2), padding=((1, 1), (1, 1)), channels_first=True)
    x = net.call("maxpool", pool, x, 64, 56, 56)
    for number, (width, stride, times, size, count) in enumerate(_STAGES, start=1):
        facts = (f"c = {width}", f"s = {stride}" if stride == 1 else f"s = {stride}, then 1")
        block = Block(title="Bottleneck", letter="A", facts=facts)
        x = net.call(
            f"layer{number}", block, x, 4 * width, size, size, weights=((count,),), repeat=times
        )
    pool = Pool(method="average", is_global=True, channels_first=True)
    x = net.call("avgpool", pool, x, 2048)
    x = net.call("fc", Linear(units=1000), x, 1000, weights=((2048, 1000), (1000,)))
    overview = net.finish({"x": "image", "out": "class scores"}, out=x)
    return Outline(overview, (BlockCard("A", "Bottleneck", _RESNET_ASIDE, _bottleneck()),))


_RESNET_ASIDE = "stride s in a stage’s first block, 1 in the rest"


def _bottleneck() -> Graph:
    c, s = Letter(64, "c"), Letter(1, "s")
    net = Sketch("Bottleneck", "layer1/0/")
    x = net.input("x", "C", "H", "W")
    y = net.call("conv1", _convolution(c, 1), x, "c", "H", "W", weights=(("c", "C", 1, 1),))
    y = net.call("bn1", BATCH_NORM, y, "c", "H", "W", weights=(("c",),))
    y = net.call("relu", RELU, y, "c", "H", "W")
    conv = _convolution(c, 3, s, 1)
    y = net.call("conv2", conv, y, "c", "H/s", "W/s", weights=(("c", "c", 3, 3),))
    y = net.call("bn2", BATCH_NORM, y, "c", "H/s", "W/s", weights=(("c",),))
    y = net.call("relu2", RELU, y, "c", "H/s", "W/s")
    wide = Letter(256, "4c")
    y = net.call("conv3", _convolution(wide, 1), y, "4c", "H/s", "W/s", weights=(("4c", "c"),))
    y = net.call("bn3", BATCH_NORM, y, "4c", "H/s", "W/s", weights=(("4c",),))
    conv = _convolution(wide, 1, s)
    z = net.call("downsample", conv, x, "4c", "H/s", "W/s", weights=(("4c", "C", 1, 1),))
    z = net.call("downsample/bn", BATCH_NORM, z, "4c", "H/s", "W/s", weights=(("4c",),))
    y = net.call("add", Elementwise(), (y, z), "4c", "H/s", "W/s")
    y = net.call("relu3", RELU, y, "4c", "H/s", "W/s")
    return net.finish(out=y)


RESNET_TABLE = Table(
    ("stage", "block", "×N", "c", "output", "parameters"),
    tuple(
        (f"layer{n}", "A Bottleneck", str(times), str(width), f"{size}×{size}×{4 * width}",
         f"{count:,}")
        for n, (width, _, times, size, count) in enumerate(_STAGES, start=1)
    ),
    (False, False, True, True, False, True),
)  # fmt: skip


def llama() -> Outline:
    """The overview has one run of block A, whose card refers to blocks B and C."""
    rms = Normalization(method="rms", epsilon=1e-5)
    net = Sketch("Llama-3 8B")
    x = net.input("input_ids", "T", dtype="int64")
    table = Embedding(vocabulary=128_256, width=4096)
    x = net.call("embed_tokens", table, x, "T", 4096, weights=((128_256, 4096),))
    layers = Block(title="Decoder layer", letter="A", facts=("d = 4096",))
    x = net.call("layers.0–31", layers, x, "T", 4096, weights=((32, 218_112_000),), repeat=32)
    x = net.call("norm", rms, x, "T", 4096, weights=((4096,),))
    head = Linear(units=128_256, bias=False)
    x = net.call("lm_head", head, x, "T", 128_256, weights=((128_256, 4096),))
    overview = net.finish({"input_ids": "token ids", "logits": "next-token scores"}, logits=x)
    return Outline(
        overview,
        (
            BlockCard("A", "Decoder layer", "", _decoder_layer()),
            BlockCard("B", "Self-attention", "causal · grouped queries", _self_attention()),
            BlockCard("C", "Gated MLP", "SwiGLU", _gated_mlp()),
        ),
    )


def _decoder_layer() -> Graph:
    rms = Normalization(method="rms", epsilon=1e-5)
    net = Sketch("Decoder layer", "layers/0/")
    x = net.input("x", "T", "d")
    y = net.call("input_layernorm", rms, x, "T", "d", weights=(("d",),))
    attention = Block(title="Self-attention", letter="B", facts=("32 heads", "8 kv heads"))
    y = net.call("self_attn", attention, y, "T", "d", weights=((41_943_040,),))
    x = net.call("add", Elementwise(), (x, y), "T", "d")
    y = net.call("post_attention_layernorm", rms, x, "T", "d", weights=(("d",),))
    mlp = Block(title="Gated MLP", letter="C", facts=("14,336 hidden units",))
    y = net.call("mlp", mlp, y, "T", "d", weights=((176_160_768,),))
    x = net.call("add_1", Elementwise(), (x, y), "T", "d")
    return net.finish(out=x)


def _self_attention() -> Graph:
    net = Sketch("Self-attention", "layers/0/self_attn/")
    x = net.input("x", "T", 4096)
    made = {}
    for name, units in (("q", 4096), ("k", 1024), ("v", 1024)):
        linear = Linear(units=units, bias=False)
        weights = ((units, 4096),)
        made[name] = net.call(f"{name}_proj", linear, x, "T", units // 128, 128, weights=weights)
    attention = Attention(
        heads=32, kv_heads=8, key_dim=128, causal=True, projections=False, self_attention=True
    )
    roles = (("query", "q"), ("key", "k"), ("value", "v"))
    y = net.call("sdpa", attention, tuple(Argument(made[n], r) for r, n in roles), "T", 4096)
    output = Linear(units=4096, bias=False)
    y = net.call("o_proj", output, y, "T", 4096, weights=((4096, 4096),))
    return net.finish(out=y)


def _gated_mlp() -> Graph:
    net = Sketch("Gated MLP", "layers/0/mlp/")
    x = net.input("x", "T", 4096)
    wide = Linear(units=14_336, bias=False)
    gate = net.call("gate_proj", wide, x, "T", 14_336, weights=((14_336, 4096),))
    gate = net.call("act_fn", Activation(function="silu"), gate, "T", 14_336)
    up = net.call("up_proj", wide, x, "T", 14_336, weights=((14_336, 4096),))
    y = net.call("mul", Elementwise(operator="multiply"), (gate, up), "T", 14_336)
    down = Linear(units=4096, bias=False)
    y = net.call("down_proj", down, y, "T", 4096, weights=((4096, 14_336),))
    return net.finish(out=y)
