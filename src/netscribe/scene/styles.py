"""The styles: which composer answers to a style's name.

In: a Figure, a Theme and a `Composition`. Out: a Scene. A style changes the marks, never the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from netscribe.figure.types import Figure
from netscribe.scene.compose import compose
from netscribe.scene.neurons import compose_neurons
from netscribe.scene.slots import Slot
from netscribe.scene.types import Scene
from netscribe.scene.volumes import compose_volumes
from netscribe.style.themes import Theme


@dataclass(frozen=True, slots=True)
class Composition:
    """How a figure is composed: the style, the direction, values of weights if given, and the slot.

    Only blocks are arranged for a slot.
    """

    style: str = "blocks"
    direction: str = "down"
    weights: object = None
    slot: Slot | None = None


def compose_style(figure: Figure, theme: Theme, wanted: Composition) -> Scene:
    """The scene of a figure in the wanted style."""
    return _COMPOSERS[wanted.style](figure, theme, wanted)


_COMPOSERS: Mapping[str, Callable[[Figure, Theme, Composition], Scene]] = {
    "blocks": lambda figure, theme, wanted: compose(figure, theme, wanted.direction, wanted.slot),
    "volumes": lambda figure, theme, wanted: compose_volumes(figure, theme),
    "neurons": lambda figure, theme, wanted: compose_neurons(figure, theme, wanted.weights),
}
