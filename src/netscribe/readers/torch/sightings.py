"""Tells tensors apart: which one, in which memory, and whether it is a weight of the model.

In: fake tensors as calls take and give them. Out: `Sight` records. Numbers are given in the order
in which tensors are seen, so that two runs of one model give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from netscribe.graph.types import TensorType
from netscribe.readers.compat.torch_tensors import (
    dtype_word,
    layout_of,
    storage_of,
    unwrapped_tensor,
)
from netscribe.readers.torch.facts import ParameterArgument
from netscribe.readers.torch.tape import Sight


class Run(Protocol):
    """A way of running: the twin of a real tensor, and the context to run in.

    `computes` tells whether its tensors have numbers.
    """

    @property
    def computes(self) -> bool: ...

    def twin_of(self, tensor: Any) -> Any: ...

    def value_of(self, tensor: Any) -> Any: ...

    def called(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any: ...

    def opened(self) -> AbstractContextManager[None]: ...

    def forget(self) -> None: ...


class Sightings:
    """Keeps every tensor it has seen, so that no identity is given twice."""

    def __init__(self, model: Any) -> None:
        self.seen: list[Sight] = []
        self._run: Run | None = None
        self._weights = {
            id(tensor): path
            for named in (model.named_buffers(), model.named_parameters())
            for path, tensor in named
        }
        self._parameters = {id(tensor): path for path, tensor in model.named_parameters()}
        self._numbers: dict[int, int] = {}
        self._known: dict[int, tuple[Any, Any, int]] = {}
        self._storages: dict[int, int] = {}

    def use(self, run: Run) -> None:
        """From here on twins are made by `run`."""
        self._run = run

    def forget(self) -> None:
        """Lets go of all tensors: views refer to them where Python's collector does not see it."""
        self._known.clear()
        if self._run is not None:
            self._run.forget()
            self._run = None

    def twin_of(self, tensor: Any) -> Any:
        """The fake twin of a tensor; a weight's twin is that weight."""
        assert self._run is not None
        twin = self._run.twin_of(tensor)
        if twin is not tensor and id(tensor) in self._weights:
            self._weights[id(twin)] = self._weights[id(tensor)]
        return twin

    @property
    def computes(self) -> bool:
        """Whether tensors have numbers in this run."""
        assert self._run is not None
        return self._run.computes

    def value_of(self, tensor: Any) -> Any:
        """The numbers of a tensor, where they are known."""
        assert self._run is not None
        return self._run.value_of(tensor)

    def called(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """The result of a public function, in the way of this run."""
        assert self._run is not None
        return self._run.called(function, args, kwargs)

    def is_weight(self, tensor: Any) -> bool:
        """Whether it is a parameter or buffer of the model, or its twin."""
        return id(tensor) in self._weights

    def weights_of(self, module: Any) -> tuple[str, ...]:
        """Paths of the parameters that a module holds, at any depth."""
        found = (self._parameters.get(id(tensor)) for tensor in module.parameters())
        return tuple(path for path in found if path is not None)

    def held_by(self, module: Any) -> dict[str, ParameterArgument | None]:
        """A module's own parameters by attribute name; None for those it does without."""
        return {
            name: None if parameter is None else self._argument(parameter)
            for name, parameter in module._parameters.items()
        }

    def _argument(self, parameter: Any) -> ParameterArgument:
        shape = tuple(int(size) for size in parameter.shape)
        path = self._parameters.get(id(parameter), "")
        return ParameterArgument(path, TensorType(dtype_word(parameter), shape))

    def see(self, tensor: Any) -> Sight:
        """A new sight of a tensor."""
        known = self._known.get(id(tensor))
        if known is None:
            known = self._known[id(tensor)] = self._numbered(tensor)
        _, bare, number = known
        strides, offset = layout_of(bare)
        sight = Sight(
            index=len(self.seen),
            tensor=number,
            dtype=dtype_word(bare),
            shape=tuple(map(int, bare.shape)),
            storage=self._storage(bare, number),
            strides=strides,
            offset=offset,
            weight=self._weights.get(id(tensor), ""),
        )
        self.seen.append(sight)
        return sight

    def _numbered(self, tensor: Any) -> tuple[Any, Any, int]:
        """The tensor, what it is below wrappers, and its number."""
        bare = unwrapped_tensor(self.twin_of(tensor))
        number = self._numbers.setdefault(id(bare), len(self._numbers))
        return tensor, bare, number

    def _storage(self, tensor: Any, number: int) -> int:
        """Memory by number; a tensor without memory of its own kind has the number -1 - itself."""
        found = storage_of(tensor)
        return (
            -1 - number if found is None else self._storages.setdefault(found, len(self._storages))
        )
