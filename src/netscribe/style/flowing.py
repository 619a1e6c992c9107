"""Cards whose facts follow one another like words: few lines, pills and badges among them.

In: a node with its texts, and a width. Out: a `MeasuredMark` that nothing hangs over. In slots with
little room such a card takes half the height of one whose pills stand on its border, and wires may
leave anywhere. It knows no place in the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, TypeAlias

from netscribe.geometry import Point, Rect, Size
from netscribe.graph.types import Node
from netscribe.style import typography as type_
from netscribe.style.badges import letter_badge, letter_of, repeat_text, repeat_width, row_badge
from netscribe.style.families import Mark
from netscribe.style.labels import CardText
from netscribe.style.measured import MeasuredMark, PlacedBadge, PlacedPill, PlacedText
from netscribe.style.pills import CAPITAL_MIDDLE_EM, pill_width, placed_pill
from netscribe.text.metrics import text_width

_PADDING = 9.0
_EDGE = 3.0
_TEXT_LINE, _PILL_LINE = 15.0, 19.0
_LEAST_HEIGHT = 25.0
#: Between two things on a line, and what keeps the right side of a line off its left side.
_GAP, _GUTTER = 7.0, 12.0
_SEPARATOR = " · "

_Kind: TypeAlias = Literal["letter", "headline", "repeat", "detail", "pill"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """One thing on a line; `node` is the folded operation of a pill."""

    kind: _Kind
    text: str
    width: float
    node: Node | None = None


#: Pieces that stay together.
_Run: TypeAlias = tuple[_Piece, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a card, and which of them the count stands at the right of."""

    runs: tuple[tuple[_Run, ...], ...]
    count_line: int


def flowing_width(node: Node, text: CardText, most_width: float) -> float:
    """The least width at which a card takes no more lines than at `most_width`.

    A single word may make it wider. O(pieces x log width).
    """
    runs = _runs(node, text)
    count = _aside_width(text.count)
    least = max(count, *map(_run_width, runs)) + 2 * _PADDING
    low, high = ceil(least), ceil(max(least, most_width))
    fewest = len(_broken(runs, count, high).runs)
    while low < high:
        middle = (low + high) // 2
        if len(_broken(runs, count, middle).runs) <= fewest:
            high = middle
        else:
            low = middle + 1
    return float(high)


def flowing_card(node: Node, text: CardText, width: float, *, names: bool) -> MeasuredMark:
    """The card at a width; its name stands where a line has room for all of it."""
    count = _aside_width(text.count)
    lines = _broken(_runs(node, text), count, width)
    heights = [_line_height(line) for line in lines.runs]
    height = max(_LEAST_HEIGHT, sum(heights) + 2 * _EDGE)
    top = (height - sum(heights)) / 2
    card = _Card(width)
    for number, (line, own) in enumerate(zip(lines.runs, heights, strict=True)):
        aside = text.count if number == lines.count_line else ""
        card.add(line, aside, top + own / 2)
        top += own
    if names and text.name:
        card.add_name(text.name)
    return MeasuredMark(
        Mark.CARD,
        Size(width, height),
        (*card.texts, *card.asides),
        tuple(card.pills),
        badges=tuple(card.badges),
    )


def _runs(node: Node, text: CardText) -> tuple[_Run, ...]:
    """What a card says in reading order: folded operations before and after its own."""
    letter, repeat = letter_of(node), repeat_text(node)
    head = [_Piece("headline", text.headline, _width(text.headline, type_.FLOWING_HEADLINE))]
    if letter:
        head.insert(0, _Piece("letter", letter, type_.LETTER_SIDE))
    if repeat:
        head.append(_Piece("repeat", repeat, repeat_width(repeat)))
    details = (_Piece("detail", one, _width(one, type_.DETAIL)) for one in text.details)
    return (
        *_pill_runs(node.before, text.before),
        tuple(head),
        *((detail,) for detail in details),
        *_pill_runs(node.after, text.after),
    )


def _pill_runs(nodes: Sequence[Node], texts: Sequence[str]) -> Iterator[_Run]:
    for node, text in zip(nodes, texts, strict=True):
        yield (_Piece("pill", text, pill_width(text), node),)


def _broken(runs: Sequence[_Run], count: float, width: float) -> _Lines:
    """Runs on lines as long as the card's room; the count on the last line that has room for it."""
    room = width - 2 * _PADDING
    lines: list[list[_Run]] = []
    used: list[float] = []
    for run in runs:
        own = _run_width(run)
        gap = _gap(lines[-1][-1][-1], run[0]) if lines else 0.0
        if lines and used[-1] + gap + own <= room:
            lines[-1].append(run)
            used[-1] += gap + own
        else:
            lines.append([run])
            used.append(own)
    if not count:
        return _Lines(tuple(map(tuple, lines)), -1)
    free = [number for number, left in enumerate(used) if left + _GUTTER + count <= room]
    if not free:
        lines.append([])
    return _Lines(tuple(map(tuple, lines)), free[-1] if free else len(lines) - 1)


