"""A module that was read is the module it was, and so is torch; also when its forward raises."""

from __future__ import annotations

import contextlib
import copy
import functools
import gc
import random
import weakref
from typing import Any

import numpy as np
import pytest
import torch
from tests.readers.torch_live.modules import Decoder, Does, SmallCnn, graph_of
from torch import nn
from torch.overrides import _get_current_function_mode_stack
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack

from netscribe.errors import NetscribeError, ReadError
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch import live


def state_of(module: nn.Module) -> dict[str, Any]:
    """All of a module that a reader could change."""
    tensors = dict([*module.named_parameters(), *module.named_buffers()])
    return {
        "objects": {path: id(tensor) for path, tensor in tensors.items()},
        "versions": {path: tensor._version for path, tensor in tensors.items()},
        "numbers": {path: tensor.detach().clone() for path, tensor in tensors.items()},
        "grads": {path: tensor.grad for path, tensor in tensors.items()},
        "modes": {path: item.training for path, item in module.named_modules()},
        "attributes": {path: list(vars(item)) for path, item in module.named_modules()},
        "hooks": {
            path: (list(item._forward_hooks), list(item._forward_pre_hooks))
            for path, item in module.named_modules()
        },
        "classes": [type(item) for item in module.modules()],
    }


def state_of_torch() -> dict[str, Any]:
    """All of torch that a reader could change."""
    return {
        "random": torch.random.get_rng_state(),
        "python random": random.getstate(),
        "numpy random": np.random.get_state()[1].copy(),
        "dtype": torch.get_default_dtype(),
        "device": torch.get_default_device(),
        "grad": torch.is_grad_enabled(),
        "fast path": torch.backends.mha.get_fastpath_enabled(),
        "call": nn.Module.__call__,
        "apply": vars(torch.autograd.Function)["apply"],
        "functions": len(_get_current_function_mode_stack()),
        "dispatch": len(_get_current_dispatch_mode_stack()),
    }


def assert_same(before: Any, after: Any) -> None:
    if isinstance(before, torch.Tensor):
        assert torch.equal(before, after)
    elif isinstance(before, np.ndarray):
        assert (before == after).all()
    elif isinstance(before, dict):
        assert list(before) == list(after)
        for key, value in before.items():
            assert_same(value, after[key])
    else:
        assert before == after


def remembering(self: Any, x: torch.Tensor) -> torch.Tensor:
    """Leaves traces of every kind."""
    self.last = x
    self.calls += 1
    self.history.append(x)
    self.settings["seen"] = True
    self.count.add_(1)
    self.eval()
    torch.manual_seed(random.randrange(9) + int(np.random.rand() * 9))
    torch.set_grad_enabled(False)
    return self.fc(torch.rand_like(x) + x)


def failing(self: Any, x: torch.Tensor) -> torch.Tensor:
    remembering(self, x)
    raise ValueError("no\nmore")


def stateful(function: Any) -> nn.Module:
    module = Does(function, fc=nn.Linear(8, 4), calls=0, history=[], settings={"seen": False})
    module.register_buffer("count", torch.zeros((), dtype=torch.int64))
    module.fc.weight.grad = torch.ones(4, 8)
    return module


@pytest.mark.parametrize(
    ("module", "inputs"),
    [
        (SmallCnn(), (2, 3, 8, 8)),
        (SmallCnn().eval(), (2, 3, 8, 8)),
        (Decoder(), torch.zeros(2, 5, dtype=torch.int64)),
        (stateful(remembering), torch.ones(2, 8)),
        (nn.TransformerEncoderLayer(8, 2, 16).eval(), torch.ones(5, 2, 8)),
        (nn.Sequential(nn.utils.parametrizations.spectral_norm(nn.Linear(8, 4))), torch.ones(2, 8)),
    ],
    ids=["training", "evaluation", "tied", "stateful", "fast_path", "spectral"],
)
def test_reading_leaves_everything_as_it_was(module: nn.Module, inputs: Any) -> None:
    before, torch_before = state_of(module), state_of_torch()
    held = {path: copy.copy(vars(item)) for path, item in module.named_modules()}
    graph_of(module, inputs)
    assert_same(before, state_of(module))
    assert_same(torch_before, state_of_torch())
    for path, item in module.named_modules():
        assert all(vars(item)[name] is value for name, value in held[path].items())


def test_members_of_containers_are_put_back() -> None:
    module = stateful(remembering)
    graph_of(module, torch.ones(2, 8))
    assert (module.calls, module.history, module.settings) == (0, [], {"seen": False})


def test_a_forward_that_raises_leaves_everything_as_it_was() -> None:
    module = stateful(failing)
    before, torch_before = state_of(module), state_of_torch()
    with pytest.raises(ReadError, match="ValueError: no"):
        graph_of(module, torch.ones(2, 8))
    assert_same(before, state_of(module))
    assert_same(torch_before, state_of_torch())
    assert (module.calls, module.history) == (0, [])


def test_the_model_computes_the_same_afterwards() -> None:
    module = SmallCnn().eval()
    images = torch.randn(2, 3, 8, 8)
    before = module(images)
    graph_of(module, (2, 3, 8, 8))
    assert torch.equal(before, module(images))


def test_gradients_still_flow_through_what_was_computed_before() -> None:
    module = SmallCnn()
    loss = module(torch.randn(2, 3, 8, 8)).sum()
    graph_of(module, (2, 3, 8, 8))
    loss.backward()
    assert module.fc.weight.grad is not None


def test_the_given_tensor_is_not_written_to() -> None:
    given = torch.ones(2, 8)
    graph_of(Does(lambda _, x: x.add_(1)), given)
    assert torch.equal(given, torch.ones(2, 8))
    assert given._version == 0


@pytest.mark.parametrize("inputs", [(2, 3, 16, 16), (2, 7)], ids=["runs", "fails"])
def test_a_model_that_was_read_can_be_freed(inputs: tuple[int, ...]) -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.ReLU(inplace=True))
    weight = weakref.ref(model[0].weight)
    with contextlib.suppress(NetscribeError):
        live.read(model, ReadRequest(inputs=inputs))
    del model
    gc.collect()
    assert weight() is None


@functools.lru_cache(maxsize=4)
def _steps(count: int) -> torch.Tensor:
    return torch.arange(count) * 2.0


@functools.cache
def _pairs(count: int) -> tuple[dict[str, torch.Tensor], int]:
    return {"steps": torch.ones(count)}, count


def test_functions_remember_no_tensor_without_numbers() -> None:
    model = Does(lambda _, x: x + _steps(x.shape[-1]) + _pairs(x.shape[-1])[0]["steps"])
    graph_of(model, torch.rand(2, 3))
    assert model(torch.zeros(1, 3)).tolist() == [[1.0, 3.0, 5.0]]


def test_the_graph_does_not_depend_on_earlier_runs() -> None:
    model = Does(lambda _, x: x + _steps(x.shape[-1]))
    first = graph_of(model, torch.rand(2, 3)).to_json()
    model(torch.rand(2, 3))
    assert graph_of(model, torch.rand(2, 3)).to_json() == first
