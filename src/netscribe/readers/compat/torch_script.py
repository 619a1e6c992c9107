"""TorchScript code shows the operations that its author wrote, not the kernels below them.

In: a model. Out: a context to run it in. Torch splits `linear` into a transposition and a product
on behalf of gradients; in inference mode it hands the operation over whole.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from netscribe.readers.compat.torch_classes import is_scripted


def whole_operations(model: Any) -> AbstractContextManager[Any]:
    """Inference mode for models with TorchScript code; for others nothing is changed."""
    if any(map(is_scripted, model.modules())):
        mode: AbstractContextManager[Any] = torch.inference_mode()
        return mode
    return nullcontext()
