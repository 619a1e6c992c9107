"""The characters of the terminal diagram: box characters, marks, and their ASCII twins.

In: which sides of a cell are joined, or what an element is. Out: one character. In ASCII "." opens
a lane downwards, "'" closes one that comes from above, "+" is a junction with a lane that goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag
from functools import reduce


class Sides(Flag):
    """Sides of a cell on which a line leaves it."""

    NONE = 0
    UP = 1
    DOWN = 2
    LEFT = 4
    RIGHT = 8


_UP, _DOWN, _LEFT, _RIGHT = Sides.UP, Sides.DOWN, Sides.LEFT, Sides.RIGHT

#: Sides -> (box character, ASCII twin).
_LINES: dict[Sides, tuple[str, str]] = {
    Sides.NONE: (" ", " "),
    _UP | _DOWN: ("│", "|"),
    _LEFT | _RIGHT: ("─", "-"),
    _DOWN | _LEFT: ("╮", "."),
    _DOWN | _RIGHT: ("╭", "."),
    _DOWN | _LEFT | _RIGHT: ("┬", "."),
    _UP | _LEFT: ("╯", "'"),
    _UP | _RIGHT: ("╰", "'"),
    _UP | _LEFT | _RIGHT: ("┴", "'"),
    _UP | _DOWN | _LEFT: ("┤", "+"),
    _UP | _DOWN | _RIGHT: ("├", "+"),
    _UP | _DOWN | _LEFT | _RIGHT: ("┼", "+"),
}

#: Texts that ASCII spells differently; longer ones first.
_SPELLINGS = (
    (" · ", ", "),
    ("·", ","),
    (" × ", " x "),
    ("×", "x"),
    ("−", "-"),
    ("÷", "/"),
    ("→", "->"),
    ("←", "<-"),
    ("…", "..."),
    ("⌈", "ceil("),
    ("⌉", ")"),
    ("⌊", "floor("),
    ("⌋", ")"),
    ("²", "^2"),
    ("³", "^3"),
    ("ε", "eps"),
    ("σ", "sigma"),
    ("√", "sqrt "),
    ("“", '"'),
    ("”", '"'),
    ("’", "'"),
    ("–", "-"),
    ("—", "-"),
)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of characters; `ascii` chooses the twins."""

    ascii: bool

    def line(self, sides: Sides) -> str:
        """The character that joins `sides`."""
        return _LINES[sides][self.ascii]

    def mark(self, mark: str) -> str:
        """The character of an element's mark, given as its Unicode one."""
        return _MARKS[mark] if self.ascii else mark

    def text(self, text: str) -> str:
        """`text` in this set; what has no ASCII spelling becomes an escape such as \\u4e2d."""
        if not self.ascii or text.isascii():
            return text
        spelled = reduce(lambda done, pair: done.replace(*pair), _SPELLINGS, text)
        return spelled.encode("ascii", "backslashreplace").decode("ascii")

    @property
    def bracket_open(self) -> str:
        """The top of a module's bracket."""
        return "," if self.ascii else "┌"

    @property
    def bracket_side(self) -> str:
        """The side of a module's bracket; dotted, so that it is not taken for a lane."""
        return ":" if self.ascii else "┊"

    @property
    def bracket_close(self) -> str:
        """The bottom of a module's bracket."""
        return "`" if self.ascii else "└"


BAR = "●"
PILL = "○"
CARD = "■"
CUSTOM = "□"
CLOSED = "▣"
#: Stands under others of its kind, which no data joins.
UNUSED = "–"
CIRCLES = {"add": "⊕", "subtract": "⊖", "multiply": "⊗", "divide": "⊘"}
_MARKS = {
    BAR: "O",
    PILL: "o",
    CARD: "#",
    CUSTOM: "%",
    CLOSED: "@",
    UNUSED: "-",
    **dict.fromkeys(CIRCLES.values(), "*"),
}
