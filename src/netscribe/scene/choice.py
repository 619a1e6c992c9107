"""The choice of detail: the figure that shows most of what there is and is legible in a slot.

In: candidates, those that show most first, their figures made only when asked for; how a figure is
drawn; the slot. Out: the first one that is legible there with its scene; where none is, the one
that shows most for its print, which then says in words how small its text is. It knows no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from netscribe.figure.types import Figure
from netscribe.scene.slots import LEAST_TEXT_PT, LEGIBLE_SCALE, Slot
from netscribe.scene.types import GroupMark, Mark, Scene, TextMark

#: What needs more room by this factor than something that was not legible is not tried; the second
#: where that had as many panels: with fewer there are fewer ways to pack them.
_MORE, _MORE_ALIKE = 1.4, 1.1
#: After so many more that were not legible, one more is passed over each time: candidates that
#: follow one another show nearly the same.
_PATIENCE = 4
#: How much faster than its share a figure's worth falls as its print gets smaller.
_PRINT = 5.0
_LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that may be drawn.

    Attributes:
        shown: about which share of the network it shows, from 0 to 1.
        room: about how much room its operations need.
        panels: about how many there are.
        figure: makes it; None where it cannot be, or is no other than one before.
    """

    shown: float
    room: float
    panels: int
    figure: Callable[[], Figure | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure, its scene, whether its text is legible in the slot, and the share that it shows."""

    figure: Figure
    scene: Scene
    fits: bool
    shown: float = 1.0


class Compose(Protocol):
    """How a figure is drawn: its scene, or None where it would be printed below a scale."""

    def __call__(self, figure: Figure, least_scale: float = 0.0) -> Scene | None: ...


def chosen(candidates: Iterable[Candidate], compose: Compose, slot: Slot | None) -> Choice:
    """A candidate that is legible in `slot` and shows about the most; the first without a slot.

    The more have failed, the more are passed over; what was passed over last is tried once one is
    legible. Where none is, the one that is worth most by what it shows and how large it is printed.
    """
    search = _Search(compose, LEGIBLE_SCALE if slot is not None else 0.0)
    passed: list[Candidate] = []
    for candidate in candidates:
        if len(passed) < len(search.failed) // _PATIENCE:
            passed.append(candidate)
            continue
        found = search.tried(candidate)
        if found is not None:
            return search.first(passed) or found
        passed.clear()
    found = search.first(passed)
    if found is not None:
        return found
    assert slot is not None
    return _worthiest(search.failed, compose, slot)


@dataclass
class _Search:
    """Candidates tried one by one; those that were not legible."""

    compose: Compose
    least_scale: float
    failed: list[tuple[Candidate, Figure]] = field(default_factory=list)

    def tried(self, candidate: Candidate) -> Choice | None:
        """The choice of a candidate; None if it is not legible, cannot be made, or has no hope."""
        figure = None if _is_hopeless(candidate, self.failed) else candidate.figure()
        if figure is None:
            return None
        scene = self.compose(figure, self.least_scale)
        if scene is not None:
            return Choice(figure, scene, fits=True, shown=candidate.shown)
        self.failed.append((candidate, figure))
        return None

    def first(self, candidates: Iterable[Candidate]) -> Choice | None:
        """The first that is legible."""
        return next(filter(None, map(self.tried, candidates)), None)


def _is_hopeless(candidate: Candidate, failed: Sequence[tuple[Candidate, Figure]]) -> bool:
    """Whether something that needs much less room was not legible."""
    return any(
        other.room * (_MORE_ALIKE if other.panels >= candidate.panels else _MORE) < candidate.room
        for other, _ in failed
    )


def _worthiest(tried: Sequence[tuple[Candidate, Figure]], compose: Compose, slot: Slot) -> Choice:
    """What shows most for its print; those that cannot be worth more are not drawn."""
    most = 0.0
    found: Choice | None = None
    for candidate, figure in reversed(tried):
        shown = max(candidate.shown, _LEAST_SHARE)
        scene = compose(figure, LEGIBLE_SCALE * (most / shown) ** (1 / _PRINT))
        if scene is not None:
            most = shown * (slot.scale(scene.size) / LEGIBLE_SCALE) ** _PRINT
            found = Choice(figure, scene, fits=False, shown=candidate.shown)
    assert found is not None
    noted = replace(found.figure, notes=(_words(found.scene, slot), *found.figure.notes))
    return replace(found, figure=noted, scene=compose(noted) or found.scene)


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
