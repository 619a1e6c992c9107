"""The terminal diagram: a Figure comes in, text with lanes in box characters goes out."""

from netscribe.renderers.terminal.document import render_terminal
from netscribe.renderers.terminal.options import MINIMUM_WIDTH, TerminalSettings

__all__ = ["MINIMUM_WIDTH", "TerminalSettings", "render_terminal"]
