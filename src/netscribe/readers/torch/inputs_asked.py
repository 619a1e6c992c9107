"""What rules for examples know of the model that asks for them.

In: a configuration's sizes, the model's dtype, the names of forward's arguments. Out: `Asked`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch

from netscribe.readers.torch.inputs_config import ConfigSizes


@dataclass(frozen=True)
class Asked:
    """What rules know of the model.

    Attributes:
        names: the arguments of forward.
        side: of images, where a refusal told another than the configuration's.
    """

    sizes: ConfigSizes
    dtype: torch.dtype
    names: frozenset[str]
    side: int = 0

    def floats(self, *sizes: int) -> torch.Tensor:
        return torch.empty(sizes, dtype=self.dtype, device="meta")


#: Tensors that an argument may take, the usual one first.
Rule: TypeAlias = Callable[[Asked], list[torch.Tensor]]
