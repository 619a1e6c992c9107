"""The choice of detail: the most detailed figure whose text is legible in a slot.

In: figures, the most detailed first, made only when asked for; how a figure is drawn; the slot.
Out: the first figure that is legible there with its scene, or the last one, which then says in
words how small its text is. It knows no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from netscribe.figure.types import Figure
from netscribe.scene.slots import LEAST_TEXT_PT, Slot
from netscribe.scene.types import GroupMark, Mark, Scene, TextMark


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure, its scene, and whether the scene's text is legible in the slot."""

    figure: Figure
    scene: Scene
    fits: bool


def chosen(
    figures: Iterator[Figure], compose: Callable[[Figure], Scene], slot: Slot | None
) -> Choice:
    """The first figure whose scene is legible in `slot`, or the last; the first without a slot."""
    figure = next(figures)
    scene = compose(figure)
    while slot is not None and not is_legible(scene, slot):
        following = next(figures, None)
        if following is None:
            noted = replace(figure, notes=(_words(scene, slot), *figure.notes))
            return Choice(noted, compose(noted), fits=False)
        figure, scene = following, compose(following)
    return Choice(figure, scene, fits=True)


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
