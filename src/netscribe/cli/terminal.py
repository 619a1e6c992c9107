"""What the terminal at the other end can do: its width, its characters, its colours.

In: options, the environment and a stream. Out: settings for text, and the text written so that no
encoding can refuse it.
"""

from __future__ import annotations

import os
import shutil
from typing import TextIO

#: Columns when there is no terminal.
_FALLBACK_WIDTH = 100
#: A terminal may be narrower than a diagram can be.
_LEAST_WIDTH = 60
_NEEDED = "■●○⊕┌┊└│─╭╮╰╯├┤┬┴┼×·→"
_SPELLINGS = str.maketrans({"×": "x", "·": ",", "−": "-", "…": "~", "→": ">", "─": "-", "│": "|"})


def text_width(asked: int | None) -> int:
    """The width asked for, else the terminal's (or $COLUMNS), else 100."""
    if asked is not None:
        return asked
    return max(_LEAST_WIDTH, shutil.get_terminal_size((_FALLBACK_WIDTH, 24)).columns)


def speaks_unicode(stream: TextIO) -> bool:
    """Whether the stream's encoding has the characters of a diagram."""
    try:
        _NEEDED.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to write colours: "always", "never", or on a terminal that does not forbid them."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def write(text: str, stream: TextIO) -> None:
    """Writes a text and a line end, with substitutes for what the encoding does not have."""
    encoding = stream.encoding or "ascii"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        spelled = text.translate(_SPELLINGS)
        text = spelled.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text + "\n")
