"""Values of a live module's matrices, for a picture that shows weights.

In: a module and paths as the Graph names them. Out: plain numbers, copied. The module is only
looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import torch

Matrix = list[list[float]]


def values_of(model: torch.nn.Module, paths: Collection[str]) -> Mapping[str, Matrix]:
    """The matrices at those `paths` that hold numbers, rows first."""
    found: dict[str, Matrix] = {}
    for path, tensor in model.named_parameters(remove_duplicate=False):
        if path in paths and not tensor.is_meta:
            copied: Matrix = tensor.detach().to("cpu", torch.float64).tolist()
            found[path] = copied
    return found
