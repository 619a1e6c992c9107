"""The styles: which composer answers to a style's name.

In: a Theme and a `Composition`. Out: what makes the Scene of a Figure. A style changes the marks,
never the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from netscribe.scene.choice import Compose
from netscribe.scene.compose import Composer
from netscribe.scene.neurons import compose_neurons
from netscribe.scene.slots import Slot
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


def composer_of(theme: Theme, wanted: Composition) -> Compose:
    """How figures are drawn in the wanted style."""
    return _COMPOSERS[wanted.style](theme, wanted)


def _volumes(theme: Theme, wanted: Composition) -> Compose:
    return lambda figure, least_scale=0.0: compose_volumes(figure, theme)


def _neurons(theme: Theme, wanted: Composition) -> Compose:
    return lambda figure, least_scale=0.0: compose_neurons(figure, theme, wanted.weights)


_COMPOSERS: Mapping[str, Callable[[Theme, Composition], Compose]] = {
    "blocks": lambda theme, wanted: Composer(theme, wanted.direction, wanted.slot),
    "volumes": _volumes,
    "neurons": _neurons,
}
