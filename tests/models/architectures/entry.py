"""One well-known architecture: how it is made, what goes into it, and from which library it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Architecture:
    """A model in its published size.

    Attributes:
        title: as the papers write it.
        library: "torchvision", "transformers", "keras", or "torch" for modules of our own.
        code: how a user would make it.
        make: makes the model.
        inputs: makes what `netscribe.read` is given; None where the model itself tells.
        needs_weights: whether it cannot be made on PyTorch's meta device.
        make_small: makes it with as many layers and narrower ones, where the published size is too
            large for a file; None where it is not.
    """

    title: str
    library: str
    code: str
    make: Callable[[], Any]
    inputs: Callable[[], Any] | None = None
    needs_weights: bool = False
    make_small: Callable[[], Any] | None = None

    def build(self) -> Any:
        """The model in inference mode; PyTorch's without memory for weights, where that can be."""
        if self.library == "keras":
            return self.make()
        if self.needs_weights:
            return self.make().eval()
        import torch

        with torch.device("meta"):
            return self.make().eval()

    def with_weights(self) -> Any:
        """A PyTorch model with random weights, small enough for a file."""
        return (self.make_small or self.make)().eval()
