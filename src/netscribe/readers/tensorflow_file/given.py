"""What a rule for shapes may look at: a node, the shapes of its inputs, the numbers that are known.

In: those. Out: sizes, axes and numbers, or nothing where they are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from netscribe.graph.types import Dim, Shape
from netscribe.readers.tensorflow_file.numbers import Known
from netscribe.readers.tensorflow_file.records import ListedNode

Shapes: TypeAlias = tuple[Shape | None, ...]


class Given:
    """What a rule may look at."""

    def __init__(
        self, node: ListedNode, shapes: Sequence[Shape | None], known: Sequence[Known | None]
    ) -> None:
        self.node = node
        self.shapes = shapes
        self.known = known

    def shape(self, at: int = 0) -> Shape | None:
        """The shape of one input."""
        return self.shapes[at] if -len(self.shapes) <= at < len(self.shapes) else None

    def integers(self, at: int) -> tuple[int | None, ...] | None:
        """The whole numbers of one input."""
        found = self.known[at] if -len(self.known) <= at < len(self.known) else None
        if found is None or any(isinstance(item, float) for item in found):
            return None
        return tuple(item if isinstance(item, int) else None for item in found)

    def axes(self, at: int, rank: int) -> list[int] | None:
        """Axes from 0, out of one input."""
        found = self.integers(at)
        if found is None or any(axis is None or not -rank <= axis < rank for axis in found):
            return None
        return [axis % rank for axis in found if axis is not None]

    def sizes(self, name: str) -> tuple[int, ...]:
        """Whole numbers among the attributes."""
        found = self.node.attributes.get(name)
        whole = isinstance(found, tuple) and all(isinstance(item, int) for item in found)
        return found if whole else ()  # type: ignore[return-value]

    def flag(self, name: str) -> bool:
        """A switch among the attributes."""
        return self.node.attributes.get(name) is True

    @property
    def channels_first(self) -> bool:
        """Whether channels stand before positions."""
        return str(self.node.attributes.get("data_format") or "").startswith("NC")


Rule: TypeAlias = Callable[[Given], Shapes]


def wider(sizes: Sequence[Dim]) -> Dim:
    known = {size for size in sizes if size != 1}
    if not known:
        return 1
    numbers = [size for size in known if isinstance(size, int)]
    return numbers[0] if numbers else None
