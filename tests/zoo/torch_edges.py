"""Edges of a zoo model's Graph against autograd's own record of a real forward pass.

In: a model, the inputs of a real call, its Graph. Out: what differs; nothing where they agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from tests.readers.torch_live.autograd_edges import pairs_of_autograd, pairs_of_graph, users_of

from netscribe.graph.types import Graph
from netscribe.readers.compat.torch_tensors import named_tensors
from netscribe.readers.torch.inputs import ExampleInputs


class _Called:
    """A model that takes its arguments by position, and gives the tensors of its result."""

    def __init__(self, model: Any, names: Iterable[str]) -> None:
        self._model = model
        self._names = list(names)
        self.named_parameters = model.named_parameters

    def __call__(self, *given: Any) -> list[torch.Tensor]:
        count = len(given) - len(self._names)
        named = dict(zip(self._names, given[count:]))
        return [tensor for _, tensor in named_tensors(self._model(*given[:count], **named))]


def compared(model: Any, example: ExampleInputs) -> bool:
    """Whether the inputs are tensors only, and weights are there to be followed."""
    given = (*example.args, *example.kwargs.values())
    trained = any(weight.requires_grad for weight in model.parameters())
    return trained and all(isinstance(item, torch.Tensor) for item in given)


def differing_edges(model: Any, example: ExampleInputs, graph: Graph) -> list[str]:
    """Pairs of users of weights that one of both does not join."""
    given = (*example.args, *example.kwargs.values())
    frozen = {path for path, weight in model.named_parameters() if not weight.requires_grad}
    drawn = pairs_of_graph(graph, frozen)
    users = users_of(graph, frozen)
    real = pairs_of_autograd(_Called(model, example.kwargs), given, users)  # type: ignore[arg-type]
    found = [f"edge {one} to {two} is not drawn" for one, two in sorted(real - drawn)]
    if any("int" in value.type.dtype for value in graph.values):
        return found  # autograd does not follow whole numbers: what they join is not in its record
    return found + [f"edge {one} to {two} is not real" for one, two in sorted(drawn - real)]
