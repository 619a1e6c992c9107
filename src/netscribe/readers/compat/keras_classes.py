"""Tells what kind of Keras object something is, by the modules its classes were defined in.

In: any Python object. Out: which Keras it belongs to and whether its `call` is Keras' own. Imports
no Keras: an object's class already knows where it comes from.
"""

from __future__ import annotations

import re
import sys
from enum import StrEnum

_KERAS_3_BASES = {
    ("keras.src.layers.layer", "Layer"),
    ("keras.src.ops.operation", "Operation"),
}
_LEGACY_BASE = re.compile(r"^(tf_)?keras\.(src\.)?engine\.base_layer$")
_OWN_LAYERS = re.compile(r"^(tf_)?keras\.src\.(layers|legacy|engine)(\.|$)")
_OWN_CODE = re.compile(r"^(tf_)?keras\.(src|engine|layers)(\.|$)")


class Family(StrEnum):
    """Which Keras an object belongs to."""

    KERAS_3 = "keras"
    LEGACY = "tf_keras"


def family_of(source: object) -> Family | None:
    """The Keras that `source` is a layer, model or function of; None for anything else."""
    for base in type(source).__mro__:
        if (base.__module__, base.__name__) in _KERAS_3_BASES:
            return Family.KERAS_3
        if base.__name__ == "Layer" and _LEGACY_BASE.match(base.__module__):
            return Family.LEGACY
    return None


def is_legacy(source: object) -> bool:
    """Whether `source` belongs to the Keras before Keras 3."""
    return family_of(source) is Family.LEGACY


def is_layer(operation: object) -> bool:
    """Whether it is a layer (models are layers too), not a bare `keras.ops` operation."""
    return has_base(operation, "Layer")


def has_base(operation: object, name: str) -> bool:
    """Whether one of Keras' own classes of that name is among its bases."""
    return any(
        base.__name__ == name and _OWN_CODE.match(base.__module__)
        for base in type(operation).__mro__
    )


def calling_class(operation: object, method: str = "call") -> type | None:
    """The class in which the `call` that runs is written."""
    for base in type(operation).__mro__:
        if method in vars(base):
            return base
    return None


def has_own_call(operation: object) -> bool:
    """Whether `call` was written by Keras itself and not by the user or a third package."""
    base = calling_class(operation)
    return base is not None and _OWN_CODE.match(base.__module__) is not None


def is_built_in(operation: object) -> bool:
    """Whether it is one of Keras' layers, or one that only sets their arguments."""
    base = calling_class(operation)
    return base is not None and _OWN_LAYERS.match(base.__module__) is not None


def keras_class(operation: object) -> type:
    """The nearest class that Keras exports, for a user's subclass that keeps Keras' `call`."""
    for base in type(operation).__mro__:
        if _OWN_CODE.match(base.__module__):
            return base
    return type(operation)


def exported_name(known: type) -> str:
    """The name by which Keras offers a class, which a few classes do not carry themselves."""
    names = sys.modules.get("keras.src.api_export")
    exported = None if names is None else names.get_name_from_symbol(known)
    return str(exported or known.__name__).rpartition(".")[2]


def is_graph(operation: object) -> bool:
    """Whether it is a Functional model or Function whose `call` runs its recorded graph."""
    base = calling_class(operation)
    return (
        base is not None
        and base.__name__ in {"Functional", "Function"}
        and _OWN_CODE.match(base.__module__) is not None
    )


def is_sequential(operation: object) -> bool:
    """Whether it is a Sequential model with Keras' own `call`."""
    base = calling_class(operation)
    return (
        base is not None
        and base.__name__ == "Sequential"
        and _OWN_CODE.match(base.__module__) is not None
    )


def package_of(operation: object) -> str:
    """The first part of the module in which its class was written."""
    return type(operation).__module__.split(".")[0]


def is_bare_function(operation: object) -> bool:
    """Whether it is the layer that the legacy Keras makes of a TensorFlow function's call."""
    return has_base(operation, "TFOpLambda") or has_base(operation, "SlicingOpLambda")
