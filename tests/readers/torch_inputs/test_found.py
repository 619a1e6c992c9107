"""Inputs that nobody gave are found, and a Note says which."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from netscribe.errors import InputError
from netscribe.graph.types import Graph
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch import live


def read(model: nn.Module) -> Graph:
    return live.read(model, ReadRequest())


def shapes(graph: Graph) -> list[Any]:
    return [graph.value[port.value].type.shape for port in graph.inputs]


def note(graph: Graph) -> str:
    return next(item.message for item in graph.notes if "no input was given" in item.message)


class Mnist(nn.Module):
    """Its dense layer fits images of 28×28 (and 29×29) only."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.hidden, self.out = nn.Linear(9216, 128), nn.Linear(128, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.second(F.relu(self.first(x)))), 2)
        return self.out(F.relu(self.hidden(x.flatten(1))))


@pytest.mark.parametrize(
    ("model", "shape"),
    [
        (nn.Linear(3, 4), ("B", 3)),
        (nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1)), ("B", 3, 224, 224)),
        (nn.Sequential(nn.Conv1d(2, 8, 3)), ("B", 2, "T")),
        (nn.Sequential(nn.Conv3d(3, 8, 3)), ("B", 3, 16, 112, 112)),
        (nn.Sequential(nn.ConvTranspose2d(100, 8, 4)), ("B", 100, 1, 1)),
        (nn.LSTM(5, 6), ("T", "B", 5)),
        (nn.LSTM(5, 6, batch_first=True), ("B", "T", 5)),
        (nn.Sequential(nn.Embedding(10, 4), nn.Linear(4, 4)), ("B", "T")),
        (nn.TransformerEncoderLayer(16, 2, batch_first=True), ("B", "T", 16)),
        (nn.Sequential(nn.LayerNorm(12)), ("B", "T", 12)),
    ],
)
def test_the_first_layer_tells_the_shape(model: nn.Module, shape: tuple[Any, ...]) -> None:
    graph = read(model.eval())
    assert shapes(graph) == [shape]
    assert "the first layer" in note(graph)


def test_a_dense_layer_behind_convolutions_tells_the_image_size() -> None:
    assert shapes(read(Mnist())) == [("B", 1, 28, 28)]


def test_an_image_size_that_is_too_small_is_raised() -> None:
    layers = [nn.Conv2d(3, 4, 3, stride=3) for _ in range(1)]
    model = nn.Sequential(*layers, nn.Conv2d(4, 4, 90))
    assert shapes(read(model)) == [("B", 3, 299, 299)]


class Described(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.pretrained_cfg = {"input_size": (3, 40, 40)}
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x)


def test_what_a_model_says_of_itself_comes_first() -> None:
    graph = read(Described())
    assert shapes(graph) == [("B", 3, 40, 40)]
    assert "its pretrained_cfg" in note(graph)


class Two(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(10, 8), nn.Linear(20, 8)

    def forward(self, left: torch.Tensor, *, right: torch.Tensor) -> torch.Tensor:
        return self.left(left) + self.right(right)


def test_each_argument_gets_its_own_layers_size() -> None:
    graph = read(Two())
    assert {port.name: graph.value[port.value].type.shape for port in graph.inputs} == {
        "left": ("B", 10),
        "right": ("B", 20),
    }


class Flow(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, image1: torch.Tensor, image2: torch.Tensor) -> torch.Tensor:
        return self.conv(image1) - self.conv(image2)


def test_two_images_are_found_for_optical_flow() -> None:
    assert shapes(read(Flow())) == [("B", 3, 224, 224)] * 2


class Unguessable(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(10, 8)

    def forward(self, left: torch.Tensor, how: Any) -> torch.Tensor:
        raise ValueError("how is no banana")


class Configured(nn.Module):
    """Carries a configuration as transformers' models do."""

    class config:
        model_type = "stand-in"
        vocab_size, hidden_size, num_codebooks = 50, 8, 32
        image_size, num_channels = 16, 3

        @staticmethod
        def to_dict() -> dict[str, Any]:
            return {}


class Codes(Configured):
    """Sums what 32 books of codes and the text say; torch prints so many numbers without a size."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(50, 8)

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.table(input_ids + torch.arange(33)).sum(2)


class Cameras(Configured):
    """Needs a mask that its signature does not ask for, and several images per sample."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(
        self, pixel_values: torch.Tensor, pixel_attention_mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        batch, cameras = pixel_attention_mask.shape  # type: ignore[union-attr]
        assert cameras == pixel_values.shape[1]
        return self.conv(pixel_values.flatten(0, 1)).unflatten(0, (batch, cameras))


def test_codes_of_many_books_are_found() -> None:
    assert shapes(read(Codes())) == [("B", "T", 33)]


def test_a_mask_that_is_missed_is_passed() -> None:
    assert shapes(read(Cameras())) == [("B", 1, 3, 16, 16), ("B", 1)]


def test_what_cannot_be_found_says_what_to_pass_and_what_was_met() -> None:
    with pytest.raises(InputError) as raised:
        read(Unguessable())
    assert "Unguessable.forward(left, how)" in raised.value.message
    assert "banana" in raised.value.message
    assert 'inputs={"left": (…), "how": (…)}' in str(raised.value.hint)


def test_the_same_model_gets_the_same_inputs() -> None:
    assert note(read(Mnist())) == note(read(Mnist()))
