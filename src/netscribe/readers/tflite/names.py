"""Names of operations, from the names that the converter gave to tensors.

In: a tensor's name: the scopes of all operations that went into it, joined by ";". Out: one path.
TensorFlow traces a model twice before it saves it, so that every scope ends in "_1"; where all do,
the ending is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netscribe.readers.netlist.operation import Operand

_ENDING = re.compile(r":\d+$")
#: Names that say how a model was saved, not what it has.
_PLUMBING = ("StatefulPartitionedCall", "PartitionedCall", "serving_default", "arith.constant")
#: TensorFlow's words for operations with weights; norms that are folded in have others.
_PRODUCTS = frozenset(
    ("convolution", "depthwise", "conv_transpose", "Conv2D", "Conv3D", "Conv1D", "MatMul",
     "Tensordot", "DepthwiseConv2dNative", "Conv2DBackpropInput", "separable_conv2d")
)  # fmt: skip
_WRAPPERS = re.compile(r"^(?:(?:Stateful)?PartitionedCall(?:_\d+)?/)+")


def path_of(results: Sequence[Operand], kernel: Operand | None, word: str) -> str:
    """The path of an operation: its kernel's scope if it has one, else that of its first result.

    An activation that was taken in names the result, but the kernel still names the layer.
    """
    for operand in (kernel, *results[:1]):
        name = _scoped(operand.name, heavy=kernel is not None) if operand is not None else ""
        if name:
            return name
    first = _clean(results[0].name.split(";")[0]) if results else ""
    is_plumbing = not first or first.startswith(_PLUMBING)
    return word.lower() if is_plumbing else first


def _scoped(name: str, *, heavy: bool) -> str:
    """The part that tells the layer: with weights, the one that ends in what weights are for."""
    parts = [_clean(part) for part in name.split(";")]
    scoped = [part for part in parts if "/" in part and not part.startswith(_PLUMBING)]
    products = [part for part in scoped if heavy and part.rpartition("/")[2] in _PRODUCTS]
    return next(iter((*products, *scoped)), "")


def _clean(name: str) -> str:
    return _WRAPPERS.sub("", _ENDING.sub("", name)).strip("/")


def without_second_trace(paths: Sequence[str]) -> list[str]:
    """The paths without the ending "_1", if the model and all its layers have it."""
    scoped = [path.split("/") for path in paths if path.count("/") > 1]
    outer = {scope for parts in scoped for scope in parts[:2]}
    if not outer or not all(scope.endswith("_1") for scope in outer):
        return list(paths)
    return [_without(path) for path in paths]


def _without(path: str) -> str:
    *scopes, word = path.split("/")
    return "/".join([*(scope.removesuffix("_1") for scope in scopes), word])
