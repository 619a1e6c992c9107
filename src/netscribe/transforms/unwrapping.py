"""Unwraps an overview: no frame around nearly all of it.

In: the items of an overview. Out: the same ones, those in such a frame without it. What is in the
items, and how it will be drawn, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from netscribe.graph.types import Module
from netscribe.transforms.closing import Item, Opened, flattened


def unwrapped(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Without a frame around nearly all of it: it would tell nothing but a class."""
    for at, item in enumerate(items):
        if not isinstance(item, Opened) or _keeps_frame(item.region.module):
            continue
        inside, whole = _count((item,)), _count(items)
        if inside * 2 > whole and not any(
            4 * _count((other,)) > inside for other in _frames(items) if other is not item
        ):
            return unwrapped((*items[:at], *item.items, *items[at + 1 :]))
    return items


def _frames(items: tuple[Item, ...]) -> Iterator[Opened]:
    return (item for item in items if isinstance(item, Opened))


def _keeps_frame(module: Module | None) -> bool:
    return module is not None and bool(module.qualifiers or module.meaning)


def _count(items: Iterable[Item]) -> int:
    return sum(1 for _ in flattened(tuple(items)))
