"""Outputs that are one score per class, where the model itself says how many classes it has.

In: a captured Graph and its module. Out: the Graph with `Port.meaning` "class scores" where a
linear layer gives as many numbers as the module has classes: by its attribute `num_classes`, by its
configuration's `num_labels` if it is a classifier by name, or by the default of its constructor's
`num_classes`. A head that was replaced by one of another size gets no meaning: it may be anything.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

from netscribe.graph.kinds import Kind
from netscribe.graph.meanings import last_step
from netscribe.graph.types import Graph, Port

_MEANING = "class scores"


def with_class_scores(graph: Graph, model: Any) -> Graph:
    """The graph with a meaning at outputs that are class scores. O(outputs)."""
    classes = _class_count(model)
    if classes is None or classes < 2:
        return graph
    outputs = tuple(
        replace(port, meaning=_MEANING)
        if not port.meaning and _is_of_classes(graph, port, classes)
        else port
        for port in graph.outputs
    )
    return replace(graph, outputs=outputs)


def _class_count(model: Any) -> int | None:
    for count in (getattr(model, "num_classes", None), _label_count(model), _default_count(model)):
        if isinstance(count, int) and not isinstance(count, bool):
            return count
    return None


def _label_count(model: Any) -> Any:
    """How many labels the configuration of one of transformers' classifiers names."""
    if "Classification" not in type(model).__name__:
        return None
    return getattr(getattr(model, "config", None), "num_labels", None)


def _default_count(model: Any) -> Any:
    """What the constructor takes for `num_classes` if it is not told, as torchvision's do."""
    try:
        parameters = inspect.signature(type(model).__init__).parameters
    except (TypeError, ValueError):
        return None
    return parameters["num_classes"].default if "num_classes" in parameters else None


def _is_of_classes(graph: Graph, port: Port, classes: int) -> bool:
    shape = graph.value[port.value].type.shape
    node = last_step(graph, port.value)
    linear = node is not None and node.op.kind is Kind.LINEAR
    return linear and shape is not None and len(shape) == 2 and shape[1] == classes
