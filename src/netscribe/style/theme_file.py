"""A theme of the user's own, from a TOML file.

In: a path. Out: a `Theme` that is complete and can be read: what the file leaves out comes from its
`base`, and every pair of colours that meet is checked for contrast. The keys:

    base = "light"                      # light, dark, greyscale or print
    background = "#FFFDF5"              # and title, text, muted, wire, label,
                                        # bar, bar_text, bar_muted
    [group]                             # containers; [pill] likewise: folded operations
    fill = "#FAF7EC"                    # fill, stroke, text
    [families.convolution]              # a colour family: fill, stroke, text
    [kinds.pool]                        # one kind of operation, before its family
    [lines]                             # widths in points, 0.5 to 4
    outline = 0.8
    wire = 1.2
    [card]                              # what stands on a card's two lines
    right1 = "name"                     # or "none"
    right2 = "multiply-adds"            # or parameters, bytes, none

The font is always the bundled one: widths are measured in it before anything is drawn.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn

from netscribe.errors import SettingError
from netscribe.graph.kinds import Kind
from netscribe.registry import nearest_hint
from netscribe.style.asides import RIGHT2
from netscribe.style.contrast import fault
from netscribe.style.families import FAMILY_OF, Family
from netscribe.style.themes import THEMES, CardLines, Ink, Theme

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_COLORS = tuple(found.name for found in fields(Theme) if found.type == "str")
_INK = ("fill", "stroke", "text")
_LINES = ("outline", "wire")
_CARD: Mapping[str, tuple[str, ...]] = {
    "left1": ("operation",),
    "right1": ("name", "none"),
    "left2": ("details",),
    "right2": RIGHT2,
}
_LEAST_LINE, _MOST_LINE = 0.5, 4.0
_FONT_HINT = "the font is always the bundled one, for every width is measured in it"


def load_theme(path: str | PathLike[str]) -> Theme:
    """The theme of a TOML file.

    Raises:
        SettingError: it is not there, not TOML, has an unknown key or a value that cannot be, or
            two colours that meet cannot be told apart.
    """
    file = Path(path)
    reading = _Reading(str(file))
    theme = reading.theme(_parsed(file))
    found = fault(theme)
    if found:
        raise SettingError(f"theme {str(file)!r}: {found}", hint="make one of the two stronger")
    return theme


def _parsed(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingError(
            f"cannot read the theme {str(file)!r}: {reason}",
            hint=f"a .toml file, or one of: {', '.join(THEMES)}",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"theme {str(file)!r} is not TOML: {error}") from error


class _Reading:
    """One file; its name stands in every complaint."""

    def __init__(self, file: str) -> None:
        self._file = file

    def theme(self, given: Mapping[str, Any]) -> Theme:
        given = dict(given)
        base = THEMES[self._choice("base", given.pop("base", "light"), tuple(THEMES))]
        readers: dict[str, Callable[[Theme, str, Any], Theme]] = {
            **dict.fromkeys(_COLORS, self._color_entry),
            "group": self._ink_entry,
            "pill": self._ink_entry,
            "families": self._families,
            "kinds": self._kinds,
            "lines": self._lines,
            "card": self._card,
        }
        self._known("", given, (*readers, "base"))
        theme = base
        for key, value in given.items():
            theme = readers[key](theme, key, value)
        return theme

    def _color_entry(self, theme: Theme, key: str, value: Any) -> Theme:
        return _changed(theme, {key: self._color(key, value)})

    def _ink_entry(self, theme: Theme, key: str, value: Any) -> Theme:
        return _changed(theme, {key: self._ink(key, value, getattr(theme, key))})

    def _families(self, theme: Theme, key: str, value: Any) -> Theme:
        table = self._table(key, value, tuple(Family))
        made = {
            Family(name): self._ink(f"{key}.{name}", ink, theme.families[Family(name)])
            for name, ink in table.items()
        }
        return replace(theme, families={**theme.families, **made})

    def _kinds(self, theme: Theme, key: str, value: Any) -> Theme:
        table = self._table(key, value, tuple(Kind))
        made = {
            Kind(name): self._ink(
                f"{key}.{name}", ink, theme.families[FAMILY_OF.get(Kind(name), Family.SHAPE)]
            )
            for name, ink in table.items()
        }
        return replace(theme, kinds=made)

    def _lines(self, theme: Theme, key: str, value: Any) -> Theme:
        table = self._table(key, value, _LINES)
        for name, width in table.items():
            number = isinstance(width, (int, float)) and not isinstance(width, bool)
            if not number or not _LEAST_LINE <= width <= _MOST_LINE:
                self._refuse(
                    f"{key}.{name} = {width!r}; expected {_LEAST_LINE:g} to {_MOST_LINE:g} points"
                )
        return _changed(theme, {f"{name}_width": float(width) for name, width in table.items()})

    def _card(self, theme: Theme, key: str, value: Any) -> Theme:
        table = self._table(key, value, tuple(_CARD))
        chosen = {
            name: self._choice(f"{key}.{name}", word, _CARD[name]) for name, word in table.items()
        }
        return replace(
            theme,
            card=CardLines(
                right1=chosen.get("right1", theme.card.right1),
                right2=chosen.get("right2", theme.card.right2),
            ),
        )

    def _ink(self, key: str, value: Any, base: Ink) -> Ink:
        table = self._table(key, value, _INK)
        colors = {name: self._color(f"{key}.{name}", color) for name, color in table.items()}
        return replace(base, **colors)

    def _color(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not _HEX.fullmatch(value):
            self._refuse(f'{key} = {value!r} is no colour; expected "#rrggbb"')
        return value.upper()

    def _choice(self, key: str, value: Any, legal: tuple[str, ...]) -> str:
        if value not in legal:
            hint = nearest_hint(value, legal) if isinstance(value, str) else None
            self._refuse(f"{key} = {value!r}; expected one of: {', '.join(legal)}", hint)
        return str(value)

    def _table(self, key: str, value: Any, legal: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self._refuse(f"{key} = {value!r}; expected a table: [{key}]")
        self._known(f"{key}.", value, legal)
        return value

    def _known(self, prefix: str, given: Mapping[str, Any], legal: tuple[str, ...]) -> None:
        for name in given:
            if name not in legal:
                hint = _FONT_HINT if "font" in name else nearest_hint(name, legal)
                known = f"; known: {', '.join(legal)}"
                self._refuse(f"unknown key {prefix}{name}{known}", hint)

    def _refuse(self, message: str, hint: str | None = None) -> NoReturn:
        raise SettingError(f"theme {self._file!r}: {message}", hint=hint)


def _changed(theme: Theme, changes: Mapping[str, Any]) -> Theme:
    """The theme with other values in fields that are named by the file's own keys."""
    return replace(theme, **changes)
