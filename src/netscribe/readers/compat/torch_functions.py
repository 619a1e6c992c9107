"""Names of torch's public functions, as its override protocol hands them over.

In: a function object. Out: the word under which the operation tables know it, and whether a call of
it may be an operation at all. Knows nothing of our Graph.
"""

from __future__ import annotations

from typing import Any

#: Properties that give a tensor made from this one; all other properties are metadata.
_TENSOR_PROPERTIES = frozenset({"T", "mT", "H", "mH", "real", "imag", "data"})
#: Methods that need the very object: its fake twin must not take its place.
_IDENTITY = frozenset({"requires_grad_", "__hash__", "__deepcopy__", "__reduce_ex__", "__repr__"})


def name_of(func: Any) -> str:
    """The function's word: conv2d, add_, __getitem__, T; "" for metadata."""
    name = str(getattr(func, "__name__", "") or type(func).__name__)
    if name == "grad" and getattr(func, "__module__", "") == "torch.autograd":
        return "gradient"
    if name == "__get__":
        word = str(getattr(func.__self__, "__name__", ""))
        return word if word in _TENSOR_PROPERTIES else ""
    if name == "__set__":
        word = str(getattr(func.__self__, "__name__", ""))
        return "copy_" if word == "data" else ""
    if name == "fn" or name.startswith("boolean_dispatch"):
        return str(getattr(func, "__qualname__", name))
    return name.partition(".")[0]


def needs_identity(func: Any) -> bool:
    """Whether the call is about the object, not about the numbers in it."""
    return getattr(func, "__name__", "") in _IDENTITY


def number_to_print(func: Any, args: Any) -> bool:
    """Whether a single number is put into a text, where a fake one would print as a tensor."""
    return getattr(func, "__name__", "") == "__format__" and args[0].dim() == 0


def is_iteration(func: Any) -> bool:
    """Whether the call gives an iterator over the first axis."""
    return getattr(func, "__name__", "") == "__iter__"


def is_write(name: str) -> bool:
    """Whether a name says that the function writes into its first argument."""
    return name == "__setitem__" or (name.endswith("_") and not name.endswith("__"))
