"""Default figures of well-known architectures keep the gates, and say so where text is small."""

from __future__ import annotations

import pytest
from tests.gates.picture import read_picture
from tests.gates.svg_gates import picture_violations
from tests.models.architectures.stored import stored

from netscribe.drawing import Diagram
from netscribe.settings import DetailSettings, DrawSettings

#: One of each kind; `python -m tests.zoo.figures` measures all of them.
_SAMPLE = (
    "resnet50",
    "llama",
    "unet",
    "transformer",
    "densenet121",
    "keras_densenet121",
    "mobilenet_v2",
    "vit",
)


@pytest.mark.parametrize("name", _SAMPLE)
def test_a_page_keeps_every_gate_at_six_points(name: str) -> None:
    diagram = Diagram(stored(name), DrawSettings(detail=DetailSettings(slot="page")))
    assert picture_violations(read_picture(diagram.svg())) == ()
    assert diagram._choice.fits


def test_an_encoder_and_its_decoder_stand_side_by_side_with_dashed_level_skips() -> None:
    svg = Diagram(stored("unet"), DrawSettings(detail=DetailSettings(slot="page"))).svg()
    nodes = read_picture(svg).ends
    assert nodes["down/0"].rect.right < nodes["up/3"].rect.x
    assert svg.count("stroke-dasharray") == 4
