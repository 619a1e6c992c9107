"""Sizes stubs: the bare ends of arrows at which a block card's tensors come in and go out.

In: what stands beside the arrow, and where the data flows to. Out: a `MeasuredMark`. The room of
an input stub holds its text beside a piece of line, which the wires go on from; an output stub is
only where an arrow ends: its text stands beside that arrow.
"""

from __future__ import annotations

from netscribe.geometry import Point, Size
from netscribe.style import typography as type_
from netscribe.style.families import Mark
from netscribe.style.measured import MeasuredMark, PlacedText
from netscribe.text.metrics import text_width

_GAP = 9.0
_SPARE = 3.0
#: A fallback font may be wider by this much.
_FALLBACK = 1.08
_PITCH = 13.0
_LEAST_LENGTH = 18.0
_END_WIDTH, _END_DEPTH = 14.0, 2.0


def measure_stub(texts: tuple[str, ...], direction: str, *, is_input: bool) -> MeasuredMark:
    """The room of a stub; `texts` stand below one another beside the line."""
    lines = tuple(text for text in texts if text)
    if direction == "right":
        return _sideways(lines) if is_input else _end(_END_DEPTH, _END_WIDTH)
    return _upright(lines, upwards=direction == "up") if is_input else _end(_END_WIDTH, _END_DEPTH)


def _end(width: float, height: float) -> MeasuredMark:
    return MeasuredMark(Mark.STUB, Size(width, height), ())


def _upright(lines: tuple[str, ...], *, upwards: bool) -> MeasuredMark:
    half = _GAP + _widest(lines) + _SPARE
    height = max(_LEAST_LENGTH, _PITCH * len(lines) + 2 * _SPARE)
    first = (height - _PITCH * len(lines)) / 2 + 10.0
    texts = _placed(lines, half + _GAP, first)
    ends = (Point(half, 0.0), Point(half, height))
    return MeasuredMark(
        Mark.STUB, Size(2 * half, height), texts, stem=ends[::-1] if upwards else ends
    )


def _sideways(lines: tuple[str, ...]) -> MeasuredMark:
    width = max(_LEAST_LENGTH, _widest(lines) + 2 * _SPARE)
    half = _PITCH * len(lines) + 2 * _SPARE
    texts = _placed(lines, _SPARE, _SPARE + 10.0)
    return MeasuredMark(
        Mark.STUB, Size(width, 2 * half), texts, stem=(Point(0.0, half), Point(width, half))
    )


def _placed(lines: tuple[str, ...], left: float, first: float) -> tuple[PlacedText, ...]:
    return tuple(
        PlacedText(line, Point(left, first + index * _PITCH), type_.EDGE_LABEL, "label")
        for index, line in enumerate(lines)
    )


def _widest(lines: tuple[str, ...]) -> float:
    font = type_.EDGE_LABEL
    widths = (text_width(line, font.size, font.weight) for line in lines)
    return max(widths, default=0.0) * _FALLBACK
