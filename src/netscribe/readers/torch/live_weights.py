"""The parameters of a live PyTorch model as parameters of the Graph, each once however often used.

In: the model and the builder. Out: parameter ids by path. Buffers are no parameters, as in torch's
own count. Reads shapes and dtypes only, never numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import TensorType

#: More owners of unused weights than this are counted, not named.
_MOST_OWNERS = 12


class Weights:
    """Declares every parameter in the model's order, and remembers which ones calls used."""

    def __init__(self, builder: GraphBuilder, model: Any) -> None:
        self._builder = builder
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

    def note_unused(self, *, guessed: bool = False) -> None:
        """Names the modules whose weights no call used; `guessed` if the data chooses the calls."""
        said = "the forward pass as drawn" if guessed else "the forward pass"
        owners = dict.fromkeys(
            path.rpartition(".")[0] for path in self._ids if path not in self._used
        )
        for owner in list(owners)[:_MOST_OWNERS]:
            self._builder.note(f"has weights that {said} does not use", owner.replace(".", "/"))
        if len(owners) > _MOST_OWNERS:
            more = len(owners) - _MOST_OWNERS
            self._builder.note(f"{more} more modules have weights that are not used")


def _type_of(parameter: Any) -> TensorType:
    dtype = str(parameter.dtype).removeprefix("torch.")
    try:
        return TensorType(dtype, tuple(int(size) for size in parameter.shape))
    except (RuntimeError, ValueError):
        return TensorType(dtype, None)
