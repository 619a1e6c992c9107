"""How the numbers of a tensor follow from those that an operation reads, by kind of operation.

In: a node, the sizes of its result, and the `Known` tensors that it reads. Out: the `Known` result;
None where an operation does more than can be followed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from math import prod

from netscribe.graph.attributes import Casting, Elementwise, Function, Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Node
from netscribe.transforms.known_tensor import Known, Place
from netscribe.transforms.recognise.reach import constant_of

_FILLS = {"ones": 1.0, "zeros": 0.0}
#: Layouts that keep all elements in their order.
_LAID_OUT = {"reshape", "flatten", "expand", "squeeze"}

_PAIRS: Mapping[str, Callable[[float, float], float]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "minimum": min,
    "maximum": max,
    "equal": operator.eq,
    "not_equal": operator.ne,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "bitwise_and": lambda one, two: int(one) & int(two),
    "logical_and": lambda one, two: bool(one) and bool(two),
    "bitwise_or": lambda one, two: int(one) | int(two),
    "logical_or": lambda one, two: bool(one) or bool(two),
}
_SINGLES: Mapping[str, Callable[[float], float]] = {
    "logical_not": operator.not_,
    "negative": operator.neg,
    "absolute": abs,
}


def _uniform(sizes: Place, number: float) -> Known:
    return Known(sizes, lambda place: number, uniform=number)


def _moved(sizes: Place, source: Known, place_in: Callable[[Place], Place]) -> Known:
    """The elements of `source` at other places."""
    if source.uniform is not None:
        return _uniform(sizes, source.uniform)
    return Known(sizes, lambda place: source.at(place_in(place)), source.cost + 1)


def _combined(
    sizes: Place, sources: Sequence[Known], function: Callable[..., float]
) -> Known | None:
    """An operation element by element, sizes of 1 repeated as needed."""
    numbers = [source.uniform for source in sources]
    if all(number is not None for number in numbers):
        return _uniform(sizes, function(*numbers))
    elements = [_repeated(source, sizes).at for source in sources]
    return Known(
        sizes,
        lambda place: function(*(element(place) for element in elements)),
        1 + sum(source.cost for source in sources),
    )


def _repeated(source: Known, sizes: Place) -> Known:
    """A tensor spread over `sizes`, its last axis on the last one."""
    skipped, own = len(sizes) - len(source.sizes), source.sizes

    def place_in(place: Place) -> Place:
        return tuple(0 if size == 1 else at for size, at in zip(own, place[skipped:], strict=True))

    return source if own == sizes else _moved(sizes, source, place_in)


def _number(text: str | None) -> float | None:
    """A printed number or switch; None for anything else."""
    if text in ("yes", "no"):
        return float(text == "yes")
    try:
        return float(text or "")
    except ValueError:
        return None


def _constant(node: Node, sizes: Place, read: list[Known]) -> Known | None:
    """Fills and counts."""
    word = node.op.type_name
    settings = dict(node.attributes.settings)
    if word in _FILLS:
        return _uniform(sizes, _FILLS[word])
    if word == "full":
        number = _number(settings.get("fill value"))
        return None if number is None else _uniform(sizes, number)
    start, step = _number(settings.get("start")), _number(settings.get("step", "1"))
    if word != "arange" or start is None or step is None or len(sizes) != 1:
        return None
    return Known(sizes, lambda place: start + step * place[0])


def _elementwise(node: Node, sizes: Place, read: list[Known]) -> Known | None:
    attributes = node.attributes
    assert isinstance(attributes, Elementwise)
    function = _PAIRS.get(attributes.operator)
    if function is None:
        return None
    if len(read) == 2:
        return _combined(sizes, read, function)
    number = constant_of(node, attributes.operator)
    return None if number is None else _combined(sizes, [*read, _uniform((), number)], function)


def _cast(node: Node, sizes: Place, read: list[Known]) -> Known | None:
    attributes = node.attributes
    assert isinstance(attributes, Casting)
    return _combined(sizes, read, bool if attributes.dtype == "bool" else lambda number: number)


def _function(node: Node, sizes: Place, read: list[Known]) -> Known | None:
    attributes = node.attributes
    assert isinstance(attributes, Function)
    word, settings = attributes.function, dict(attributes.settings)
    if word in _SINGLES and len(read) == 1:
        return _combined(sizes, read, _SINGLES[word])
    if word in ("triu", "tril") and len(read) == 1 and len(sizes) > 1:
        return _triangle(sizes, read[0], int(settings.get("k", "0")), upper=word == "triu")
    if word == "masked_fill" and len(read) == 2:
        number = _number(settings.get("value"))
        return None if number is None else _chosen(sizes, read[1], _uniform((), number), read[0])
    if word == "where" and node.inputs[0].role == "condition":
        number = _number(settings.get("other"))
        others = [_uniform((), number)] if number is not None else []
        return _chosen(sizes, *read, *others) if len(read) + len(others) == 3 else None
    return None


def _chosen(sizes: Place, condition: Known, one: Known, two: Known) -> Known | None:
    return _combined(sizes, (condition, one, two), lambda c, x, y: x if c else y)


def _triangle(sizes: Place, source: Known, offset: int, *, upper: bool) -> Known:
    def at(place: Place) -> float:
        beyond = place[-1] - place[-2] - offset
        return source.at(place) if (beyond >= 0 if upper else beyond <= 0) else 0.0

    return Known(sizes, at, source.cost + 1)


def _reshape(node: Node, sizes: Place, read: list[Known]) -> Known | None:
    attributes, source = node.attributes, read[0]
    assert isinstance(attributes, Reshaping)
    if attributes.function == "permute" and len(attributes.order) == len(sizes):
        order = attributes.order
        back = tuple(order.index(axis) for axis in range(len(order)))
        return _moved(sizes, source, lambda place: tuple(place[axis] for axis in back))
    if attributes.function == "broadcast" or source.uniform is not None:
        return _repeated(source, sizes)
    if prod(source.sizes) != prod(sizes) or attributes.function not in _LAID_OUT:
        return None
    return _moved(sizes, source, lambda place: _unflat(_flat(place, sizes), source.sizes))


def _flat(place: Place, sizes: Place) -> int:
    number = 0
    for at, size in zip(place, sizes, strict=True):
        number = number * size + at
    return number


def _unflat(number: int, sizes: Place) -> Place:
    place: list[int] = []
    for size in reversed(sizes):
        number, at = divmod(number, size)
        place.append(at)
    return tuple(reversed(place))


def _slice(node: Node, sizes: Place, read: list[Known]) -> Known | None:
    """Added axes, whole axes and single places; of one number throughout, anything."""
    attributes, source = node.attributes, read[0]
    assert isinstance(attributes, Slicing)
    if source.uniform is not None:
        return _uniform(sizes, source.uniform)
    parts = attributes.index.split(", ")
    whole = len(source.sizes) - sum(part != "None" for part in parts)
    if len(read) != 1 or whole < 0 or not all(map(_is_plain, parts)):
        return None
    parts += [":"] * whole

    def place_in(place: Place) -> Place:
        axes = iter(place)
        found: list[int] = []
        for part in parts:
            if part == "None":
                next(axes)
            else:
                found.append(next(axes) if part == ":" else int(part))
        return tuple(found)

    return _moved(sizes, source, place_in)


def _is_plain(part: str) -> bool:
    return part in ("None", ":") or part.isdigit()


def _resize(node: Node, sizes: Place, read: list[Known]) -> Known | None:
    number = read[0].uniform
    return None if number is None else _uniform(sizes, number)


#: Per kind what gives the numbers of a result, from those that the operation reads.
RULES: Mapping[Kind, Callable[[Node, Place, list[Known]], Known | None]] = {
    Kind.CONSTANT: _constant,
    Kind.ELEMENTWISE: _elementwise,
    Kind.CAST: _cast,
    Kind.MATH: _function,
    Kind.RESHAPE: _reshape,
    Kind.SLICE: _slice,
    Kind.RESIZE: _resize,
    Kind.IDENTITY: lambda node, sizes, read: _moved(sizes, read[0], lambda place: place),
}
