"""Exam papers: a network that nobody knows, and questions with the answers that are right.

In: nothing; `benchmarks.exam.networks` makes papers from a seed. Out: frozen values.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

CLASSES = ("local", "shape", "count", "topology", "semantics")
#: What a reader may always answer.
NOT_SHOWN = "not shown"

#: An answer that is right: a number, a word, or a shape as sizes, positions first, features last.
Right: TypeAlias = int | float | str | tuple[int | str, ...]


@dataclass(frozen=True)
class Question:
    """A question of one class; every one of `right` is a right answer."""

    kind: str
    text: str
    right: tuple[Right, ...]


@dataclass(frozen=True)
class Paper:
    """A network and its questions.

    Attributes:
        name: neutral; what the picture is titled.
        model: a PyTorch module on the meta device.
        inputs: what `netscribe.read` is given.
        questions: about this network.
    """

    name: str
    model: Any
    inputs: Any
    questions: tuple[Question, ...]


#: Makes one paper from random draws.
MakePaper: TypeAlias = Callable[[random.Random, str], Paper]


def ask(kind: str, text: str, *right: Right) -> Question:
    """A question; yes and no may be given as truth values."""
    assert kind in CLASSES, kind
    words = tuple(("yes" if one else "no") if isinstance(one, bool) else one for one in right)
    return Question(kind, text, words)


def output_shapes(model: Any, *inputs: Any) -> dict[str, tuple[int, ...]]:
    """What PyTorch itself gives at every module, by path; the last call counts."""
    import torch

    found: dict[str, tuple[int, ...]] = {}

    def noting(path: str) -> Callable[..., None]:
        def note(module: Any, given: Any, made: Any) -> None:
            if isinstance(made, torch.Tensor):
                found[path] = tuple(made.shape)

        return note

    hooks = [module.register_forward_hook(noting(path)) for path, module in model.named_modules()]
    try:
        with torch.no_grad():
            model(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return found


def features_last(shape: tuple[int, ...]) -> tuple[int, ...]:
    """(N, C, H, W) as (H, W, C), without the batch."""
    return (*shape[2:], shape[1]) if len(shape) > 2 else shape[1:]


def parameters(model: Any) -> int:
    """All numbers that are trained, each once, as PyTorch counts them."""
    return sum(weight.numel() for weight in model.parameters())
