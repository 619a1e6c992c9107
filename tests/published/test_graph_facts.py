"""The papers' tables come out of the graphs: layers, sizes, repeats, parameters, multiply-adds.

Where a library's implementation differs from its paper, the test says so.
"""

from __future__ import annotations

import pytest
from tests.models.architectures.stored import stored
from tests.published import tables
from tests.published.measured import (
    convolved,
    inverted,
    merges,
    side,
    units,
)

from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.types import Graph


def _giga(graph: Graph) -> float:
    total = total_multiply_adds(graph)
    assert total.unknown_nodes == 0
    return total.known / 1e9


def test_alexnet() -> None:
    graph = stored("alexnet")
    assert convolved(graph) == tables.ALEXNET
    assert units(graph) == tables.ALEXNET_UNITS
    assert graph.parameter_count // 10**6 == tables.ALEXNET_MILLION_PARAMETERS


@pytest.mark.parametrize("name", ["vgg16", "keras_vgg16"])
def test_vgg_16_is_configuration_d(name: str) -> None:
    graph = stored(name)
    assert convolved(graph) == tables.VGG16
    assert units(graph) == tables.VGG16_UNITS
    assert graph.parameter_count // 10**6 == tables.VGG16_MILLION_PARAMETERS


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet152", "keras_resnet50"])
def test_resnet_stages(name: str) -> None:
    rows = tables.RESNET[name.removeprefix("keras_")]
    graph = stored(name)
    assert convolved(graph)[0] == (7, 64, 2, 112)
    assert merges(graph) == tuple((row.side, row.filters[-1], row.blocks) for row in rows)
    assert units(graph) == (1000,)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet152", "keras_resnet50"])
def test_resnet_blocks_have_the_filters_of_the_paper_beside_their_projections(name: str) -> None:
    rows = tables.RESNET[name.removeprefix("keras_")]
    found = [row.filters for row in convolved(stored(name))[1:]]
    bottleneck = len(rows[0].filters) == 3
    projections = [row.filters[-1] for row in rows if bottleneck or row.side != 56]
    wanted = [width for row in rows for _ in range(row.blocks) for width in row.filters]
    assert sorted(found) == sorted(wanted + projections)


def test_resnet_50_of_keras_has_the_multiply_adds_of_the_paper() -> None:
    """Its stride is in a block's first convolution, as in the paper: 3.86, printed as 3.8."""
    wanted = tables.RESNET_GIGA_MULTIPLY_ADDS["resnet50"]
    assert _giga(stored("keras_resnet50")) == pytest.approx(wanted, abs=0.1)


@pytest.mark.parametrize(
    ("name", "more"), [("resnet18", 0.0), ("resnet50", 0.25), ("resnet152", 0.2)]
)
def test_resnet_of_torchvision_multiplies_more_where_bottlenecks_have_their_stride_later(
    name: str, more: float
) -> None:
    """torchvision has the stride in the 3x3 convolution, so that the first 1x1 sees more places."""
    wanted = tables.RESNET_GIGA_MULTIPLY_ADDS[name] + more
    assert _giga(stored(name)) == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize("name", ["densenet121", "keras_densenet121"])
def test_densenet_121(name: str) -> None:
    graph = stored(name)
    rows = convolved(graph)
    assert rows[0] == (7, 64, 2, 112)
    growing = [row.side for row in rows if row[:2] == (3, tables.DENSENET_GROWTH)]
    assert tuple((at, growing.count(at)) for at in (56, 28, 14, 7)) == tables.DENSENET121
    narrowing = [row for row in rows if row.kernel == 1 and row.filters != 4 * 32]
    # the first transition has 128 filters, as the layers' own 1x1 convolutions
    assert [(row.filters, row.side) for row in narrowing] == [(256, 28), (512, 14)]
    assert sum(row[:2] == (1, 128) for row in rows) == len(growing) + 1
    assert units(graph) == (1000,)


@pytest.mark.parametrize("name", ["mobilenet_v2", "keras_mobilenet_v2"])
def test_mobilenet_v2(name: str) -> None:
    graph = stored(name)
    rows = convolved(graph)
    assert rows[0] == (3, 32, 2, 112)
    assert inverted(graph) == tables.MOBILENET_V2
    assert rows[-1] == (1, 1280, 1, 7)
    assert _giga(graph) * 1000 == pytest.approx(tables.MOBILENET_V2_MILLION_MULTIPLY_ADDS, rel=0.01)
    # The paper does not count all of the normalizations' numbers; 3.5 against 3.4.
    assert graph.trainable_count / 1e6 == pytest.approx(
        tables.MOBILENET_V2_MILLION_PARAMETERS, abs=0.11
    )


@pytest.mark.parametrize("name", ["efficientnet_b0", "keras_efficientnet_b0"])
def test_efficientnet_b0(name: str) -> None:
    graph = stored(name)
    rows = convolved(graph)
    assert rows[0] == (3, 32, 2, 112)
    assert inverted(graph) == tables.EFFICIENTNET_B0
    assert rows[-1] == (1, 1280, 1, 7)
    assert _giga(graph) == pytest.approx(tables.EFFICIENTNET_B0_GIGA_MULTIPLY_ADDS, abs=0.005)
    assert round(graph.trainable_count / 1e6, 1) == tables.EFFICIENTNET_B0_MILLION_PARAMETERS


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("resnet18", 11_689_512),
        ("resnet50", 25_557_032),
        ("resnet152", 60_192_808),
        ("densenet121", 7_978_856),
        ("gpt2", 124_439_808),
        ("llama", 8_030_261_248),
        ("mixtral", 46_702_792_704),
        ("t5", 222_903_552),
        ("vit", 86_567_656),
        ("swin", 28_288_354),
        ("clip", 151_277_313),
        ("mamba", 129_135_360),
        ("unet", 31_030_658),
    ],
)
def test_parameters_are_those_that_the_models_are_known_by(name: str, parameters: int) -> None:
    """As the papers' or the weights' own pages state them, tied weights once."""
    graph = stored(name)
    # Running means and variances are in the graph's total, and not in the published ones.
    assert graph.trainable_count == parameters


def test_unet_has_the_sides_of_its_paper() -> None:
    graph = stored("unet")
    assert side(graph, graph.outputs[0].value) == 388
    assert [row.side for row in convolved(graph) if row.kernel == 3] == [
        *(570, 568, 282, 280, 138, 136, 66, 64, 30, 28),
        *(54, 52, 102, 100, 198, 196, 390, 388),
    ]
