"""How a terminal diagram is to be written: its width in cells, its characters, its colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from netscribe.errors import SettingError

#: Below this there is no room for lanes, text, shape and count side by side.
MINIMUM_WIDTH = 60

Shapes = Literal["change", "all", "none"]


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """Settings of the terminal diagram.

    Attributes:
        width: cells in a row at most; 100 fits most windows.
        ascii: only ASCII characters, for terminals and files that have no others.
        color: ANSI colours by family of operation; they repeat what the text says.
        names: whether the layers' names in the code are printed (where there is room).
        shapes: "change" prints a shape where it differs from what came in, at merges and at
            outputs; "all" beside every node; "none" only at inputs and outputs.

    Raises:
        SettingError: the width is below `MINIMUM_WIDTH`.
    """

    width: int = 100
    ascii: bool = False
    color: bool = False
    names: bool = True
    shapes: Shapes = "change"

    def __post_init__(self) -> None:
        if self.width < MINIMUM_WIDTH:
            raise SettingError(
                f"a width of {self.width} columns is too small for a terminal diagram; "
                f"expected {MINIMUM_WIDTH} or more",
                hint=f"use width {MINIMUM_WIDTH} or wider, or draw a picture (.svg, .png, .pdf)",
            )
