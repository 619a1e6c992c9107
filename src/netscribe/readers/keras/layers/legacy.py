"""Keras 2 wrote operations as layers of their own (`TFOpLambda`); here they find today's names.

In: entries of such a layer. Out: the describer of the operation it stands for, or None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import ACTIVATION_OPERATIONS
from netscribe.readers.keras.layers.domain import KERAS_OPERATIONS
from netscribe.readers.keras.layers.entries import Entries
from netscribe.readers.keras.layers.mathematics import MATHEMATICS, mathematics
from netscribe.readers.keras.layers.tensors import TENSOR_OPERATIONS

#: Last word of TensorFlow's function name -> class name in `keras.ops`, where they differ.
_TODAY = {
    "__operators__.add": "Add",
    "__operators__.getitem": "GetItem",
    "truediv": "Divide",
    "floordiv": "FloorDivide",
    "floormod": "Mod",
    "pow": "Power",
    "reduce_mean": "Mean",
    "reduce_sum": "Sum",
    "reduce_max": "Max",
    "reduce_min": "Min",
    "reduce_prod": "Prod",
    "concat": "Concatenate",
    "gather": "Take",
    "expand_dims": "ExpandDims",
    "swish": "Silu",
    "image.resize": "Resize",
    "tf.linalg.matmul": "Matmul",
    "strided_slice": "GetItem",
}


def legacy_operation(entries: Entries) -> Callable[[Entries], LayerFacts] | None:
    """The describer for `TFOpLambda` and `SlicingOpLambda`; None for any other class."""
    if entries.class_name not in ("TFOpLambda", "SlicingOpLambda"):
        return None
    function = str(entries.config.get("function", ""))
    short = function.rsplit(".", 1)[-1]
    word = _TODAY.get(function) or _TODAY.get(short)
    name = word or "".join(part.capitalize() for part in short.split("_"))
    known = {**MATHEMATICS, **ACTIVATION_OPERATIONS, **TENSOR_OPERATIONS}.get(name, mathematics)

    def describe(_: Entries) -> LayerFacts:
        return known(replace(entries, class_name=name, domain=KERAS_OPERATIONS, config={}))

    return describe
