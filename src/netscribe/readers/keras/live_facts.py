"""What a live layer or operation says of itself.

In: the object and its call's shapes and constants. Out: `LayerFacts`, through the same table as the
file reader's.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from netscribe.graph.types import Shape
from netscribe.readers.compat.keras_classes import exported_name, has_own_call, keras_class
from netscribe.readers.compat.keras_config import configuration
from netscribe.readers.compat.keras_tensors import registered_name
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers import describe, domain_of


def facts_of(
    operation: Any, input_shapes: Sequence[Shape | None], constants: Mapping[str, object]
) -> LayerFacts:
    """The facts of one call of `operation`."""
    known = keras_class(operation) if has_own_call(operation) else type(operation)
    return describe(
        exported_name(known),
        config_of(operation),
        domain=domain_of(known.__module__, registered_name(operation)),
        input_shapes=input_shapes,
        arguments=constants,
    )


def config_of(operation: Any) -> Mapping[str, object]:
    """`get_config()`; for an operation that has none, what its constructor was given."""
    try:
        return configuration(operation)
    except Exception:  # noqa: BLE001 - a custom class may raise anything here
        names = inspect.signature(type(operation).__init__).parameters
        held = vars(operation)
        return {name: held[name] for name in names if name in held}
