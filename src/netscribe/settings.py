"""What a user may set, one frozen record per stage, checked when made.

In: keyword arguments. Out: records whose every value is legal. A wrong value raises SettingError
with the legal ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from netscribe.errors import SettingError
from netscribe.registry import nearest_hint

ShapeLabels = Literal["change", "all", "none"]

STYLES = ("blocks",)
DIRECTIONS = ("down", "right", "up")
SHAPES = ("change", "all", "none")
THEMES = ("light", "dark", "greyscale")


@dataclass(frozen=True, slots=True)
class DrawSettings:
    """How a picture looks and what it prints.

    Attributes:
        title: above the picture; None takes the network's name, "" leaves the title out.
        direction: where the data flows to: down (default), right or up.
        style: blocks.
        theme: light, dark or greyscale.
        shapes: beside edges where they change (default), on all edges, or none.
        names: whether layers' names in the code are printed.
    """

    title: str | None = None
    direction: str = "down"
    style: str = "blocks"
    theme: str = "light"
    shapes: str = "change"
    names: bool = True

    def __post_init__(self) -> None:
        check_choice("direction", self.direction, DIRECTIONS)
        check_choice("style", self.style, STYLES)
        check_choice("theme", self.theme, THEMES)
        check_choice("shapes", self.shapes, SHAPES)


def check_choice(option: str, value: object, legal: tuple[str, ...]) -> None:
    """Raises SettingError unless `value` is one of `legal`."""
    if value not in legal:
        raise SettingError(
            f"{option}={value!r} is not known; expected one of: {', '.join(legal)}",
            hint=nearest_hint(value, legal) if isinstance(value, str) else None,
        )
