"""Functions of TorchScript on plain values: sizes, conditions, lists.

In: a word and plain arguments. Out: the plain result, or UNKNOWN. Only arithmetic and comparison of
small values is done; whatever else the code asks for is not known.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from netscribe.readers.torch.program import Named
from netscribe.readers.torch.script_values import UNKNOWN, Results, Submodule, Unknown, is_known

#: Larger numbers and longer lists are nothing that a network's code counts with.
_LARGEST = 2**63
_LONGEST = 10_000

_ARITHMETIC: Mapping[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floordiv": operator.floordiv,
    "div": operator.truediv,
    "remainder": operator.mod,
    "neg": operator.neg,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "__not__": operator.not_,
    "__and__": operator.and_,
    "__or__": operator.or_,
    "__contains__": operator.contains,
}


def computed(word: str, arguments: Sequence[object]) -> object:
    """The result on plain values; UNKNOWN where an argument is not known."""
    if word in ("__is__", "__isnot__"):
        return _identity(arguments, word == "__is__")
    if word == "len" and arguments:
        return _length(arguments[0])
    if not all(is_known(item) and _is_small(item) for item in arguments):
        return UNKNOWN
    function = _ARITHMETIC.get(word)
    if function is None:
        return UNKNOWN
    try:
        result: object = function(*arguments)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    return result if _is_small(result) else UNKNOWN


def _identity(arguments: Sequence[object], same: bool) -> object:
    """Whether the first is None: tensors and modules are not."""
    if len(arguments) != 2 or arguments[1] is not None or isinstance(arguments[0], Unknown):
        return UNKNOWN
    return (arguments[0] is None) == same


def _length(value: object) -> object:
    if isinstance(value, Results):
        return UNKNOWN if value.count is None else value.count
    return len(value) if isinstance(value, list | tuple | str | dict) else UNKNOWN


def _is_small(value: object) -> bool:
    if isinstance(value, int):
        return abs(value) < _LARGEST
    return not isinstance(value, str | list | tuple) or len(value) <= _LONGEST


def listed(word: str, arguments: Sequence[object]) -> object:
    """A function of a list; None where it is none."""
    if not arguments or not isinstance(arguments[0], list):
        return None
    target = arguments[0]
    if word == "append" and len(arguments) == 2 and len(target) < _LONGEST:
        target.append(arguments[1])
        return target
    if word in ("add", "extend", "add_") and len(arguments) == 2 and isinstance(arguments[1], list):
        joined = [*target, *arguments[1]]
        if word != "add" and len(joined) <= _LONGEST:
            target[:] = joined
        return joined if word == "add" else target
    if word == "__getitem__" and len(arguments) == 2:
        return part_of(target, arguments[1])
    if word == "list":
        return list(target)
    return None


def part_of(value: object, index: object) -> object:
    """An element of a tuple, list, dictionary or of a call's results."""
    if isinstance(value, Results) and isinstance(index, int) and not isinstance(index, bool):
        return value.part(index) if 0 <= index < _LONGEST else UNKNOWN
    if isinstance(value, list | tuple) and isinstance(index, int):
        return value[index] if -len(value) <= index < len(value) else UNKNOWN
    if isinstance(value, dict) and isinstance(index, str | int):
        return value.get(index, UNKNOWN)
    return UNKNOWN


def is_tensor_like(value: object) -> bool:
    """Whether it may be a tensor."""
    return isinstance(value, Named | Results)


def is_plain_result(value: object) -> bool:
    """Whether a value is none that an operation could draw."""
    return not isinstance(value, Submodule) and not is_tensor_like(value)
