"""Says in words why sizes do not fit where a forward pass stopped.

In: the call that failed, as it was recorded: its arguments with their shapes, and which call made
each of them. Out: a sentence with the numbers that clash and where they come from, and what would
fit; None where no rule knows the function. It runs nothing and knows no framework's message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from netscribe.readers.torch.tape import CallEvent, Event, Recorded, Sight, sights_in


@dataclass(frozen=True, slots=True)
class FailedCall:
    """A call of a public function that raised.

    Attributes:
        error: what it raised.
        name: the function's word, as in `CallEvent`.
        path, class_name: the module that made the call.
        arguments: by position ("0") or by name.
        makers: the event that made a tensor, by the tensor's number.
    """

    error: Exception
    name: str
    path: str
    class_name: str
    arguments: Mapping[str, Recorded]
    makers: Mapping[int, Event]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What clashes, and what would fit ("" if that cannot be said)."""

    message: str
    remedy: str = ""


def mismatch(call: FailedCall) -> Mismatch | None:
    """Why the sizes of a call's arguments do not fit, or None where that is not the reason."""
    rule = _RULES.get(call.name)
    return rule(call) if rule is not None else None


def _linear(call: FailedCall) -> Mismatch | None:
    given, weight = _tensor(call, "0", "input"), _tensor(call, "1", "weight")
    if given is None or weight is None or not given.shape or given.shape[-1] == weight.shape[-1]:
        return None
    units, taken = weight.shape[0], weight.shape[-1]
    said = f"{_who(call)} takes {taken:,} features and is given {given.shape[-1]:,}"
    return Mismatch(said + _origin(call, given), f"Linear({given.shape[-1]}, {units}) would fit")


def _convolution(call: FailedCall) -> Mismatch | None:
    given, weight = _tensor(call, "0", "input"), _tensor(call, "1", "weight")
    if given is None or weight is None:
        return None
    axes = len(weight.shape)
    if len(given.shape) not in (axes, axes - 1):
        said = f"{_who(call)} takes {axes} axes, batch and channels first, and is given"
        return Mismatch(f"{said} {_named(call, given)}")
    groups = call.arguments.get("6", call.arguments.get("groups", 1))
    taken = weight.shape[1] * groups if isinstance(groups, int) else 0
    channels = given.shape[1 - axes]
    if not taken or channels == taken:
        return None
    said = f"{_who(call)} takes {taken:,} channels and is given {channels:,}{_origin(call, given)}"
    return Mismatch(said, _channels_last(given) if given.shape[-1] == taken else "")


def _channels_last(given: Sight) -> str:
    last = len(given.shape) - 1
    order = ", ".join(map(str, (0, last, *range(1, last))))
    return f"if the channels come last there, permute({order}) would bring them to the front"


def _norm(call: FailedCall) -> Mismatch | None:
    given = _tensor(call, "0", "input")
    held = _tensor(call, "1", "running_mean") or _tensor(call, "3", "weight")
    if given is None or held is None or len(given.shape) < 2 or given.shape[1] == held.shape[0]:
        return None
    said = f"{_who(call)} has {held.shape[0]:,} channels and is given {given.shape[1]:,}"
    return Mismatch(said + _origin(call, given))


def _layer_norm(call: FailedCall) -> Mismatch | None:
    given, shape = _tensor(call, "0", "input"), call.arguments.get("1")
    if given is None or not isinstance(shape, tuple | list):
        return None
    wanted = tuple(size for size in shape if isinstance(size, int))
    if given.shape[-len(wanted) :] == wanted:
        return None
    return Mismatch(f"{_who(call)} is over {_sizes(wanted)} and is given {_named(call, given)}")


def _elementwise(call: FailedCall) -> Mismatch | None:
    pair = _pair(call)
    if pair is None:
        return None
    left, right = pair
    for place in range(1, min(len(left.shape), len(right.shape)) + 1):
        one, other = left.shape[-place], right.shape[-place]
        if one != other and 1 not in (one, other):
            axis = max(len(left.shape), len(right.shape)) - place
            word = _WORDS.get(call.name.strip("_"), f"{call.name} takes")
            said = f"{_in(call)}{word} {_named(call, left)} and {_named(call, right)}"
            return Mismatch(f"{said}: {one:,} and {other:,} on axis {axis} are not equal")
    return None


