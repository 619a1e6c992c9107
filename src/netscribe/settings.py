"""What a user may set, one frozen record per stage, checked when made.

In: keyword arguments. Out: records whose every value is legal. A wrong value raises SettingError
with the legal ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from os import PathLike
from typing import Literal, TypeGuard

from netscribe.errors import SettingError
from netscribe.registry import nearest_hint
from netscribe.scene.slots import SLOT_INCHES

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
DETAILS = ("auto", "overview", "layers", "ops")
THEMES = ("light", "dark", "greyscale", "print")


@dataclass(frozen=True, slots=True)
class DetailSettings:
    """How much a figure shows, and the room that it is for.

    Attributes:
        slot: page, column, slide or poster, or (width, height) in inches.
        detail: auto takes the most detail that is legible in the slot; overview closes all blocks,
            layers draws every layer, ops every operation as read.
        depth: how many levels of modules are opened; None leaves it to `detail`.
        expand, collapse: paths of modules to open or to close, with * and ?.
        cards: whether blocks are drawn once beside the overview.
        table: whether the stage table is drawn.
    """

    slot: str | tuple[float, float] = "page"
    detail: str = "auto"
    depth: int | None = None
    expand: tuple[str, ...] = ()
    collapse: tuple[str, ...] = ()
    cards: bool = True
    table: bool = True

    def __post_init__(self) -> None:
        check_slot(self.slot)
        check_choice("detail", self.detail, DETAILS)
        if self.depth is not None and (
            not isinstance(self.depth, int) or isinstance(self.depth, bool) or self.depth < 0
        ):
            raise SettingError(
                f"depth={self.depth!r} is not known; expected a whole number, 0 or more",
                hint="depth=1 opens the outermost modules only",
            )
        _check_patterns("expand", self.expand)
        _check_patterns("collapse", self.collapse)


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
        detail: how much is shown, and for which slot.
    """

    title: str | None = None
    direction: str | None = None
    style: str = "blocks"
    theme: str | PathLike[str] = "light"
    shapes: str = "change"
    names: bool = True
    weights: object = field(default=None, compare=False, repr=False)
    detail: DetailSettings = field(default_factory=DetailSettings)

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


def check_slot(slot: object) -> None:
    """Raises SettingError unless `slot` is a known name, or a width and a height in inches."""
    if isinstance(slot, str):
        if slot not in SLOT_INCHES:
            raise SettingError(
                f"slot={slot!r} is not known; expected one of: {', '.join(SLOT_INCHES)}; "
                "or (width, height) in inches",
                hint=nearest_hint(slot, tuple(SLOT_INCHES)) or "slot=(6.9, 4)",
            )
        return
    sides = slot if isinstance(slot, tuple) else ()
    if len(sides) != 2 or not all(_is_length(side) for side in sides):
        raise SettingError(
            f"slot={slot!r} is not known; expected {', '.join(SLOT_INCHES)}, or (width, height) "
            "in inches",
            hint="slot=(6.9, 4)",
        )


def _is_length(side: object) -> bool:
    return isinstance(side, (int, float)) and not isinstance(side, bool) and 0 < side < inf


def _check_patterns(option: str, given: object) -> None:
    if not isinstance(given, tuple) or not all(isinstance(part, str) for part in given):
        raise SettingError(
            f"{option}={given!r} is not known; expected module paths such as 'encoder/*'",
            hint=f"{option}=('encoder/layers/*',)",
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
