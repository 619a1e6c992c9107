"""The choice of detail: the most detailed figure whose text is legible in a slot.

In: figures, the most detailed first, made only when asked for; how a figure is drawn; the slot.
Out: the first figure that is legible there with its scene, or the one that is printed largest,
which then says in words how small its text is. It knows no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from netscribe.figure.types import Figure
from netscribe.scene.slots import LEAST_TEXT_PT, LEGIBLE_SCALE, Slot
from netscribe.scene.types import GroupMark, Mark, Scene, TextMark

#: Figures that are printed nearly as large as the largest are as good.
_NEARLY = 0.95


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure, its scene, and whether the scene's text is legible in the slot."""

    figure: Figure
    scene: Scene
    fits: bool


class Compose(Protocol):
    """How a figure is drawn: its scene, or None where it would be printed below a scale."""

    def __call__(self, figure: Figure, least_scale: float = 0.0) -> Scene | None: ...


def chosen(figures: Iterator[Figure], compose: Compose, slot: Slot | None) -> Choice:
    """The first figure that is legible in `slot`; the first one without a slot.

    Where none is, the one that is printed largest; of nearly equal ones the most detailed.
    """
    tried: list[Figure] = []
    for figure in figures:
        scene = compose(figure, LEGIBLE_SCALE if slot is not None else 0.0)
        if scene is not None:
            return Choice(figure, scene, fits=True)
        tried.append(figure)
    assert slot is not None
    return _largest(tried, compose, slot)


def _largest(figures: Sequence[Figure], compose: Compose, slot: Slot) -> Choice:
    """What is printed largest; the least detailed come first, so that few others are drawn."""
    largest = 0.0
    found: tuple[Figure, Scene] | None = None
    for figure in reversed(figures):
        scene = compose(figure, largest * _NEARLY)
        if scene is not None:
            largest = max(largest, slot.scale(scene.size))
            found = (figure, scene)
    assert found is not None
    figure, scene = found
    noted = replace(figure, notes=(_words(scene, slot), *figure.notes))
    return Choice(noted, compose(noted) or scene, fits=False)


def is_legible(scene: Scene, slot: Slot) -> bool:
    """Whether the smallest text of a scene can be read in the slot."""
    return slot.is_legible(scene.size, smallest_text_pt(scene))


def smallest_text_pt(scene: Scene) -> float:
    """The smallest font size of a scene; that of readable text where there is none."""
    return min(_font_sizes(scene.marks), default=LEAST_TEXT_PT)


def _font_sizes(marks: tuple[Mark, ...]) -> Iterator[float]:
    for mark in marks:
        if isinstance(mark, GroupMark):
            yield from _font_sizes(mark.marks)
        elif isinstance(mark, TextMark):
            yield mark.size


def _words(scene: Scene, slot: Slot) -> str:
    size = slot.printed_pt(scene.size, smallest_text_pt(scene))
    return f"on {slot.name} the smallest text is printed at {size:.1f} pt; 6 pt can be read"
