"""weights=True draws the numbers that a live module holds, and leaves them as they were."""

from __future__ import annotations

import re

import pytest
import torch

import netscribe as ns
from netscribe.errors import SettingError


def network() -> torch.nn.Sequential:
    made = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    with torch.no_grad():
        made[0].weight.copy_(torch.tensor([[1.0, -2.0, 4.0], [0.5, 3.0, -4.0]]))
        made[2].weight.copy_(torch.tensor([[1.0, -1.0]]))
    return made


def test_the_picture_is_that_of_the_values_given_by_name() -> None:
    model = network()
    given = {"0": model[0].weight.tolist(), "2": model[2].weight.tolist()}
    by_itself = ns.diagram(model, inputs=(3,), style="neurons", weights=True)
    by_name = ns.diagram(model, inputs=(3,), style="neurons", weights=given)
    assert by_itself.svg() == by_name.svg()
    assert len(re.findall(r"stroke-dasharray", by_itself.svg())) == 3


def test_the_module_is_left_bit_for_bit_as_it_was() -> None:
    model = network()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    ns.diagram(model, inputs=(3,), style="neurons", weights=True).svg()
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


def test_weights_in_half_precision_are_numbers_like_others() -> None:
    model = network().to(torch.bfloat16)
    full = ns.diagram(network(), inputs=(3,), style="neurons", weights=True).svg()
    half = ns.diagram(model, inputs=(3,), style="neurons", weights=True).svg()
    assert re.findall(r'stroke-width="[\d.]+"', half) == re.findall(r'stroke-width="[\d.]+"', full)


def test_a_module_without_numbers_is_refused() -> None:
    with torch.device("meta"):
        model = torch.nn.Sequential(torch.nn.Linear(3, 2))
    with pytest.raises(SettingError, match=r"holds no values of '0\.weight' yet"):
        ns.diagram(model, inputs=(3,), style="neurons", weights=True)


def test_more_weights_than_units_can_show_are_not_copied() -> None:
    with torch.device("meta"):
        model = torch.nn.Sequential(torch.nn.Linear(2_000, 2_000))
    with pytest.raises(SettingError, match="4,000,000 weights are more than"):
        ns.diagram(model, inputs=(2_000,), style="neurons", weights=True)
