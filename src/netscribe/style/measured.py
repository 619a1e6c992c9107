"""Measured marks: every text of a mark placed inside it, and the room that the mark takes.

In: nothing; `netscribe.style.sizing` makes them. Coordinates are relative to the mark's top left
corner, in points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from netscribe.geometry import Point, Rect, Size
from netscribe.style.families import Family, Mark
from netscribe.style.typography import Font

#: Which colour of the theme a text takes.
TextRole = Literal["headline", "text", "muted", "pill", "bar", "bar_muted", "badge", "label"]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One line of text at its baseline."""

    text: str
    at: Point
    font: Font
    role: TextRole
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True)
class PlacedPill:
    """A folded operation on a card's border."""

    rect: Rect
    text: PlacedText
    family: Family


@dataclass(frozen=True, slots=True)
class PlacedBadge:
    """A dark badge with light text: a block card's letter, or how often a block runs."""

    rect: Rect
    radius: float
    text: PlacedText


@dataclass(frozen=True, slots=True)
class MeasuredMark:
    """A drawn node or bar with its size; pills and badges hang over by `overhang` below and above.

    `stem` is the line that a stub draws inside its room, up to where its wires leave.
    """

    mark: Mark
    size: Size
    texts: tuple[PlacedText, ...]
    pills: tuple[PlacedPill, ...] = ()
    overhang: float = 0.0
    overhang_top: float = 0.0
    badges: tuple[PlacedBadge, ...] = ()
    stem: tuple[Point, ...] = ()
