"""What `keras.random` functions give, as symbolic tensors: no number is drawn.

In: a function's name and arguments. Out: a symbolic tensor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netscribe.readers.compat.keras_tensors import default_float, dtype_of, is_symbolic, symbolic

#: Functions that change a tensor; the others make one from a shape.
_OF_TENSOR = {"dropout", "shuffle"}
_INTEGERS = {"randint", "categorical"}


def random_result(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """The symbolic result of `keras.random.<name>(*args, **kwargs)`."""
    first = args[0] if args else next(iter(kwargs.values()))
    dtype = kwargs.get("dtype") or ("int32" if name in _INTEGERS else default_float())
    if name in _OF_TENSOR and is_symbolic(first):
        return symbolic(first.shape, dtype_of(first))
    if name == "categorical":
        samples = kwargs.get("num_samples", args[1] if len(args) > 1 else None)
        return symbolic((*first.shape[:-1], samples), dtype)
    return symbolic(first, dtype)
