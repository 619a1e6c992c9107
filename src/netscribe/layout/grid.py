"""Rectangles found by place: a uniform grid over the plane.

In: rectangles with a name. Out: the names of those near a rectangle. Knows nothing of what they
stand for. Cost: O(cells covered) to add and to ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from netscribe.geometry import Rect

Name = TypeVar("Name")


class Grid(Generic[Name]):
    """A bag of named rectangles."""

    def __init__(self, cell: float = 160.0) -> None:
        self._cell = cell
        self._cells: dict[tuple[int, int], list[tuple[Name, Rect]]] = {}

    def add(self, name: Name, rect: Rect) -> None:
        for key in self._keys(rect):
            self._cells.setdefault(key, []).append((name, rect))

    def overlapping(self, rect: Rect, slack: float = 1e-6) -> Iterator[Name]:
        """Names of the rectangles whose interior `rect` touches; some may come twice."""
        right, bottom = rect.right - slack, rect.bottom - slack
        left, top = rect.x + slack, rect.y + slack
        for key in self._keys(rect):
            for name, other in self._cells.get(key, ()):
                across = other.x < right and left < other.right
                if across and other.y < bottom and top < other.bottom:
                    yield name

    def _keys(self, rect: Rect) -> Iterator[tuple[int, int]]:
        cell = self._cell
        columns = range(int(rect.x // cell), int(rect.right // cell) + 1)
        for row in range(int(rect.y // cell), int(rect.bottom // cell) + 1):
            for column in columns:
                yield column, row
