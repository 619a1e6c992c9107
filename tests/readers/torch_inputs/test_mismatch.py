"""A forward pass that stops at sizes which do not fit is explained in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

import netscribe as ns
from netscribe.errors import InputError


class Does(nn.Module):
    """Two layers and a forward pass that is given."""

    def __init__(self, forward: Callable[[Any, Any], Any], a: nn.Module, b: nn.Module) -> None:
        super().__init__()
        self.a, self.b, self._does = a, b, forward

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self._does(self, x)


def said(model: nn.Module, inputs: Any = None) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        ns.read(model, inputs)
    return str(caught.value).splitlines()[0], caught.value.hint or ""


def chained(self: Any, x: torch.Tensor) -> torch.Tensor:
    return self.b(self.a(x))


def flattened(self: Any, x: torch.Tensor) -> torch.Tensor:
    return self.b(self.a(x).flatten(1))


CASES = [
    (chained, nn.Linear(10, 20), nn.Linear(21, 5), (1, 10),
     "'b' (Linear) takes 21 features and is given 20: 1×20 from 'a' (Linear)",
     "Linear(20, 5) would fit"),
    (flattened, nn.Conv2d(3, 8, 3), nn.Linear(8, 5), (1, 3, 8, 8),
     "'b' (Linear) takes 8 features and is given 288: 1×288, "
     "by flatten of 1×8×6×6 from 'a' (Conv2d)",
     "Linear(288, 5) would fit"),
    (chained, nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3), (1, 3, 8, 8),
     "'b' (Conv2d) takes 16 channels and is given 8: 1×8×6×6 from 'a' (Conv2d)", ""),
    (chained, nn.Conv2d(4, 8, 3, groups=2), nn.Identity(), (1, 8, 8, 4),
     "'a' (Conv2d) takes 4 channels and is given 8: 1×8×8×4",
     "if the channels come last there, permute(0, 3, 1, 2) would bring them to the front"),
    (chained, nn.Conv2d(3, 8, 3), nn.Identity(), (5, 3),
     "'a' (Conv2d) takes 4 axes, batch and channels first, and is given 5×3", ""),
    (chained, nn.Conv1d(3, 8, 3), nn.BatchNorm1d(4), (1, 3, 9),
     "'b' (BatchNorm1d) has 4 channels and is given 8: 1×8×7 from 'a' (Conv1d)", ""),
    (chained, nn.Linear(4, 6), nn.LayerNorm(8), (1, 4),
     "'b' (LayerNorm) is over 8 and is given 1×6 from 'a' (Linear)", ""),
    (lambda self, x: self.a(x) + self.b(x), nn.Linear(4, 6), nn.Linear(4, 8), (2, 4),
     "+ joins 2×6 from 'a' (Linear) and 2×8 from 'b' (Linear): 6 and 8 on axis 1 are not equal",
     ""),
    (lambda self, x: torch.cat([self.a(x), self.b(x)], 1), nn.MaxPool2d(2), nn.Conv2d(3, 4, 1),
     (1, 3, 8, 8),
     "cat joins 1×3×4×4 from 'a' (MaxPool2d) and 1×4×8×8 from 'b' (Conv2d): "
     "4 and 8 on axis 2 are not equal (joined on axis 1)", ""),
    (lambda self, x: torch.matmul(self.a(x), self.b(x)), nn.Linear(4, 6), nn.Linear(4, 8), (2, 4),
     "matmul multiplies 2×6 from 'a' (Linear) by 2×8 from 'b' (Linear): "
     "6 columns and 2 rows are not equal", ""),
]  # fmt: skip


@pytest.mark.parametrize(("forward", "a", "b", "inputs", "message", "remedy"), CASES)
def test_the_sizes_that_clash_are_told_and_where_they_come_from(
    forward: Any, a: nn.Module, b: nn.Module, inputs: Any, message: str, remedy: str
) -> None:
    text, hint = said(Does(forward, a, b), inputs)
    assert text == f"the forward pass fails in Does: {message}"
    assert hint == remedy or not remedy


def test_without_inputs_the_trial_that_comes_furthest_is_told() -> None:
    model = Does(flattened, nn.Conv2d(3, 8, 3), nn.Linear(8, 5))
    text, hint = said(model)
    assert "cannot be guessed; of " in text and "2×3×224×224 comes furthest" in text
    assert "'b' (Linear) takes 8 features and is given 394,272" in text
    assert hint.endswith("for what was tried, Linear(394272, 5) would fit")


def test_an_error_of_another_kind_keeps_its_own_words() -> None:
    def broken(self: Any, x: torch.Tensor) -> torch.Tensor:
        raise KeyError("missing")

    text, _ = said(Does(broken, nn.Identity(), nn.Identity()), (1, 4))
    assert text == "the forward pass fails in Does: KeyError: 'missing'"


def test_a_clash_that_the_model_catches_is_not_what_stopped_it() -> None:
    def forgiving(self: Any, x: torch.Tensor) -> torch.Tensor:
        try:
            return self.b(x)
        except RuntimeError:
            raise ValueError("no way on") from None

    text, _ = said(Does(forgiving, nn.Identity(), nn.Linear(8, 2)), (1, 4))
    assert text == "the forward pass fails in Does: ValueError: no way on"
