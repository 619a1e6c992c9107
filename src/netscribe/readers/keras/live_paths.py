"""Names every layer and weight of a live model by its place in the code.

In: the model. Out: paths such as "encoder/blocks.0/conv1" and "conv1/kernel", alike in every run.
Layers of Functional and Sequential models go by their Keras name; layers held by the user's own
class go by the attribute that holds them, unless the user named them.
"""

from __future__ import annotations

import re
from typing import Any

from netscribe.readers.compat.keras_classes import has_base, is_layer, is_sequential
from netscribe.readers.compat.keras_graph import (
    attribute_names,
    graph_of,
    operations_of,
    own_variables,
    sublayers,
)
from netscribe.readers.keras.live_plan import Plan, plan_for


class LayerPaths:
    """Paths by identity of the layer; a layer held in two places goes by the first."""

    def __init__(self, model: Any) -> None:
        self._paths: dict[int, tuple[str, str]] = {}
        self._taken: set[str] = set()
        self._kept: list[Any] = [model]
        self._visit(model, "", False)

    def knows(self, layer: Any) -> bool:
        """Whether the model holds this layer."""
        return id(layer) in self._paths

    def of(self, layer: Any, scope: str = "") -> tuple[str, str]:
        """Path and name of a layer; one that the model does not hold is named inside `scope`."""
        if id(layer) not in self._paths:
            self._add(layer, layer.name, scope)
        return self._paths[id(layer)]

    def holders(self, model: Any) -> list[tuple[Any, str]]:
        """Every layer with the prefix of its weights' paths; the deepest come first."""
        layers = [(layer, f"{self._paths[id(layer)][0]}/") for layer in self._kept[1:]]
        return [*sorted(layers, key=lambda item: -item[1].count("/")), (model, "")]

    def _add(self, layer: Any, name: str, scope: str) -> str:
        path, count = _joined(scope, name), 0
        while path in self._taken:
            count += 1
            path = f"{_joined(scope, name)}_{count}"
        self._taken.add(path)
        self._kept.append(layer)
        self._paths[id(layer)] = (path, name)
        return path

    def _visit(self, layer: Any, path: str, in_user_code: bool) -> None:
        """Names what is inside `layer`. Keras' numbers in names depend on what else the process
        has made, so they are kept only where a saved file holds them too.
        """
        plan = plan_for(layer)
        if plan is Plan.EACH_STEP:
            self._visit(layer.layer, path, in_user_code)
        elif plan is not Plan.LEAF:
            in_user_code = in_user_code or (plan is Plan.BODY and not is_sequential(layer))
            for child, name in _children(layer, in_user_code):
                if id(child) not in self._paths and not has_base(child, "InputLayer"):
                    self._visit(child, self._add(child, name, path), in_user_code)


def _children(layer: Any, in_user_code: bool) -> list[tuple[Any, str]]:
    """The layers directly inside, each with its name in the code."""
    graph = graph_of(layer)
    held = {} if graph is not None else attribute_names(layer)
    members = [*(operations_of(graph) if graph is not None else ()), *sublayers(layer)]
    found: dict[int, tuple[Any, str]] = {}
    for child in members:
        if is_layer(child) and not has_base(child, "Metric"):
            found.setdefault(id(child), (child, _name(child, held.get(id(child)), in_user_code)))
    return list(found.values())


def _name(layer: Any, attribute: str | None, in_user_code: bool) -> str:
    """The attribute where Keras made the layer's name up; the layer's name otherwise."""
    word = automatic_name(layer)
    if not in_user_code or not re.fullmatch(rf"{re.escape(word)}(_\d+)?", layer.name):
        return str(layer.name)
    return attribute if attribute is not None else word


def automatic_name(operation: Any) -> str:
    """What Keras calls a layer of this class if the user gives it no name, without the number."""
    return re.sub(r"\W+", "", snake_of(type(operation).__name__))


def snake_of(name: str) -> str:
    """Keras' own way of `Conv2D` -> `conv2d`, by which it makes names up."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _joined(scope: str, name: str) -> str:
    return f"{scope}/{name}" if scope else name


def weight_names(layer: Any, prefix: str = "") -> list[tuple[Any, str]]:
    """The weights of a layer that is not looked into, with their names inside the layer."""
    found = [(variable, prefix + own_name(variable)) for variable in own_variables(layer)]
    for child in sublayers(layer):
        found.extend(weight_names(child, f"{prefix}{child.name}/"))
    return found


def own_name(variable: Any) -> str:
    """The weight's own name: "kernel", where the legacy Keras says "conv1/kernel:0".

    A weight that was given no name is "variable"; Keras' number behind that counts the process'.
    """
    name = str(variable.name).split(":")[0].rpartition("/")[2]
    return re.sub(r"^variable_\d+$", "variable", name)
