"""Names of layers, from those that OpenVINO keeps of the model that was converted.

In: a friendly name. Out: one path with "/" between scopes, the operation's own word last. From
PyTorch: `__module.body.0.conv/aten::_convolution/Convolution`; from ONNX: `/body/body.0/conv/Conv`.
"""

from __future__ import annotations

import re

_PYTORCH = "__module."
_ATEN = re.compile(r"^(?:aten|prim|torch)::(\w+)")
_BESIDE = re.compile(r"/(?:WithoutBiases|fq_\w+)$")


def path_of(name: str) -> str:
    """The path of an operation."""
    name = _BESIDE.sub("", name).strip("/")
    if name.startswith(_PYTORCH):
        scope, _, rest = name.removeprefix(_PYTORCH).partition("/")
        return "/".join((*scope.split("."), _word(rest)))
    return _word(name) if _ATEN.match(name) else name


def _word(rest: str) -> str:
    """`aten::_convolution/Convolution` -> `convolution`."""
    found = _ATEN.match(rest)
    return found[1].strip("_") if found else rest.replace("/", "_") or "operation"
