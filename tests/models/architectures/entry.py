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
        build: makes the model in inference mode; PyTorch's on the meta device, without weights.
        inputs: makes what `netscribe.read` is given; None where the model itself tells.
    """

    title: str
    library: str
    code: str
    build: Callable[[], Any]
    inputs: Callable[[], Any] | None = None


def on_meta(make: Callable[[], Any]) -> Callable[[], Any]:
    """Builds a PyTorch module without memory for its weights."""

    def build() -> Any:
        import torch

        with torch.device("meta"):
            return make().eval()

    return build
