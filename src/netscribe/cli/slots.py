"""The text of --slot: a name, or a width and a height in inches."""

from __future__ import annotations

from netscribe.errors import SettingError

#: The legal words; the settings check them again, for they are called from Python too.
SLOTS = ("page", "column", "slide", "poster")
_SIGNS = ("x", "×", ",")


def parse_slot(text: str) -> str | tuple[float, float]:
    """ "page" as it is; "6.9x4" as (6.9, 4.0).

    Raises:
        SettingError: it is neither.
    """
    if text in SLOTS:
        return text
    for sign in _SIGNS:
        width, found, height = text.partition(sign)
        if found and _is_length(width) and _is_length(height):
            return float(width), float(height)
    raise SettingError(
        f"--slot {text!r} is not known; expected {', '.join(SLOTS)}, or WIDTHxHEIGHT in inches",
        hint="write --slot 6.9x4",
    )


def _is_length(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit() and text.isascii() and float(text) > 0
