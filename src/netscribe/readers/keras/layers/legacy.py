"""Keras 2 wrote operations as layers of their own (`TFOpLambda`); here they find today's names.

In: entries of such a layer. Out: entries of the operation in `keras.ops` that it stands for.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.readers.keras.layers.domain import KERAS_OPERATIONS
from netscribe.readers.keras.layers.entries import Entries

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
    "strided_slice": "GetItem",
}


#: Keywords of TensorFlow's functions -> position or keyword in `keras.ops`.
_KEYWORDS = {
    "y": "1",
    "slice_spec": "1",
    "perm": "axes",
    "multiples": "repeats",
    "paddings": "pad_width",
    "num_or_size_splits": "indices_or_sections",
    "depth": "num_classes",
}


_REDUCING = ("axis", "keepdims")
#: Operation -> keywords of the arguments behind the tensor, for those given by position; "" for
#: one that the operation reads by its position or that has no counterpart.
_POSITIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Mean", "Sum", "Max", "Min", "Prod", "All", "Any"), _REDUCING),
    **dict.fromkeys(
        ("Argmax", "Argmin", "Concatenate", "ExpandDims", "Squeeze", "Stack"), ("axis",)
    ),
    **dict.fromkeys(("Softmax", "LogSoftmax", "Cumsum", "Cumprod", "Flip", "Unstack"), ("axis",)),
    "Split": ("indices_or_sections", "axis"),
    "Repeat": ("repeats", "axis"),
    "Take": ("", "", "axis"),
    "Roll": ("shift", "axis"),
}


def today(entries: Entries) -> Entries:
    """The entries as they are; those of `TFOpLambda` and `SlicingOpLambda` as the operation's."""
    if entries.class_name not in ("TFOpLambda", "SlicingOpLambda"):
        return entries
    function = str(entries.config.get("function", ""))
    short = function.rsplit(".", 1)[-1]
    word = _TODAY.get(function) or _TODAY.get(short)
    name = word or "".join(part.capitalize() for part in short.split("_"))
    arguments = {_keyword(name, key): value for key, value in entries.arguments.items()}
    if name in ("Reshape", "BroadcastTo") and "shape" in arguments:
        arguments["newshape" if name == "Reshape" else "shape"] = arguments.pop("shape")
    return replace(
        entries, class_name=name, domain=KERAS_OPERATIONS, config={}, arguments=arguments
    )


def _keyword(operation: str, key: str) -> str:
    """Today's keyword of an argument that was given by TensorFlow's keyword or by position."""
    if not key.isdecimal():
        return _KEYWORDS.get(key, key)
    names = _POSITIONS.get(operation, ())
    place = int(key) - 1
    return (names[place] if 0 <= place < len(names) else "") or key
