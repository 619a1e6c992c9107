"""Our edges agree with autograd's own record of a real forward pass."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from readers.torch_live.autograd_edges import pairs_of_autograd, pairs_of_graph, users_of
from readers.torch_live.modules import Decoder, Does, SmallCnn, graph_of

VECTORS, IMAGES = torch.ones(2, 8), torch.ones(2, 3, 16, 16)
STEPS, IDS = torch.ones(2, 5, 8), torch.ones((2, 5), dtype=torch.int64)


def _layers(count: int) -> dict[str, nn.Module]:
    return {f"fc{place}": nn.Linear(8, 8) for place in range(count)}


def _views_and_writes(self: Any, x: Tensor) -> Tensor:
    made = self.fc0(x) * 1
    left, right = made[:, :4], made[:, 4:]
    left += self.fc1(x)[:, :4]
    right.mul_(2)
    return self.fc2(left.repeat(1, 2)) + self.fc3(made)


def _slices_assigned(self: Any, x: Tensor) -> Tensor:
    made = torch.zeros(2, 3, 8)
    made[:, 0] = self.fc0(x)
    made[:, 1] = self.fc1(made[:, 0])
    made[:, 2] = x
    return self.fc2(made).sum(1)


def _lists_and_records(self: Any, x: Tensor) -> dict[str, Tensor]:
    kept: list[Tensor] = [x]
    for name in ("fc0", "fc1", "fc2"):
        kept.append(getattr(self, name)(torch.stack(kept).mean(0)))
    return {"last": kept[-1], "first": self.fc3(kept[1])}


def _called_twice(self: Any, x: Tensor) -> Tensor:
    return self.fc1(self.fc0(self.fc1(x)))


def _gated(self: Any, x: Tensor) -> Tensor:
    value, gate = self.fc0(x).chunk(2, -1)
    up, down = self.fc1(x).split(4, -1)
    return self.fc2(torch.cat([value * gate.sigmoid(), torch.where(up > 0, up, down)], -1))


def _weights_in_functions(self: Any, x: Tensor) -> Tensor:
    x = nn.functional.linear(x, self.kernel, self.offset).relu_()
    return self.fc0(torch.addmm(x, x, self.other))


def _written_back(self: Any, x: Tensor) -> Tensor:
    made = self.fc0(x) + 0
    flat = made.view(-1)
    made.copy_(self.fc1(x))
    return self.fc2(flat.view(2, 8))


def _skips_of_levels(self: Any, x: Tensor) -> Tensor:
    one = self.down1(x)
    two = self.down2(one)
    up = nn.functional.interpolate(self.middle(two), scale_factor=2)
    up = self.up1(torch.cat([up, one], 1))
    return self.up2(nn.functional.pixel_shuffle(up, 2) + x.mean(1, keepdim=True))


def _with_weights() -> nn.Module:
    module = Does(_weights_in_functions, **_layers(1))
    module.kernel, module.offset = nn.Parameter(torch.ones(8, 8)), nn.Parameter(torch.ones(8))
    module.other = nn.Parameter(torch.ones(8, 8))
    return module


def _u_net() -> nn.Module:
    return Does(
        _skips_of_levels,
        down1=nn.Conv2d(3, 4, 3, stride=2, padding=1),
        down2=nn.Conv2d(4, 8, 3, stride=2, padding=1),
        middle=nn.Sequential(nn.Conv2d(8, 8, 1), nn.BatchNorm2d(8), nn.ReLU(inplace=True)),
        up1=nn.Conv2d(12, 4, 3, padding=1),
        up2=nn.Conv2d(1, 2, 1),
    )


def _recurrent(self: Any, x: Tensor) -> Tensor:
    sequence, (state, _) = self.lstm(self.fc0(x))
    return self.fc1(sequence[:, -1]) + self.fc2(state[0])


MODULES: dict[str, tuple[nn.Module, Tensor, int]] = {
    "residual cnn": (SmallCnn(), IMAGES, 5),
    "decoder with tied weights": (Decoder(), IDS, 2),
    "views and writes": (Does(_views_and_writes, **_layers(4)), VECTORS, 4),
    "slices assigned": (Does(_slices_assigned, **_layers(3)), VECTORS, 3),
    "lists and records": (Does(_lists_and_records, **_layers(4)), VECTORS, 4),
    "called twice": (Does(_called_twice, **_layers(2)), VECTORS, 2),
    "gates": (Does(_gated, **_layers(3)), VECTORS, 3),
    "weights in functions": (_with_weights(), VECTORS, 3),
    "written back": (Does(_written_back, **_layers(3)), VECTORS, 2),
    "levels": (_u_net(), IMAGES, 6),
    "recurrent": (
        Does(_recurrent, lstm=nn.LSTM(8, 8, batch_first=True), **_layers(3)),
        STEPS,
        4,
    ),
    "encoder layer": (nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True), STEPS, 5),
}


@pytest.mark.parametrize("name", MODULES)
def test_weights_reach_each_other_as_autograd_says(name: str) -> None:
    module, inputs, users = MODULES[name]
    graph = graph_of(module, inputs)
    named = users_of(graph)
    assert len(set(named.values())) >= users
    assert pairs_of_graph(graph) == pairs_of_autograd(module, [inputs], named)
