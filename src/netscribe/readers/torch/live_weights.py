"""The parameters of a live PyTorch model as parameters of the Graph, each once however often used.

In: the model and the builder. Out: parameter ids by path. Buffers are no parameters, as in torch's
own count. Reads shapes and dtypes only, never numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op, TensorType
from netscribe.readers.torch.live_names import path_of
from netscribe.readers.torch.unused_modules import unused_modules

#: Where unused modules have no holder in common but the model.
UNNAMED = "unused"


class Weights:
    """Declares every parameter in the model's order, and remembers which ones calls used."""

    def __init__(self, builder: GraphBuilder, model: Any) -> None:
        self._builder = builder
        self._model = model
        self._used: set[str] = set()
        self._ids = {
            path: builder.add_parameter(
                path, _type_of(parameter), trainable=bool(parameter.requires_grad)
            )
            for path, parameter in model.named_parameters()
        }

    def used(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Ids of those paths that are parameters; they count as used."""
        found = {path: self._ids[path] for path in paths if path in self._ids}
        self._used.update(found)
        return tuple(found.values())

    def add_unused(self) -> None:
        """A card without edges for each module whose weights no call used."""
        for item in unused_modules(
            self._model, [path for path in self._ids if path not in self._used]
        ):
            call = Call(
                op=Op(Kind.UNUSED, item.class_name, "torch"),
                path=path_of(item.path) or UNNAMED,
                name=item.path,
                parameters=tuple(self._ids[path] for path in item.parameters),
            )
            self._builder.add_call(call, ())


def _type_of(parameter: Any) -> TensorType:
    dtype = str(parameter.dtype).removeprefix("torch.")
    try:
        return TensorType(dtype, tuple(int(size) for size in parameter.shape))
    except (RuntimeError, ValueError):
        return TensorType(dtype, None)
