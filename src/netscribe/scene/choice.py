"""The choice of detail: the figure that shows most of what there is and is legible in a slot.

In: candidates, each with the share of the network that it shows and a figure made only when asked
for; how a figure is drawn; the slot. Out: the best one that is legible there with its scene; where
none is, the one that shows most for its print, which then says in words how small its text is. It
knows no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from netscribe.figure.types import Figure
from netscribe.scene.slots import LEAST_TEXT_PT, LEGIBLE_SCALE, Slot
from netscribe.scene.types import GroupMark, Mark, Scene, TextMark

#: Shares that differ by less are equal.
_EQUAL_SHARE = 0.02
#: A panel more costs the reader as much as so many operations.
_PANEL = 4
#: How much faster than its share a figure's worth falls as its print gets smaller.
_PRINT = 3.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that may be drawn.

    Attributes:
        shown: the share of the network that it shows, from 0 to 1.
        operations, panels: how many are drawn.
        figure: makes it.
    """

    shown: float
    operations: int
    panels: int
    figure: Callable[[], Figure]


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure, its scene, and whether the scene's text is legible in the slot."""

    figure: Figure
    scene: Scene
    fits: bool


class Compose(Protocol):
    """How a figure is drawn: its scene, or None where it would be printed below a scale."""

    def __call__(self, figure: Figure, least_scale: float = 0.0) -> Scene | None: ...


def chosen(candidates: Iterable[Candidate], compose: Compose, slot: Slot | None) -> Choice:
    """The candidate that shows most of those that are legible in `slot`, or of all without one.

    Of those that show as much the simplest, and of equally simple ones the first. Where none is
    legible, the one that is worth most by what it shows and how large it is printed.
    """
    ordered = sorted(candidates, key=_rank)
    figures: list[Figure] = []
    for candidate in ordered:
        figures.append(candidate.figure())
        scene = compose(figures[-1], LEGIBLE_SCALE if slot is not None else 0.0)
        if scene is not None:
            return Choice(figures[-1], scene, fits=True)
    assert slot is not None
    return _worthiest(ordered, figures, compose, slot)


def _rank(candidate: Candidate) -> tuple[int, int]:
    share = round(candidate.shown / _EQUAL_SHARE)
    return (-share, candidate.operations + _PANEL * candidate.panels)


def _worthiest(
    candidates: Sequence[Candidate], figures: Sequence[Figure], compose: Compose, slot: Slot
) -> Choice:
    """What shows most for its print; those that cannot be worth more are not drawn."""
    most = 0.0
    found: tuple[Figure, Scene] | None = None
    for candidate, figure in reversed(list(zip(candidates, figures, strict=True))):
        shown = max(candidate.shown, _EQUAL_SHARE)
        scene = compose(figure, LEGIBLE_SCALE * (most / shown) ** (1 / _PRINT))
        if scene is not None:
            most = shown * (slot.scale(scene.size) / LEGIBLE_SCALE) ** _PRINT
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
