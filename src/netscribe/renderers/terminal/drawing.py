"""One panel as lines: lanes, brackets, and texts in columns.

In: a Panel and settings. Out: `PanelLines`, to which the document gives a width. Two passes: all
lines are made first as parts, then the columns are shared out and every line is put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from netscribe.figure.types import Panel
from netscribe.graph.types import Graph
from netscribe.renderers.terminal.brackets import BracketRow, Opening, draw_brackets
from netscribe.renderers.terminal.columns import Cells
from netscribe.renderers.terminal.glyphs import Glyphs
from netscribe.renderers.terminal.options import TerminalSettings
from netscribe.renderers.terminal.plan import Plan, make_plan
from netscribe.renderers.terminal.strokes import LaneRow, draw_lanes
from netscribe.renderers.terminal.wiring import wire
from netscribe.renderers.terminal.wording import RowText, Wording
from netscribe.style.badges import repeat_text
from netscribe.style.group_titles import each_count, group_title
from netscribe.text.printable import printable

#: Up to so many lanes all texts of a panel begin in one column.
_FEW_LANES = 4
_NOTHING = Cells("", (), "", "", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One line before it is put together.

    Attributes:
        lanes, gutter: what stands before the text; `more_*` before the text's further lines, and
            `last_gutter`, where there is one, before the last line, be it the first.
        cells: the texts.
        section: lines of one section begin their texts in the same column.
        mark_at, family: where the mark stands in `lanes` (-1: none), and its colour.
    """

    lanes: str
    gutter: str
    cells: Cells
    section: int
    more_lanes: str = ""
    more_gutter: str = ""
    last_gutter: str = ""
    mark_at: int = -1
    family: str = ""


@dataclass(frozen=True, slots=True)
class PanelLines:
    """All lines of a panel, and per section the cells that its lanes take."""

    lines: tuple[Line, ...]
    lane_cells: tuple[int, ...]
    has_tags: bool
    numbers_lanes: bool

    def left(self, line: Line) -> int:
        """Cells before the text of a line: lanes, a space, brackets."""
        return self.lane_cells[line.section] + len(line.gutter)


def draw_panel(panel: Panel, settings: TerminalSettings) -> PanelLines:
    """The lines of a panel, without a width yet."""
    glyphs = Glyphs(settings.ascii)
    wiring = wire(panel)
    if not wiring.elements:
        return PanelLines((), (), has_tags=False, numbers_lanes=False)
    plan = make_plan(wiring, lane_limit=(settings.width // 4 + 1) // 2)
    wording = Wording(panel, wiring, plan.tags, settings)
    texts = [wording.row(element, plan.lane_of(row)) for row, element in enumerate(plan.rows.order)]
    marks = [glyphs.mark(text.mark) for text in texts]
    lanes = draw_lanes(plan.tracks, plan.columns, marks, glyphs)
    paths = [wiring.modules[element] for element in plan.rows.order]
    brackets = draw_brackets(paths, glyphs, deepest=settings.width // 12)
    maker = _LineMaker(panel.graph, glyphs, settings, wording, plan)
    lines: list[Line] = []
    section = 0
    for row, text in enumerate(texts):
        before, after = maker.lines(row, text, (lanes[row], brackets[row]))
        lines.extend(replace(line, section=section) for line in before)
        section += len(lanes[row].under) <= 1
        lines.extend(replace(line, section=section) for line in after)
    numbered = any("lane" in detail for text in texts for detail in text.sources)
    return PanelLines(tuple(lines), _lane_cells(lines), bool(plan.tags), numbered)


def _lane_cells(lines: list[Line]) -> tuple[int, ...]:
    """Per section the cells of its widest lanes and a space."""
    widest = [1] * (lines[-1].section + 1)
    for line in lines:
        widest[line.section] = max(widest[line.section], len(line.lanes), len(line.more_lanes))
    if max(widest) <= 2 * _FEW_LANES - 1:
        widest = [max(widest)] * len(widest)
    return tuple(cells + 1 for cells in widest)


def _plain(lanes: str, gutter: str) -> Line:
    """A line without text, of which more can be made."""
    return Line(lanes, gutter, _NOTHING, 0, lanes, gutter)


@dataclass(frozen=True, slots=True)
class _LineMaker:
    graph: Graph
    glyphs: Glyphs
    settings: TerminalSettings
    wording: Wording
    plan: Plan

    def lines(
        self, row: int, text: RowText, drawn: tuple[LaneRow, BracketRow]
    ) -> tuple[list[Line], list[Line]]:
        """Lines up to the row's own one, and the forks below it."""
        lanes, bracket = drawn
        before = [self._opening(opening, lanes.before) for opening in bracket.openings]
        before.extend(_plain(fork.lanes, bracket.gutter) for fork in lanes.above)
        before.append(
            Line(
                lanes=lanes.lanes,
                gutter=bracket.gutter,
                cells=self._cells(text),
                section=0,
                more_lanes=lanes.under,
                more_gutter=bracket.gutter,
                last_gutter=bracket.last,
                mark_at=2 * self.plan.columns[self.plan.tracks.stands[row]],
                family=text.family,
            )
        )
        return before, list(self._forks(row, lanes, bracket))

    def _forks(self, row: int, lanes: LaneRow, bracket: BracketRow) -> Iterator[Line]:
        """Fork lines that fork, and those that say which output goes on."""
        element = self.wording.wiring.elements[self.plan.rows.order[row]]
        told = self.wording.tells_outputs(element)
        for fork, line in zip(self.plan.tracks.forks_after[row], lanes.below, strict=True):
            if not fork.targets and not told:
                continue
            cells = self._cells(self.wording.output(fork.tensor)) if told else _NOTHING
            yield replace(_plain(line.lanes, bracket.below), cells=cells)

    def _opening(self, opening: Opening, lanes: str) -> Line:
        module = self.graph.module[opening.module]
        shown = self.settings.names and module.name not in ("", module.class_name)
        call = (f"call {module.call}",) if module.call > 1 else ()
        continued = ("continued",) if opening.continued else ()
        each = (f"{count} each",) if (count := each_count(module, self.graph)) else ()
        details = (*module.facts, *module.qualifiers, *call, *each, *continued)
        title = f"{group_title(module)} {repeat_text(module)}".rstrip()
        text = RowText("", title, details, "", "", module.name if shown else "")
        gutter = opening.gutter[:-2] + f"{self.glyphs.bracket_side} "
        line = _plain(lanes, opening.gutter)
        return replace(line, cells=self._cells(text), more_gutter=gutter)

    def _cells(self, text: RowText) -> Cells:
        spell = self._spelled
        return Cells(
            spell(text.headline),
            tuple(spell(detail) for detail in (*text.details, *text.sources)),
            spell(text.shape),
            text.count,
            spell(text.name) if self.settings.names else "",
        )

    def _spelled(self, text: str) -> str:
        return self.glyphs.text(printable(text))
