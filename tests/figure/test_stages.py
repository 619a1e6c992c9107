"""The stage table says what the overview's blocks say, row by row, and is made where it helps."""

from __future__ import annotations

from dataclasses import replace

from tests.outlines import llama, resnet50

from netscribe.figure.stages import drawn_stage_table, fact_values, stage_table
from netscribe.transforms.outline import Outline


def test_resnet_50_gives_the_table_of_its_paper() -> None:
    table = drawn_stage_table(resnet50())
    assert table is not None
    assert table.headings == ("stage", "block", "×N", "c", "s", "output", "parameters")
    assert table.rows[0] == (
        *("conv1", "Conv 7×7 · 64 filters · stride 2", "", "", ""),
        *("112 × 112 × 64", "9,664"),
    )
    assert [row[:5] for row in table.rows[1:5]] == [
        ("layer1", "A Bottleneck", "3", "64", "1"),
        ("layer2", "A Bottleneck", "4", "128", "2, then 1"),
        ("layer3", "A Bottleneck", "6", "256", "2, then 1"),
        ("layer4", "A Bottleneck", "3", "512", "2, then 1"),
    ]
    assert table.rows[-1] == ("fc", "Linear · 1000 units", "", "", "", "1000", "2,049,000")


def test_numbers_stand_in_numeric_columns() -> None:
    table = stage_table(resnet50())
    assert dict(zip(table.headings, table.numeric)) == {
        "stage": False,
        "block": False,
        "×N": True,
        "c": True,
        "s": True,
        "output": False,
        "parameters": True,
    }


def test_parameters_of_all_rows_add_up_to_the_total() -> None:
    outline = resnet50()
    at = stage_table(outline).headings.index("parameters")
    counts = [int(row[at].replace(",", "")) for row in stage_table(outline).rows]
    assert sum(counts) == outline.overview.parameter_count


def test_one_block_is_no_table() -> None:
    assert drawn_stage_table(llama()) is None


def test_blocks_that_do_not_vary_are_no_table() -> None:
    outline = resnet50()
    same = tuple(
        replace(node, attributes=replace(node.attributes, facts=("c = 64",)))
        if hasattr(node.attributes, "facts")
        else node
        for node in outline.overview.nodes
    )
    assert drawn_stage_table(Outline(replace(outline.overview, nodes=same))) is None


def test_facts_without_a_letter_are_no_values() -> None:
    facts = ("c = 128", "s = 2, then 1", "32 heads", "first block: k = 7")
    assert fact_values(facts) == {"c": "128", "s": "2, then 1"}
