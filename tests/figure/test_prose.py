"""The prose tells the figure: inputs, stages with their repeats, blocks, outputs, totals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.models.architectures.stored import names, stored
from tests.outlines import llama, resnet50

from netscribe.api import read
from netscribe.figure.build import make_figure
from netscribe.figure.prose import MOST_OPERATIONS, prose
from netscribe.figure.prose_words import counted, listed, number_word, ordinal, some, spoken
from netscribe.graph.types import Graph
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified

EXAMPLES = Path(__file__).parents[2] / "examples"


def told(drawn: Outline | Graph) -> list[str]:
    figure = make_figure(drawn)
    return prose(figure.title, figure.subtitle, figure.panels).split("\n")


def test_stages_are_told_in_order_with_their_repeats_and_values() -> None:
    overview, _ = told(resnet50())
    assert overview.startswith("ResNet-50 has 25,557,160 parameters, ")
    assert "It takes image (x), 224 by 224 by 3. First Conv 7 by 7 with 64 filters" in overview
    runs = re.findall(r"Then (\w+) Bottleneck blocks \(A\) with c = (\d+)", overview)
    assert runs == [("three", "64"), ("four", "128"), ("six", "256"), ("three", "512")]
    assert overview.endswith("It gives class scores (out), 1000.")


def test_a_block_card_is_a_paragraph_that_tells_its_skip() -> None:
    _, card = told(resnet50())
    assert card == (
        "Block A, Bottleneck (stride s in a stage’s first block, 1 in the rest), takes H by W by C."
        " First Conv 1 by 1 with c filters and no bias, then BatchNorm and ReLU (conv1), giving"
        " H by W by c. Then Conv 3 by 3 with c filters, stride s, padding 1 and no bias, then"
        " BatchNorm and ReLU (conv2), giving H/s by W/s by c. Then Conv 1 by 1 with 4c filters and"
        " no bias, then BatchNorm (conv3), giving H/s by W/s by 4c. From the input: Conv 1 by 1"
        " with 4c filters, stride s and no bias, then BatchNorm (downsample), giving"
        " H/s by W/s by 4c. Then conv3 is added. Then ReLU (relu3). It gives H/s by W/s by 4c."
    )


def test_identity_skips_and_earlier_sums_are_told_apart() -> None:
    _, layer, *_ = told(llama())
    assert "Then the input is added." in layer
    assert "Then the first sum is added." in layer
    assert "Then a Self-attention block (B) with 32 heads and 8 kv heads (self_attn)" in layer


def test_attention_says_what_it_reads_as_query_key_and_value() -> None:
    attention = told(llama())[2]
    assert "reading query q_proj, key k_proj and value it (sdpa)" in attention


def test_an_operation_that_does_not_follow_the_last_says_what_it_reads() -> None:
    (text,) = told(simplified(read(EXAMPLES / "residual.keras")))
    assert "Then stem is added. Then ReLU" in text
    assert "From block1_relu2: Conv 1 by 1 with 32 filters, stride 2, same padding" not in text
    assert "From block1_relu2: Conv 1 by 1 with 32 filters, stride 2 and no bias" in text


def test_a_very_long_panel_is_told_up_to_a_point_that_is_said() -> None:
    graph = simplified(stored("resnet152"))
    (text,) = told(graph)
    assert f"Then {len(graph.nodes) - MOST_OPERATIONS} more operations." in text


@pytest.mark.parametrize("name", names())
def test_prose_of_the_gallery_can_be_read_aloud(name: str) -> None:
    graph = simplified(stored(name))
    (text,) = told(graph)
    assert f"has {graph.parameter_count:,} parameters" in text
    assert not re.search(r"[×·]|\bNone\b|  |,,|\.\.", re.sub(r"\[[^\]]*\]", "[]", text))


def test_words() -> None:
    assert spoken("Conv 7×7") == "Conv 7 by 7"
    assert spoken("56 × 56 × 4c") == "56 by 56 by 4c"
    assert spoken("⌈H/2⌉ × C") == "⌈H/2⌉ by C"
    assert spoken("× 0.5") == "times 0.5"
    assert some(["a", "b", "c"], 1) == "a and 2 more"
    assert [number_word(number) for number in (1, 12, 13)] == ["one", "twelve", "13"]
    assert [ordinal(number) for number in (1, 9, 10)] == ["first", "ninth", "number 10"]
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert counted("Decoder layer", 32) == "32 Decoder layers"
    assert counted("Inverted residual", 2) == "two Inverted residual blocks"
    assert counted("Encoder layer", 1) == "an Encoder layer"
