"""Whether the colours of a theme can be told apart, by WCAG 2's contrast ratio.

In: a Theme. Out: its first fault in words, or none. Text needs 4.5:1 against every surface that it
may stand on, strokes that mean something 3:1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from netscribe.style.families import Family
from netscribe.style.themes import Ink, Theme

TEXT_LEAST, STROKE_LEAST = 4.5, 3.0


class Pair(NamedTuple):
    """Two entries of a theme that meet in a picture: names, colours and the least contrast."""

    name: str
    color: str
    ground_name: str
    ground: str
    least: float


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def fault(theme: Theme) -> str:
    """The first pair that is too faint, in one line; "" if all is well."""
    for pair in pairs(theme):
        found = contrast(pair.color, pair.ground)
        if found < pair.least:
            # rounded down, so that what fails never reads as what is needed
            shown = int(found * 100) / 100
            return (
                f"{pair.name} {pair.color} on {pair.ground_name} {pair.ground} has a contrast of "
                f"{shown:.2f}:1, needed is {pair.least:g}:1"
            )
    return ""


def pairs(theme: Theme) -> Iterator[Pair]:
    """Everything that stands on something else."""
    inks = _inks(theme)
    for name, ink in (*inks, ("pill", theme.pill)):
        texts = ((f"{name}.text", ink.text), ("text", theme.text), ("muted", theme.muted))
        for entry, color in texts:
            yield Pair(entry, color, f"{name}.fill", ink.fill, TEXT_LEAST)
    for ground_name, ground in (("background", theme.background), ("group.fill", theme.group.fill)):
        for entry, color in _beside(theme):
            yield Pair(entry, color, ground_name, ground, TEXT_LEAST)
        for entry, color in _lines(theme):
            yield Pair(entry, color, ground_name, ground, STROKE_LEAST)
    for entry, color in (("bar_text", theme.bar_text), ("bar_muted", theme.bar_muted)):
        yield Pair(entry, color, "bar", theme.bar, TEXT_LEAST)
    activation = theme.families[Family.ACTIVATION]
    for name, card in inks:
        for entry, pill in (("pill", theme.pill), ("families.activation", activation)):
            yield Pair(f"{entry}.stroke", pill.stroke, f"{name}.fill", card.fill, STROKE_LEAST)


def _inks(theme: Theme) -> list[tuple[str, Ink]]:
    families = [(f"families.{family}", ink) for family, ink in theme.families.items()]
    return [*families, *((f"kinds.{kind}", ink) for kind, ink in theme.kinds.items())]


def _beside(theme: Theme) -> Iterator[tuple[str, str]]:
    """Texts that stand beside marks: those of captions are in the colours of their operations."""
    yield from (("title", theme.title), ("label", theme.label), ("muted", theme.muted))
    yield from (("text", theme.text), ("group.text", theme.group.text))
    yield from ((f"{name}.text", ink.text) for name, ink in _inks(theme))


def _lines(theme: Theme) -> Iterator[tuple[str, str]]:
    yield from (("wire", theme.wire), ("bar", theme.bar))
    yield from (("group.stroke", theme.group.stroke), ("pill.stroke", theme.pill.stroke))
    yield from ((f"{name}.stroke", ink.stroke) for name, ink in _inks(theme))


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
