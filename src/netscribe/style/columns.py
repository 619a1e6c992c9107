"""Columns of units: which units of a layer are shown, and where their circles stand.

In: how many units a layer has. Out: a `Column` with places relative to the column's middle. A long
layer is elided: its first and last units are shown around an ellipsis, and the count is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.style.labels import grouped

DIAMETER = 18.0
DOT_DIAMETER = 3.6
_PITCH = 26.0
_DOT_PITCH = 9.0
#: From the centre of a unit beside the ellipsis to its next dot.
_BEFORE_DOTS = 22.0
_MOST_WHOLE = 12
_SHOWN_EACH_END = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column of circles.

    Attributes:
        count: "10 units", "784 units, 8 shown".
        shown: per circle, which unit it is (from 0) and its centre's y from the column's middle.
        dots: y of the ellipsis' dots; empty where all units are shown.
        height: from the first circle's upper to the last one's lower border.
    """

    count: str
    shown: tuple[tuple[int, float], ...]
    dots: tuple[float, ...]
    height: float


def column(units: int) -> Column:
    """The column of a layer of `units`."""
    words = f"{grouped(units)} unit{'s' if units != 1 else ''}"
    if units <= _MOST_WHOLE:
        top = -(units - 1) / 2 * _PITCH
        shown = tuple((unit, top + unit * _PITCH) for unit in range(units))
        return Column(words, shown, (), (units - 1) * _PITCH + DIAMETER)
    dots = (-_DOT_PITCH, 0.0, _DOT_PITCH)
    nearest = _DOT_PITCH + _BEFORE_DOTS
    half = tuple(nearest + step * _PITCH for step in range(_SHOWN_EACH_END))
    above = tuple((_SHOWN_EACH_END - 1 - step, -y) for step, y in enumerate(half))[::-1]
    below = tuple((units - _SHOWN_EACH_END + step, y) for step, y in enumerate(half))
    shown = (*above, *below)
    return Column(f"{words}, {len(shown)} shown", shown, dots, 2 * half[-1] + DIAMETER)
