"""ANSI colours for finished lines; they repeat what the text says and never stand alone.

In: a line and where its parts are. Out: the line with SGR sequences around those parts.
"""

from __future__ import annotations

from dataclasses import dataclass

#: SGR parameters by colour family; bars, with the family "", are bold.
_SGR = {
    "": "1",
    "convolution": "34",
    "linear": "35",
    "pool": "32",
    "sequence": "36",
    "activation": "33",
    "merge": "31",
    "norm": "33",
    "custom": "1;31",
}
_MUTED = "2"


@dataclass(frozen=True, slots=True)
class Painter:
    """Puts colour into lines, or leaves them as they are."""

    color: bool

    def family(self, text: str, family: str) -> str:
        """`text` in the colour of a family; the neutral ones stay plain."""
        return self._painted(text, _SGR.get(family, ""))

    def muted(self, text: str) -> str:
        """`text` in a fainter shade."""
        return self._painted(text, _MUTED)

    def strong(self, text: str) -> str:
        """`text` in bold."""
        return self._painted(text, _SGR[""])

    def _painted(self, text: str, sgr: str) -> str:
        return f"\x1b[{sgr}m{text}\x1b[0m" if self.color and sgr and text.strip() else text
