"""The weights of a live model as parameters of the Graph: each once, however often it is used.

In: the model and the builder. Out: parameter ids for the variables of a call. Reads shapes and
dtypes only, never values.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import TensorType
from netscribe.readers.compat.keras_tensors import dtype_of
from netscribe.readers.keras.live_paths import LayerPaths, weight_names


class Weights:
    """Declares weights where they are first used, and the unused ones at the end."""

    def __init__(self, builder: GraphBuilder, model: Any, paths: LayerPaths) -> None:
        self._builder = builder
        self._paths = paths
        self._members = {id(variable): variable for variable in model.weights}
        self._names: dict[int, str] = {}
        self._ids: dict[int, str] = {}
        self._name_all(model)

    def of_layer(self, layer: Any) -> tuple[str, ...]:
        """Parameter ids of all weights of a layer, its own first."""
        return self.of_variables(layer.weights)

    def of_variables(self, variables: Iterable[Any]) -> tuple[str, ...]:
        """Parameter ids of those variables that are weights of the model."""
        found = [self._declared(item) for item in variables if id(item) in self._members]
        return tuple(dict.fromkeys(found))

    def by_path(self) -> dict[str, Any]:
        """All weights by their path in the Graph."""
        return {
            self._names.get(key, str(found.name)): found for key, found in self._members.items()
        }

    def declare_unused(self) -> None:
        """Declares the weights that no call used, with a note for each layer that holds some."""
        for variable in self._members.values():
            if id(variable) in self._ids:
                continue
            self._declared(variable)
            owner = self._names[id(variable)].rpartition("/")[0]
            self._builder.note("has weights that no operation was seen to use", owner)

    def _declared(self, variable: Any) -> str:
        if id(variable) not in self._ids:
            self._ids[id(variable)] = self._builder.add_parameter(
                self._names.get(id(variable), str(variable.name)),
                TensorType(dtype_of(variable), tuple(variable.shape)),
                trainable=bool(variable.trainable),
            )
        return self._ids[id(variable)]

    def _name_all(self, model: Any) -> None:
        """Gives every weight its path: the layer that holds it and the weight's own name."""
        taken: set[str] = set()
        for layer, prefix in self._paths.holders(model):
            for variable, name in weight_names(layer):
                if id(variable) not in self._names:
                    self._names[id(variable)] = _unique(f"{prefix}{name}", taken)


def _unique(wanted: str, taken: set[str]) -> str:
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = f"{wanted}_{count}"
    taken.add(found)
    return found
