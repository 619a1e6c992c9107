"""The files of the bundled font, Inter (SIL Open Font License, `fonts/OFL.txt`).

In: a weight. Out: the path of its TTF, or the bytes of its WOFF2 for embedding. What is in the
files, and why, stands in `tools/build_fonts.py`.
"""

from __future__ import annotations

from pathlib import Path

#: Weight to the name of its style.
STYLES = {400: "Regular", 500: "Medium", 600: "SemiBold"}

_FOLDER = Path(__file__).parent / "fonts"


def ttf_path(weight: int) -> Path:
    """The TTF of `weight`, with all characters."""
    return _FOLDER / f"Inter-{STYLES[weight]}.ttf"


def woff2_bytes(weight: int, *, basic: bool) -> bytes:
    """The WOFF2 of `weight`; `basic` is half as large and has ASCII and few signs."""
    suffix = "-basic" if basic else ""
    return (_FOLDER / f"Inter-{STYLES[weight]}{suffix}.woff2").read_bytes()
