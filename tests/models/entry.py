"""One model of the zoo: how it is made, and what goes into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ALL_BACKENDS = ("jax", "tensorflow", "torch")


@dataclass(frozen=True)
class ZooModel:
    """A model and its input.

    Attributes:
        build: makes the model; imports Keras.
        inputs: what the user would say of the inputs; None where the model knows them.
        data: arguments of a real call; None derives them from the model's own input tensors.
        backends: where it runs.
        closed: whether its inside cannot be shown in full (a Note says so).
    """

    build: Callable[[], Any]
    inputs: Any = None
    data: Callable[[], Any] | None = None
    backends: tuple[str, ...] = ALL_BACKENDS
    closed: bool = False


Zoo = Mapping[str, ZooModel]
