"""Operators of PyTorch's aten library under the names of the public functions that users call.

In: an operator's name ("aten.conv2d.default", "aten::upsample_nearest2d") and its arguments by
schema name. Out: the public function's word and arguments. What has no public sister keeps its own
name. Knows no tensor.
"""

from __future__ import annotations

from collections.abc import Mapping

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
#: The end of a slice without an end.
_ENDLESS = 2**63 - 1
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
    """The public function's word and arguments."""
    if name in _MODES:
        return "interpolate", _resized(name, arguments)
    if name in _BY_POSITION:
        return name, {str(index): value for index, value in enumerate(arguments.values())}
    if name == "slice" and _takes_all(arguments):
        return "alias", {"input": arguments.get("self", arguments.get("input"))}
    return name, dict(arguments)


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
    told = "end" in arguments or "step" in arguments
    endless = end is None or (isinstance(end, int) and end >= _ENDLESS)
    return told and start in (None, 0) and endless and step in (None, 1)
