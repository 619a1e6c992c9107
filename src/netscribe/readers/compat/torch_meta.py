"""A cheap second run: tensors on torch's own meta device, without the guesses of a fake run.

In: real or fake tensors. Out: twins on the meta device. Where data decides anything, torch raises,
and the caller takes a fake run instead. Used only to compare sizes with a run that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from netscribe.readers.compat.torch_repeats import Function, RepeatedCalls

_META = torch.device("meta")


class MetaRun:
    """Twins of tensors on the meta device; new tensors are made there as well while it is open."""

    computes = False
    decisions = 0

    def __init__(self, model: Any) -> None:
        self._repeats = RepeatedCalls(self)
        self._weights = {id(item) for item in (*model.parameters(), *model.buffers())}
        self._twins: dict[int, tuple[Any, Any]] = {}

    def twin_of(self, tensor: Any) -> Any:
        """The twin of a tensor, the same at each call; a result of this run is its own twin."""
        held = self._twins.get(id(tensor))
        if held is not None:
            return held[1]
        if tensor.device.type == "meta" and id(tensor) not in self._weights:
            return tensor
        twin = torch.empty_strided(
            tuple(tensor.shape), tensor.stride(), dtype=tensor.dtype, device=_META
        )
        self._twins[id(tensor)] = (tensor, twin)
        return twin

    def value_of(self, tensor: Any) -> Any:
        """No number is known here."""
        return None

    def called(self, function: Function, args: Any, kwargs: Any) -> Any:
        """The result of a public function."""
        return self._repeats.called(function, args, kwargs)

    def is_plain(self, tensor: Any) -> bool:
        """Whether it is dense, on the meta device, and without anything unusual."""
        return (
            type(tensor) is torch.Tensor
            and tensor.is_meta
            and tensor.layout is torch.strided
            and not (tensor.is_complex() or tensor.is_quantized or tensor.is_inference())
        )

    def device_of(self, tensor: Any) -> Any:
        """There is one device only."""
        return _META

    def made(self, meta: Any, device: Any) -> Any:
        """A tensor on the meta device is what it is."""
        return meta

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Tensors are made on the meta device."""
        with _META:
            yield

    def forget(self) -> None:
        """Lets go of all tensors."""
        self._twins.clear()
