"""A tensor whose numbers are known without computing them all.

In: nothing. Out: `Known`, the sizes of a tensor and a function from a place in it to its number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Place: TypeAlias = tuple[int, ...]
Element: TypeAlias = Callable[[Place], float]


@dataclass(frozen=True, slots=True)
class Known:
    """A tensor's sizes and what gives its elements; `uniform` where all are one number.

    `cost` is how many steps one element takes.
    """

    sizes: Place
    at: Element
    cost: int = 1
    uniform: float | None = None
