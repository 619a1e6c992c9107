"""Costs against numbers worked out by hand and against published ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Attributes,
    Convolution,
    Einsum,
    Embedding,
    Linear,
    Pool,
    Product,
    Recurrent,
    Reshaping,
)
from netscribe.graph.counts import (
    Total,
    activation_bytes,
    multiply_adds,
    parameter_bytes,
    total_multiply_adds,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Shape
from small_networks import Network
from strategies import graphs


def cost(kind: Kind, attributes: Attributes, *shapes: Shape, **more: object) -> int | None:
    """Multiply-adds of one call; the last shape is the result's."""
    *sources, target = shapes
    domain = str(more.pop("domain", "keras.layers"))
    roles = more.pop("roles", ("",) * len(sources))
    assert isinstance(roles, tuple)
    net = Network(domain)
    inputs = tuple(
        Argument(net.input(*shape, name=f"x{place}"), role)
        for place, (shape, role) in enumerate(zip(sources, roles, strict=True))
    )
    graph = net.finish(net.call(kind, attributes, inputs, target, **more))  # type: ignore[arg-type]
    return next(iter(multiply_adds(graph).values()))


class ImageNetwork(Network):
    """Convolutions and dense layers one behind the other, on square images."""

    def __init__(self, size: int, channels: int) -> None:
        super().__init__()
        self.value = self.input(None, size, size, channels)
        self.size, self.channels = size, channels

    def conv(self, filters: int, kernel: int, stride: int = 1, start: str = "") -> str:
        size = self.size if not start else self.builder.type_of(start).shape[1]  # type: ignore[index]
        assert isinstance(size, int)
        made = -(-size // stride)
        attributes = Convolution(
            filters=filters, kernel_size=(kernel,) * 2, stride=(stride,) * 2, padding="same"
        )
        result = self.call(Kind.CONV, attributes, start or self.value, (None, made, made, filters))
        if not start:
            self.value, self.size, self.channels = result, made, filters
        return result

    def pool(self) -> None:
        self.size = -(-self.size // 2)
        shape = (None, self.size, self.size, self.channels)
        pool = Pool(size=(3, 3), stride=(2, 2), padding="same")
        self.value = self.call(Kind.POOL, pool, self.value, shape)

    def dense(self, *widths: int, pooled: bool = False) -> Graph:
        width = self.channels if pooled else self.channels * self.size**2
        flat = Pool(is_global=True) if pooled else Reshaping(function="flatten")
        kind = Kind.POOL if pooled else Kind.RESHAPE
        self.value = self.call(kind, flat, self.value, (None, width))
        for width in widths:
            self.value = self.call(Kind.LINEAR, Linear(units=width), self.value, (None, width))
        return self.finish(self.value)


def test_the_small_cnn_of_the_quick_start() -> None:
    net = ImageNetwork(28, 1)
    net.conv(32, 3)
    net.pool()
    net.conv(64, 3)
    net.pool()
    graph = net.dense(128, 10)
    # 28²·32·9 + 14²·64·9·32 + 7²·64·128 + 128·10
    assert total_multiply_adds(graph) == Total(225_792 + 3_612_672 + 401_408 + 1_280, 0)
    assert total_multiply_adds(graph).known == 4_241_152


def test_vgg16_has_the_published_15_47_billion() -> None:
    net = ImageNetwork(224, 3)
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            net.conv(filters, 3)
        net.pool()
    assert total_multiply_adds(net.dense(4096, 4096, 1000)).known == 15_470_264_320


@pytest.mark.parametrize(
    ("stride_first", "published"),
    # stride on the first 1x1 (He et al. 2015: 3.8 billion) or on the 3x3 (4.09 billion)
    [(True, 3_857_973_248), (False, 4_089_184_256)],
)
def test_resnet_50_has_the_published_billions_in_both_versions(
    stride_first: bool, published: int
) -> None:
    net = ImageNetwork(224, 3)
    net.conv(64, 7, 2)
    net.pool()
    for filters, count, first in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for place in range(count):
            stride = first if place == 0 else 1
            if place == 0:
                net.conv(4 * filters, 1, stride, start=net.value)
            net.conv(filters, 1, stride if stride_first else 1)
            net.conv(filters, 3, 1 if stride_first else stride)
            net.conv(4 * filters, 1)
    assert total_multiply_adds(net.dense(1000, pooled=True)).known == published


_IMAGE: Shape = (None, 8, 8, 16)


@pytest.mark.parametrize(
    ("attributes", "shapes", "expected"),
    [
        (
            Convolution(filters=32, kernel_size=(3, 3), groups=4),
            (_IMAGE, (None, 6, 6, 32)),
            6 * 6 * 32 * 9 * 4,
        ),
        (
            Convolution(filters=32, kernel_size=(3, 3), channels_first=True),
            ((None, 16, 8, 8), (None, 32, 6, 6)),
            6 * 6 * 32 * 9 * 16,
        ),
        (
            Convolution(filters=32, kernel_size=(3, 3), variant="depthwise", depth_multiplier=2),
            (_IMAGE, (None, 6, 6, 32)),
            6 * 6 * 32 * 9,
        ),
        (
            Convolution(filters=32, kernel_size=(3, 3), variant="separable"),
            (_IMAGE, (None, 6, 6, 32)),
            6 * 6 * 16 * 9 + 6 * 6 * 16 * 32,
        ),
        (
            Convolution(filters=32, kernel_size=(2, 2), stride=(2, 2), variant="transposed"),
            (_IMAGE, (None, 16, 16, 32)),
            8 * 8 * 16 * 4 * 32,
        ),
        (
            Convolution(filters=32, kernel_size=(3,)),
            ((None, 8, 16), (None, 6, 32)),
            6 * 32 * 3 * 16,
        ),
    ],
)
def test_each_variant_of_convolution(
    attributes: Convolution, shapes: tuple[Shape, Shape], expected: int
) -> None:
    assert cost(Kind.CONV, attributes, *shapes) == expected


def test_linear_works_on_any_rank() -> None:
    assert cost(Kind.LINEAR, Linear(units=3), (None, 7), (None, 3)) == 21
    assert cost(Kind.LINEAR, Linear(units=3), (None, 5, 4, 7), (None, 5, 4, 3)) == 20 * 21


def test_layers_on_each_time_step_run_as_often() -> None:
    conv = Convolution(filters=4, kernel_size=(3, 3), channels_first=True)
    shapes: tuple[Shape, Shape] = ((None, 10, 2, 8, 8), (None, 10, 4, 6, 6))
    found = cost(Kind.CONV, conv, *shapes, qualifiers=("each time step",))
    assert found == 10 * (6 * 6 * 4 * 9 * 2)


@pytest.mark.parametrize(
    ("attributes", "domain", "expected"),
    [
        (Recurrent(cell="LSTM", units=(5,)), "keras.layers", 10 * 4 * 5 * (7 + 5)),
        (Recurrent(cell="GRU", units=(5,)), "keras.layers", 10 * 3 * 5 * (7 + 5)),
        (Recurrent(cell="RNN", units=(5,)), "keras.layers", 10 * 5 * (7 + 5)),
        (
            Recurrent(cell="LSTM", units=(5,), bidirectional=True),
            "keras.layers",
            2 * 10 * 4 * 5 * (7 + 5),
        ),
        (
            Recurrent(cell="LSTM", units=(5, 6)),
            "keras.layers",
            10 * 4 * (5 * (7 + 5) + 6 * (5 + 6)),
        ),
        (
            Recurrent(cell="LSTM", units=(5, 5), bidirectional=True),
            "torch.nn",
            2 * 10 * 4 * (5 * (7 + 5) + 5 * (10 + 5)),
        ),
        (Recurrent(cell="MyCell", units=(5,)), "keras.layers", None),
    ],
)
def test_recurrent_layers_per_step_direction_and_stacked_cell(
    attributes: Recurrent, domain: str, expected: int | None
) -> None:
    assert cost(Kind.RECURRENT, attributes, (None, 10, 7), (None, 5), domain=domain) == expected


def test_a_convolutional_lstm_uses_each_weight_at_each_position() -> None:
    attributes = Recurrent(cell="ConvLSTM", units=(4,), kernel_size=(3, 3), padding="same")
    weights = ((3, 3, 2, 16), (3, 3, 4, 16), (16,))
    shapes: tuple[Shape, Shape] = ((None, 10, 8, 8, 2), (None, 8, 8, 4))
    found = cost(Kind.RECURRENT, attributes, *shapes, weights=weights)
    assert found == 10 * 8 * 8 * 9 * 16 * (2 + 4)


def test_attention_counts_projections_scores_and_sums() -> None:
    attributes = Attention(heads=2, key_dim=4, value_dim=3)
    roles = ("query", "value", "key")
    shapes: tuple[Shape, ...] = ((None, 10, 8), (None, 20, 6), (None, 20, 6), (None, 10, 8))
    projections = 10 * 8 * 2 * 4 + 20 * 6 * 2 * 4 + 20 * 6 * 2 * 3 + 10 * 2 * 3 * 8
    scores = 2 * 10 * 20 * 4 + 2 * 10 * 20 * 3
    assert cost(Kind.ATTENTION, attributes, *shapes, roles=roles) == projections + scores


def test_shared_keys_make_attention_cheaper() -> None:
    attributes = Attention(heads=4, kv_heads=1, key_dim=2, value_dim=2)
    shape: Shape = (None, 10, 8)
    roles = ("query", "value", "key")
    found = cost(Kind.ATTENTION, attributes, shape, shape, shape, shape, roles=roles)
    assert found == 2 * (10 * 8 * 8) + 2 * (10 * 8 * 2) + 2 * (4 * 10 * 10 * 2)


def test_attention_without_projections_in_both_orders_of_heads() -> None:
    attributes = Attention(heads=4, projections=False)
    expected = 4 * 10 * 10 * 8 * 2
    for domain, shape in (("keras.ops", (None, 10, 4, 8)), ("torch", (None, 4, 10, 8))):
        assert cost(Kind.ATTENTION, attributes, *(shape,) * 4, domain=domain) == expected


def test_products_of_tensors() -> None:
    shapes: tuple[Shape, ...] = ((None, 4, 10, 8), (None, 4, 8, 20), (None, 4, 10, 20))
    assert cost(Kind.MATMUL, Product(), *shapes) == 4 * 10 * 8 * 20
    dot = Product(axes=(2, 1))
    assert cost(Kind.MATMUL, dot, (None, 5, 6), (None, 6, 7), (None, 5, 7)) == 5 * 6 * 7


def test_einsum_multiplies_all_its_labels() -> None:
    dense = Einsum(equation="abc,cde->abde")
    assert cost(Kind.EINSUM, dense, (None, 10, 8), (None, 10, 2, 4)) == 10 * 8 * 2 * 4
    scores = Einsum(equation="btnh,bsnh->bnts")
    shapes: tuple[Shape, ...] = ((None, 10, 2, 4), (None, 20, 2, 4), (None, 2, 10, 20))
    assert cost(Kind.EINSUM, scores, *shapes) == 10 * 20 * 2 * 4
    last = Einsum(equation="...x,xy->...y")
    assert cost(Kind.EINSUM, last, (None, 10, 8), (None, 10, 3)) == 10 * 8 * 3


def test_what_is_not_known_is_not_made_up() -> None:
    net = Network()
    sequence = net.input(None, None, 8)
    one = net.call(Kind.LINEAR, Linear(units=4), sequence, (None, None, 4))
    two = net.call(Kind.CUSTOM, Attributes(), one, (None, 4))
    three = net.call(Kind.LINEAR, Linear(units=2), two, (None, 2))
    graph = net.finish(three)
    assert list(multiply_adds(graph).values()) == [None, None, 8]
    assert total_multiply_adds(graph) == Total(8, 2)
    assert activation_bytes(graph) is None


def test_windows_that_the_batch_takes_in_count_for_one_sample() -> None:
    net = Network()
    image = net.input(None, 4, 49, 8)
    windows = Reshaping(function="reshape", target=(49, 8))
    value = net.call(Kind.RESHAPE, windows, image, (None, 49, 8))
    value = net.call(Kind.LINEAR, Linear(units=2), value, (None, 49, 2))
    assert total_multiply_adds(net.finish(value)).known == 4 * 49 * 8 * 2


def test_lookups_cost_nothing_and_a_table_read_backwards_is_a_product() -> None:
    table = Embedding(vocabulary=100, width=8)
    assert cost(Kind.EMBEDDING, table, (None, 20), (None, 20, 8)) == 0
    backwards = replace(table, settings=(("reverse", "yes"),))
    assert cost(Kind.EMBEDDING, backwards, (None, 20, 8), (None, 20, 100)) == 20 * 8 * 100


def test_folded_operations_and_repeats_are_counted() -> None:
    net = Network()
    value = net.call(Kind.LINEAR, Linear(units=8), net.input(None, 8), (None, 8))
    value = net.call(Kind.ACTIVATION, Activation(function="relu"), value, (None, 8))
    value = net.call(Kind.LINEAR, Linear(units=8), value, (None, 8))
    graph = net.finish(value)
    one, two, three = graph.nodes
    folded = replace(two, before=(one,), after=(three,), inputs=one.inputs, outputs=three.outputs)
    assert multiply_adds(replace(graph, nodes=(folded,))) == {two.id: 128}
    assert multiply_adds(replace(graph, nodes=(replace(folded, repeat=3),))) == {two.id: 384}


def test_bytes_of_weights_and_tensors() -> None:
    net = Network()
    value = net.input(None, 8)
    value = net.call(Kind.LINEAR, Linear(units=4), value, (None, 4), weights=((8, 4), (4,)))
    value = net.call(Kind.LINEAR, Linear(units=2), value, (None, 2), dtype="bfloat16")
    graph = net.finish(value)
    assert parameter_bytes(graph) == 36 * 4
    assert activation_bytes(graph) == 4 * 4 + 2 * 2
    halves = tuple(
        replace(item, type=replace(item.type, dtype="float16")) for item in graph.parameters
    )
    assert parameter_bytes(replace(graph, parameters=halves)) == 36 * 2
    nameless = tuple(replace(item, type=replace(item.type, dtype="")) for item in halves)
    assert parameter_bytes(replace(graph, parameters=nameless)) is None


@given(graphs(known_sizes=True))
def test_with_known_sizes_every_count_is_known(graph: Graph) -> None:
    counts = multiply_adds(graph)
    assert list(counts) == [node.id for node in graph.nodes]
    assert all(count is not None and count >= 0 for count in counts.values())
    assert activation_bytes(graph) is not None
