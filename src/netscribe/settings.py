"""What a user may set, one frozen record per stage, checked when made.

In: keyword arguments. Out: records whose every value is legal. A wrong value raises SettingError
with the legal ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from os import PathLike
from typing import Literal, TypeGuard

from netscribe.errors import SettingError
from netscribe.registry import nearest_hint

ShapeLabels = Literal["change", "all", "none"]

#: Per style the directions that it draws, its own first.
STYLE_DIRECTIONS = {
    "blocks": ("down", "right", "up"),
    "volumes": ("right",),
    "neurons": ("right",),
}
STYLES = tuple(STYLE_DIRECTIONS)
DIRECTIONS = ("down", "right", "up")
SHAPES = ("change", "all", "none")
THEMES = ("light", "dark", "greyscale", "print")


@dataclass(frozen=True, slots=True)
class DrawSettings:
    """How a picture looks and what it prints.

    Attributes:
        title: above the picture; None takes the network's name, "" leaves the title out.
        direction: where the data flows to: down, right or up; None takes the style's own, which is
            down for blocks and right for the others.
        style: blocks, volumes (tensors as blocks in perspective), or neurons (units and weights of
            dense networks).
        theme: light, dark, greyscale or print, or the path of a theme file ending in .toml.
        shapes: beside edges where they change (default), on all edges, or none.
        names: whether layers' names in the code are printed.
        weights: values of dense layers' weights by layer name, for style neurons; None draws no
            values.
    """

    title: str | None = None
    direction: str | None = None
    style: str = "blocks"
    theme: str | PathLike[str] = "light"
    shapes: str = "change"
    names: bool = True
    weights: object = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        check_choice("style", self.style, STYLES)
        if self.direction is not None:
            check_choice("direction", self.direction, DIRECTIONS)
        self._check_style()
        check_theme(self.theme)
        check_choice("shapes", self.shapes, SHAPES)

    @property
    def flow(self) -> str:
        """The direction, the style's own where none is set."""
        return self.direction or STYLE_DIRECTIONS[self.style][0]

    def _check_style(self) -> None:
        legal = STYLE_DIRECTIONS[self.style]
        if self.flow not in legal:
            raise SettingError(
                f"direction={self.flow!r}: style {self.style!r} flows {' or '.join(legal)} only",
                hint=f'direction="{legal[0]}", or style="blocks"',
            )
        if self.weights is not None and self.style != "neurons":
            raise SettingError(
                f"weights= is for style 'neurons'; style {self.style!r} draws no weights",
                hint='style="neurons"',
            )


def check_theme(theme: object) -> None:
    """Raises SettingError unless `theme` is a known name or a theme file that can be used."""
    if is_theme_file(theme):
        from netscribe.style.theme_file import load_theme

        load_theme(theme)
    else:
        check_choice("theme", theme, THEMES)


def is_theme_file(theme: object) -> TypeGuard[str | PathLike[str]]:
    """Whether a theme is named by its file."""
    return isinstance(theme, PathLike) or (isinstance(theme, str) and theme.endswith(".toml"))


def check_choice(option: str, value: object, legal: tuple[str, ...]) -> None:
    """Raises SettingError unless `value` is one of `legal`."""
    if value not in legal:
        raise SettingError(
            f"{option}={value!r} is not known; expected one of: {', '.join(legal)}",
            hint=nearest_hint(value, legal) if isinstance(value, str) else None,
        )
