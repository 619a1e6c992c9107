"""The numbers of a node's attributes: taken out one by one, and put back as others.

In: attributes. Out: its numbers in a fixed order, each with its field; or the attributes with other
numbers in their places. Numbers inside written texts ("0:-7") count as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias

from netscribe.graph.attributes import Attributes, Convolution, Pool
from netscribe.graph.letters import FloatLetter, Letter
from netscribe.transforms.content import NUMBER, STRUCTURAL, WRITTEN

#: A number of one instance; None where the instance lacks the operation.
Amount: TypeAlias = int | float | None


def amounts(attributes: Attributes) -> list[tuple[str, int | float]]:
    """(field, number) of every number, in order of the fields."""
    found: list[tuple[str, int | float]] = []
    for name, value in _printed(attributes):
        found.extend((name, number) for number in _numbers(name, value))
    return found


def with_amounts(
    attributes: Attributes, words: Sequence[int | float | Letter | FloatLetter]
) -> Attributes:
    """The attributes with `words` in the places that `amounts` lists."""
    left = iter(words)
    changed: dict[str, Any] = {
        name: _put(name, value, left) for name, value in _printed(attributes)
    }
    assert is_dataclass(attributes)
    return replace(attributes, **changed)


def _printed(attributes: Attributes) -> Iterator[tuple[str, object]]:
    assert is_dataclass(attributes)
    for entry in fields(attributes):
        if entry.name not in STRUCTURAL:
            yield entry.name, getattr(attributes, entry.name)


def _numbers(name: str, value: object) -> Iterator[int | float]:
    if isinstance(value, tuple):
        for item in value:
            yield from _numbers(name, item)
    elif isinstance(value, str) and name in WRITTEN:
        yield from (_number(text) for text in NUMBER.findall(value))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value


def _put(name: str, value: object, left: Iterator[int | float]) -> object:
    if isinstance(value, tuple):
        return tuple(_put(name, item, left) for item in value)
    if isinstance(value, str) and name in WRITTEN:
        return NUMBER.sub(lambda found: _text(found[0], next(left)), value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return next(left)
    return value


def _number(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)


def _text(before: str, after: int | float) -> str:
    """A number in a text as it was written, or the letter in its place."""
    return str(after) if isinstance(after, (Letter, FloatLetter)) else before


def with_padding(attributes: Attributes, padding: tuple[tuple[int, int], ...]) -> Attributes:
    """A convolution or pool with its padding in numbers."""
    assert isinstance(attributes, (Convolution, Pool))
    return replace(attributes, padding=padding)