def _product(call: FailedCall) -> Mismatch | None:
    pair = _pair(call)
    if pair is None or len(pair[0].shape) < 1 or len(pair[1].shape) < 2:
        return None
    left, right = pair
    inner, outer = left.shape[-1], right.shape[-2]
    if inner == outer:
        return None
    said = f"{_in(call)}{call.name} multiplies {_named(call, left)} by {_named(call, right)}"
    return Mismatch(f"{said}: {inner:,} columns and {outer:,} rows are not equal")


def _concatenation(call: FailedCall) -> Mismatch | None:
    parts = sights_in(call.arguments)
    axis = call.arguments.get("1", call.arguments.get("dim", 0))
    if len(parts) < 2 or not isinstance(axis, int):
        return None
    first = parts[0]
    for other in parts[1:]:
        said = _unlike(first.shape, other.shape, axis)
        if said:
            words = f"{_in(call)}{call.name} joins {_named(call, first)} and {_named(call, other)}"
            return Mismatch(f"{words}: {said}")
    return None


def _unlike(first: tuple[int, ...], other: tuple[int, ...], axis: int) -> str:
    """Why two tensors cannot be joined on an axis; "" if they can."""
    if len(first) != len(other):
        return "they have different numbers of axes"
    joined = axis % len(first)
    for place, (one, two) in enumerate(zip(first, other)):
        if place != joined and one != two:
            return f"{one:,} and {two:,} on axis {place} are not equal (joined on axis {joined})"
    return ""


def _tensor(call: FailedCall, *keys: str) -> Sight | None:
    for key in keys:
        found = call.arguments.get(key)
        if isinstance(found, Sight):
            return found
    return None


def _pair(call: FailedCall) -> tuple[Sight, Sight] | None:
    left, right = _tensor(call, "0", "input"), _tensor(call, "1", "other", "mat2")
    return None if left is None or right is None else (left, right)


def _who(call: FailedCall) -> str:
    """The layer that stopped: "'fc' (Linear)"."""
    return f"{call.path!r} ({call.class_name})" if call.path else call.name


def _in(call: FailedCall) -> str:
    return f"in {call.path!r} ({call.class_name}), " if call.path else ""


def _named(call: FailedCall, sight: Sight) -> str:
    maker = _maker(call, sight)
    return f"{_sizes(sight.shape)}{f' from {maker}' if maker else ''}"


def _origin(call: FailedCall, sight: Sight) -> str:
    """Where a tensor comes from: ": 1×1152, by flatten of 1×32×6×6 from 'pool' (MaxPool2d)"."""
    event = call.makers.get(sight.tensor)
    if isinstance(event, CallEvent) and event.name in _RESHAPING:
        before = next((item for item in sights_in(event.arguments) if not item.weight), None)
        if before is not None:
            return f": {_sizes(sight.shape)}, by {event.name} of {_named(call, before)}"
    return f": {_named(call, sight)}"


def _maker(call: FailedCall, sight: Sight) -> str:
    if sight.weight:
        return f"weight {sight.weight!r}"
    event = call.makers.get(sight.tensor)
    if event is None:
        return ""
    return event.name if isinstance(event, CallEvent) else f"{event.path!r} ({event.class_name})"


def _sizes(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a scalar"


_RESHAPING = frozenset({"flatten", "view", "reshape", "squeeze", "unsqueeze", "permute"})
_WORDS = {
    "add": "+ joins",
    "sub": "− joins",
    "subtract": "− joins",
    "mul": "× joins",
    "multiply": "× joins",
    "div": "÷ joins",
}
_RULES: dict[str, Callable[[FailedCall], Mismatch | None]] = {
    "linear": _linear,
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), _convolution),
    **dict.fromkeys(("batch_norm", "instance_norm"), _norm),
    "layer_norm": _layer_norm,
    **dict.fromkeys(("matmul", "bmm", "mm", "__matmul__"), _product),
    **dict.fromkeys(("cat", "concat", "concatenate"), _concatenation),
    **{
        form: _elementwise
        for word in (*_WORDS, "pow", "maximum", "minimum")
        for form in (word, f"{word}_", f"__{word}__", f"__i{word}__", f"__r{word}__")
    },
}
