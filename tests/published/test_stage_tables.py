"""The papers' tables come out of the stage table: stages, blocks, repeats, letters, output sizes.

The table is that of the first figure with block cards; of AlexNet and VGG, which have no blocks in
their papers, that of the open network.
"""

from __future__ import annotations

from functools import cache

import pytest
from tests.models.architectures.stored import stored
from tests.published import tables

from netscribe.figure.source import Source
from netscribe.figure.stages import stage_table
from netscribe.graph.counts import total_multiply_adds
from netscribe.style.labels.amounts import amount_text
from netscribe.transforms.detail import outlines
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified

Row = dict[str, str]
_UNITS = {"k": 1e3, "M": 1e6, "G": 1e9}


@cache
def rows(name: str, *, closed: bool = True) -> tuple[Row, ...]:
    """The stage table of an architecture as one record per row."""
    graph = simplified(stored(name))
    outline = next(one for one in outlines(graph) if one.cards) if closed else Outline(graph)
    table = stage_table(outline, Source(graph))
    return tuple(dict(zip(table.headings, row, strict=True)) for row in table.rows)


def blocks(name: str) -> list[Row]:
    """The rows of lettered blocks."""
    return [row for row in rows(name) if row["block"].startswith("A ")]


def sides(row: Row) -> tuple[int, int, int]:
    height, width, channels = (int(part) for part in row["output"].split(" × "))
    return height, width, channels


def amount(text: str) -> float:
    number, _, unit = text.partition(" ")
    return float(number) * _UNITS.get(unit, 1.0)


def test_alexnet() -> None:
    found = rows("alexnet", closed=False)
    assert [row["block"] for row in found] == [
        "Conv 11×11 · 96 filters · stride 4",
        "Conv 5×5 · 256 filters · groups 2",
        "Conv 3×3 · 384 filters",
        "Conv 3×3 · 384 filters · groups 2",
        "Conv 3×3 · 256 filters · groups 2",
        *(f"Linear · {units} units" for units in tables.ALEXNET_UNITS),
    ]
    assert [sides(row)[0] for row in found[:5]] == [row.side for row in tables.ALEXNET]


def test_vgg_16() -> None:
    found = rows("vgg16", closed=False)
    assert [row["block"] for row in found] == [
        *(f"Conv 3×3 · {row.filters} filters" for row in tables.VGG16),
        *(f"Linear · {units} units" for units in tables.VGG16_UNITS),
    ]
    assert [sides(row) for row in found[:13]] == [
        (row.side, row.side, row.filters) for row in tables.VGG16
    ]


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet152", "keras_resnet50"])
def test_resnet_stages_repeats_and_sizes(name: str) -> None:
    published = tables.RESNET[name.removeprefix("keras_")]
    found = blocks(name)
    assert [int(row["×N"]) for row in found] == [stage.blocks for stage in published]
    assert [sides(row) for row in found] == [
        (stage.side, stage.side, stage.filters[-1]) for stage in published
    ]
    first = rows(name)[0]
    assert first["block"] == "Conv 7×7 · 64 filters · stride 2"
    assert first["output"] == "112 × 112 × 64"


@pytest.mark.parametrize("name", ["resnet50", "resnet152", "keras_resnet50"])
def test_bottlenecks_have_the_widths_of_the_paper(name: str) -> None:
    published = tables.RESNET[name.removeprefix("keras_")]
    assert [int(row["c"]) for row in blocks(name)] == [stage.filters[0] for stage in published]


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet152", "keras_resnet50"])
def test_multiply_adds_of_the_rows_add_up_to_those_of_the_network(name: str) -> None:
    total = total_multiply_adds(simplified(stored(name))).known
    assert sum(amount(row["multiply-adds"]) for row in rows(name)) == pytest.approx(total, rel=0.01)
    assert amount(amount_text(total)) == pytest.approx(total, rel=0.01)


@pytest.mark.parametrize("name", ["densenet121", "keras_densenet121"])
def test_densenet_121_layers_of_each_dense_block(name: str) -> None:
    found = blocks(name)
    assert [(sides(row)[0], int(row["×N"])) for row in found] == list(tables.DENSENET121)
    assert [sides(row)[2] for row in found] == [256, 512, 1024, 1024]


def test_mobilenet_v2_has_the_columns_t_c_n_s_of_the_paper() -> None:
    found = [
        (int(row["t"]), int(row["c"]), int(row["×N"] or 1), int(row["s"].partition(",")[0]))
        for row in blocks("mobilenet_v2")
    ]
    assert found == [
        (row.expansion, row.channels, row.repeats, row.stride) for row in tables.MOBILENET_V2
    ]


def test_efficientnet_b0_has_kernels_channels_and_layers_of_the_paper() -> None:
    found = [
        (int(row["t"]), int(row["k"]), int(row["c"]), int(row["×N"] or 1))
        for row in blocks("efficientnet_b0")
    ]
    assert found == [
        (row.expansion, row.kernel, row.channels, row.repeats) for row in tables.EFFICIENTNET_B0
    ]


@pytest.mark.parametrize(
    "name", ["resnet50", "densenet121", "mobilenet_v2", "efficientnet_b0", "keras_densenet121"]
)
def test_parameters_of_all_rows_are_those_of_the_network(name: str) -> None:
    counts = [int(row["parameters"].replace(",", "")) for row in rows(name)]
    total = stored(name).parameter_count
    # operations without weights of their own (a batch norm that stands alone) are no rows
    assert total * 0.99 <= sum(counts) <= total
