"""The plain name of a function: `add` for `add_`, `__add__`, `__iadd__` and `aten::add.Tensor`.

In: a name as the capture saw it. Out: the name under which the tables know it.
"""

from __future__ import annotations

_PREFIXES = ("torch.nn.functional.", "torch._C._nn.", "torch.ops.", "torch.Tensor.", "torch.")
_NAMESPACES = ("aten::", "aten.", "prims::")
#: Operators whose method has another name than the function; and other spellings of one function.
_SAME_FUNCTION = {
    "truediv": "div",
    "rtruediv": "rdiv",
    "idiv": "div",
    "floordiv": "floor_divide",
    "rfloordiv": "rfloor_divide",
    "mod": "remainder",
    "rmod": "rremainder",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "lshift": "bitwise_left_shift",
    "rshift": "bitwise_right_shift",
    "invert": "bitwise_not",
    "pos": "positive",
    "concatenate": "cat",
    "concat": "cat",
    "swapaxes": "transpose",
    "swapdims": "transpose",
    "multiply": "mul",
    "subtract": "sub",
    "divide": "div",
    "true_divide": "div",
    "moveaxis": "movedim",
    "index": "getitem",
    "row_stack": "vstack",
    "negative": "neg",
    "absolute": "abs",
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "not_equal": "ne",
    "clip": "clamp",
    "fix": "trunc",
    "expit": "sigmoid",
    "log_sigmoid": "logsigmoid",
}
#: Every view has a sister that copies; these are no such sisters.
_REAL_COPIES = frozenset({"index_copy", "alias_copy", "detach_copy", "lift_fresh_copy"})
#: Names after whose dunder form an "i" (in place) or "r" (reflected) may stand.
# fmt: off
_OPERATORS = frozenset({
    "add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor",
    "lshift", "rshift",
})
# fmt: on


def plain_name(name: str) -> str:
    """The name under which the tables know a function."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    for namespace in _NAMESPACES:
        if name.startswith(namespace):
            # the overload's name stands behind a dot
            name = name.removeprefix(namespace).partition(".")[0]
    if name.startswith("__") and name.endswith("__"):
        name = _operator(name.strip("_"))
    else:
        name = name.strip("_") or name
    if name.endswith("_copy") and name not in _REAL_COPIES:
        name = name.removesuffix("_copy")
    return _SAME_FUNCTION.get(name, name)


def _operator(word: str) -> str:
    """`iadd` -> add; `radd` stays, unless the order of the operands means nothing."""
    if word.startswith("i") and word[1:] in _OPERATORS:
        return word[1:]
    if word.startswith("r") and word[1:] in ("add", "mul", "and", "or", "xor"):
        return word[1:]
    return word