def _gap(before: _Piece, after: _Piece) -> float:
    if before.kind == after.kind == "detail":
        return _width(_SEPARATOR, type_.DETAIL)
    return type_.PILL_GAP if "pill" in (before.kind, after.kind) else _GAP


def _run_width(run: _Run) -> float:
    return sum(piece.width for piece in run) + type_.PILL_GAP * (len(run) - 1)


def _line_height(line: Sequence[_Run]) -> float:
    tall = any(piece.kind in ("pill", "repeat", "letter") for run in line for piece in run)
    return _PILL_LINE if tall else _TEXT_LINE


class _Card:
    """Takes what stands on a card line by line."""

    def __init__(self, width: float) -> None:
        self._right = width - _PADDING
        #: By line how far it is filled from the left, where its right side begins, its baseline.
        self._lines: list[tuple[float, float, float]] = []
        self.texts: list[PlacedText] = []
        self.asides: list[PlacedText] = []
        self.pills: list[PlacedPill] = []
        self.badges: list[PlacedBadge] = []

    def add(self, line: Sequence[_Run], count: str, middle: float) -> None:
        """One line of runs around `middle`, with a count at its right."""
        baseline = middle + CAPITAL_MIDDLE_EM * type_.FLOWING_HEADLINE.size
        x, before = _PADDING, None
        for run in line:
            for number, piece in enumerate(run):
                if before is not None:
                    x += type_.PILL_GAP if number else _gap(before, piece)
                _PLACERS[piece.kind](self, piece, Point(x, baseline), before)
                x, before = x + piece.width, piece
        self._lines.append((x, self._right - _aside_width(count), baseline))
        if count:
            self._aside(count, self._right, baseline)

    def add_name(self, name: str) -> None:
        """The name in the code at the right of the first line with room, left of a count."""
        own = _aside_width(name)
        for filled, right, baseline in self._lines:
            gap = _GUTTER if right < self._right else 0.0
            if filled + _GUTTER + own <= right - gap:
                self._aside(name, right - gap, baseline, first=True)
                return

    def headline(self, piece: _Piece, at: Point, _: _Piece | None) -> None:
        self.texts.append(PlacedText(piece.text, at, type_.FLOWING_HEADLINE, "headline"))

    def detail(self, piece: _Piece, at: Point, before: _Piece | None) -> None:
        """Details beside one another are one text."""
        if before is not None and before.kind == "detail":
            last = self.texts.pop()
            at, words = last.at, f"{last.text}{_SEPARATOR}{piece.text}"
        else:
            words = piece.text
        self.texts.append(PlacedText(words, at, type_.DETAIL, "text"))

    def pill(self, piece: _Piece, at: Point, _: _Piece | None) -> None:
        assert piece.node is not None
        top = self._middle(at) - type_.PILL_HEIGHT / 2
        rect = Rect(at.x, top, piece.width, type_.PILL_HEIGHT)
        self.pills.append(placed_pill(piece.node, piece.text, rect))

    def letter(self, piece: _Piece, at: Point, _: _Piece | None) -> None:
        self.badges.append(letter_badge(piece.text, at.x, at.y))

    def repeat(self, piece: _Piece, at: Point, _: _Piece | None) -> None:
        self.badges.append(row_badge(piece.text, at.x, self._middle(at)))

    @staticmethod
    def _middle(at: Point) -> float:
        return at.y - CAPITAL_MIDDLE_EM * type_.FLOWING_HEADLINE.size

    def _aside(self, text: str, right: float, baseline: float, *, first: bool = False) -> None:
        placed = PlacedText(text, Point(right, baseline), type_.ASIDE, "muted", "end")
        self.asides.insert(0 if first else len(self.asides), placed)


_PLACERS: Mapping[_Kind, Callable[[_Card, _Piece, Point, _Piece | None], None]] = {
    "letter": _Card.letter,
    "headline": _Card.headline,
    "repeat": _Card.repeat,
    "detail": _Card.detail,
    "pill": _Card.pill,
}


def _aside_width(text: str) -> float:
    return _width(text, type_.ASIDE) if text else 0.0


def _width(text: str, font: type_.Font) -> float:
    return text_width(text, font.size, font.weight)
