"""Operators of PyTorch's aten library under the names of the public functions that users call.

In: an operator's name ("aten.conv2d.default", "aten::upsample_nearest2d") and its arguments by
schema name. Out: the public function's word and arguments. What has no public sister keeps its own
name. Knows no tensor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_MODES = {
    "upsample_nearest1d": "nearest",
    "upsample_nearest2d": "nearest",
    "upsample_nearest3d": "nearest",
    "_upsample_nearest_exact1d": "nearest-exact",
    "_upsample_nearest_exact2d": "nearest-exact",
    "_upsample_nearest_exact3d": "nearest-exact",
    "upsample_linear1d": "linear",
    "upsample_bilinear2d": "bilinear",
    "_upsample_bilinear2d_aa": "bilinear",
    "upsample_bicubic2d": "bicubic",
    "_upsample_bicubic2d_aa": "bicubic",
    "upsample_trilinear3d": "trilinear",
}
#: The switches of these stand behind the weights, and the tables count them.
_BY_POSITION = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})
#: Operators whose order of arguments is not that of the public function.
_SCHEMAS: Mapping[str, tuple[str, ...]] = {
    "batch_norm": (
        "input", "weight", "bias", "running_mean", "running_var", "training", "momentum", "eps",
    ),
    "instance_norm": (
        "input", "weight", "bias", "running_mean", "running_var", "use_input_stats", "momentum",
        "eps",
    ),
    "embedding": ("weight", "input", "padding_idx", "scale_grad_by_freq", "sparse"),
    "embedding_bag": (
        "weight", "input", "offsets", "scale_grad_by_freq", "mode", "sparse",
        "per_sample_weights", "include_last_offset", "padding_idx",
    ),
    "slice": ("self", "dim", "start", "end", "step"),
    **{name: ("input", "output_size", "scale_factors") for name in _MODES if "nearest" in name},
    **{
        name: ("input", "output_size", "align_corners", "scale_factors")
        for name in _MODES
        if "nearest" not in name
    },
}  # fmt: skip
#: The end of a slice without an end.
_ENDLESS = 2**63 - 1
#: Stands for a number that is only known when the program runs.
VARYING = "…"
#: The word for a call whose result is its input.
SAME = "(same)"
_LIBRARIES = ("aten", "prims")
#: These only run the steps inside them with other switches of PyTorch.
IN_PLACE_OF_STEPS = frozenset(("wrap_with_set_grad_enabled", "wrap_with_autocast"))
#: These choose or repeat the steps inside them when the data is there.
_CONTROL_FLOW = frozenset(("cond", "while_loop", "scan", "map_impl", "map"))


def operator_name(target: str) -> tuple[str, bool]:
    """The operator's word, and whether it is PyTorch's own.

    "torch.ops.aten.conv2d.default", "aten.conv2d.default" and "aten::conv2d" all say conv2d.
    """
    name = target.removeprefix("torch.ops.").removeprefix("higher_order.").replace("::", ".")
    library, _, rest = name.partition(".")
    if library not in _LIBRARIES or not rest:
        return name.removesuffix(".default"), False
    return rest.partition(".")[0], True


def opaque_note(name: str) -> str:
    """What to say of an operator whose inside is not drawn."""
    if name in _CONTROL_FLOW:
        return f"the data decides what {name} runs: drawn as one operation"
    return f"{name} is not PyTorch's own: what it does inside is not told"


def public_call(name: str, arguments: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """The public function's word and arguments; VARYING stands for what the data tells.

    SAME is the word of a call that gives what it was given, as "input".
    """
    if name == "slice":
        return _sliced(arguments)
    if name == "select":
        return name, dict(arguments)
    arguments = {key: _without_varying(value) for key, value in arguments.items()}
    if name in _MODES:
        return "interpolate", _resized(name, arguments)
    if name in _BY_POSITION:
        return name, {str(index): value for index, value in enumerate(arguments.values())}
    return name, arguments


def _without_varying(value: object) -> object:
    """None for sizes that vary, as the tables expect it."""
    if isinstance(value, tuple | list):
        return tuple(_without_varying(item) for item in value)
    return None if value == VARYING else value


def _sliced(arguments: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    source = arguments.get("self", arguments.get("input"))
    start, end, step = (arguments.get(name) for name in ("start", "end", "step"))
    if VARYING not in (start, end, step):
        return (SAME, {"input": source}) if _takes_all(arguments) else ("slice", {**arguments})
    axis = arguments.get("dim")
    part = slice(start or None, None if end == _ENDLESS else end, step)
    if not isinstance(axis, int) or axis < 0:
        return "__getitem__", {"0": source, "1": (Ellipsis, part)}
    return "__getitem__", {"0": source, "1": (*(slice(None),) * axis, part)}


def _resized(name: str, arguments: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {
        "input": arguments.get("input", arguments.get("self")),
        "size": arguments.get("output_size"),
        "scale_factor": arguments.get("scale_factors"),
        "mode": _MODES[name],
    }
    if arguments.get("align_corners") is True:
        found["align_corners"] = True
    if name.endswith("_aa"):
        found["antialias"] = True
    return {key: value for key, value in found.items() if value is not None}


def _takes_all(arguments: Mapping[str, object]) -> bool:
    """Whether a slice goes from the first to the last, as indexing several axes writes it."""
    start, end, step = (arguments.get(name) for name in ("start", "end", "step"))
    endless = end is None or (isinstance(end, int) and end >= _ENDLESS)
    return start in (None, 0) and endless and step in (None, 1)


def by_schema(name: str, positional: Sequence[object]) -> dict[str, object]:
    """Positional arguments under the names of the operator's schema, where they matter."""
    words = _SCHEMAS.get(name, ())
    return {
        words[index] if index < len(words) else str(index): value
        for index, value in enumerate(positional)
    }
